import { CopySnapshotCommand, CreateSnapshotCommand } from '@aws-sdk/client-ec2';
import type { Settings } from '../../infra/settings';
import type { Execution } from '../../local/asl/execution';
import type { ApiCall } from '../../local/aws/api-endpoint';
import type { AwsEvent } from '../../local/aws/api';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../local/kernel/time-units';
import type { SynthesizedStack } from '../../local/template/template';
import { loadHandler } from '../../local/world/load-handler';
import { World } from '../../local/world/world';
import { CopyDurations } from './copy-durations';
import { loadFleet, volumeId } from './fleet';
import { copyAtOnce } from './other-ways';
import type { Way } from './way';

/** Snapshots of many volumes that are completed within a short time. */
export type Burst = {
  readonly settings: Settings;
  readonly templates: readonly SynthesizedStack[];
  readonly way: Way;
  readonly seed: number;
  readonly volumes: number;
  /** Within which all of the snapshots are completed, one after the other. */
  readonly windowMs: number;
  /** Of each DR Region. */
  readonly slots: number;
  /** How many of these others have in the first hour. */
  readonly othersSlots: number;
};

export type PlayedBurst = {
  /** From the first snapshot that is completed to the last copy that is. */
  readonly makespanMs: number;
  /** By DR Region, how long all copies take together. */
  readonly workMs: Readonly<Record<string, number>>;
  /** Copies that were started, and of how many snapshots; a snapshot counts in each Region. */
  readonly started: number;
  readonly copied: number;
  /** EC2 copied all of the data although it had an earlier copy of the volume. */
  readonly fullCopies: number;
  readonly executions: number;
  readonly failedExecutions: number;
  /** Messages to people: of failures, and of alarms. */
  readonly failuresTold: number;
  readonly alarms: readonly string[];
  readonly stateTransitions: number;
  /** By the stacks, without those of whoever takes the snapshots. */
  readonly ec2Calls: number;
  readonly calls: number;
  /** CopySnapshot alone, refused for want of a slot or a token. */
  readonly refusals: number;
  /** The most in any second, in any Region; Step Functions takes 300. */
  readonly startsPerSecond: number;
};

const START_MS = Date.parse('2026-01-01T00:00:00Z');
const SCHEDULER = 'scheduler';
const OTHERS = 'others';
const OTHERS_VOLUME = 'vol-0ffffffffffffff';
/** All that no volume of the fleet has. */
const OTHERS_SNAPSHOTS = OTHERS_VOLUME.replace('vol', 'snap');
const HELD_MS = HOUR_MS;

/** CreateSnapshot is limited to five a second, so they are taken before, and take as long as it is until their turn to end. */
const TAKING_MS = 210;
/** Others have their slots before. */
const LEAD_MS = MINUTE_MS;

/** How often it is looked whether all has ended. */
const STEP_MS = 10 * MINUTE_MS;
const PATIENCE_MS = 20 * DAY_MS;

/** Plays the burst until nothing runs any more. Throws where it does not end, or where a role lacks a right. */
export async function playBurst(
  burst: Burst,
  onProgress: (copied: number) => void = () => undefined,
): Promise<PlayedBurst> {
  const { settings, volumes, windowMs, way } = burst;
  const beginMs = START_MS + volumes * TAKING_MS + LEAD_MS;
  const indexes = new Map(Array.from({ length: volumes }, (_, index) => [volumeId(index), index]));
  const endOfSnapshotMs = (index: number): number => beginMs + Math.floor((index * windowMs) / volumes);
  const durations = new CopyDurations(
    burst.seed,
    settings.dr.map(({ region }) => region),
    volumes,
  );
  const world = await World.build({
    ...burst,
    startMs: START_MS,
    keepHistory: false,
    loadHandler: (id) =>
      way !== 'queue' && id === 'CopySnapshot' ? Promise.resolve(copyAtOnce) : loadHandler(id),
    ec2: {
      copySlots: burst.slots,
      snapshotDurationMs: (id, nowMs) => endOfSnapshotMs(indexes.get(id)!) - nowMs,
      copyDurationMs: (id, region) => {
        const index = indexes.get(id);
        return index === undefined ? beginMs + HELD_MS - world.loop.nowMs() : durations.of(region, index);
      },
    },
  });
  loadFleet(world, settings, volumes, START_MS);
  const watch = new Watch();
  world.observe(watch);
  takeSnapshots(world, settings, volumes);
  takeSlots(world, burst, beginMs - LEAD_MS / 2);

  const wanted = volumes * settings.dr.length;
  const allTakenMs = beginMs + windowMs;
  await world.run(allTakenMs + MINUTE_MS);
  const isBusy = (): boolean =>
    world.executions.length > 0 || settings.dr.some(({ region }) => world.ec2.copiesInProgress(region) > 0);
  while (isBusy()) {
    if (world.loop.nowMs() > allTakenMs + PATIENCE_MS)
      throw new Error(`The burst does not end: ${watch.ended} of ${wanted} copies are finished`);
    await world.run(world.loop.nowMs() + STEP_MS);
    onProgress(watch.ended);
  }
  // The last copy may just have ended, and its execution may be to come.
  await world.run(world.loop.nowMs() + STEP_MS);
  const [denial] = world.denials;
  if (denial !== undefined) throw new Error(`${denial.action} was denied to ${denial.role}`);
  return {
    ...watch.figures(),
    makespanMs: watch.lastEndMs - beginMs,
    workMs: durations.sums,
    ...messagesOf(world),
    ...callsOf(world),
  };
}

/** Each snapshot schedules the next, so the loop holds one of them at a time. */
function takeSnapshots(world: World, { primary }: Settings, volumes: number): void {
  const ec2 = world.as(SCHEDULER).ec2(primary.region);
  const schedule = (index: number): void => {
    if (index === volumes) return;
    world.loop.schedule(START_MS + index * TAKING_MS, SCHEDULER, () => {
      schedule(index + 1);
      ec2
        .send(new CreateSnapshotCommand({ VolumeId: volumeId(index) }))
        .catch((error: unknown) => world.loop.fail(error));
    });
  };
  schedule(0);
}

/** Others copy what is theirs. */
function takeSlots(world: World, { settings, othersSlots }: Burst, atMs: number): void {
  const { region } = settings.primary;
  const ids = Array.from(
    { length: othersSlots },
    (_, index) => `${OTHERS_VOLUME}${String(index).padStart(2, '0')}`,
  );
  for (const id of ids)
    world.ec2.addSnapshot(region, {
      SnapshotId: id.replace('vol', 'snap'),
      VolumeId: id,
      VolumeSize: 500,
      StartTime: new Date(START_MS - DAY_MS),
    });
  world.loop.schedule(atMs, OTHERS, () => {
    for (const dr of settings.dr)
      for (const id of ids)
        world
          .as(OTHERS)
          .ec2(dr.region)
          .send(
            new CopySnapshotCommand({ SourceRegion: region, SourceSnapshotId: id.replace('vol', 'snap') }),
          )
          .catch((error: unknown) => world.loop.fail(error));
  });
}

/** What is counted while it happens, since nobody keeps it. */
class Watch {
  lastEndMs = 0;
  ended = 0;
  readonly #started = new Map<string, number>();
  #executions = 0;
  #failedExecutions = 0;
  #stateTransitions = 0;
  #fullCopies = 0;
  #refusals = 0;
  #startsPerSecond = 0;
  readonly #starts = new Map<string, { second: number; count: number }>();

  onCall({ atMs, request, callerName, errorCode }: ApiCall): void {
    const { operation, region, input } = request;
    if (operation === 'StartExecution') {
      const second = Math.floor(atMs / 1000);
      const last = this.#starts.get(region);
      const count = last?.second === second ? last.count + 1 : 1;
      this.#starts.set(region, { second, count });
      this.#startsPerSecond = Math.max(this.#startsPerSecond, count);
    }
    if (operation !== 'CopySnapshot' || callerName === OTHERS) return;
    if (errorCode !== undefined) {
      this.#refusals += 1;
      return;
    }
    const copy = `${String(input['SourceSnapshotId'])} ${region}`;
    this.#started.set(copy, (this.#started.get(copy) ?? 0) + 1);
  }

  onEvent({ time, region, detail }: AwsEvent): void {
    if (detail['event'] !== 'copySnapshot' || detail['result'] !== 'succeeded') return;
    const source = String(detail['source']);
    if (!this.#started.has(`${source.slice(source.lastIndexOf('/') + 1)} ${region}`)) return;
    this.ended += 1;
    this.lastEndMs = Date.parse(time);
    if (detail['incremental'] !== 'true') this.#fullCopies += 1;
  }

  onExecutionEnd({ status, input, stateTransitions }: Execution): void {
    // Of the copies of others an execution says that they are not ours.
    if (input.includes(OTHERS_SNAPSHOTS)) return;
    this.#stateTransitions += stateTransitions;
    this.#executions += 1;
    if (status !== 'SUCCEEDED') this.#failedExecutions += 1;
  }

  figures() {
    return {
      started: [...this.#started.values()].reduce((sum, count) => sum + count, 0),
      copied: this.#started.size,
      fullCopies: this.#fullCopies,
      executions: this.#executions,
      failedExecutions: this.#failedExecutions,
      stateTransitions: this.#stateTransitions,
      refusals: this.#refusals,
      startsPerSecond: this.#startsPerSecond,
    };
  }
}

function messagesOf(world: World): Pick<PlayedBurst, 'failuresTold' | 'alarms'> {
  const subjects = world.notifications.map(({ subject = '' }) => subject);
  const alarms = subjects.filter((subject) => /^ALARM/.test(subject));
  return { failuresTold: subjects.length - alarms.length, alarms };
}

function callsOf(world: World): Pick<PlayedBurst, 'ec2Calls' | 'calls'> {
  const ours = world.record.callCounts.filter(({ callerName }) => ![SCHEDULER, OTHERS].includes(callerName));
  const sum = (counts: typeof ours): number => counts.reduce((total, { calls }) => total + calls, 0);
  return { ec2Calls: sum(ours.filter(({ service }) => service === 'ec2')), calls: sum(ours) };
}
