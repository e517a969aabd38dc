/**
 * Chooses the volumes whose newest copies in this Region are drilled today, or takes the one that a person names; and says how many have not been drilled in time.
 *
 * Called by: drill / ChooseDrills, in a DR Region.
 * Late or repeated call: only reads, and chooses anew.
 * Fails: ServiceBusy or AccessDenied where one of both Regions cannot be read; InvalidInput where the volume that is named cannot be drilled.
 */
import * as z from 'zod';
import { schedulesIn, type Schedules } from '../aws/schedules';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { volumesIn, type Volumes } from '../aws/volumes';
import { byVolume } from '../domain/by-volume';
import { chooseDrills } from '../domain/choose-drills';
import { readDrillMark, type DrillMark } from '../domain/drill-mark';
import { ChooseDrillsEnvironment } from '../domain/environment';
import { InvalidInput } from '../domain/errors';
import { VolumeId } from '../domain/ids';
import { recognise } from '../domain/recognise';
import { isCompleted, newestFirst, type Snapshot } from '../domain/snapshot';
import { drilledTag, roomFor } from '../domain/tags';
import { DAY_MS } from '../domain/time-units';
import type { Volume } from '../domain/volume';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';
import { schedulerClients } from '../runtime/scheduler-clients';

const Input = z.object({
  /** Only this one, by a person. */
  volumeId: VolumeId.nullish(),
});

type Input = z.output<typeof Input>;

export type Deps = {
  readonly copies: Pick<Snapshots, 'pagesOfCopies' | 'copiesOf'>;
  /** Both of the primary Region. */
  readonly sources: Pick<Snapshots, 'byIds'>;
  readonly volumes: Pick<Volumes, 'pages' | 'byId'>;
  readonly schedules: Pick<Schedules, 'createdAt'>;
  readonly environment: z.output<typeof ChooseDrillsEnvironment>;
  readonly region: string;
  readonly now: () => Date;
  /** Lets time pass, so that others have room between two pages. */
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** As DrillCopy begins with it. */
export type ChosenDrill = {
  readonly volumeId: string;
  readonly copyId: string;
  readonly sourceId: string;
  readonly sizeGib: number;
};

export type Output = {
  readonly drills: readonly ChosenDrill[];
  /** Left for tomorrow, since a run drills no more. */
  readonly deferredCount: number;
};

/** One after the other, each some minutes, within the time of the machine. */
const DRILLS_MAX = 100;

const PAGE_PAUSE_MS = 250;

/** A volume of which copies are here. */
type Candidate = {
  readonly volumeId: string;
  readonly mark: DrillMark | undefined;
  readonly createdAt?: string;
  /** What can be drilled of it now: its newest copy that can be read, where its source can be, too. */
  readonly drill?: ChosenDrill;
};

export const chooseDrillsOf =
  (deps: Deps) =>
  async (input: Input): Promise<Output> => {
    const { environment, region, now, log, metrics } = deps;
    const volumeId = input.volumeId ?? undefined;
    const candidates = await candidatesOf(deps, volumeId);
    if (volumeId !== undefined) {
      const drill = candidates[0]?.drill;
      if (drill === undefined)
        throw new InvalidInput(
          `${volumeId} cannot be drilled in ${region}: expected a volume of ${environment.PRIMARY_REGION} that is there, that has room for a tag, with a completed copy here whose source is there`,
        );
      return { drills: [drill], deferredCount: 0 };
    }
    const answer = chooseDrills({
      volumes: candidates.flatMap(({ mark, drill }) => (drill === undefined ? [] : [{ ...drill, mark }])),
      withinDays: environment.WITHIN_DAYS,
      max: DRILLS_MAX,
      now: now(),
    });
    const notDrilled = await notDrilledAmong(deps, candidates);
    metrics.count('DrillRuns', 1);
    metrics.gauge('VolumesNotDrilled', { value: notDrilled.length, unit: 'Count', ofRegion: region });
    for (const { volumeId: id, mark } of notDrilled.slice(0, NAMED_MAX))
      log.warn('not drilled in time', { volumeId: id, lastDrill: mark ?? 'none' });
    log.info('drills chosen', {
      volumes: candidates.length,
      chosen: answer.chosen.map(({ volumeId: id }) => id),
      deferred: answer.deferredCount,
      notDrilled: notDrilled.length,
    });
    return { drills: answer.chosen.map(drillOf), deferredCount: answer.deferredCount };
  };

/** So many lines of a log are read by a person. */
const NAMED_MAX = 100;

const drillOf = ({ volumeId, copyId, sourceId, sizeGib }: ChosenDrill): ChosenDrill => ({
  volumeId,
  copyId,
  sourceId,
  sizeGib,
});

/** The volumes that are there and have copies here. */
async function candidatesOf(deps: Deps, volumeId: string | undefined): Promise<Candidate[]> {
  const { environment, region } = deps;
  const { DEPLOYMENT: deployment, PRIMARY_REGION: primaryRegion } = environment;
  const shown =
    volumeId === undefined
      ? await paced(deps, deps.copies.pagesOfCopies(deployment))
      : await deps.copies.copiesOf(deployment, volumeId);
  const copies = byVolume(recognise(shown, { deployment, primaryRegion, region }).managed);
  const newest = [...copies.values()].flatMap(
    (ofVolume) => newestFirst(ofVolume.filter(isReadable))[0] ?? [],
  );
  const sources = await deps.sources.byIds(newest.flatMap(({ sourceSnapshotId }) => sourceSnapshotId ?? []));
  const sourceIds = new Set(sources.filter(isReadable).map(({ snapshotId }) => snapshotId));
  const drills = new Map<string, ChosenDrill>();
  for (const { volumeId: id, snapshotId, sourceSnapshotId = '', sizeGib } of newest)
    if (sourceIds.has(sourceSnapshotId))
      drills.set(id, { volumeId: id, copyId: snapshotId, sourceId: sourceSnapshotId, sizeGib });
  return (await volumesOf(deps, volumeId))
    .filter((volume) => copies.has(volume.volumeId))
    .map(({ volumeId: id, createdAt, tags }): Candidate => {
      const tag = drilledTag(region);
      // What no tag remembers would be drilled every day, in the place of others.
      const drill = tag in tags || roomFor(tags) > 0 ? drills.get(id) : undefined;
      return {
        volumeId: id,
        mark: readDrillMark(tags[tag]),
        ...(createdAt !== undefined && { createdAt }),
        ...(drill !== undefined && { drill }),
      };
    });
}

const isReadable = (snapshot: Snapshot): boolean =>
  isCompleted(snapshot) && snapshot.storageTier === 'standard';

const volumesOf = async (deps: Deps, volumeId: string | undefined): Promise<Volume[]> =>
  volumeId === undefined
    ? paced(deps, deps.volumes.pages())
    : [(await deps.volumes.byId(volumeId)) ?? []].flat();

async function paced<Item>({ pause }: Deps, pages: AsyncIterable<Item[]>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const page of pages) {
    found.push(...page);
    await pause(PAGE_PAUSE_MS);
  }
  return found;
}

/** Those whose last drill that has compared something is too long ago; of one without, the time counts since it is there and drills are. */
async function notDrilledAmong(
  { environment, schedules, now }: Deps,
  candidates: readonly Candidate[],
): Promise<Candidate[]> {
  const scheduledAt = await schedules.createdAt(environment.SCHEDULE);
  const earliestMs = now().getTime() - environment.WITHIN_DAYS * DAY_MS;
  const hasBeenTimeMs = (createdAt = ''): number =>
    Math.max(scheduledAt?.getTime() ?? Infinity, Date.parse(createdAt) || 0);
  return candidates.filter(({ mark, createdAt }) =>
    mark === undefined || mark.verdict === 'failed'
      ? hasBeenTimeMs(createdAt) < earliestMs
      : Date.parse(mark.endedAt) < earliestMs,
  );
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients, scheduler: schedulerClients }), {
  input: Input,
  environment: ChooseDrillsEnvironment,
  deps: ({ clients, region, now, pause, log, metrics }, environment) => ({
    copies: snapshotsIn(clients.ec2(region)),
    sources: snapshotsIn(clients.ec2(environment.PRIMARY_REGION)),
    volumes: volumesIn(clients.ec2(environment.PRIMARY_REGION)),
    schedules: schedulesIn(clients.scheduler(region), environment.SCHEDULE_GROUP),
    environment,
    region,
    now,
    pause,
    log,
    metrics,
  }),
  run: chooseDrillsOf,
});
