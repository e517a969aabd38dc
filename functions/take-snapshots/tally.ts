import * as z from 'zod';
import { RunFigures } from '../domain/digest';
import { SnapshotId, VolumeId } from '../domain/ids';
import { ScheduleName } from '../domain/scheduled-run';
import { cut } from '../domain/text';
import type { Volume } from '../domain/volume';
import type { UnitTaking } from './take-one';
import type { Covered, Unit } from './units';

/** How far a run has come: what one call answers, and the next one begins with. */
export const Reached = z.object({
  /** Volumes are taken in order of their ids: those up to this one are done with. */
  after: VolumeId.nullable(),
  /** How often nobody could say whether there is a snapshot of the one behind it. */
  unknownTries: z.int(),
  /** After so long the next call goes on behind it; 0 where all are done. */
  waitSeconds: z.int(),
  /** By all calls so far: volumes that have a snapshot of this time, and those of which none could be taken. */
  taken: z.int(),
  failed: z.int(),
  /** The first that were taken, for a person who waits for them. */
  snapshotIds: z.array(SnapshotId),
  /** The first of which none could be taken. */
  failures: z.array(z.object({ volumeId: VolumeId, reason: z.string() })),
  /** By the schedules of the run. */
  bySchedule: z.record(ScheduleName, RunFigures),
});

export type Reached = z.output<typeof Reached>;

/** One that may not be there. */
type Named = Pick<Covered, 'schedules'> & { readonly volume: Pick<Volume, 'volumeId'> };

/** The answer goes from call to call, and into one message. */
const NAMED_MAX = 20;
const REASON_MAX = 200;

const NOT_IN_SET = 'what is attached to its instance has changed meanwhile, and the set is without it';

/** Some 3 KB. */
const SNAPSHOTS_MAX = 100;

/** Counts what has become of the volumes, once for the run and once for each schedule that covers them. */
export class Tally {
  readonly #reached: Reached;

  constructor(before: Reached) {
    this.#reached = structuredClone(before);
  }

  /** What became of each volume that one call of EC2 was to take. */
  unit({ covered }: Unit, taking: UnitTaking): void {
    for (const one of covered) {
      const { volumeId } = one.volume;
      if (taking.outcome === 'gone') this.gone(one);
      else if (taking.outcome !== 'taken') this.failed(one, taking.reason);
      else if (taking.snapshotIds.has(volumeId)) this.taken(one, taking.snapshotIds.get(volumeId));
      else this.failed(one, NOT_IN_SET);
    }
  }

  /** There is a snapshot of it; of a member of a set EC2 may not show the id yet. */
  taken({ volume, schedules }: Covered, snapshotId: string | undefined): void {
    const { snapshotIds } = this.#reached;
    this.#reached.taken += 1;
    if (snapshotId !== undefined && snapshotIds.length < SNAPSHOTS_MAX) snapshotIds.push(snapshotId);
    this.#each(schedules, (figures) => {
      figures.taken += 1;
      figures.takenGib += volume.sizeGib;
    });
  }

  /** It was deleted meanwhile. */
  gone({ schedules }: Covered): void {
    this.#each(schedules, (figures) => (figures.gone += 1));
  }

  /** None could be taken of it. */
  failed({ volume: { volumeId }, schedules }: Named, reason: string): void {
    const { failures } = this.#reached;
    this.#reached.failed += 1;
    if (failures.length < NAMED_MAX) failures.push({ volumeId, reason: cut(reason, REASON_MAX) });
    this.#each(schedules, (figures) => (figures.failed += 1));
  }

  /** Whether there is nothing yet to tell of a snapshot, taken or failed. */
  get isEmpty(): boolean {
    return this.#reached.taken + this.#reached.failed === 0;
  }

  /** As things stand: volumes up to `after` are done with, and the next call comes after `waitSeconds`. */
  reached(after: string | null, waitSeconds: number, unknownTries = 0): Reached {
    return { ...structuredClone(this.#reached), after, waitSeconds, unknownTries };
  }

  #each(schedules: readonly string[], count: (figures: RunFigures) => void): void {
    for (const schedule of schedules) {
      const figures = this.#reached.bySchedule[schedule];
      if (figures !== undefined) count(figures);
    }
  }
}
