import {
  CreateSnapshotCommand,
  CreateTagsCommand,
  DeleteTagsCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { parseSettings } from '../../infra/settings';
import { synthesize } from '../../local/world/synthesize';
import { World } from '../../local/world/world';

const PRIMARY = 'us-east-1';
const DR = 'us-west-2';
const HOUR_MS = 3_600_000;
const VOLUME = 'vol-00000000000000001';

/** A world with a volume of its own retention. */
async function worldWith(retain: string, more: object = {}): Promise<World> {
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
      { Key: 'snapshot-keeper:retain', Value: retain },
    ],
  });
  return world;
}

/** A world in which a volume that keeps 30 snapshots has ten, is then told to keep two, and gets one more. */
async function shrunk(more: object = {}): Promise<World> {
  const world = await worldWith('30', more);
  for (let count = 0; count < 10; count += 1) await takeOne(world);
  expect(world.ec2.snapshots(PRIMARY)).toHaveLength(10);
  await retain(world, '2');
  await takeOne(world);
  return world;
}

/** Lets somebody change the retention of the volume. */
const retain = (world: World, value: string): Promise<void> =>
  someone(world, (ec2) =>
    ec2.send(
      new CreateTagsCommand({ Resources: [VOLUME], Tags: [{ Key: 'snapshot-keeper:retain', Value: value }] }),
    ),
  );

const takeOne = (world: World, hours?: number): Promise<void> =>
  someone(world, (ec2) => ec2.send(new CreateSnapshotCommand({ VolumeId: VOLUME })), hours);

/** Lets somebody make a call, and some hours pass. */
async function someone(world: World, act: (ec2: EC2Client) => Promise<unknown>, hours = 12): Promise<void> {
  world.loop.schedule(world.loop.nowMs(), 'somebody', () => {
    act(world.as('somebody').ec2(PRIMARY)).catch((error: unknown) => world.loop.fail(error));
  });
  await world.run(world.loop.nowMs() + hours * HOUR_MS);
}

const messages = (world: World) => world.notifications.filter(({ subject }) => !subject?.startsWith('ALARM'));

const failures = (world: World) =>
  world.executions
    .filter(({ status }) => status !== 'SUCCEEDED')
    .map(({ status, machine }) => [machine.name, status]);

/** How many snapshots the primary Region has of each policy under which they were adopted. */
function countByPolicy(world: World): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { Tags = [] } of world.ec2.snapshots(PRIMARY)) {
    const policy = Tags.find(({ Key }) => Key === 'snapshot-keeper:policy')?.Value ?? 'none';
    counts[policy] = (counts[policy] ?? 0) + 1;
  }
  return counts;
}

test('a changed policy that would remove most of a volume at once deletes nothing, tells a person and ends red, and the copy is made', async () => {
  const world = await shrunk();

  expect(countByPolicy(world)).toEqual({ 'last 30': 10, 'last 2': 1 });
  expect(world.ec2.snapshots(DR)).toHaveLength(1);
  expect(failures(world)).toEqual([['snapshot-keeper-us-east-1-snapshot-created', 'FAILED']]);
  const [told] = messages(world);
  expect(told?.subject).toBe(
    `snapshot-keeper: retention would delete too much at once - ${VOLUME} in ${PRIMARY}`,
  );
  expect(told?.message).toContain(
    `Cause:     a change of policy (last 30 → last 2) would remove 9 of 10 earlier snapshots at once, and the setting deletionLimit allows a share of 0.5 or a count of 2.`,
  );
});

test('with later snapshots, what is of the policy before stays, the new policy prunes its own, and nobody is told again', async () => {
  const world = await shrunk();

  for (let count = 0; count < 4; count += 1) await takeOne(world);

  expect(countByPolicy(world)).toEqual({ 'last 30': 10, 'last 2': 2 });
  expect(messages(world)).toHaveLength(1);
  expect(failures(world)).toEqual([['snapshot-keeper-us-east-1-snapshot-created', 'FAILED']]);
});

test('with the limit released, the same policy prunes', async () => {
  const world = await shrunk({ deletionLimit: 'none' });

  expect(countByPolicy(world)).toEqual({ 'last 30': 1, 'last 2': 1 });
  expect(world.notifications).toEqual([]);
});

test('what has piled up under one policy goes at once when a hold of ten days is taken off, and nobody is told', async () => {
  const world = await worldWith('2');
  const ids = () => world.ec2.snapshots(PRIMARY).map(({ SnapshotId }) => SnapshotId!);
  const hold = [{ Key: 'snapshot-keeper:hold', Value: 'audit' }];
  for (let day = 0; day < 10; day += 1) {
    await takeOne(world);
    await someone(world, (ec2) => ec2.send(new CreateTagsCommand({ Resources: ids(), Tags: hold })));
  }
  expect(countByPolicy(world)).toEqual({ 'last 2': 10 });

  await someone(world, (ec2) => ec2.send(new DeleteTagsCommand({ Resources: ids(), Tags: hold })));
  await takeOne(world);

  expect(countByPolicy(world)).toEqual({ 'last 2': 2 });
  expect(failures(world)).toEqual([]);
  expect(world.notifications).toEqual([]);
});

test('however much comes in under the new policy, what it was refused to remove stays', async () => {
  const world = await worldWith('10');
  for (let count = 0; count < 10; count += 1) await takeOne(world, 1);
  await retain(world, '30d');

  for (let count = 0; count < 24; count += 1) await takeOne(world);

  expect(countByPolicy(world)).toEqual({ 'last 10': 10, 'daily 30': 13 });
  expect(messages(world)).toHaveLength(1);
});

/** Ten snapshots under another policy, and two more whose events all come after `delayMinutes`. */
async function twoBeforeAnyPlan(delayMinutes: number): Promise<World> {
  const world = await worldWith('30');
  for (let count = 0; count < 10; count += 1) await takeOne(world);
  await retain(world, '2');
  world.deliveryDelaysMs = () => [delayMinutes * 60_000];
  world.loop.schedule(world.loop.nowMs(), 'somebody', () => {
    const ec2 = world.as('somebody').ec2(PRIMARY);
    const take = () => ec2.send(new CreateSnapshotCommand({ VolumeId: VOLUME }));
    void take()
      .then(() => world.loop.sleep(60_000))
      .then(take)
      .catch((error: unknown) => world.loop.fail(error));
  });
  await world.run(world.loop.nowMs() + 12 * HOUR_MS);
  return world;
}

test('of two snapshots that come under the new policy before any plan, one tells, whichever is planned first', async () => {
  const world = await twoBeforeAnyPlan(10);

  expect(countByPolicy(world)).toEqual({ 'last 30': 10, 'last 2': 2 });
  expect(messages(world)).toHaveLength(1);
});

test('two whose events come so late that nobody knows their policy are limited like those before, and told once', async () => {
  const world = await twoBeforeAnyPlan(60);

  expect(countByPolicy(world)).toEqual({ 'last 30': 10, none: 2 });
  expect(messages(world)).toHaveLength(1);
});
