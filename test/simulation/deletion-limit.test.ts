import { CreateSnapshotCommand, CreateTagsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { parseSettings } from '../../infra/settings';
import { synthesize } from '../../local/synthesize';
import { World } from '../../local/world';

const PRIMARY = 'us-east-1';
const DR = 'us-west-2';
const HOUR_MS = 3_600_000;
const VOLUME = 'vol-00000000000000001';

/** A world with the limit, in which a volume that keeps 30 snapshots has ten and is then told to keep two. */
async function shrunk(more: object): Promise<World> {
  const settings = parseSettings({ primary: { region: PRIMARY }, dr: [{ region: DR }], ...more }, 'the test');
  const world = await World.build({
    settings,
    templates: synthesize(settings),
    seed: 1,
    startMs: Date.parse('2026-03-01T00:00:00Z'),
  });
  world.ec2.addVolume(PRIMARY, {
    VolumeId: VOLUME,
    VolumeType: 'gp3',
    Size: 8,
    AvailabilityZone: `${PRIMARY}a`,
    State: 'available',
    Tags: [
      { Key: 'Backup', Value: '' },
      { Key: 'snapshot-keeper:retain', Value: '30' },
    ],
  });
  for (let count = 0; count < 10; count += 1) await takeOne(world);
  expect(world.ec2.snapshots(PRIMARY)).toHaveLength(10);
  await someone(world, (ec2) =>
    ec2.send(
      new CreateTagsCommand({ Resources: [VOLUME], Tags: [{ Key: 'snapshot-keeper:retain', Value: '2' }] }),
    ),
  );
  await takeOne(world);
  return world;
}

const takeOne = (world: World): Promise<void> =>
  someone(world, (ec2) => ec2.send(new CreateSnapshotCommand({ VolumeId: VOLUME })));

/** Lets somebody make a call, and twelve hours pass. */
async function someone(world: World, act: (ec2: EC2Client) => Promise<unknown>): Promise<void> {
  world.loop.schedule(world.loop.nowMs(), 'somebody', () => {
    act(world.as('somebody').ec2(PRIMARY)).catch((error: unknown) => world.loop.fail(error));
  });
  await world.run(world.loop.nowMs() + 12 * HOUR_MS);
}

test('a policy that would remove most of a volume at once deletes nothing, tells a person and ends red, and the copy is made', async () => {
  const world = await shrunk({});

  expect(world.ec2.snapshots(PRIMARY)).toHaveLength(11);
  expect(world.ec2.snapshots(DR)).toHaveLength(1);
  expect(
    world.executions
      .filter(({ status }) => status !== 'SUCCEEDED')
      .map(({ status, machine }) => [machine.name, status]),
  ).toEqual([['snapshot-keeper-snapshot-created', 'FAILED']]);
  const [told] = world.notifications.filter(({ subject }) => !subject?.startsWith('ALARM'));
  expect(told?.subject).toBe(
    `snapshot-keeper: retention would delete too much at once - ${VOLUME} in ${PRIMARY}`,
  );
  expect(told?.message).toContain(
    `Cause:     ${VOLUME}, policy last 2: 9 of 11 snapshots would be removed at once, and the setting deletionLimit allows a share of 0.5 or a count of 5.`,
  );
});

test('with the limit released, the same policy prunes', async () => {
  const world = await shrunk({ deletionLimit: 'none' });

  expect(world.ec2.snapshots(PRIMARY)).toHaveLength(2);
  expect(world.notifications).toEqual([]);
});
