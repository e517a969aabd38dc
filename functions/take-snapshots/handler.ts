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
import { TakeSnapshotsEnvironment } from '../domain/environment';
import { InvalidInput } from '../domain/errors';
import { VolumeId } from '../domain/ids';
import type { ScheduledRun } from '../domain/scheduled-run';
import { isSelected, type Selection } from '../domain/selection';
import { SETTLED_SECONDS } from '../domain/settled';
import { cut } from '../domain/text';
import { HOUR_MS } from '../domain/time-units';
import type { Volume } from '../domain/volume';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';

const Progress = z.object({
  /** Volumes are taken in order of their ids: those up to this one are done with. */
  after: VolumeId.nullable(),
  /** After so long the next call goes on behind it; 0 where all are done. */
  waitSeconds: z.int(),
  /** By all calls so far: volumes that have a snapshot of this time, and those of which none could be taken. */
  taken: z.int(),
  failed: z.int(),
  /** The first of these. */
  failures: z.array(z.object({ volumeId: VolumeId, reason: z.string() })),
});

export type Progress = z.output<typeof Progress>;

const Input = z.object({
  schedule: z.string(),
  scheduledAt: z.iso.datetime(),
  /** What the call before has answered. */
  progress: Progress.nullish(),
  /** How often this attempt has been repeated. */
  retryCount: z.int(),
});

type Input = z.output<typeof Input>;

export type Deps = {
  readonly volumes: Pick<Volumes, 'pages' | 'selectedBy'>;
  readonly newSnapshots: NewSnapshots;
  readonly environment: z.output<typeof TakeSnapshotsEnvironment>;
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

/** EC2 takes 100 at once and then five a second (EC2 developer guide, "Request throttling"); others want some, too. */
const PAUSE_MS = 250;

/** A third of the time that Lambda gives, of which a repeated attempt waits ten minutes. */
const WORK_MS = 240_000;

/** A volume that had a snapshot a moment ago, or five that run: tried again so often, a while apart. */
const TRIES = 3;
const TRY_PAUSE_MS = 20_000;

const LATEST_HOURS = 12;

const BUSY_SECONDS = 60;

/** The answer goes from call to call, and into one message. */
const NAMED_MAX = 20;
const REASON_MAX = 200;

export const takeSnapshots =
  (deps: Deps) =>
  async (input: Input): Promise<Progress> => {
    const { environment, now, pause, log } = deps;
    const { schedule, scheduledAt, progress, retryCount } = input;
    const covers = environment.SCHEDULES[schedule];
    if (covers === undefined) throw new InvalidInput(`no schedule of this deployment is called ${schedule}`);
    if (retryCount > 0) await pause(SETTLED_SECONDS * 1000);
    const run: ScheduledRun = { deployment: environment.DEPLOYMENT, schedule, scheduledAt };
    const lateMs = Date.parse(scheduledAt) + LATEST_HOURS * HOUR_MS;
    const workedMs = now().getTime() + WORK_MS;
    const tally: Tally = {
      taken: progress?.taken ?? 0,
      failed: progress?.failed ?? 0,
      failures: [...(progress?.failures ?? [])],
    };
    let after = progress?.after ?? null;
    const done = await deps.newSnapshots.volumesTakenFor(run);
    for (const { volumeId } of await covered(deps, covers)) {
      if (after !== null && volumeId <= after) continue;
      if (done.has(volumeId)) tally.taken += 1;
      else if (now().getTime() >= lateMs)
        note(tally, volumeId, `its turn had not come ${LATEST_HOURS} hours after it was due`);
      else {
        if (now().getTime() >= workedMs) return { after, waitSeconds: 1, ...tally };
        const taking = await takePatiently(deps, volumeId, run);
        log.info('snapshot asked for', { schedule, volumeId, ...taking });
        if (taking.outcome === 'busy') return { after, waitSeconds: BUSY_SECONDS, ...tally };
        if (taking.outcome === 'unknown') return { after, waitSeconds: SETTLED_SECONDS, ...tally };
        if (taking.outcome === 'taken') tally.taken += 1;
        else if (taking.outcome !== 'gone') note(tally, volumeId, taking.reason);
        await pause(PAUSE_MS);
      }
      after = volumeId;
    }
    log.info('run done', { schedule, scheduledAt, taken: tally.taken, failed: tally.failed });
    return { after, waitSeconds: 0, ...tally };
  };

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
): Promise<Taking> {
  let taking = await newSnapshots.take(volumeId, run);
  for (let tries = 1; taking.outcome === 'volume busy' && tries < TRIES; tries += 1) {
    await pause(TRY_PAUSE_MS);
    if ((await newSnapshots.volumesTakenFor(run)).has(volumeId)) return { outcome: 'taken' };
    taking = await newSnapshots.take(volumeId, run);
  }
  return taking;
}

type Tally = Pick<Progress, 'taken' | 'failed' | 'failures'>;

function note(tally: Tally, volumeId: string, reason: string): void {
  tally.failed += 1;
  if (tally.failures.length < NAMED_MAX) tally.failures.push({ volumeId, reason: cut(reason, REASON_MAX) });
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: TakeSnapshotsEnvironment,
  deps: ({ clients, region, now, pause, log }, environment) => ({
    volumes: volumesIn(clients.ec2(region)),
    newSnapshots: newSnapshotsIn(clients.ec2(region), clients.ec2(region, 'none')),
    environment,
    now,
    pause,
    log,
  }),
  run: takeSnapshots,
});
