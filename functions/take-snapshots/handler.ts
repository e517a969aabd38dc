/**
 * Takes a snapshot of each volume that a schedule covers, as many as one call has time for; the next call goes on behind the last one.
 *
 * Called by: backup / TakeSnapshots, in the primary Region.
 * Late or repeated call: takes none twice of a volume of which EC2 shows one of that time, by whatever schedule. Since EC2's answers may be
 * minutes old, a repeated attempt waits for ten first. A run that is twelve hours late takes no more.
 * Fails: ServiceBusy or AccessDenied where volumes or snapshots cannot be read. A volume of which none can be taken is counted, with the
 * reason, and the others are taken.
 */
import * as z from 'zod';
import { newSnapshotsIn, type NewSnapshots, type Taking } from '../aws/new-snapshots';
import { volumesIn, type Volumes } from '../aws/volumes';
import { digestOf } from '../domain/digest';
import { TakeSnapshotsEnvironment } from '../domain/environment';
import { InvalidInput } from '../domain/errors';
import { VolumeId } from '../domain/ids';
import type { Notification } from '../domain/notification';
import { LATEST_HOURS, type ScheduledRun } from '../domain/scheduled-run';
import { isSelected, type Selection } from '../domain/selection';
import { SETTLED_SECONDS } from '../domain/settled';
import { cut } from '../domain/text';
import { HOUR_MS } from '../domain/time-units';
import type { Volume } from '../domain/volume';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';

const Progress = z.object({
  /** Volumes are taken in order of their ids: those up to this one are done with. */
  after: VolumeId.nullable(),
  /** After so long the next call goes on behind it; 0 where all are done. */
  waitSeconds: z.int(),
  /** By all calls so far; see `RunFigures`. */
  taken: z.int(),
  takenGib: z.int(),
  shared: z.int(),
  gone: z.int(),
  /** Volumes of which none could be taken. */
  failed: z.int(),
  /** The first of these. */
  failures: z.array(z.object({ volumeId: VolumeId, reason: z.string() })),
});

type Tally = Omit<z.output<typeof Progress>, 'after' | 'waitSeconds'>;

export type Progress = z.output<typeof Progress> & {
  /** What people are told of a run that has done all, where they wish it. */
  readonly digest?: Notification;
};

const Input = z.object({
  schedule: z.string(),
  scheduledAt: z.iso.datetime(),
  /** What the call before has answered. */
  progress: Progress.nullish(),
  /** How often this attempt has been repeated. */
  retryCount: z.int(),
  executionArn: z.string(),
});

type Input = z.output<typeof Input>;

export type Deps = {
  readonly volumes: Pick<Volumes, 'pages' | 'selectedBy'>;
  readonly newSnapshots: NewSnapshots;
  readonly environment: z.output<typeof TakeSnapshotsEnvironment>;
  readonly region: string;
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** EC2 takes 100 at once and then five a second (EC2 developer guide, "Request throttling"); others want some, too. */
const PAUSE_MS = 250;

/** A third of the time that Lambda gives, of which a repeated attempt waits ten minutes. */
const WORK_MS = 240_000;

/** A volume that had a snapshot a moment ago, or five that run: tried again so often, a while apart. */
const TRIES = 3;
const TRY_PAUSE_MS = 20_000;

const BUSY_SECONDS = 60;

/** The answer goes from call to call, and into one message. */
const NAMED_MAX = 20;
const REASON_MAX = 200;

export const takeSnapshots =
  (deps: Deps) =>
  async (input: Input): Promise<Progress> => {
    const { environment, region, pause } = deps;
    const { schedule, scheduledAt, retryCount, executionArn } = input;
    const wanted = environment.SCHEDULES[schedule];
    if (wanted === undefined) throw new InvalidInput(`no schedule of this deployment is called ${schedule}`);
    if (retryCount > 0) await pause(SETTLED_SECONDS * 1000);
    const run: ScheduledRun = { deployment: environment.DEPLOYMENT, schedule, scheduledAt };
    const progress = await takeAsMany(deps, run, wanted.selection, input.progress ?? BEGINNING);
    report(deps, run, progress);
    if (progress.waitSeconds > 0 || progress.failed > 0) return progress;
    const digest = digestOf(wanted.digest, { run, figures: progress, region, executionArn });
    return { ...progress, ...(digest && { digest }) };
  };

const BEGINNING: z.output<typeof Progress> = {
  after: null,
  waitSeconds: 0,
  taken: 0,
  takenGib: 0,
  shared: 0,
  gone: 0,
  failed: 0,
  failures: [],
};

/** Goes on behind `progress` for as long as one call may. */
async function takeAsMany(
  deps: Deps,
  run: ScheduledRun,
  covers: Selection,
  before: z.output<typeof Progress>,
): Promise<z.output<typeof Progress>> {
  const { now, pause, log } = deps;
  const lateMs = Date.parse(run.scheduledAt) + LATEST_HOURS * HOUR_MS;
  const workedMs = now().getTime() + WORK_MS;
  const { taken, takenGib, shared, gone, failed, failures } = before;
  const tally: Tally = { taken, takenGib, shared, gone, failed, failures: [...failures] };
  let { after } = before;
  const known = await deps.newSnapshots.takenFor(run);
  for (const volume of await covered(deps, covers)) {
    const { volumeId } = volume;
    if (after !== null && volumeId <= after) continue;
    const by = known.get(volumeId);
    if (by !== undefined) noteTaken(tally, volume, by === run.schedule);
    else if (now().getTime() >= lateMs)
      noteFailed(tally, volumeId, `its turn had not come ${LATEST_HOURS} hours after it was due`);
    else {
      if (now().getTime() >= workedMs) return { after, waitSeconds: 1, ...tally };
      const taking = await takePatiently(deps, volumeId, run);
      log.info('snapshot asked for', { schedule: run.schedule, volumeId, ...taking });
      if (taking.outcome === 'busy') return { after, waitSeconds: BUSY_SECONDS, ...tally };
      if (taking.outcome === 'unknown') return { after, waitSeconds: SETTLED_SECONDS, ...tally };
      if (taking.outcome === 'taken' || taking.outcome === 'shared')
        noteTaken(tally, volume, taking.outcome === 'taken');
      else if (taking.outcome === 'gone') tally.gone += 1;
      else noteFailed(tally, volumeId, taking.reason);
      await pause(PAUSE_MS);
    }
    after = volumeId;
  }
  return { after, waitSeconds: 0, ...tally };
}

/** Says how far the run has come, while it runs and when it is done. */
function report({ log, metrics, now, region }: Deps, run: ScheduledRun, progress: Progress): void {
  const { schedule, scheduledAt } = run;
  const { after, waitSeconds, taken, takenGib, shared, gone, failed } = progress;
  const elapsedSeconds = Math.max(0, Math.round((now().getTime() - Date.parse(scheduledAt)) / 1000));
  const of = { ofRegion: region, ofSchedule: schedule };
  metrics.gauge('BackupElapsed', { value: elapsedSeconds, unit: 'Seconds', ...of });
  metrics.gauge('BackupSize', { value: takenGib, unit: 'Gigabytes', ...of });
  metrics.gauge('BackupErrors', { value: failed, unit: 'Count', ...of });
  const figures = { schedule, scheduledAt, taken, takenGib, shared, gone, failed, elapsedSeconds };
  if (waitSeconds > 0) log.info('run goes on later', { ...figures, after, waitSeconds });
  else log.info('run done', figures);
}

/** Those of the schedule, in order of their ids. */
async function covered({ volumes, environment }: Deps, ofSchedule: Selection): Promise<readonly Volume[]> {
  const { SELECTION: selection } = environment;
  const found: Volume[] = [];
  if (selection === 'all') for await (const page of volumes.pages()) found.push(...page);
  else found.push(...(await volumes.selectedBy(selection)));
  return found
    .filter(({ tags }) => isSelected(tags, ofSchedule))
    .sort((a, b) => (a.volumeId < b.volumeId ? -1 : 1));
}

/** Of a volume that another schedule takes at the same moment, or that has several that run, it is tried a few times. */
async function takePatiently(
  { newSnapshots, pause }: Deps,
  volumeId: string,
  run: ScheduledRun,
): Promise<Taking | { readonly outcome: 'shared' }> {
  let taking = await newSnapshots.take(volumeId, run);
  for (let tries = 1; taking.outcome === 'volume busy' && tries < TRIES; tries += 1) {
    await pause(TRY_PAUSE_MS);
    const by = (await newSnapshots.takenFor(run)).get(volumeId);
    if (by !== undefined) return { outcome: by === run.schedule ? 'taken' : 'shared' };
    taking = await newSnapshots.take(volumeId, run);
  }
  return taking;
}

function noteTaken(tally: Tally, { sizeGib }: Volume, isOwn: boolean): void {
  if (isOwn) {
    tally.taken += 1;
    tally.takenGib += sizeGib;
  } else tally.shared += 1;
}

function noteFailed(tally: Tally, volumeId: string, reason: string): void {
  tally.failed += 1;
  if (tally.failures.length < NAMED_MAX) tally.failures.push({ volumeId, reason: cut(reason, REASON_MAX) });
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: TakeSnapshotsEnvironment,
  deps: ({ clients, region, now, pause, log, metrics }, environment) => ({
    volumes: volumesIn(clients.ec2(region)),
    newSnapshots: newSnapshotsIn(clients.ec2(region), clients.ec2(region, 'none')),
    environment,
    region,
    now,
    pause,
    log,
    metrics,
  }),
  run: takeSnapshots,
});
