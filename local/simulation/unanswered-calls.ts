import type { FaultName } from '../faults/fault-catalogue';
import { MINUTE_MS } from '../kernel/time-units';

/** A function asks EC2 for snapshots of volumes, of the run of a time. */
type Asked = { readonly dueMs: number; readonly volumeIds: readonly string[] };

/** A run waits for so long until EC2's answers are settled. A longer silence is no wait for a single answer: somebody starts a failed run again, or the Region was down. */
const WAIT_MS = { least: 10 * MINUTE_MS, most: 30 * MINUTE_MS };

/** Within so long a call ends in which the function is to be killed. */
const CALL_MS = 15 * MINUTE_MS;

/** What a run waits for as well, or an instance keeps it for minutes. */
const DELAYING: ReadonlySet<FaultName> = new Set([
  'throttled',
  'answer-lost',
  'function-not-ready',
  'function-repeated',
  'lambda-failed',
  'region-down',
  'freeze-hangs',
  'thaw-fails',
  'application-not-ready',
  'vss-fails',
  'agent-not-registered',
  'agent-cut-off',
  'instance-stopped',
]);

/** The calls for snapshots whose answers were lost: the run goes on with other volumes, and does not wait for EC2 first to show what came of them. */
export class UnansweredCalls {
  #last: Asked | undefined;
  /** By the time of its run, when the first one was lost after which no fault has delayed that. */
  readonly #lostMs = new Map<number, number>();
  readonly #asked = new Map<number, Set<string>>();
  #killedMs = -Infinity;

  /** Takes note of a fault. */
  struck(name: FaultName, at: string, nowMs: number): void {
    if (name === 'function-killed' && at.startsWith('TakeSnapshots')) this.#killedMs = nowMs;
    const isOfTaking = name === 'answer-lost' && /^ec2:Create(?:Snapshots?|Image) /.test(at);
    if (isOfTaking && this.#last !== undefined) {
      const { dueMs } = this.#last;
      if (!this.#lostMs.has(dueMs)) this.#lostMs.set(dueMs, nowMs);
    } else if (DELAYING.has(name)) this.#lostMs.clear();
  }

  /** Takes note that a function asks, and tells whether it has waited for another call first that EC2 had not answered. */
  holdUp(asked: Asked, nowMs: number): boolean {
    this.#last = asked;
    const { dueMs, volumeIds } = asked;
    const before = this.#asked.get(dueMs) ?? new Set();
    const isFirst = !volumeIds.some((volumeId) => before.has(volumeId));
    this.#asked.set(dueMs, new Set([...before, ...volumeIds]));
    const lostMs = this.#lostMs.get(dueMs);
    if (!isFirst || lostMs === undefined || lostMs - this.#killedMs < CALL_MS) return false;
    return nowMs - lostMs >= WAIT_MS.least && nowMs - lostMs <= WAIT_MS.most;
  }
}
