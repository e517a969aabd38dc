/**
 * Compares what should be with what is in a Region, and starts the work that an event would have started.
 *
 * Called by: sweep / SweepRegion, in every Region.
 * Late or repeated call: starts nothing twice. An execution bears the name of its snapshot, or of its snapshot and the day, and Step Functions
 * gives out each name once; what runs is not started beside.
 * Fails: ServiceBusy or AccessDenied where its own Region cannot be read or nothing started there. A DR Region that cannot be read is left
 * out, counted for an alarm, and nothing is missing in it.
 */
import * as z from 'zod';
import { executionsOf, type Executions } from '../aws/executions';
import { instanceOverridesIn } from '../aws/instance-overrides';
import { imagesIn } from '../aws/images';
import { keysIn } from '../aws/keys';
import { enabledRegions } from '../aws/regions';
import { schedulesIn } from '../aws/schedules';
import { snapshotsIn } from '../aws/snapshots';
import { stackCreatedAt } from '../aws/stacks';
import { volumesIn } from '../aws/volumes';
import { calendarOf, remembering, type Calendar } from '../domain/calendar';
import { SweepRegionEnvironment } from '../domain/environment';
import { VolumeId } from '../domain/ids';
import { countsByLack, type Lack, type Repair } from '../domain/repair';
import { isSelected } from '../domain/selection';
import type { Snapshot } from '../domain/snapshot';
import { sweepCopies } from '../domain/sweep-copies';
import { sweepSources } from '../domain/sweep-sources';
import { HOUR_MS } from '../domain/time-units';
import { underWayAmong } from '../domain/under-way';
import { awsRuntime } from '../runtime/aws-runtime';
import { cloudFormationClients } from '../runtime/cloud-formation-clients';
import { ec2Clients } from '../runtime/ec2-clients';
import { kmsClients } from '../runtime/kms-clients';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';
import { schedulerClients } from '../runtime/scheduler-clients';
import { sfnClients } from '../runtime/sfn-clients';
import { reportElsewhere, type Elsewhere } from './report-elsewhere';
import { readCopies, readInstances, readSources, type Reading } from './read-region';
import { reportCopies, reportSources } from './report-protection';
import { startMissedRuns, type Missing } from './start-missed-runs';
import { startRepairs } from './start-repairs';
import { unusableKeys, type KeyReading } from './unusable-keys';

const Input = z.object({
  /** For which hour it is; see `occasionOf`. */
  scheduledAt: z.iso.datetime(),
  /** Only this one, by a person. */
  volumeId: VolumeId.nullish(),
});

type Input = z.output<typeof Input>;

export type Deps = Reading &
  Pick<Elsewhere, 'regions'> &
  Pick<KeyReading, 'keys'> &
  Pick<Missing, 'schedules'> & {
    readonly executions: (region: string) => Pick<Executions, 'start' | 'running'>;
    /** When this Region's stack was created. */
    readonly deployedAt: () => Promise<Date>;
    readonly calendar: Calendar;
    readonly now: () => Date;
    readonly log: Log;
    readonly metrics: Metrics;
  };

export type Output = {
  /** What was found, by lack, but for what people have been told of before; those that were not found are absent. */
  readonly found: Readonly<Partial<Record<Lack, number>>>;
  readonly started: number;
  /** Tried today already, which has not helped. */
  readonly tried: number;
  /** More than one sweep starts, or in a Region that takes none now: left to the next sweep. */
  readonly deferred: number;
  /** DR Regions that could not be read. */
  readonly unread: readonly string[];
  /** Only where one volume was named: whether a snapshot of it is here, or in the primary Region it itself and selected, or a copy. */
  readonly isVolumeKnown?: boolean;
};

export const sweepRegion =
  (deps: Deps) =>
  async (input: Input): Promise<Output> => {
    const { environment, region, log, metrics } = deps;
    const { repairs, unread, isVolumeKnown, report } =
      region === environment.PRIMARY_REGION
        ? await repairsOfSources(deps, input)
        : await repairsOfCopies(deps, input);
    const { told, ...counts } = await startRepairs(deps, repairs, {
      occasion: occasionOf(input),
      turn: turnOf(deps, input),
    });
    metrics.count('RepairsStarted', counts.started);
    metrics.count('RepairsDeferred', counts.deferred);
    metrics.count('RegionsUnread', unread.length);
    // What looks at one volume tells nothing of the Region.
    if (isWhole(input)) {
      try {
        await startMissedRuns(deps);
      } finally {
        await report();
      }
      // Not before: the other alarms are silent where nothing is reported, so that the one on missing sweeps has to ring.
      metrics.count('SweepsFinished', 1);
    }
    const output = {
      found: countsByLack(repairs.filter((repair) => !told.has(repair))),
      ...counts,
      unread,
      ...(!isWhole(input) && { isVolumeKnown }),
    };
    log.info('swept', output);
    return output;
  };

/** A person who asks again wants it tried again; a sweep tries what has not helped once a day. */
const occasionOf = (input: Input): string =>
  isWhole(input) ? input.scheduledAt.slice(0, 10) : input.scheduledAt.replace(/[:.]/g, '-');

/** The number of a sweep: the next one has the next. */
const turnOf = ({ environment }: Deps, { scheduledAt }: Input): number =>
  Math.floor(Date.parse(scheduledAt) / (environment.SWEEP_HOURS * HOUR_MS));

const isWhole = ({ volumeId }: Input): boolean => volumeId === undefined || volumeId === null;

type Found = {
  readonly repairs: readonly Repair[];
  readonly unread: readonly string[];
  /** Whether anything was read that a sweep looks after. */
  readonly isVolumeKnown: boolean;
  /** Says how things were when EC2 was read. It asks KMS and other Regions, which may be slow: repairs come first. */
  readonly report: () => Promise<void>;
};

async function repairsOfSources(deps: Deps, input: Input): Promise<Found> {
  const volumeId = input.volumeId ?? undefined;
  const { environment, region, calendar, now, log } = deps;
  const readAt = now();
  const deployedAt = await deps.deployedAt();
  const adoptFrom = adoptFromOf(environment, deployedAt);
  const { volumes, snapshots, copies, underWay, unread } = await readSources(deps, {
    volumeId,
    adoptFrom,
    now: readAt,
  });
  // Where EC2 does not answer, what can be decided without is repaired all the same, and missed runs start: only the report fails.
  const [read] = await Promise.allSettled([readInstances(deps, { volumeId }, volumes)]);
  if (read.status === 'rejected') log.warn('instances not read', { region, why: String(read.reason) });
  const instances = read.status === 'fulfilled' ? read.value : undefined;
  const repairs = sweepSources({
    deployment: environment.DEPLOYMENT,
    region,
    selection: environment.SELECTION,
    adoption: environment.ADOPT,
    adoptFrom,
    retention: environment.RETENTION,
    scheduleRetention: environment.SCHEDULE_RETENTION,
    copyRetention: environment.COPY_RETENTION,
    deletionLimit: environment.DELETION_LIMIT,
    sweepHours: environment.SWEEP_HOURS,
    calendar,
    now: readAt,
    volumes,
    ...(instances && { instances }),
    snapshots,
    copies,
    underWay,
  });
  const report = async (): Promise<void> => {
    const keys = await unusableByRegion(deps, new Map([[region, snapshots], ...copies]), turnOf(deps, input));
    if (read.status === 'rejected') throw read.reason;
    reportSources(deps, {
      ...{ volumes, snapshots, copies, deployedAt, unusableKeys: keys, now: readAt },
      ...(instances && { instances }),
    });
    await reportElsewhere(deps);
  };
  const isVolumeKnown =
    snapshots.length > 0 ||
    [...volumes.values()].some(({ tags }) => isSelected(tags, environment.SELECTION)) ||
    [...copies.values()].some((shown) => shown.length > 0);
  return { repairs, unread, isVolumeKnown, report };
}

async function unusableByRegion(
  deps: Deps,
  shown: ReadonlyMap<string, readonly Snapshot[]>,
  turn: number,
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const keys = new Map<string, ReadonlySet<string>>();
  for (const [region, snapshots] of shown)
    keys.set(region, await unusableKeys(deps, region, snapshots, turn));
  return keys;
}

const adoptFromOf = ({ ADOPT_FROM: from }: Deps['environment'], deployedAt: Date): Date =>
  from === 'deployment' ? deployedAt : new Date(from === 'all' ? 0 : from);

async function repairsOfCopies(deps: Deps, input: Input): Promise<Found> {
  const { volumeId } = input;
  const { environment, region, calendar, now } = deps;
  const readAt = now();
  const { copies, running } = await readCopies(deps, region, volumeId ?? undefined);
  const repairs = sweepCopies({
    deployment: environment.DEPLOYMENT,
    primaryRegion: environment.PRIMARY_REGION,
    region,
    retention: environment.RETENTION,
    deletionLimit: environment.DELETION_LIMIT,
    calendar,
    now: readAt,
    copies,
    underWay: underWayAmong(running),
  });
  const report = async (): Promise<void> =>
    reportCopies(deps, {
      copies,
      deployedAt: await deps.deployedAt(),
      unusableKeys: await unusableKeys(deps, region, copies, turnOf(deps, input)),
      now: readAt,
    });
  return { repairs, unread: [], isVolumeKnown: copies.length > 0, report };
}

export const handler = lambda(
  awsRuntime({
    cloudFormation: cloudFormationClients,
    ec2: ec2Clients,
    kms: kmsClients,
    scheduler: schedulerClients,
    sfn: sfnClients,
  }),
  {
    input: Input,
    environment: SweepRegionEnvironment,
    deps: ({ clients, region, now, pause, log, metrics }, environment) => ({
      snapshots: (where) => snapshotsIn(clients.ec2(where)),
      volumes: (where) => volumesIn(clients.ec2(where)),
      instanceOverrides: (where) => instanceOverridesIn(clients.ec2(where)),
      ...(environment.IMAGES && { images: imagesIn(clients.ec2(region)) }),
      regions: () => enabledRegions(clients.ec2(region)),
      keys: (where) => keysIn(clients.kms(where)),
      schedules: schedulesIn(clients.scheduler(region), environment.SCHEDULE_GROUP),
      executions: (where) => executionsOf(clients.sfn(where)),
      deployedAt: () => stackCreatedAt(clients.cloudFormation(region), environment.STACK_NAME),
      environment,
      region,
      // A fleet has the same times from sweep to sweep.
      calendar: remembering(calendarOf(environment.TIME_ZONE)),
      now,
      pause,
      log,
      metrics,
    }),
    run: sweepRegion,
  },
);
