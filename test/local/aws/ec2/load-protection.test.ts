import { DeleteSnapshotCommand } from '@aws-sdk/client-ec2';
import { parseSettings } from '../../../../infra/settings';
import { DAY_MS } from '../../../../local/kernel/time-units';
import { World } from '../../../../local/world/world';

const settings = parseSettings(
  { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
  'the test',
);
const START_MS = Date.parse('2026-03-01T00:00:00Z');

/** A world with one snapshot; `end` tells how deleting it ended, on the day after. */
async function withSnapshot(protect: (world: World) => void) {
  const world = await World.build({ settings, templates: [], seed: 1, startMs: START_MS });
  world.ec2.addSnapshot('us-east-1', {
    SnapshotId: 'snap-0123456789abcdef0',
    VolumeId: 'vol-0123456789abcdef0',
    VolumeSize: 8,
    StartTime: new Date('2026-02-01T00:00:00Z'),
  });
  protect(world);
  let end = 'not called';
  world.loop.schedule(START_MS + DAY_MS, 'a deletion', () => {
    world
      .as('somebody')
      .ec2('us-east-1')
      .send(new DeleteSnapshotCommand({ SnapshotId: 'snap-0123456789abcdef0' }))
      .then(
        () => (end = 'deleted'),
        (error: unknown) => (end = (error as Error).name),
      );
  });
  await world.run(START_MS + 2 * DAY_MS);
  return end;
}

const lock = (LockState: 'compliance' | 'expired', LockExpiresOn?: Date) => (world: World) =>
  world.ec2.addLock('us-east-1', {
    SnapshotId: 'snap-0123456789abcdef0',
    LockState,
    ...(LockExpiresOn === undefined ? {} : { LockExpiresOn }),
  });

test.each<[rule: string, protect: (world: World) => void, end: string]>([
  ['an unprotected snapshot can be deleted', () => undefined, 'deleted'],
  [
    'one that an AMI of an inventory uses cannot',
    (world) =>
      world.ec2.addImage('us-east-1', {
        ImageId: 'ami-0123456789abcdef0',
        BlockDeviceMappings: [
          { Ebs: { SnapshotId: 'snap-0123456789abcdef0' } },
          { Ebs: { SnapshotId: 'snap-0aaaaaaaaaaaaaaaa' } },
        ],
      }),
    'InvalidSnapshot.InUse',
  ],
  ['one that is locked without an end cannot', lock('compliance'), 'OperationNotPermitted'],
  [
    'one with a lock until tomorrow can be deleted after',
    lock('compliance', new Date('2026-03-01T12:00:00Z')),
    'deleted',
  ],
  ['a lock that has run out is none', lock('expired', new Date('2026-01-01T00:00:00Z')), 'deleted'],
])('%s', async (_rule, protect, end) => {
  expect(await withSnapshot(protect)).toBe(end);
});
