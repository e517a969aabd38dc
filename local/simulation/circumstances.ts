import type { AwsEvent } from '../aws/api';
import type { FaultName } from '../faults/fault-catalogue';
import { snapshotIdsOf } from '../faults/snapshot-ids';

/** By these a failure may be told twice with good reason: AWS took the message, and the function could not know. */
const REPEATS_A_MESSAGE: readonly FaultName[] = ['answer-lost', 'function-killed', 'function-repeated'];

/** What tells a person, or puts what is to be told into the queue for that. */
const TELLING = ['sns:Publish', 'NotifyFailure', 'PruneVolume', 'sqs:SendMessage'];

/** What people do on purpose to a snapshot; what follows is theirs. */
const MEDDLING: readonly FaultName[] = [
  'snapshot-deleted-by-hand',
  'tag-changed-by-hand',
  'any-tag-changed-by-hand',
];

/** What befell a run, as far as it says at the end what the stacks could know and what excuses them. */
export class Circumstances {
  readonly #strikes: Partial<Record<FaultName, number>> = {};
  readonly #meddledWith = new Set<string>();
  readonly #heardMs = new Map<string, number>();
  readonly #failedSnapshots: AwsEvent[] = [];
  readonly #excusesMs: number[] = [];

  /** Takes note of a fault. `at` names what it struck: an id of a snapshot or copy, a call, a function. */
  struck(name: FaultName, at: string, atMs: number): void {
    this.#strikes[name] = (this.#strikes[name] ?? 0) + 1;
    if (MEDDLING.includes(name)) this.#meddledWith.add(at);
    const isMessage = TELLING.some((teller) => at.includes(teller));
    if (isMessage && REPEATS_A_MESSAGE.includes(name)) this.#excusesMs.push(atMs);
  }

  /** Takes note of an event of EC2 that EventBridge has delivered. */
  delivered(event: AwsEvent, atMs: number): void {
    for (const id of snapshotIdsOf(event)) if (!this.#heardMs.has(id)) this.#heardMs.set(id, atMs);
    if (event.detail['result'] === 'failed') this.#failedSnapshots.push(event);
  }

  /** How often each fault struck. */
  get strikes(): Readonly<Partial<Record<FaultName, number>>> {
    return this.#strikes;
  }

  /** When faults struck by which a failure may be told again because nobody could know that it had been told. */
  get excusesMs(): readonly number[] {
    return this.#excusesMs;
  }

  /** Ids of snapshots and copies with which people have meddled. */
  get meddledWith(): ReadonlySet<string> {
    return this.#meddledWith;
  }

  /** Every failed snapshot or copy of which EventBridge has delivered an event. */
  get failedSnapshots(): readonly AwsEvent[] {
    return this.#failedSnapshots;
  }

  /** When an event about a snapshot or copy was first delivered. */
  heardMs(id: string): number | undefined {
    return this.#heardMs.get(id);
  }
}
