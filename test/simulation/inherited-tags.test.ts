import { CreateSnapshotCommand, DeleteVolumeCommand, type Tag } from '@aws-sdk/client-ec2';
import { tagsFromList } from '../../functions/domain/tags';
import { parseSettings } from '../../infra/settings';
import { synthesize } from '../../local/world/synthesize';
import { World } from '../../local/world/world';

const PRIMARY = 'us-east-1';
const DR = 'us-west-2';
const HOUR_MS = 3_600_000;
const START_MS = Date.parse('2026-03-01T00:00:00Z');
const OLD = 'vol-00000000000000001';
const RESTORED = 'vol-00000000000000002';

const settings = parseSettings(
  { primary: { region: PRIMARY, retention: { last: 2 } }, dr: [{ region: DR, retention: { last: 1 } }] },
  'the test',
);
const templates = synthesize(settings);

const newWorld = (): Promise<World> => World.build({ settings, templates, seed: 1, startMs: START_MS });

function addVolume(
  world: World,
  region: string,
  VolumeId: string,
  tags: Readonly<Record<string, string>>,
): void {
  world.ec2.addVolume(region, {
    VolumeId,
    VolumeType: 'gp3',
    Size: 8,
    AvailabilityZone: `${region}a`,
    State: 'available',
    Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
  });
}

/** Takes one snapshot in `region`, with `tags`, and lets twelve hours pass. */
async function takeOne(world: World, region: string, VolumeId: string, tags: Tag[] = []): Promise<void> {
  world.loop.schedule(world.loop.nowMs(), 'a snapshot', () => {
    world
      .as('somebody')
      .ec2(region)
      .send(
        new CreateSnapshotCommand({
          VolumeId,
          ...(tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: 'snapshot', Tags: tags }] }),
        }),
      )
      .catch((error: unknown) => world.loop.fail(error));
  });
  await world.run(world.loop.nowMs() + 12 * HOUR_MS);
}

const tagsOf = (world: World, region: string) =>
  world.ec2.snapshots(region).map(({ SnapshotId, Tags }) => ({ id: SnapshotId, tags: tagsFromList(Tags) }));

test("the last snapshot of a volume that is deleted right away keeps the volume's own retention", async () => {
  const world = await newWorld();
  addVolume(world, PRIMARY, OLD, {
    Backup: '',
    'snapshot-keeper:retain': '5',
    'snapshot-keeper:dr-retain': '3',
  });
  for (let count = 0; count < 5; count += 1) await takeOne(world, PRIMARY, OLD);

  world.loop.schedule(world.loop.nowMs() + 1000, 'the volume is deleted', () => {
    world
      .as('somebody')
      .ec2(PRIMARY)
      .send(new DeleteVolumeCommand({ VolumeId: OLD }))
      .catch((error: unknown) => world.loop.fail(error));
  });
  await takeOne(world, PRIMARY, OLD);

  const inPrimary = tagsOf(world, PRIMARY);
  expect(world.ec2.volumes(PRIMARY)).toEqual([]);
  expect(inPrimary).toHaveLength(5);
  expect(tagsOf(world, DR)).toHaveLength(3);
  expect(inPrimary.at(-1)?.tags).toMatchObject({
    'snapshot-keeper:retain': '5',
    'snapshot-keeper:volume-type': 'gp3',
    'snapshot-keeper:zone': 'us-east-1a',
  });
});

test('snapshots of a restored volume that inherit the tags of a copy are neither deleted nor left unprotected', async () => {
  const world = await newWorld();
  addVolume(world, PRIMARY, OLD, { Backup: '' });
  await takeOne(world, PRIMARY, OLD);
  const copied = tagsOf(world, DR)[0]!.tags;
  const inherited = Object.entries(copied).map(([Key, Value]) => ({ Key, Value }));
  addVolume(world, DR, RESTORED, copied);
  addVolume(world, PRIMARY, 'vol-00000000000000003', copied);

  await takeOne(world, DR, RESTORED, inherited);
  await takeOne(world, DR, RESTORED, inherited);
  await takeOne(world, PRIMARY, 'vol-00000000000000003', inherited);
  await takeOne(world, PRIMARY, OLD);
  await takeOne(world, PRIMARY, OLD);

  const inDr = world.ec2.snapshots(DR).map(({ Description }) => Description ?? '');
  expect(inDr.filter((description) => description === '')).toHaveLength(2);
  expect(
    inDr.filter((description) => description.startsWith('snapshot-keeper snapshot-keeper: copy of ')),
  ).toHaveLength(2);
  expect(
    tagsOf(world, PRIMARY).map(({ tags }) => [
      tags['snapshot-keeper:volume'],
      'snapshot-keeper:copy/us-west-2' in tags,
    ]),
  ).toEqual([
    ['vol-00000000000000003', true],
    [OLD, true],
    [OLD, true],
  ]);
  expect(world.notifications).toEqual([]);
});
