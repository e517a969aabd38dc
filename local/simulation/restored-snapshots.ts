import { TAG } from '../../functions/domain/tags';
import { DAY_MS } from '../kernel/time-units';
import type { Point } from './points';

const WEEK_MS = 7 * DAY_MS;

/** What people have restored from the Recycle Bin after we had deleted it, which nobody may delete again for a week. */
export class RestoredSnapshots {
  readonly #restoredMs = new Map<string, number>();

  /** As it is just after it was restored. Without our mark it was not we who had deleted it, and a mark that comes later says nothing. */
  note(nowMs: number, { id, tags }: Point): void {
    if (TAG.givenUp in tags) this.#restoredMs.set(id, nowMs);
  }

  /** Whether it must be left alone. People may take our mark away, and with it the week. */
  mustStay(point: Point, nowMs: number): boolean {
    return this.#isWithin(point, nowMs, WEEK_MS);
  }

  /** Whether it may be left alone: the week begins with the plan that finds it. */
  mayStay(point: Point, nowMs: number): boolean {
    return this.#isWithin(point, nowMs, 2 * WEEK_MS);
  }

  #isWithin({ id, tags }: Point, nowMs: number, withinMs: number): boolean {
    return TAG.givenUp in tags && nowMs - (this.#restoredMs.get(id) ?? -Infinity) < withinMs;
  }
}
