import type { Random } from '../kernel/random';
import { readErrorEquals } from './error-equals';
import type { Fields } from './fields';
import { matchesError, type StatesError } from './states-error';

/** One entry of `Retry`, with AWS's defaults filled in. */
export type Retrier = {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number;
  readonly jitterStrategy: 'NONE' | 'FULL';
};

const MAXIMUM = 99_999_999;
const MAXIMUM_DELAY_SECONDS = 31_622_400;

export function readRetriers(fields: Fields): readonly Retrier[] {
  return fields.list('Retry').map((retrier) => {
    const read: Retrier = {
      errorEquals: readErrorEquals(retrier),
      intervalSeconds: retrier.integer('IntervalSeconds', 1, 1, MAXIMUM),
      maxAttempts: retrier.integer('MaxAttempts', 3, 0, MAXIMUM),
      backoffRate: retrier.number('BackoffRate', 2, 1, Number.MAX_SAFE_INTEGER),
      maxDelaySeconds: retrier.integer('MaxDelaySeconds', Infinity, 1, MAXIMUM_DELAY_SECONDS),
      jitterStrategy: retrier.oneOf('JitterStrategy', ['NONE', 'FULL'], 'NONE'),
    };
    retrier.end();
    return read;
  });
}

/** The retries of one visit to a state. Each retrier counts the attempts that it gave by itself. */
export class Retries {
  readonly #retriers: readonly Retrier[];
  readonly #given = new Map<Retrier, number>();

  constructor(retriers: readonly Retrier[]) {
    this.#retriers = retriers;
  }

  /**
   * How long to wait before the next attempt; undefined where the first retrier that takes the error has given all its
   * attempts, or none takes it. Counts the attempt.
   */
  delaySecondsAfter(error: StatesError, random: Random): number | undefined {
    const retrier = this.#retriers.find(({ errorEquals }) => matchesError(errorEquals, error));
    if (retrier === undefined) return undefined;
    const given = this.#given.get(retrier) ?? 0;
    if (given >= retrier.maxAttempts) return undefined;
    this.#given.set(retrier, given + 1);
    const interval = retrier.intervalSeconds * retrier.backoffRate ** given;
    const delaySeconds = Math.min(interval, retrier.maxDelaySeconds);
    return retrier.jitterStrategy === 'FULL' ? random.next() * delaySeconds : delaySeconds;
  }
}
