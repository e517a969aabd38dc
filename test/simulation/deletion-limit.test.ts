import { CreateSnapshotCommand, CreateTagsCommand, DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { MINUTE_MS } from '../../local/kernel/time-units';
import type { World } from '../../local/world/world';
import { vol } from '../support/builders';
import {
  account,
  addVolume,
  DR,
  failures,
  PRIMARY,
  setTags,
  someone,
  takeOne,
} from '../support/small-account';

const VOLUME = vol(1);

/** A world with a volume of its own retention. */
async function worldWith(retain: string, settings: object = {}, isSwept = true): Promise<World> {
  const world = await account({ settings, isSwept });
  addVolume(world, VOLUME, { Backup: '', 'snapshot-keeper:retain': retain });
  return world;
}

/** A world in which a volume that keeps 30 snapshots has ten, is then told to keep two, and gets one more. */
async function shrunk(more: object = {}): Promise<World> {
  const world = await worldWith('30', more);
  for (let count = 0; count < 10; count += 1) await takeOne(world, VOLUME);
  expect(world.ec2.snapshots(PRIMARY)).toHaveLength(10);
  await retain(world, '2');
  await takeOne(world, VOLUME);
  return world;
}

/** Lets somebody change the retention of the volume. */
const retain = (world: World, value: string): Promise<unknown> =>
  setTags(world, PRIMARY, VOLUME, { 'snapshot-keeper:retain': value }, 12);

const messages = (world: World) => world.notifications.filter(({ subject }) => !subject?.startsWith('ALARM'));

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
  expect(failures(world)).toEqual(['snapshot-created FAILED']);
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

  for (let count = 0; count < 4; count += 1) await takeOne(world, VOLUME);

  expect(countByPolicy(world)).toEqual({ 'last 30': 10, 'last 2': 2 });
  expect(messages(world)).toHaveLength(1);
  expect(failures(world)).toEqual(['snapshot-created FAILED']);
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
    await takeOne(world, VOLUME);
    await someone(world, (ec2) => ec2.send(new CreateTagsCommand({ Resources: ids(), Tags: hold })));
  }
  expect(countByPolicy(world)).toEqual({ 'last 2': 10 });

  await someone(world, (ec2) => ec2.send(new DeleteTagsCommand({ Resources: ids(), Tags: hold })));
  await takeOne(world, VOLUME);

  expect(countByPolicy(world)).toEqual({ 'last 2': 2 });
  expect(failures(world)).toEqual([]);
  expect(world.notifications).toEqual([]);
});

test('however much comes in under the new policy, what it was refused to remove stays', async () => {
  const world = await worldWith('10');
  for (let count = 0; count < 10; count += 1) await takeOne(world, VOLUME, {}, { hours: 1 });
  await retain(world, '30d');

  for (let count = 0; count < 24; count += 1) await takeOne(world, VOLUME);

  expect(countByPolicy(world)).toEqual({ 'last 10': 10, 'daily 30': 13 });
  expect(messages(world)).toHaveLength(1);
});

/** Ten snapshots under another policy, and two more whose events all come after `delayMinutes`. */
async function twoBeforeAnyPlan(delayMinutes: number): Promise<World> {
  // A sweep would adopt them in the meantime.
  const world = await worldWith('30', {}, false);
  for (let count = 0; count < 10; count += 1) await takeOne(world, VOLUME);
  await retain(world, '2');
  world.deliveryDelaysMs = () => [delayMinutes * MINUTE_MS];
  world.loop.schedule(world.loop.nowMs(), 'somebody', () => {
    const ec2 = world.as('somebody').ec2(PRIMARY);
    const take = () => ec2.send(new CreateSnapshotCommand({ VolumeId: VOLUME }));
    void take()
      .then(() => world.loop.sleep(MINUTE_MS))
      .then(take)
      .catch((error: unknown) => world.loop.fail(error));
  });
  await world.run(world.loop.nowMs() + 720 * MINUTE_MS);
  return world;
}

test('of two snapshots that come under the new policy before any plan, one tells, whichever is planned first', async () => {
  const world = await twoBeforeAnyPlan(10);

  expect(countByPolicy(world)).toEqual({ 'last 30': 10, 'last 2': 2 });
  expect(messages(world)).toHaveLength(1);
});

test('two whose events come so late that nobody knows their policy are limited like those before, and told once', async () => {
  const world = await twoBeforeAnyPlan(240);

  expect(countByPolicy(world)).toEqual({ 'last 30': 10, none: 2 });
  expect(messages(world)).toHaveLength(1);
});
