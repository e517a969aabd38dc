import type { ApiRequest } from '../aws/api';
import type { Loop } from '../kernel/loop';
import type { Random } from '../kernel/random';
import type { HostedFunction, Surroundings } from './hosted-function';
import { sdkClients } from './sdk-clients';

export type SandboxOptions = Pick<Surroundings, 'environment' | 'region' | 'log' | 'metrics' | 'newId'> & {
  readonly handler: HostedFunction;
  readonly roleArn: string;
  readonly call: (request: ApiRequest) => Promise<unknown>;
  readonly loop: Loop;
  readonly random: Random;
};

/**
 * One execution environment of a function: the production handler, with clients that lead into the local world. It runs
 * one invocation at a time and keeps what the handler built for the next.
 */
export class Sandbox {
  readonly #options: SandboxOptions;
  #warm: ((event: unknown) => Promise<unknown>) | undefined;
  #isKilled = false;

  constructor(options: SandboxOptions) {
    this.#options = options;
  }

  /** Runs the handler. Rejects with what it throws. */
  async run(event: unknown): Promise<unknown> {
    this.#warm ??= this.#start();
    return this.#warm(event);
  }

  /** Stops it where it stands: it makes no more calls and hears no more answers, so a running invocation never ends. */
  kill(): void {
    this.#isKilled = true;
  }

  #start(): (event: unknown) => Promise<unknown> {
    const { handler, roleArn, region, environment, log, metrics, loop, random, newId } = this.#options;
    return handler.within({
      environment: { ...environment, AWS_REGION: region },
      region,
      log,
      metrics,
      now: () => new Date(loop.nowMs()),
      pause: (milliseconds) => this.#unlessKilled(loop.sleep(milliseconds, 'pause of a function')),
      newId,
      clients: sdkClients({
        caller: { roleArn },
        call: (request) => this.#call(request),
        loop,
        random,
      }),
    });
  }

  #call(request: ApiRequest): Promise<unknown> {
    return this.#isKilled ? never() : this.#unlessKilled(this.#options.call(request));
  }

  #unlessKilled<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return answer.then(
      (value) => (this.#isKilled ? never() : value),
      (error: unknown) => (this.#isKilled ? never() : Promise.reject(error as Error)),
    );
  }
}

const never = (): Promise<never> => new Promise(() => {});
