import type { FaultName } from '../faults/fault-catalogue';
import { MINUTE_MS } from '../kernel/time-units';
import type { StartedCopy } from './points';

/** What can lead to a second copy before the first one can be seen, and the words by which such a strike is known. */
const EXPLAINS_SECOND_COPY: Readonly<Partial<Record<FaultName, RegExp>>> = {
  'answer-lost': /ec2:CopySnapshot|states:SendTask/,
  'function-killed': /CopySnapshot|RetryCopy/,
  'function-repeated': /CopySnapshot|RetryCopy/,
  'stale-read': /DescribeSnapshots/,
  'very-stale-read': /DescribeSnapshots/,
  'event-before-describe': /./,
};

/**
 * From then on, whoever looks for a copy must find it: longer than EC2's answers are mostly old, and than it takes until a function has run
 * a second time, for which one call may wait for its time-out.
 */
const SURELY_SEEN_MS = 90_000;
const SURELY_SEEN_AFTER_VERY_STALE_READ_MS = 9.5 * MINUTE_MS;

/** Knows what excuses a second copy: a fault, by which the first one could not be known of yet. */
export class UnseenCopies {
  #struckMs = -Infinity;
  #seenAfterMs = SURELY_SEEN_MS;

  /** Takes note of a fault that strikes. */
  struck(name: FaultName, at: string, nowMs: number): void {
    if (EXPLAINS_SECOND_COPY[name]?.test(at) !== true) return;
    const seenAfterMs = name === 'very-stale-read' ? SURELY_SEEN_AFTER_VERY_STALE_READ_MS : SURELY_SEEN_MS;
    const isOpen = nowMs - this.#struckMs <= 2 * this.#seenAfterMs;
    this.#seenAfterMs = isOpen ? Math.max(this.#seenAfterMs, seenAfterMs) : seenAfterMs;
    this.#struckMs = nowMs;
  }

  /** Whether a copy that has just begun or ended may not be seen yet. */
  canBeUnseen({ startMs, completedMs = startMs }: StartedCopy, nowMs: number): boolean {
    const isNew = nowMs - Math.max(startMs, completedMs) <= this.#seenAfterMs;
    return isNew && nowMs - this.#struckMs <= 2 * this.#seenAfterMs;
  }
}
