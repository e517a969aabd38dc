import type { ApiRequest } from '../aws/api';
import type { ExecutionEnvironment } from '../aws/lambda';
import type { Loop } from '../kernel/loop';
import type { FaultDice } from './fault-dice';

/** More calls than a run of a function makes as a rule: those beyond are killed after their last one. */
const CALLS_MAX = 8;

/** Makes an execution environment whose calls of AWS go through `call`. */
type NewEnvironment = (call: (request: ApiRequest) => Promise<unknown>) => ExecutionEnvironment;

/** As Lambda reports a process that was killed. Step Functions shows it under this name, or as Lambda.Unknown. */
const killedError = (): Error =>
  Object.assign(new Error('RequestId: unknown Error: Runtime exited with error: signal: killed'), {
    name: 'Runtime.ExitError',
  });

/** An execution environment that is killed before, between or after the calls of a run, or that runs an input twice. */
export class FaultyEnvironment implements ExecutionEnvironment {
  readonly #name: string;
  readonly #newEnvironment: NewEnvironment;
  readonly #call: (request: ApiRequest) => Promise<unknown>;
  readonly #dice: FaultDice;
  readonly #loop: Loop;
  #environment: ExecutionEnvironment;
  #callsLeft = Infinity;
  #die: (error: Error) => void = () => {};

  constructor(
    name: string,
    newEnvironment: NewEnvironment,
    call: (request: ApiRequest) => Promise<unknown>,
    dice: FaultDice,
    loop: Loop,
  ) {
    this.#name = name;
    this.#newEnvironment = newEnvironment;
    this.#call = call;
    this.#dice = dice;
    this.#loop = loop;
    this.#environment = this.#fresh();
  }

  run(event: unknown): Promise<unknown> {
    this.#repeat(event);
    if (!this.#dice.strikes('function-killed', this.#name)) return this.#environment.run(event);
    this.#callsLeft = this.#dice.stream('function-killed').integer(0, CALLS_MAX);
    return new Promise((_resolve, reject) => {
      this.#die = (error) => {
        this.#environment.kill();
        this.#environment = this.#fresh();
        this.#callsLeft = Infinity;
        reject(error);
      };
      const end = (): void => this.#die(killedError());
      this.#environment.run(event).then(end, end);
    });
  }

  kill(): void {
    this.#environment.kill();
  }

  /** Lambda may run an input twice; nobody hears how the second run ends. */
  #repeat(event: unknown): void {
    if (!this.#dice.strikes('function-repeated', this.#name)) return;
    const random = this.#dice.stream('function-repeated');
    const afterMs = random.chance(0.5) ? random.integer(0, 100) : random.integer(0, 60_000);
    this.#loop.schedule(this.#loop.nowMs() + afterMs, `${this.#name} again`, () => {
      this.#newEnvironment(this.#call)
        .run(structuredClone(event))
        .catch((error: unknown) => {
          // What a function throws on purpose has a name of its own.
          if (error instanceof TypeError || error instanceof ReferenceError) this.#loop.fail(error);
        });
    });
  }

  #fresh(): ExecutionEnvironment {
    return this.#newEnvironment((request) => this.#counted(request));
  }

  #counted(request: ApiRequest): Promise<unknown> {
    if (this.#callsLeft === 0) {
      this.#die(killedError());
      return new Promise(() => {});
    }
    this.#callsLeft -= 1;
    return this.#call(request);
  }
}
