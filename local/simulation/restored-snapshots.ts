import { TAG } from '../../functions/domain/tags';
import type { ApiRequest } from '../api';
import type { Point } from './points';

const WEEK_MS = 7 * 86_400_000;

/** What people have restored from the Recycle Bin, which nobody may delete again for a week. */
export class RestoredSnapshots {
  readonly #restoredMs = new Map<string, number>();

  note(nowMs: number, { operation, input }: Pick<ApiRequest, 'operation' | 'input'>): void {
    if (operation === 'RestoreSnapshotFromRecycleBin')
      this.#restoredMs.set(String(input['SnapshotId']), nowMs);
  }

  /** Whether it must be left alone: our mark on it, which people may take away, tells that we had deleted it. */
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
