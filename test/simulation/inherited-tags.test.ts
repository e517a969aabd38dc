import { tagsFromList } from '../../functions/domain/tags';
import type { World } from '../../local/world/world';
import { vol } from '../support/builders';
import { account, addVolume, deleteVolumeSoon, DR, PRIMARY, takeOne } from '../support/small-account';

const [OLD, RESTORED, OTHER] = [vol(1), vol(2), vol(3)];

const allTags = (world: World, region: string) =>
  world.ec2.snapshots(region).map(({ Tags }) => tagsFromList(Tags));

test("the last snapshot of a volume that is deleted right away keeps the volume's own retention", async () => {
  const world = await account();
  addVolume(world, OLD, {
    Backup: '',
    'snapshot-keeper:retain': '5',
    'snapshot-keeper:dr-retain': '3',
  });
  for (let count = 0; count < 5; count += 1) await takeOne(world, OLD);

  deleteVolumeSoon(world, OLD);
  await takeOne(world, OLD);

  const inPrimary = allTags(world, PRIMARY);
  expect(world.ec2.volumes(PRIMARY)).toEqual([]);
  expect(inPrimary).toHaveLength(5);
  expect(allTags(world, DR)).toHaveLength(3);
  expect(inPrimary.at(-1)).toMatchObject({
    'snapshot-keeper:retain': '5',
    'snapshot-keeper:volume-type': 'gp3',
    'snapshot-keeper:zone': 'us-east-1a',
  });
});

test('snapshots of a restored volume that inherit the tags of a copy are neither deleted nor left unprotected', async () => {
  // A volume that is restored in the DR Region inherits the tag of the selection as well, of which an alarm would tell.
  const world = await account({ settings: { ignoreRegions: [DR] } });
  addVolume(world, OLD, { Backup: '' });
  await takeOne(world, OLD);
  const copied = allTags(world, DR)[0]!;
  addVolume(world, RESTORED, copied, DR);
  addVolume(world, OTHER, copied);

  await takeOne(world, RESTORED, copied, { region: DR });
  await takeOne(world, RESTORED, copied, { region: DR });
  await takeOne(world, OTHER, copied);
  await takeOne(world, OLD);
  await takeOne(world, OLD);

  const inDr = world.ec2.snapshots(DR).map(({ Description }) => Description ?? '');
  expect(inDr.filter((description) => description === '')).toHaveLength(2);
  expect(
    inDr.filter((description) => description.startsWith('snapshot-keeper snapshot-keeper: copy of ')),
  ).toHaveLength(2);
  expect(
    allTags(world, PRIMARY).map((tags) => [
      tags['snapshot-keeper:volume'],
      'snapshot-keeper:copy/us-west-2' in tags,
    ]),
  ).toEqual([
    [OTHER, true],
    [OLD, true],
    [OLD, true],
  ]);
  expect(world.notifications).toEqual([]);
});
