import { parsePrimaries } from '../../../infra/settings';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { synthesize } from '../../../local/world/synthesize';
import { World } from '../../../local/world/world';

const START_MS = Date.parse('2026-03-01T00:00:00Z');

const [EAST, EU, DR] = ['us-east-1', 'eu-west-1', 'us-west-2'];

/** Both have their copies in the one DR Region. */
const PRIMARIES = parsePrimaries(
  {
    primary: [
      { region: EAST, dr: [{ region: DR }] },
      { region: EU, dr: [{ region: DR }] },
    ],
  },
  'the test',
);

/** The Regions whose alarms on volumes elsewhere ring within some sweeps, where each of these Regions has a selected volume. */
async function tellingElsewhere(regions: readonly string[]): Promise<string[]> {
  const world = await World.build({
    settings: PRIMARIES[0],
    templates: synthesize(...PRIMARIES),
    seed: 1,
    startMs: START_MS,
  });
  for (const [index, region] of regions.entries())
    world.ec2.addVolume(region, {
      VolumeId: `vol-0000000000000000${index}`,
      Size: 8,
      VolumeType: 'gp3',
      AvailabilityZone: `${region}a`,
      CreateTime: new Date(START_MS),
      Tags: [{ Key: 'Backup', Value: 'yes' }],
    });
  await world.run(START_MS + 4 * HOUR_MS);
  const swept = world.executions.filter(({ machine }) => machine.name.endsWith('-sweep'));
  expect([...new Set(swept.map(({ machine }) => `${machine.region} ${machine.name}`))].sort()).toEqual(
    [
      `${EAST} snapshot-keeper-${EAST}-sweep`,
      `${EU} snapshot-keeper-${EU}-sweep`,
      `${DR} snapshot-keeper-${EAST}-sweep`,
      `${DR} snapshot-keeper-${EU}-sweep`,
    ].sort(),
  );
  expect(world.denials).toEqual([]);
  return world.notifications.map(({ region, subject = '' }) => {
    expect(subject).toMatch(/SweepElsewhere/);
    return region;
  });
}

test('no sweep of one of two primary Regions tells of the volumes in the other', async () => {
  expect(await tellingElsewhere([EAST, EU])).toEqual([]);
});

test.each([
  ['the DR Region that they share', DR],
  ['a Region without any stack', 'ap-south-1'],
])('the sweeps of both tell of a volume in %s, once each', async (_, region) => {
  expect((await tellingElsewhere([EAST, EU, region])).sort()).toEqual([EU, EAST].sort());
});
