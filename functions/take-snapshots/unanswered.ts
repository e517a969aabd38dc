import * as z from 'zod';
import { SETTLED_SECONDS } from '../domain/settled';
import { cut } from '../domain/text';
import { Tried, type Silence } from './take-unit';
import type { Covered } from './units';

/** Of which EC2 has not said whether there is a snapshot: they are looked at in passes, after a wait of all at once. */
export const Unanswered = z.object({
  /** Those that come in the pass that is under way, each with what has been in vain of its unit. */
  due: z.array(Tried),
  /** Those that come in the next one. */
  later: z.array(Tried),
  /** After so long EC2 shows what may have been taken of these. */
  waitSeconds: z.int(),
  /** Calls that EC2 has left unanswered, one after the other, before the first pass. */
  inARow: z.int(),
});

export type Unanswered = z.output<typeof Unanswered>;

export const NONE_UNANSWERED: Unanswered = { due: [], later: [], waitSeconds: SETTLED_SECONDS, inARow: 0 };

/** Some 100 KB of the 256 that a state may have, where VSS has said something of each. What is more is waited for one by one. */
const WAITING_MAX = 500;
const SAID_MAX = 100;

/** So many in a row are no matter of single volumes: EC2 takes none of whatever volume. */
const OUTAGE = 20;

/** Goes on behind `before`. */
export class UnansweredVolumes {
  readonly #due: Map<string, Tried>;
  readonly #later: Map<string, Tried>;
  #waitSeconds: number;
  #inARow: number;

  constructor(before: Unanswered) {
    this.#due = new Map(before.due.map((tried) => [tried.volumeId, tried]));
    this.#later = new Map(before.later.map((tried) => [tried.volumeId, tried]));
    this.#waitSeconds = before.waitSeconds;
    this.#inARow = before.inARow;
  }

  isDue(volumeId: string): boolean {
    return this.#due.has(volumeId);
  }

  /** What has been in vain of the unit around a volume that is due. */
  tried(volumeId: string): Tried | undefined {
    return this.#due.get(volumeId);
  }

  /** Whether there is room for one more unit. */
  hasRoomFor({ length }: readonly Covered[]): boolean {
    return this.#later.size + length <= WAITING_MAX;
  }

  /** EC2 has not answered a call, before it has taken any of this run or afterwards. */
  unanswered(hasTaken: boolean): void {
    this.#inARow += hasTaken ? 1 : OUTAGE;
  }

  /** EC2 has answered one. */
  answered(): void {
    this.#inARow = 0;
  }

  get silence(): Silence {
    return this.#inARow >= OUTAGE ? 'outage' : 'of some';
  }

  /** The volumes of a unit come in the next pass, `waitSeconds` from now at the soonest. */
  later(unit: readonly Covered[], tried: Tried, waitSeconds: number): void {
    const { vss, ...rest } = tried;
    for (const { volume } of unit)
      this.#later.set(volume.volumeId, {
        ...rest,
        volumeId: volume.volumeId,
        ...(vss !== undefined && { vss: cut(vss, SAID_MAX) }),
      });
    this.#waitSeconds = Math.max(this.#waitSeconds, waitSeconds);
  }

  /** It is done with in this pass. */
  done(volumeId: string): void {
    this.#due.delete(volumeId);
  }

  /** Begins the next pass, and tells after how long; undefined where none comes in it. What is due still is not covered any more, and forgotten. */
  next(): number | undefined {
    this.#due.clear();
    if (this.#later.size === 0) return undefined;
    for (const [volumeId, tried] of this.#later) this.#due.set(volumeId, tried);
    this.#later.clear();
    const waitSeconds = this.#waitSeconds;
    this.#waitSeconds = SETTLED_SECONDS;
    return waitSeconds;
  }

  get reached(): Unanswered {
    return {
      due: [...this.#due.values()],
      later: [...this.#later.values()],
      waitSeconds: this.#waitSeconds,
      inARow: this.#inARow,
    };
  }
}
