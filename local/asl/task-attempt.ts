import { AwsError } from '../aws/api';
import type { Branch, Settle } from './branch';
import type { Json, JsonObject } from './json';
import { refusalError, sdkResult, type Answered, type ServiceIntegration } from './service-integration';
import { StatesError } from './states-error';
import { Timer } from './timer';

type Limits = { readonly timeoutSeconds: number | undefined; readonly heartbeatSeconds: number | undefined };

/**
 * One attempt of a Task: the call, the task token where there is one, and the timers. Whatever comes first settles it;
 * what comes later is ignored, except a bug, which stops the loop.
 */
export class TaskAttempt {
  readonly #branch: Branch;
  readonly #state: string;
  readonly #integration: ServiceIntegration;
  readonly #token: string | undefined;
  readonly #limits: Limits;
  readonly #settle: Settle<Json>;
  #timeout: Timer | undefined;
  #heartbeat: Timer | undefined;
  #released = false;

  constructor(
    branch: Branch,
    state: string,
    integration: ServiceIntegration,
    token: string | undefined,
    limits: Limits,
    settle: Settle<Json>,
  ) {
    this.#branch = branch;
    this.#state = state;
    this.#integration = integration;
    this.#token = token;
    this.#limits = limits;
    this.#settle = settle;
  }

  start(values: JsonObject): void {
    const { tokens } = this.#branch.engine;
    const { timeoutSeconds } = this.#limits;
    if (timeoutSeconds !== undefined)
      this.#timeout = this.#timer(timeoutSeconds, () =>
        this.#settle.reject(new StatesError('States.Timeout')),
      );
    if (this.#token !== undefined)
      tokens.open(this.#token, {
        machineArn: this.#branch.execution.machineArn,
        succeed: (output) => this.#settle.resolve(output),
        fail: (error, cause) => this.#settle.reject(new StatesError(error, cause)),
        heartbeat: () => this.#expectHeartbeat(),
      });
    void this.#call(values);
  }

  /** Stops the timers and closes the token. */
  release(): void {
    this.#released = true;
    this.#timeout?.cancel();
    this.#heartbeat?.cancel();
    if (this.#token !== undefined) this.#branch.engine.tokens.close(this.#token);
  }

  /** A microtask later, since a callee may send the token back at once and the wait has only begun. */
  async #call(values: JsonObject): Promise<void> {
    await Promise.resolve();
    if (this.#released) return;
    const { engine, execution } = this.#branch;
    const { region, roleArn } = execution.machine;
    const { names } = this.#integration;
    try {
      const { service, operation, input } = this.#integration.request(values);
      this.#answered(await engine.call({ service, region, operation, input, caller: { roleArn } }));
    } catch (error) {
      if (error instanceof StatesError) this.#settle.reject(error);
      else if (error instanceof AwsError) this.#settle.reject(refusalError(names, error, this.#now()));
      else engine.loop.fail(error);
    }
  }

  #now(): Answered {
    const { engine } = this.#branch;
    return { requestId: engine.newRequestId(), atMs: engine.loop.nowMs() };
  }

  #answered(answer: unknown): void {
    if (this.#released) return;
    const result = this.#integration.result(answer);
    if (this.#token === undefined) return this.#settle.resolve(sdkResult(result, this.#now()));
    this.#branch.record({ type: 'TaskSubmitted', state: this.#state });
    // AWS does not expect a heartbeat before the call that hands the token on has been answered.
    this.#expectHeartbeat();
  }

  #expectHeartbeat(): void {
    this.#heartbeat?.cancel();
    const { heartbeatSeconds } = this.#limits;
    if (heartbeatSeconds === undefined) return;
    // AWS reports States.Timeout for a missed heartbeat too; Retry and Catch know it by either name.
    this.#heartbeat = this.#timer(heartbeatSeconds, () =>
      this.#settle.reject(new StatesError('States.Timeout', undefined, { alias: 'States.HeartbeatTimeout' })),
    );
  }

  #timer(seconds: number, fire: () => void): Timer {
    return new Timer(this.#branch.engine.loop, seconds * 1000, `states: timeout of ${this.#state}`, fire);
  }
}
