import type { ApiCall } from './api-endpoint';

/** How often a caller made one call in one Region, and how many of these were refused. */
export type CallCount = {
  readonly service: string;
  readonly operation: string;
  readonly region: string;
  /** The construct id of a function, the name of a state machine, or the outsider's own name. */
  readonly callerName: string;
  readonly calls: number;
  readonly refusals: number;
};

/** Counts the calls of a run. */
export class CallCounts {
  readonly #counts = new Map<string, { -readonly [Field in keyof CallCount]: CallCount[Field] }>();

  add({ request, callerName, errorCode }: ApiCall): void {
    const { service, operation, region } = request;
    const key = `${service} ${operation} ${region} ${callerName}`;
    let count = this.#counts.get(key);
    if (count === undefined) {
      count = { service, operation, region, callerName, calls: 0, refusals: 0 };
      this.#counts.set(key, count);
    }
    count.calls += 1;
    if (errorCode !== undefined) count.refusals += 1;
  }

  /** In the order of the first calls. */
  list(): readonly CallCount[] {
    return [...this.#counts.values()];
  }
}
