import { AwsError, type ApiRequest } from '../../local/aws/api';
import type { Execution } from '../../local/asl/execution';
import { StepFunctions } from '../../local/aws/step-functions';
import { Loop } from '../../local/kernel/loop';
import { Random } from '../../local/kernel/random';
import { DAY_MS } from '../../local/kernel/time-units';
import {
  definitionOf,
  definitionText,
  FAILURE_QUEUE_URL,
  flowsOf,
  MACHINE_REGIONS,
  type MachineName,
} from './definition';
import type { Answer, Script } from './script';

/** What an execution did, as a test expects it. */
export type Outcome = {
  /** The states in the order of their entry: one line for each flow that was entered, the machine's own first. */
  readonly entered: readonly string[];
  /** The whole payloads of the calls, by callee, in order. */
  readonly calls: Readonly<Record<string, readonly unknown[]>>;
  /** `SUCCEEDED`, or the status and the error. */
  readonly ended: string;
  readonly stateTransitions: number;
};

/** One way through a machine: the rule that it shows, and what follows from the answers. */
export type Path = { readonly rule: string; readonly script: Script; readonly outcome: Outcome };

/** 2030-01-01T00:00:00Z. */
const START_MS = 1_893_456_000_000;
const LONGEST_MS = 30 * DAY_MS;

/** Jitter is always the same part of the interval, so that waiting times are known; ids count up. */
class EvenRandom extends Random {
  #ids = 0;

  constructor(readonly part: number) {
    super(1, 'step-functions');
  }

  override next(): number {
    return this.part;
  }

  override hex(digits: number): string {
    return String(++this.#ids).padStart(digits, '0');
  }
}

/** One execution of a real state machine on virtual time, with everything that it calls answered by a script. */
export class ScriptedRun {
  /** When each call of a callee was made, in seconds since the start. */
  readonly callSeconds: Record<string, number[]> = {};
  readonly #calls: Record<string, unknown[]> = {};
  readonly #loop = new Loop(START_MS);
  readonly #region: string;
  readonly #stepFunctions: StepFunctions;

  constructor(
    readonly machine: MachineName,
    readonly script: Script,
    jitter = 0.5,
  ) {
    this.#region = MACHINE_REGIONS[machine];
    this.#stepFunctions = new StepFunctions({
      loop: this.#loop,
      random: new EvenRandom(jitter),
      call: (request) =>
        new Promise((resolve) => {
          const { service, input } = request;
          resolve(this.#answer(service, input));
        }),
    });
  }

  /** Runs to the end; the execution is named after the snapshot that it is about. */
  async run(name: string, input: object): Promise<this> {
    const stateMachineArn = `arn:aws:states:${this.#region}:111122223333:stateMachine:keeper-${this.machine}`;
    this.#stepFunctions.createStateMachine({
      arn: stateMachineArn,
      name: `keeper-${this.machine}`,
      region: this.#region,
      roleArn: 'arn:aws:iam::111122223333:role/machine',
      definition: definitionText(this.machine, this.#region),
    });
    this.#apply('StartExecution', { stateMachineArn, name, input: JSON.stringify(input) });
    await this.#loop.run(START_MS + LONGEST_MS);
    return this;
  }

  get execution(): Execution {
    return this.#stepFunctions.executions[0]!;
  }

  get durationSeconds(): number {
    return ((this.execution.stopMs ?? Number.NaN) - START_MS) / 1000;
  }

  get outcome(): Outcome {
    const { status, error, stateTransitions } = this.execution;
    const ended = error === undefined ? status : `${status} ${error}`;
    return { entered: this.#entered(), calls: this.#calls, ended, stateTransitions };
  }

  #entered(): string[] {
    const states = this.execution.history
      .filter(({ type }) => type.endsWith('StateEntered'))
      .map(({ state = '' }) => state);
    return flowsOf(definitionOf(this.machine))
      .map(({ States }) => states.filter((state) => Object.hasOwn(States, state)).join(' '))
      .filter((line) => line !== '');
  }

  #answer(service: string, input: ApiRequest['input']): unknown {
    if (service !== 'sqs') return this.#invoke(input);
    return input['QueueUrl'] === FAILURE_QUEUE_URL ? this.#takeFailure(input) : this.#askForCopy(input);
  }

  #invoke({ FunctionName, Payload }: ApiRequest['input']): unknown {
    const answer = this.#next(String(FunctionName).split(':').at(-1)!, JSON.parse(String(Payload)));
    if (answer.throws !== undefined) {
      const { error: errorType, message: errorMessage } = answer.throws;
      const payload = JSON.stringify({ errorType, errorMessage });
      return { StatusCode: 200, FunctionError: 'Unhandled', Payload: payload };
    }
    if ('returns' in answer) return { StatusCode: 200, Payload: JSON.stringify(answer.returns) };
    return new Promise(() => undefined);
  }

  /** Takes the message, and with it the failure. */
  #takeFailure({ MessageBody }: ApiRequest['input']): unknown {
    const answer = this.#next('FailureQueue', JSON.parse(String(MessageBody)));
    if (answer.throws !== undefined) throw new AwsError(answer.throws.error, 'no');
    return 'returns' in answer ? { MessageId: 'message' } : new Promise(() => undefined);
  }

  /** Takes the message, and answers later with its task token. */
  #askForCopy({ MessageBody, ...others }: ApiRequest['input']): unknown {
    const body = JSON.parse(String(MessageBody)) as { taskToken: string };
    const answer = this.#next(`CopyQueue ${String(others['MessageGroupId'])}`, {
      ...others,
      MessageBody: body,
    });
    const { taskToken } = body;
    const { throws, afterSeconds = 0 } = answer;
    const later = (operation: string, input: Record<string, unknown>): unknown =>
      this.#loop.schedule(this.#loop.nowMs() + afterSeconds * 1000, 'the copy queue answers', () =>
        this.#apply(operation, { taskToken, ...input }),
      );
    if (throws !== undefined) later('SendTaskFailure', { error: throws.error, cause: throws.message });
    if ('returns' in answer) later('SendTaskSuccess', { output: JSON.stringify(answer.returns) });
    return { MessageId: 'message' };
  }

  /** Records the call and says what becomes of it. Throws where AWS refuses it, or the script knows no such callee. */
  #next(callee: string, payload: unknown): Answer {
    const calls = (this.#calls[callee] ??= []);
    (this.callSeconds[callee] ??= []).push((this.#loop.nowMs() - START_MS) / 1000);
    const answer = this.script[callee]?.[calls.length] ?? this.script[callee]?.at(-1);
    calls.push(payload);
    if (answer === undefined) throw new Error(`the script has no answer of ${callee}`);
    if (answer.refuses !== undefined) throw new AwsError(answer.refuses, 'no');
    return answer;
  }

  #apply(operation: string, input: Record<string, unknown>): void {
    const caller = { outsider: 'test' };
    const request = { service: 'states', region: this.#region, operation, input, caller };
    this.#stepFunctions.apply(this.#loop.nowMs(), request);
  }
}
