import type { ApiCall } from '../aws/api-endpoint';

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

type Counting = { -readonly [Field in keyof CallCount]: CallCount[Field] };

/** Counts the calls of a run. */
export class CallCounts {
  readonly #counts: Counting[] = [];
  /** Each makes a handful of calls. */
  readonly #byCaller = new Map<string, Counting[]>();

  add({ request, callerName, errorCode }: ApiCall): void {
    const count = this.#count(request, callerName);
    count.calls += 1;
    if (errorCode !== undefined) count.refusals += 1;
  }

  /** In the order of the first calls. */
  list(): readonly CallCount[] {
    return [...this.#counts];
  }

  #count({ service, operation, region }: ApiCall['request'], callerName: string): Counting {
    let counts = this.#byCaller.get(callerName);
    if (counts === undefined) {
      counts = [];
      this.#byCaller.set(callerName, counts);
    }
    for (const count of counts)
      if (count.operation === operation && count.service === service && count.region === region) return count;
    const count = { service, operation, region, callerName, calls: 0, refusals: 0 };
    counts.push(count);
    this.#counts.push(count);
    return count;
  }
}
