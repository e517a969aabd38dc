/** A time in which file systems of an instance stood still for a run. */
export type FrozenPeriod = {
  readonly instanceId: string;
  readonly run: string;
  /** When the first of them was about to be frozen. */
  readonly fromMs: number;
  /** From when on all of them stood still; absent where they never did. */
  wholeFromMs?: number;
  /** When the thawing began, so until when all of them stood still. */
  wholeToMs?: number;
  /** When the last of them was thawed; absent while one stands still. */
  toMs?: number;
  /** Who had them thawed: somebody who asked, the watchdog, or the stop of the instance. */
  thawedBy?: 'thaw' | 'watchdog' | 'stop';
};
