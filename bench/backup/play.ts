import { parsePrimaries } from '../../infra/settings';
import type { Execution } from '../../local/asl/execution';
import type { ApiCall } from '../../local/aws/api-endpoint';
import { Random } from '../../local/kernel/random';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../local/kernel/time-units';
import { synthesize } from '../../local/world/synthesize';
import { World } from '../../local/world/world';
import { logNormalMs } from '../log-normal';
import { lowerBoundMs } from './lower-bound';

/** What one Region has. */
export type PlayedRegion = {
  readonly region: string;
  /** From the schedule's time until Scheduler has told of it. */
  readonly toldMs: number;
  /** From the schedule's time to the last CreateSnapshot. */
  readonly makespanMs: number;
  /** The least that it could be from when Scheduler has told. */
  readonly boundMs: number;
  /** Snapshots that were taken, and of how many volumes. */
  readonly taken: number;
  readonly volumesTaken: number;
};

/** The runs of one night. */
export type PlayedBackup = {
  /** Of each Region. */
  readonly volumes: number;
  readonly pendingSnapshots?: number;
  readonly regions: readonly PlayedRegion[];
  /** By the function that takes the snapshots. */
  readonly ec2Calls: number;
  /** Of these, what EC2 has refused: too many calls, or a volume that is not ready. */
  readonly refusals: number;
  /** By the machine `backup`. */
  readonly stateTransitions: number;
  /** Of whatever machine. */
  readonly failedExecutions: number;
  /** Messages to people: of the runs that are done, and all others. */
  readonly digests: number;
  readonly otherMessages: number;
};

const REGIONS = ['us-east-1', 'us-east-2', 'us-west-1', 'eu-west-1', 'eu-central-1'];
/** How many that is. */
export const BACKUP_REGIONS = REGIONS.length;
const DR = 'us-west-2';
const SCHEDULE = 'nightly';

const START_MS = Date.parse('2026-01-01T00:30:00Z');
const DUE_MS = Date.parse('2026-01-01T01:00:00Z');

/** How Scheduler begins to tell of it; the sweep, which has the same role, is told of otherwise. */
const TOLD = `"event":"backup","schedule":"${SCHEDULE}"`;

/** Later than this no run takes any more. */
const PATIENCE_MS = 13 * HOUR_MS;
/** How often it is looked whether all runs have ended. The last message to people may then be on its way for as long. */
const STEP_MS = MINUTE_MS;

export type Backup = {
  /** Of each Region. */
  readonly volumes: number;
  /** How many primary Regions, `BACKUP_REGIONS` at most. */
  readonly regionCount: number;
  /** How many snapshots EC2 lets be under way in a Region; without it as many as are asked for. */
  readonly pendingSnapshots?: number;
};

/**
 * Plays the run of one night in each Region. What becomes of the snapshots goes on beside it, out of the same token buckets, and is not
 * waited for. Throws where a run does not end, or where a role lacks a right.
 */
export async function playBackup(backup: Backup): Promise<PlayedBackup> {
  const { volumes, regionCount } = backup;
  const quota = backup.pendingSnapshots === undefined ? {} : { pendingSnapshots: backup.pendingSnapshots };
  const regions = REGIONS.slice(0, regionCount);
  const primaries = parsePrimaries(
    {
      primary: regions.map((region) => ({ region, dr: [{ region: DR }] })),
      schedules: [{ name: SCHEDULE, schedule: 'cron(0 1 * * ? *)' }],
    },
    'the bench of the backup',
  );
  const random = new Random(1, 'how long snapshots take');
  const watch = new Watch(regions);
  const world = await World.build({
    settings: primaries[0],
    templates: synthesize(...primaries),
    seed: 1,
    startMs: START_MS,
    keepHistory: false,
    ec2: { ...quota, snapshotDurationMs: (volumeId) => watch.drawn(volumeId, logNormalMs(random)) },
  });
  load(world, regions, volumes);
  world.observe(watch);
  await world.run(DUE_MS);
  while (watch.runsEnded < regionCount) {
    if (world.loop.nowMs() > DUE_MS + PATIENCE_MS)
      throw new Error(`The backup does not end: ${watch.runsEnded} of ${regionCount} runs have`);
    await world.run(world.loop.nowMs() + STEP_MS);
  }
  await world.run(world.loop.nowMs() + STEP_MS);
  const [denial] = world.denials;
  if (denial !== undefined) throw new Error(`${denial.action} was denied to ${denial.role}`);
  const digests = world.notifications.filter(({ subject = '' }) => subject.includes(': backup done, '));
  return {
    volumes,
    ...quota,
    ...watch.figures(quota),
    digests: digests.length,
    otherMessages: world.notifications.length - digests.length,
  };
}

/** Volumes without a snapshot from before: a run reads none of those. */
function load(world: World, regions: readonly string[], volumes: number): void {
  regions.forEach((region, place) => {
    for (let index = 0; index < volumes; index += 1)
      world.ec2.addVolume(region, {
        VolumeId: `vol-0${place}${index.toString(16).padStart(15, '0')}`,
        Size: 20,
        VolumeType: 'gp3',
        AvailabilityZone: `${region}a`,
        CreateTime: new Date(START_MS - 30 * DAY_MS),
        Tags: [{ Key: 'Backup', Value: 'daily' }],
      });
  });
}

const isBackup = ({ machine }: Execution): boolean => machine.name.endsWith('-backup');

/** What is counted while it happens, since nobody keeps it. */
class Watch {
  runsEnded = 0;
  readonly #regions: readonly WatchedRegion[];
  /** By volume. */
  readonly #durationsMs = new Map<string, number>();
  #ec2Calls = 0;
  #refusals = 0;
  #stateTransitions = 0;
  #failedExecutions = 0;

  constructor(regions: readonly string[]) {
    this.#regions = regions.map((region) => ({
      region,
      toldMs: undefined,
      lastMs: DUE_MS,
      taken: new Map(),
    }));
  }

  /** Takes note of how long a snapshot of this volume takes. */
  drawn(volumeId: string, ms: number): number {
    this.#durationsMs.set(volumeId, ms);
    return ms;
  }

  onCall({ atMs, request: { service, operation, region, input }, callerName, errorCode }: ApiCall): void {
    const watched = this.#regions.find((one) => one.region === region);
    if (watched === undefined) return;
    if (operation === 'SendMessage' && String(input['MessageBody']).includes(TOLD)) watched.toldMs ??= atMs;
    if (callerName !== 'TakeSnapshots' || service !== 'ec2') return;
    this.#ec2Calls += 1;
    if (errorCode !== undefined) this.#refusals += 1;
    else if (operation === 'CreateSnapshot') {
      const volumeId = String(input['VolumeId']);
      watched.lastMs = atMs;
      watched.taken.set(volumeId, (watched.taken.get(volumeId) ?? 0) + 1);
    }
  }

  onExecutionEnd(execution: Execution): void {
    if (execution.status !== 'SUCCEEDED') this.#failedExecutions += 1;
    if (!isBackup(execution)) return;
    this.runsEnded += 1;
    this.#stateTransitions += execution.stateTransitions;
  }

  figures({ pendingSnapshots }: Pick<Backup, 'pendingSnapshots'>) {
    return {
      regions: this.#regions.map(({ region, toldMs, lastMs, taken }) => ({
        region,
        toldMs: (toldMs ?? DUE_MS) - DUE_MS,
        makespanMs: lastMs - DUE_MS,
        boundMs: lowerBoundMs(
          [...taken.keys()].map((volumeId) => this.#durationsMs.get(volumeId)!),
          pendingSnapshots,
        ),
        taken: [...taken.values()].reduce((sum, count) => sum + count, 0),
        volumesTaken: taken.size,
      })),
      ec2Calls: this.#ec2Calls,
      refusals: this.#refusals,
      stateTransitions: this.#stateTransitions,
      failedExecutions: this.#failedExecutions,
    };
  }
}

type WatchedRegion = {
  readonly region: string;
  toldMs: number | undefined;
  lastMs: number;
  /** By volume. */
  readonly taken: Map<string, number>;
};
