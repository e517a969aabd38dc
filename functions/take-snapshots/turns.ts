import * as z from 'zod';
import { VolumeId } from '../domain/ids';
import { SETTLED_SECONDS } from '../domain/settled';
import { ImagedVolumes, type Counted } from './imaged-volumes';
import type { Seen } from './seen';
import type { Silence, Tried } from './take-unit';
import { NONE_UNANSWERED, Unanswered, UnansweredVolumes } from './unanswered';
import type { Covered } from './units';

/**
 * The order in which a run goes through its volumes: first those that need nobody to stand still, so that agents that do not answer hold
 * none of them up; then what is frozen; then, in passes, those of which EC2 has not said whether it took one, which so hold nobody up either; then those of which EC2 said that there are
 * none. Last, AMIs that were made are looked at, since EC2 answers before it has begun.
 */
export const Turns = z.object({
  /** Whose turn it is. */
  turn: z.enum(['first', 'frozen', 'unanswered', 'missing', 'images']).default('first'),
  /** In the first turn volumes are taken in order of their ids: those up to this one are done with, or put off. */
  after: VolumeId.nullable(),
  /** Behind that one, those that are done with as well, since they were taken with another of their instance. In order. */
  ahead: z.array(VolumeId).default([]),
  /** Those that have to be frozen. In order. */
  putOff: z.array(VolumeId).default([]),
  unanswered: Unanswered.default(NONE_UNANSWERED),
  /** Those that EC2 showed, and said then that there are none. */
  missing: z.array(z.object({ volumeId: VolumeId, schedules: z.array(z.string()) })).default([]),
  /** The volumes that count as taken with an AMI, as `ImagedVolumes` notes them. */
  imaged: z.array(z.string()).default([]),
  imagedBy: z.array(z.array(z.string())).default([]),
});

export type Turns = z.output<typeof Turns>;

/** Some 50 KB of the 256 that a state may have. What is more is frozen in the first turn. */
const PUT_OFF_MAX = 2000;

/** Some 5 KB; of more, a single look is believed. */
const MISSING_MAX = 50;

/** Goes on behind `before`. */
export class VolumesInTurn {
  #turn: Turns['turn'];
  #after: string | null;
  readonly #ahead: Set<string>;
  readonly #putOff: Set<string>;
  readonly #unanswered: UnansweredVolumes;
  readonly #missing: Map<string, readonly string[]>;
  readonly #imaged: ImagedVolumes;

  constructor(before: Turns) {
    this.#turn = before.turn;
    this.#after = before.after;
    this.#ahead = new Set(before.ahead);
    this.#putOff = new Set(before.putOff);
    this.#unanswered = new UnansweredVolumes(before.unanswered);
    this.#missing = new Map(before.missing.map(({ volumeId, schedules }) => [volumeId, schedules]));
    this.#imaged = new ImagedVolumes(before);
  }

  /** Whether it comes in this turn, and is not done with. */
  isDue({ volume: { volumeId } }: Covered): boolean {
    if (this.#turn === 'images') return false;
    if (this.#turn === 'frozen') return this.#putOff.has(volumeId);
    if (this.#turn === 'unanswered') return this.#unanswered.isDue(volumeId);
    if (this.#turn === 'missing') return this.#missing.has(volumeId);
    const isBehind = this.#after === null || volumeId > this.#after;
    return isBehind && !this.#ahead.has(volumeId) && !this.#putOff.has(volumeId);
  }

  /** Whether what has to be frozen comes in a later turn. */
  get putsOff(): boolean {
    return this.#turn === 'first' && this.#putOff.size < PUT_OFF_MAX;
  }

  /** Whether one that is not there is looked for again in a later turn. */
  get looksAgain(): boolean {
    return this.#turn !== 'missing' && this.#missing.size < MISSING_MAX;
  }

  /** The volumes of one unit, the one that is due now first, come in the turn of what is frozen. */
  putOff(unit: readonly Covered[]): void {
    for (const { volume } of unit) this.#putOff.add(volume.volumeId);
  }

  /** What has been in vain of the unit around a volume, where that waits with others for EC2's answers. */
  tried({ volume: { volumeId } }: Covered): Tried | undefined {
    return this.#unanswered.tried(volumeId);
  }

  /** EC2 has not answered a call, before it has taken any of this run or afterwards. In a pass nothing else is asked for, so that it says nothing of others. */
  unanswered(hasTaken: boolean): void {
    if (this.#turn !== 'unanswered') this.#unanswered.unanswered(hasTaken);
  }

  /** EC2 has answered one, or shows what it has taken. */
  answered(): void {
    this.#unanswered.answered();
  }

  /** How EC2's silence about a unit is to be taken; undefined where it is waited for alone. */
  silenceOf(unit: readonly Covered[]): Silence | undefined {
    const waitsForPass =
      this.#turn === 'unanswered' ||
      (['first', 'frozen'].includes(this.#turn) && this.#unanswered.hasRoomFor(unit));
    return waitsForPass ? this.#unanswered.silence : undefined;
  }

  /** The volumes of one unit, the one that is due now first, come in the next pass: when EC2's answers have settled of all that waits for it, and of this after `waitSeconds`. */
  waitForPass(unit: readonly Covered[], tried: Tried, waitSeconds: number): void {
    this.done(unit.map(({ volume }) => volume.volumeId));
    this.#unanswered.later(unit, tried, waitSeconds);
  }

  /** It is looked for again when all others are done with. */
  lookAgain({ volume: { volumeId }, schedules }: Covered): void {
    this.done([volumeId]);
    this.#missing.set(volumeId, schedules);
  }

  /** They count as taken with an AMI. */
  imaged(taken: readonly Covered[]): void {
    for (const one of taken) this.#imaged.note(one);
  }

  /** In the turn of AMIs, those that count as taken with one, and of which EC2 has shown nothing. What has been attached or covered since then was in none. */
  ofFailedImages(all: readonly Covered[], seen: Pick<Seen, 'has'>): Covered[] {
    if (this.#turn !== 'images') return [];
    return all.filter(({ volume: { volumeId } }) => this.#imaged.has(volumeId) && !seen.has(volumeId));
  }

  /** The others of which EC2 has shown nothing: they are deleted, as with their instance, or no schedule covers them any more. */
  goneWithImages(all: readonly Covered[], seen: Pick<Seen, 'volumeIds'>): Iterable<Counted> {
    if (this.#turn !== 'images') return [];
    return this.#imaged.without([...all.map(({ volume }) => volume.volumeId), ...seen.volumeIds]);
  }

  /** Those of one unit, the one that is due now first, are done with. */
  done(volumeIds: readonly string[]): void {
    for (const [index, volumeId] of volumeIds.entries())
      if (this.#turn === 'frozen') this.#putOff.delete(volumeId);
      else if (this.#turn === 'unanswered') this.#unanswered.done(volumeId);
      else if (this.#turn === 'missing') this.#missing.delete(volumeId);
      else if (index === 0) this.#after = volumeId;
      else this.#ahead.add(volumeId);
  }

  /** Goes to the next turn or pass in which any volume comes, and tells after how long; undefined where there is none. What was put off and is not covered any more is forgotten. */
  next(): number | undefined {
    this.#ahead.clear();
    if (this.#turn === 'first' && this.#putOff.size > 0) return this.#goTo('frozen', 1);
    this.#putOff.clear();
    const waitSeconds = this.#unanswered.next();
    if (waitSeconds !== undefined) return this.#goTo('unanswered', waitSeconds);
    if (this.#turn !== 'missing' && this.#turn !== 'images' && this.#missing.size > 0)
      return this.#goTo('missing', SETTLED_SECONDS);
    if (this.#turn !== 'images' && this.#imaged.size > 0) return this.#goTo('images', SETTLED_SECONDS);
    return undefined;
  }

  #goTo(turn: Turns['turn'], waitSeconds: number): number {
    this.#turn = turn;
    return waitSeconds;
  }

  /** Those that were missing, and that no answer of EC2's has shown again, with their schedules. */
  *stillMissing(): Iterable<Pick<Covered, 'schedules'>> {
    for (const schedules of this.#missing.values()) yield { schedules };
    this.#missing.clear();
  }

  get reached(): Turns {
    const after = this.#after;
    return {
      turn: this.#turn,
      after,
      ahead: [...this.#ahead].filter((volumeId) => after === null || volumeId > after).sort(),
      putOff: [...this.#putOff].sort(),
      unanswered: this.#unanswered.reached,
      missing: [...this.#missing].map(([volumeId, schedules]) => ({ volumeId, schedules: [...schedules] })),
      imaged: [...this.#imaged.reached.imaged],
      imagedBy: this.#imaged.reached.imagedBy.map((schedules) => [...schedules]),
    };
  }
}
