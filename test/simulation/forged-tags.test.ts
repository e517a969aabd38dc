import { CreateSnapshotCommand, CreateTagsCommand } from '@aws-sdk/client-ec2';
import type { World } from '../../local/world/world';
import { tagsToList, type Tags } from '../../functions/domain/tags';
import { vol } from '../support/builders';
import {
  account,
  addVolume,
  DR,
  failures,
  idsIn,
  PRIMARY,
  setTags,
  someone,
  tagsOf,
  takeOne,
  told,
} from '../support/small-account';

/**
 * Somebody with ordinary tagging rights forges what we have noted for ourselves: that a person was told, or that another deployment has a
 * snapshot. That may keep snapshots from being deleted, as a hold does, but may neither delete one nor leave a new one unprotected untold.
 */
const VOLUME = vol(1);

const setOn = async (world: World, region: string, tags: Tags): Promise<void> => {
  for (const id of idsIn(world, region)) await setTags(world, region, id, tags);
};

describe('the forged word that a person was told', () => {
  test('of too much at once keeps the notice from being given, and what is blocked stays: what comes later is protected and pruned as ever', async () => {
    const world = await account();
    addVolume(world, VOLUME, { Backup: '', 'snapshot-keeper:retain': '5' });
    for (let count = 0; count < 5; count += 1) await takeOne(world, VOLUME);
    const before = idsIn(world, PRIMARY);
    await setOn(world, PRIMARY, { 'snapshot-keeper:told': 'deletionLimit 2026-03-01T00:00:00.000Z last 1' });
    await setTags(world, PRIMARY, VOLUME, { 'snapshot-keeper:retain': '1' });

    for (let count = 0; count < 3; count += 1) await takeOne(world, VOLUME);

    const newest = idsIn(world, PRIMARY).at(-1)!;
    expect(idsIn(world, PRIMARY)).toEqual([...before, newest]);
    expect(idsIn(world, DR)).toHaveLength(1);
    expect(tagsOf(world, PRIMARY, newest)['snapshot-keeper:copy/us-west-2']).toBe(
      `${idsIn(world, DR)[0]} of ${newest}`,
    );
    expect([told(world), failures(world)]).toEqual([[], []]);
  });

  test('of a retention tag that cannot be read deletes nothing either', async () => {
    const world = await account();
    addVolume(world, VOLUME);
    for (let count = 0; count < 2; count += 1) await takeOne(world, VOLUME);
    await setOn(world, PRIMARY, {
      'snapshot-keeper:retain': '12 days',
      'snapshot-keeper:told': 'unreadable 12 days',
    });
    await setTags(world, PRIMARY, VOLUME, { 'snapshot-keeper:retain': '12 days' });

    for (let count = 0; count < 3; count += 1) await takeOne(world, VOLUME);

    expect(idsIn(world, PRIMARY)).toHaveLength(5);
    expect(idsIn(world, DR)).toHaveLength(1);
    expect([told(world), failures(world)]).toEqual([[], []]);
  });

  test('of a doubt about our copies takes these out of our care: they stay, and the next ones are made, confirmed and pruned', async () => {
    const world = await account();
    addVolume(world, VOLUME);
    await takeOne(world, VOLUME);
    const [copy] = idsIn(world, DR);
    await setTags(world, DR, copy!, {
      'snapshot-keeper:told': 'in doubt: copied from snap-0fffffffffffffff1',
    });

    for (let count = 0; count < 3; count += 1) await takeOne(world, VOLUME);

    const newest = idsIn(world, PRIMARY).at(-1)!;
    expect(idsIn(world, DR)).toEqual([copy, expect.any(String)]);
    expect(tagsOf(world, PRIMARY, newest)['snapshot-keeper:copy/us-west-2']).toBe(
      `${idsIn(world, DR)[1]} of ${newest}`,
    );
    expect([told(world), failures(world)]).toEqual([[], []]);
  });
});

test('the forged claim of another deployment leaves a new snapshot unprotected, and a person is told of each, whatever was claimed before', async () => {
  const world = await account();
  addVolume(world, VOLUME);
  await takeOne(world, VOLUME);
  const [earlier] = idsIn(world, PRIMARY);
  await setTags(world, PRIMARY, earlier!, { 'snapshot-keeper:managed-by': 'other' });

  for (let count = 0; count < 2; count += 1)
    await someone(world, async (ec2) => {
      const { SnapshotId } = await ec2.send(new CreateSnapshotCommand({ VolumeId: VOLUME }));
      await ec2.send(
        new CreateTagsCommand({
          Resources: [SnapshotId!],
          Tags: tagsToList({
            'snapshot-keeper:managed-by': 'other',
            'snapshot-keeper:snapshot': SnapshotId!,
          }),
        }),
      );
    });

  expect(idsIn(world, PRIMARY)).toHaveLength(3);
  expect(idsIn(world, DR)).toHaveLength(1);
  expect(failures(world)).toEqual(['snapshot-created FAILED', 'snapshot-created FAILED']);
  expect(told(world)).toEqual([
    `snapshot-keeper: another deployment manages a volume that is s - ${VOLUME} in us-east-1`,
    `snapshot-keeper: another deployment manages a volume that is s - ${VOLUME} in us-east-1`,
  ]);
});

test.each(['Snapshot-Keeper:Team', 'Snapshot-Keeper:Hold'])(
  'a snapshot that bears %s, under our prefix in another case, is adopted and copied like any other',
  async (key) => {
    const world = await account();
    addVolume(world, VOLUME);

    const id = await takeOne(world, VOLUME, { [key]: 'db' });

    expect(tagsOf(world, PRIMARY, id)).toMatchObject({
      [key]: 'db',
      'snapshot-keeper:managed-by': 'snapshot-keeper',
    });
    expect(idsIn(world, DR)).toHaveLength(1);
    expect([failures(world), world.denials]).toEqual([[], []]);
  },
);
