import * as z from 'zod';
import { RunFigures } from '../domain/digest';
import { InstanceId, SnapshotId, VolumeId } from '../domain/ids';
import { ScheduleName } from '../domain/scheduled-run';
import { cut } from '../domain/text';
import type { Standing } from '../domain/freeze';
import type { Named } from './by-hand';
import { AnnouncedFreeze } from './freezes';
import type { Counted } from './imaged-volumes';
import { Tried, type Taken } from './take-unit';
import { Turns } from './turns';
import { NONE_UNANSWERED } from './unanswered';
import type { Covered, Unit } from './units';

/** How far a run has come: what one call answers, and the next one begins with. */
export const Reached = z.object({
  ...Turns.shape,
  /** How often what comes next has been tried in vain, where the call before came to it. */
  tried: Tried.nullable().default(null),
  /** After so long the next call goes on behind it; 0 where all are done. */
  waitSeconds: z.int(),
  /** By all calls so far: volumes that have a snapshot of this time, and those of which none could be taken. */
  taken: z.int(),
  failed: z.int(),
  /** The first that were taken, for a person who waits for them. */
  snapshotIds: z.array(SnapshotId),
  /** The first of which none could be taken; an instance only where a person has named it, and there is nothing of it. */
  failures: z.array(
    z.object({ volumeId: VolumeId.optional(), instanceId: InstanceId.optional(), reason: z.string() }),
  ),
  /** Instances that the next call may freeze, each by a run of the freeze document that no other call has used; where that call dies, they are thawed. */
  freezes: z.array(AnnouncedFreeze).default([]),
  /** The first that should have been frozen and were not. */
  unfrozen: z.array(z.object({ instanceId: z.string(), reason: z.string() })).default([]),
  /** Whether there are others. */
  moreUnfrozen: z.boolean().default(false),
  /** Instances that have said, since a person was last told, that they cannot thaw. */
  standFrozen: z.array(z.string()).default([]),
  /** Those that have said so at all: people hear it once of each. */
  stoodFrozen: z.array(z.string()).default([]),
  /** The longest time for which an instance stood frozen, in milliseconds. */
  longestFrozenMs: z.int().default(0),
  /** By the schedules of the run. */
  bySchedule: z.record(ScheduleName, RunFigures),
});

export type Reached = z.output<typeof Reached>;

export const NOTHING_YET: Omit<Reached, 'bySchedule'> = {
  turn: 'first',
  after: null,
  ahead: [],
  putOff: [],
  unanswered: NONE_UNANSWERED,
  missing: [],
  imaged: [],
  imagedBy: [],
  tried: null,
  waitSeconds: 0,
  taken: 0,
  failed: 0,
  snapshotIds: [],
  failures: [],
  freezes: [],
  unfrozen: [],
  moreUnfrozen: false,
  standFrozen: [],
  stoodFrozen: [],
  longestFrozenMs: 0,
};

/** The answer goes from call to call, and into one message. */
const NAMED_MAX = 20;
const REASON_MAX = 200;

/** Some 3 KB. */
const SNAPSHOTS_MAX = 100;

const LOST =
  'EC2 has answered that its AMI is being made, and shows none with a snapshot of it that has not failed';

/** Counts what has become of the volumes, once for the run and once for each schedule that covers them. */
export class Tally {
  readonly #reached: Reached;

  constructor(readonly before: Reached) {
    this.#reached = structuredClone(before);
  }

  /** What became of each volume that one call of EC2 was to take. A set that is without one of them is no recovery point of the others. */
  unit({ covered }: Unit, { taking, standing }: Taken): void {
    if (standing !== undefined && taking.outcome === 'taken') this.standing(covered, standing);
    else if (standing !== undefined) this.frozen(covered[0]!.volume.instanceId, standing);
    for (const one of covered) {
      if (taking.outcome === 'gone') this.gone(one);
      else if (taking.outcome !== 'taken') this.failed(one, taking.reason);
      else {
        const { imageId, snapshotIds } = taking;
        const missing =
          imageId === undefined && covered.find(({ volume }) => !snapshotIds.has(volume.volumeId));
        if (!missing) this.taken(one, snapshotIds.get(one.volume.volumeId));
        else this.failed(one, `its set is without ${missing.volume.volumeId}, which was detached meanwhile`);
      }
    }
  }

  /** There is a snapshot of it; of an AMI, EC2 may not yet show which. */
  taken({ volume, schedules }: Covered, snapshotId: string | undefined): void {
    const { snapshotIds } = this.#reached;
    this.#reached.taken += 1;
    if (snapshotId !== undefined && snapshotIds.length < SNAPSHOTS_MAX) snapshotIds.push(snapshotId);
    this.#each(schedules, (figures) => {
      figures.taken += 1;
      figures.takenGib += volume.sizeGib;
    });
  }

  /** How what was taken of an instance stands that was to be frozen. */
  standing(covered: readonly Covered[], standing: Standing): void {
    const { unfrozen } = this.#reached;
    const { instanceId = '' } = covered[0]!.volume;
    const { consistency, reason } = standing;
    this.frozen(instanceId, standing);
    for (const { schedules } of covered)
      this.#each(schedules, (figures) => {
        figures.consistency = {
          ...figures.consistency,
          [consistency]: (figures.consistency?.[consistency] ?? 0) + 1,
        };
      });
    if (reason === undefined || unfrozen.some((one) => one.instanceId === instanceId)) return;
    if (unfrozen.length < NAMED_MAX) unfrozen.push({ instanceId, reason: cut(reason, REASON_MAX) });
    else this.#reached.moreUnfrozen = true;
  }

  /** For how long an instance stood frozen, whatever was taken, and whether it may do so yet. */
  frozen(instanceId = '', { frozenMs = 0, standsFrozen }: Partial<Standing> = {}): void {
    const reached = this.#reached;
    reached.longestFrozenMs = Math.max(reached.longestFrozenMs, frozenMs);
    if (standsFrozen !== true || reached.stoodFrozen.includes(instanceId)) return;
    reached.stoodFrozen.push(instanceId);
    reached.standFrozen.push(instanceId);
  }

  /** It was deleted meanwhile, or is not covered any more. */
  gone({ schedules }: Pick<Covered, 'schedules'>): void {
    this.#each(schedules, (figures) => (figures.gone += 1));
  }

  /** None could be taken of it. */
  failed({ volume: { volumeId }, schedules }: Covered, reason: string): void {
    const { failures } = this.#reached;
    this.#reached.failed += 1;
    if (failures.length < NAMED_MAX)
      failures.push({ volumeId, reason: cut(reason.replace(/\.$/, ''), REASON_MAX) });
    this.#each(schedules, (figures) => (figures.failed += 1));
  }

  /** It counts as taken, and EC2 shows that what was taken of it has failed. */
  failedAfterwards(one: Covered, snapshotId: string, reason: string): void {
    const { failures, snapshotIds } = this.#reached;
    if (failures.some(({ volumeId }) => volumeId === one.volume.volumeId)) return;
    this.#reached.snapshotIds = snapshotIds.filter((id) => id !== snapshotId);
    this.#takeBack({ sizeGib: one.volume.sizeGib, schedules: one.schedules });
    this.failed(one, reason);
  }

  /** It counts as taken with an AMI, and what was taken of it is not there. */
  lost(one: Covered): void {
    this.#takeBack({ sizeGib: one.volume.sizeGib, schedules: one.schedules });
    this.failed(one, LOST);
  }

  /** The same, and it is not there itself, or is not covered any more. */
  goneAfterwards(counted: Counted): void {
    this.#takeBack(counted);
    this.gone(counted);
  }

  /** Nothing is there of what a person has named. */
  nothingOf(named: Named, reason: string): void {
    this.#reached.failed += 1;
    this.#reached.failures.push({ ...named, reason });
  }

  /** Whether any has a snapshot of this time. */
  get hasTaken(): boolean {
    return this.#reached.taken > 0;
  }

  /** Whether there is nothing yet to tell of a snapshot, taken or failed. */
  get isEmpty(): boolean {
    return this.#reached.taken + this.#reached.failed === 0;
  }

  /** As things stand, with where the next call goes on and when. */
  reached(next: Turns & Pick<Reached, 'waitSeconds' | 'tried' | 'freezes'>): Reached {
    return { ...structuredClone(this.#reached), ...next };
  }

  #takeBack({ sizeGib, schedules }: Counted): void {
    this.#reached.taken -= 1;
    this.#each(schedules, (figures) => {
      figures.taken -= 1;
      figures.takenGib -= sizeGib;
    });
  }

  #each(schedules: readonly string[], count: (figures: RunFigures) => void): void {
    for (const schedule of schedules) {
      const figures = this.#reached.bySchedule[schedule];
      if (figures !== undefined) count(figures);
    }
  }
}
