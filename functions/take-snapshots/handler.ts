/**
 * Takes a snapshot of each volume that the schedules of a run cover, or of one that a person names, as many as one call has time for; the next call goes on behind the last one.
 *
 * Called by: backup / TakeSnapshots, in the primary Region.
 * Late or repeated call: takes none twice of a volume of which EC2 shows one of that time. Since EC2's answers may be minutes old, a
 * repeated attempt waits for ten first. A run that is twelve hours late takes no more.
 * Fails: ServiceBusy or AccessDenied where schedules, volumes or snapshots cannot be read; InvalidInput where no schedule is due. A volume of which none can be taken is
 * counted, with the reason, and the others are taken; one that a person names and that is not there, or not selected, is such a one.
 */
import * as z from 'zod';
import { newSnapshotsIn, type NewSnapshots, type Taking } from '../aws/new-snapshots';
import { schedulesIn, type Schedules } from '../aws/schedules';
import { volumesIn, type Volumes } from '../aws/volumes';
import { digestOf, type RunFigures } from '../domain/digest';
import { isDueAt } from '../domain/due-run';
import { TakeSnapshotsEnvironment } from '../domain/environment';
import { InvalidInput } from '../domain/errors';
import { VolumeId } from '../domain/ids';
import type { Notification } from '../domain/notification';
import { LATEST_HOURS, schedulerName, type ScheduledRun } from '../domain/scheduled-run';
import { isSelected } from '../domain/selection';
import { SETTLED_SECONDS } from '../domain/settled';
import { HOUR_MS } from '../domain/time-units';
import type { Volume } from '../domain/volume';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';
import { schedulerClients } from '../runtime/scheduler-clients';
import { Reached, Tally, type Covered } from './tally';

export type Progress = Reached & {
  /** What people are told of a run that has done all, where they wish it. */
  readonly digest?: Notification;
};

const Input = z.object({
  scheduledAt: z.iso.datetime(),
  /** The one that the run is of; absent where it is of all that the calendar makes due. */
  schedule: z.string().nullish(),
  /** The only one, by hand: whatever schedules cover it. */
  volumeId: VolumeId.nullish(),
  /** What the call before has answered. */
  progress: Reached.nullish(),
  /** How often this attempt has been repeated. */
  retryCount: z.int(),
  executionArn: z.string(),
});

type Input = z.output<typeof Input>;

export type Deps = {
  readonly volumes: Pick<Volumes, 'pages' | 'selectedBy' | 'byId'>;
  readonly newSnapshots: NewSnapshots;
  readonly schedules: Pick<Schedules, 'byName'>;
  readonly environment: z.output<typeof TakeSnapshotsEnvironment>;
  readonly region: string;
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
  readonly metrics: Metrics;
};

/**
 * EC2 takes 100 at once and then five a second of an account in a Region (EC2 developer guide, "Request throttling"): a run takes most of them,
 * and leaves the others something.
 */
const AT_ONCE = 50;
const PER_SECOND = 4.7;

/** A third of the time that Lambda gives, of which a repeated attempt waits ten minutes. */
const WORK_MS = 240_000;

/** A volume that had a snapshot a moment ago, or five that run: tried again so often, a while apart. */
const TRIES = 3;
const TRY_PAUSE_MS = 20_000;

/** Where EC2 takes none now, of whatever volume: too many calls, or too many snapshots under way. Some of these end in that time. */
const BUSY_PAUSE_MS = 10_000;

export const takeSnapshots =
  (deps: Deps) =>
  async (input: Input): Promise<Progress> => {
    const { environment, pause } = deps;
    const { scheduledAt, retryCount } = input;
    if (retryCount > 0) await pause(SETTLED_SECONDS * 1000);
    const run: ScheduledRun = { deployment: environment.DEPLOYMENT, scheduledAt };
    const asked = { run, named: input.volumeId ?? undefined };
    const reached = await takeAsMany(deps, asked, input.progress ?? (await beginning(deps, input)));
    report(deps, run, reached);
    if (reached.waitSeconds > 0 || reached.failed > 0) return reached;
    const digest = digestOn(deps, input, reached);
    return { ...reached, ...(digest && { digest }) };
  };

/** Which schedules a run is of is decided once: one that is switched off while it runs is taken to its end. */
async function beginning(deps: Deps, { schedule, volumeId, scheduledAt }: Input): Promise<Reached> {
  const { environment, schedules, log } = deps;
  const nothing = { after: null, waitSeconds: 0, taken: 0, failed: 0, snapshotIds: [], failures: [] };
  if (typeof volumeId === 'string') return { ...nothing, bySchedule: {} };
  const known = Object.keys(environment.SCHEDULES);
  const due = known.filter((name) =>
    typeof schedule === 'string'
      ? name === schedule
      : isDueAt(environment.SCHEDULES[name]!, new Date(scheduledAt)),
  );
  if (due.length === 0)
    throw new InvalidInput(
      typeof schedule === 'string'
        ? `no schedule of this deployment is called ${schedule}`
        : `no schedule of this deployment is due at ${scheduledAt}`,
    );
  const bySchedule: Record<string, RunFigures> = {};
  for (const name of due) {
    // What a person has switched off stays off, though another is due at the same time.
    const isOn = due.length === 1 || (await schedules.byName(schedulerName(name)))?.isOn === true;
    if (isOn) bySchedule[name] = { taken: 0, takenGib: 0, gone: 0, failed: 0 };
    else log.warn('schedule is off', { schedule: name, scheduledAt });
  }
  return { ...nothing, bySchedule };
}

type Asked = { readonly run: ScheduledRun; readonly named: string | undefined };

/** Goes on behind `before` for as long as one call may. */
async function takeAsMany(deps: Deps, { run, named }: Asked, before: Reached): Promise<Reached> {
  const { now, log, newSnapshots } = deps;
  const { scheduledAt } = run;
  const lateMs = Date.parse(scheduledAt) + LATEST_HOURS * HOUR_MS;
  const workedMs = now().getTime() + WORK_MS;
  const tally = new Tally(before);
  const pace = paceFrom(now().getTime(), before.after === null ? AT_ONCE : 0);
  let { after } = before;
  // Each look is added to it: while this call runs beside another one, what that takes shows up.
  const done = await newSnapshots.takenFor(run);
  const all =
    named === undefined ? await coveredBy(deps, Object.keys(before.bySchedule)) : await theOne(deps, named);
  for (const covered of all) {
    const { volume, schedules } = covered;
    const { volumeId } = volume;
    if (after !== null && volumeId <= after) continue;
    const snapshotId = done.get(volumeId);
    if (snapshotId !== undefined) tally.taken(covered, snapshotId);
    else if (now().getTime() >= lateMs)
      tally.failed(covered, `its turn had not come ${LATEST_HOURS} hours after it was due`);
    else {
      const taking = await takeInTime(deps, volumeId, run, { schedules, done, pace, workedMs });
      if (taking === undefined) return tally.reached(after, 1);
      log.info('snapshot asked for', { scheduledAt, schedules, volumeId, ...taking });
      if (taking.outcome === 'unknown') return tally.reached(after, SETTLED_SECONDS);
      if (taking.outcome === 'taken') tally.taken(covered, taking.snapshotId);
      else if (taking.outcome === 'gone') tally.gone(covered);
      else tally.failed(covered, taking.reason);
    }
    after = volumeId;
  }
  // Where a volume is gone, a schedule has nothing to take; a person has asked for this one.
  if (named !== undefined && tally.isEmpty)
    tally.failed({ volume: { volumeId: named }, schedules: [] }, NOT_OURS);
  return tally.reached(after, 0);
}

const NOT_OURS = 'there is no such volume here, or this deployment does not select it';

/** The volume that a person has named, where it is there and the deployment selects it. */
async function theOne({ volumes, environment }: Deps, volumeId: string): Promise<Covered[]> {
  const volume = await volumes.byId(volumeId);
  if (volume === undefined || !isSelected(volume.tags, environment.SELECTION)) return [];
  return [{ volume, schedules: [] }];
}

/** The volumes that any of `names` covers, in order of their ids. */
async function coveredBy({ volumes, environment }: Deps, names: readonly string[]): Promise<Covered[]> {
  const { SELECTION: selection, SCHEDULES: schedules } = environment;
  const found: Volume[] = [];
  if (selection === 'all') for await (const page of volumes.pages()) found.push(...page);
  else found.push(...(await volumes.selectedBy(selection)));
  return found
    .map((volume) => ({
      volume,
      schedules: names.filter((name) => isSelected(volume.tags, schedules[name]?.selection ?? NONE)),
    }))
    .filter((covered) => covered.schedules.length > 0)
    .sort((a, b) => (a.volume.volumeId < b.volume.volumeId ? -1 : 1));
}

/** Of a schedule that a deploy has taken away while its run goes on. */
const NONE = { tagKey: 'aws:none', tagValues: [] };

/** When the next call may be made: `atOnce` at the beginning, and then so many a second. */
function paceFrom(startMs: number, atOnce: number): () => number {
  let calls = 0;
  return () => startMs + (Math.max(0, calls++ - atOnce) * 1000) / PER_SECOND;
}

type InTime = {
  readonly schedules: readonly string[];
  readonly done: Map<string, string>;
  readonly pace: () => number;
  /** When this call has worked for long enough. */
  readonly workedMs: number;
};

/** Waits for its turn, and while EC2 takes none of whatever volume; undefined where the time of this call is over before. */
async function takeInTime(
  deps: Deps,
  volumeId: string,
  run: ScheduledRun,
  { schedules, done, pace, workedMs }: InTime,
): Promise<Exclude<Taking, { outcome: 'busy' }> | undefined> {
  const { now, pause, log } = deps;
  for (;;) {
    const waitMs = pace() - now().getTime();
    if (waitMs > 0) await pause(waitMs);
    if (now().getTime() >= workedMs) return undefined;
    const taking = await takePatiently(deps, volumeId, run, { schedules, done });
    if (taking.outcome !== 'busy') return taking;
    log.info('EC2 takes no snapshot now', { volumeId, reason: taking.reason });
    await pause(BUSY_PAUSE_MS);
  }
}

/** Of a volume that something else takes at the same moment, or that has several that run, it is tried a few times. Adds to `done` what it sees meanwhile. */
async function takePatiently(
  { newSnapshots, pause }: Deps,
  volumeId: string,
  run: ScheduledRun,
  { schedules, done }: { readonly schedules: readonly string[]; readonly done: Map<string, string> },
): Promise<Taking> {
  let taking = await newSnapshots.take(volumeId, run, schedules);
  for (let tries = 1; taking.outcome === 'volume busy' && tries < TRIES; tries += 1) {
    await pause(TRY_PAUSE_MS);
    for (const [seen, snapshotId] of await newSnapshots.takenFor(run)) done.set(seen, snapshotId);
    const snapshotId = done.get(volumeId);
    if (snapshotId !== undefined) return { outcome: 'taken', snapshotId };
    taking = await newSnapshots.take(volumeId, run, schedules);
  }
  return taking;
}

/** Says of each schedule how far the run has come, while it goes on and when it is done. */
function report({ log, metrics, now, region }: Deps, { scheduledAt }: ScheduledRun, reached: Reached): void {
  const { after, waitSeconds, taken, failed, bySchedule } = reached;
  const elapsedSeconds = Math.max(0, Math.round((now().getTime() - Date.parse(scheduledAt)) / 1000));
  for (const [ofSchedule, figures] of Object.entries(bySchedule)) {
    const of = { ofRegion: region, ofSchedule };
    metrics.gauge('BackupElapsed', { value: elapsedSeconds, unit: 'Seconds', ...of });
    metrics.gauge('BackupSize', { value: figures.takenGib, unit: 'Gigabytes', ...of });
    metrics.gauge('BackupErrors', { value: figures.failed, unit: 'Count', ...of });
  }
  const figures = { scheduledAt, schedules: Object.keys(bySchedule), taken, failed, elapsedSeconds };
  if (waitSeconds > 0) log.info('run goes on later', { ...figures, after, waitSeconds });
  else log.info('run done', figures);
}

const digestOn = (
  { environment, region }: Deps,
  { scheduledAt, executionArn }: Input,
  { bySchedule }: Reached,
): Notification | undefined =>
  digestOf({
    deployment: environment.DEPLOYMENT,
    scheduledAt,
    region,
    executionArn,
    schedules: Object.entries(bySchedule).map(([name, figures]) => ({
      name,
      wish: environment.SCHEDULES[name]?.digest ?? 'never',
      ...figures,
    })),
  });

export const handler = lambda(awsRuntime({ ec2: ec2Clients, scheduler: schedulerClients }), {
  input: Input,
  environment: TakeSnapshotsEnvironment,
  deps: ({ clients, region, now, pause, log, metrics }, environment) => ({
    volumes: volumesIn(clients.ec2(region)),
    newSnapshots: newSnapshotsIn(clients.ec2(region), clients.ec2(region, 'none')),
    schedules: schedulesIn(clients.scheduler(region), environment.SCHEDULE_GROUP),
    environment,
    region,
    now,
    pause,
    log,
    metrics,
  }),
  run: takeSnapshots,
});
