import { CreateSnapshotCommand } from '@aws-sdk/client-ec2';
import { TAG } from '../../../functions/domain/tags';
import { parsePrimaries } from '../../../infra/settings';
import { DAY_MS } from '../../../local/kernel/time-units';
import { synthesize } from '../../../local/world/synthesize';
import { World } from '../../../local/world/world';

/** A Sunday. */
const START_MS = Date.parse('2026-03-01T00:00:00Z');

const [EAST, WEST, EU] = ['us-east-1', 'us-west-2', 'eu-west-1'];

/** Each has its copies in the next one; the last one has them in the second as well, beside those of the first. */
const PRIMARIES = parsePrimaries(
  {
    primary: [
      { region: EAST, retention: { last: 3 }, dr: [{ region: WEST, retention: { last: 2 } }] },
      { region: WEST, retention: { daily: 5 }, dr: [{ region: EU, retention: { last: 1, weekly: 2 } }] },
      {
        region: EU,
        retention: { last: 2 },
        selection: { tagKey: 'Keep' },
        dr: [
          { region: EAST, retention: { daily: 3 } },
          { region: WEST, retention: { last: 1 } },
        ],
      },
    ],
  },
  'the test',
);

const VOLUMES = [
  { region: EAST, VolumeId: 'vol-0000000000000000a', Key: 'Backup' },
  { region: WEST, VolumeId: 'vol-0000000000000000b', Key: 'Backup' },
  { region: EU, VolumeId: 'vol-0000000000000000c', Key: 'Keep' },
  // Selected where the others are, and not where it is.
  { region: EU, VolumeId: 'vol-0000000000000000d', Key: 'Backup' },
];

async function playMonth(): Promise<World> {
  const world = await World.build({
    settings: PRIMARIES[0],
    templates: synthesize(...PRIMARIES),
    seed: 1,
    startMs: START_MS,
  });
  for (const { region, VolumeId, Key } of VOLUMES)
    world.ec2.addVolume(region, {
      VolumeId,
      Size: 8,
      VolumeType: 'gp3',
      AvailabilityZone: `${region}a`,
      CreateTime: new Date(START_MS),
      Tags: [{ Key, Value: 'yes' }],
    });
  for (let day = 1; day <= 30; day += 1)
    world.loop.schedule(START_MS + (day - 1) * DAY_MS + 7_200_000, 'the scheduler', () => {
      for (const { region, VolumeId } of VOLUMES)
        world
          .as('scheduler')
          .ec2(region)
          .send(new CreateSnapshotCommand({ VolumeId }))
          .catch((error: unknown) => world.loop.fail(error as Error));
    });
  await world.run(START_MS + 30 * DAY_MS);
  return world;
}

/** What a Region holds of a volume: the days of March that the data is from. */
function daysOf(world: World, region: string, volumeId: string): number[] {
  return world.ec2
    .snapshots(region)
    .map(({ VolumeId, StartTime, Tags = [] }) => {
      const tag = (key: string): string | undefined => Tags.find(({ Key }) => Key === key)?.Value;
      return { of: tag(TAG.volume) ?? VolumeId, takenAt: tag(TAG.takenAt) ?? StartTime };
    })
    .filter(({ of }) => of === volumeId)
    .map(({ takenAt }) => new Date(takenAt ?? '').getUTCDate())
    .sort((a, b) => a - b);
}

let world: World;
beforeAll(async () => {
  world = await playMonth();
});

test.each<[region: string, volumeId: string, days: number[]]>([
  [EAST, 'vol-0000000000000000a', [28, 29, 30]],
  [WEST, 'vol-0000000000000000a', [29, 30]],
  [EU, 'vol-0000000000000000a', []],
  [EAST, 'vol-0000000000000000b', []],
  [WEST, 'vol-0000000000000000b', [26, 27, 28, 29, 30]],
  // The 30th is a Monday.
  [EU, 'vol-0000000000000000b', [29, 30]],
  [EAST, 'vol-0000000000000000c', [28, 29, 30]],
  [WEST, 'vol-0000000000000000c', [30]],
  [EU, 'vol-0000000000000000c', [29, 30]],
  [EAST, 'vol-0000000000000000d', []],
  [WEST, 'vol-0000000000000000d', []],
  [EU, 'vol-0000000000000000d', Array.from({ length: 30 }, (_, index) => index + 1)],
])(
  'three primary Regions, each the DR Region of another, keep in %s of %s the days %j',
  (region, volumeId, days) => {
    expect(daysOf(world, region, volumeId)).toEqual(days);
  },
);

test('no machine of one primary Region is started by a copy of another', () => {
  const ofEast = world.executions.filter(
    ({ machine }) => machine.name === 'snapshot-keeper-us-east-1-snapshot-copied',
  );
  const ofEu = world.executions.filter(
    ({ machine }) => machine.name === 'snapshot-keeper-eu-west-1-snapshot-copied' && machine.region === WEST,
  );

  expect([ofEast.length, ofEu.length]).toEqual([30, 30]);
  expect(world.executions.filter(({ status }) => status !== 'SUCCEEDED')).toEqual([]);
});

test('nobody is told of anything, and no call is denied', () => {
  expect([world.notifications, world.denials]).toEqual([[], []]);
});
