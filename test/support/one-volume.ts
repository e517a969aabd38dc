import { CreateSnapshotCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { parseSettings } from '../../infra/settings';
import { HOUR_MS } from '../../local/kernel/time-units';
import { synthesize } from '../../local/world/synthesize';
import { World } from '../../local/world/world';
import type { WorldOptions } from '../../local/world/world-options';

export const VOLUME = 'vol-0123456789abcdef0';
export const START_MS = Date.parse('2031-03-01T00:00:00Z');
export const [PRIMARY, DR] = ['eu-west-1', 'eu-central-1'];
export const SETTINGS = parseSettings(
  {
    primary: { region: PRIMARY, retention: { last: 1 } },
    dr: [{ region: DR, retention: { last: 1 } }],
    // A test takes snapshots when it needs them, and no alarm on their age shall ring.
    target: { hours: 10_000 },
  },
  'the test',
);
export const TEMPLATES = synthesize(SETTINGS);

/** A world with one selected volume, of which each Region keeps the last snapshot. Times are hours since its start. */
export async function startOneVolume({
  sizeGib = 100,
  ...options
}: Partial<WorldOptions> & { readonly sizeGib?: number } = {}) {
  const world = await World.build({
    settings: SETTINGS,
    templates: TEMPLATES,
    seed: 1,
    startMs: START_MS,
    ...options,
  });
  world.ec2.addVolume(PRIMARY, {
    VolumeId: VOLUME,
    Size: sizeGib,
    VolumeType: 'gp3',
    AvailabilityZone: 'eu-west-1a',
    CreateTime: new Date(START_MS),
    Tags: [{ Key: 'Backup', Value: 'yes' }],
  });
  /** What `answer` comes to within a second. */
  const soon = async <T>(answer: Promise<T>): Promise<T> => {
    await world.run(world.loop.nowMs() + 1_000);
    return answer;
  };
  const person = (region: string): EC2Client => world.as('person').ec2(region);
  return {
    world,
    soon,
    person,
    runTo: (hours: number): Promise<void> => world.run(START_MS + hours * HOUR_MS),
    takeSnapshot: () => soon(person(PRIMARY).send(new CreateSnapshotCommand({ VolumeId: VOLUME }))),
    held: (region: string): string[] => world.ec2.snapshots(region).map(({ SnapshotId = '' }) => SnapshotId),
  };
}
