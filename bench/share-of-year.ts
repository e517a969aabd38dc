import { CreateSnapshotCommand } from '@aws-sdk/client-ec2';
import { TAG } from '../functions/domain/tags';
import type { Settings } from '../infra/settings';
import { DAY_MS, HOUR_MS } from '../local/kernel/time-units';
import type { SynthesizedStack } from '../local/template/template';
import { World } from '../local/world/world';

const START_MS = Date.parse('2026-01-01T00:00:00Z');

/** Each day's snapshots are spread evenly over this time, as schedulers do, so that nearly every copy finds a free slot. */
const WINDOW_MS = 8 * HOUR_MS;

/** After the last snapshot's day: long enough for the copies that have waited. */
const SETTLING_MS = 24 * HOUR_MS;

const SCHEDULER = 'scheduler';

/** A part of the fleet that is played in a world of its own, which may do `accountShare` of what an account may. */
export type Share = {
  readonly settings: Settings;
  readonly templates: readonly SynthesizedStack[];
  readonly seed: number;
  readonly accountShare: number;
  readonly volumes: number;
  readonly days: number;
};

export type ShareOfYear = {
  readonly stateTransitions: number;
  /** By the stacks, without the scheduler's own. */
  readonly ec2Calls: number;
};

/**
 * Plays `days` of `volumes`, each snapshotted daily, without faults. Throws where the run went wrong: figures of a broken run
 * say nothing.
 */
export async function playShare(share: Share, onDay: (day: number) => void): Promise<ShareOfYear> {
  const { settings, templates, seed, accountShare, volumes, days } = share;
  const world = await World.build({
    settings,
    templates,
    seed,
    accountShare,
    startMs: START_MS,
    keepHistory: false,
  });
  const volumeIds = Array.from({ length: volumes }, (_, index) => `vol-0${String(index).padStart(16, '0')}`);
  for (const volumeId of volumeIds) addVolume(world, settings, volumeId);
  takeSnapshots(world, settings, volumeIds, days);
  for (let day = 1; day <= days; day += 1) {
    await world.run(START_MS + day * DAY_MS);
    onDay(day);
  }
  await world.run(START_MS + days * DAY_MS + SETTLING_MS);

  const problems = problemsOf(world, settings, volumeIds, days);
  if (problems.length > 0)
    throw new Error(`The run went wrong, so its figures say nothing: ${problems.slice(0, 5).join('; ')}`);
  return {
    stateTransitions: world.stepFunctions.stateTransitions,
    ec2Calls: world.record.callCounts
      .filter(({ service, callerName }) => service === 'ec2' && callerName !== SCHEDULER)
      .reduce((sum, { calls }) => sum + calls, 0),
  };
}

function addVolume(world: World, { primary: { region } }: Settings, VolumeId: string): void {
  world.ec2.addVolume(region, {
    VolumeId,
    Size: 20,
    VolumeType: 'gp3',
    Iops: 3000,
    Throughput: 125,
    AvailabilityZone: `${region}a`,
    CreateTime: new Date(START_MS),
    Tags: [
      { Key: 'Name', Value: `disk of ${VolumeId}` },
      { Key: 'Backup', Value: 'daily' },
    ],
  });
}

/** One volume after the other, day by day. Each snapshot schedules the next, so the loop holds one of them at a time. */
function takeSnapshots(
  world: World,
  { primary }: Settings,
  volumeIds: readonly string[],
  days: number,
): void {
  const ec2 = world.as(SCHEDULER).ec2(primary.region);
  const schedule = (index: number): void => {
    if (index === volumeIds.length * days) return;
    const place = index % volumeIds.length;
    const dayMs = START_MS + Math.floor(index / volumeIds.length) * DAY_MS;
    const atMs = dayMs + Math.floor((place * WINDOW_MS) / volumeIds.length);
    world.loop.schedule(atMs, SCHEDULER, () => {
      schedule(index + 1);
      ec2
        .send(new CreateSnapshotCommand({ VolumeId: volumeIds[place] }))
        .catch((error: unknown) => world.loop.fail(error));
    });
  };
  schedule(0);
}

/** What the settings promise and the world does not hold. */
function problemsOf(
  world: World,
  { primary, dr }: Settings,
  volumeIds: readonly string[],
  days: number,
): string[] {
  const places = [primary, ...dr].flatMap(({ region, retention }) => {
    const counts = new Map<string, number>();
    for (const { State, Tags = [] } of world.ec2.snapshots(region)) {
      const volumeId = Tags.find(({ Key }) => Key === TAG.volume)?.Value ?? '';
      if (State === 'completed') counts.set(volumeId, (counts.get(volumeId) ?? 0) + 1);
    }
    const expected = Math.min(days, retention.last ?? 0);
    return volumeIds
      .filter((volumeId) => counts.get(volumeId) !== expected)
      .map((volumeId) => `${volumeId} has ${counts.get(volumeId) ?? 0} of ${expected} points in ${region}`);
  });
  return [
    ...places,
    ...world.denials.map(({ action, role }) => `${action} was denied to ${role}`),
    ...world.notifications.map(({ subject = '' }) => `a person was told: ${subject}`),
  ];
}
