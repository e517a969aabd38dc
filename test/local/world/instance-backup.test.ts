import { parseSettings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import { addAttached, BOOT, DATA, LOGS, SCRATCH, SELECTED } from '../../support/attached-volumes';
import { DR, PRIMARY, SETTINGS, startOneVolume } from '../../support/one-volume';

const settings = parseSettings(
  {
    ...SETTINGS,
    schedules: [{ name: 'nightly', schedule: 'cron(30 1 * * ? *)', timeZone: 'UTC', mode: 'instance' }],
  },
  'the test',
);
const OPTIONS = { settings, templates: synthesize(settings) };

/** Beside the volume without an instance, one with a boot volume and three others, of which one is not selected. */
async function start() {
  const played = await startOneVolume(OPTIONS);
  const { world } = played;
  addAttached(world, [
    [BOOT, SELECTED],
    [DATA, SELECTED],
    [LOGS, SELECTED],
    [SCRATCH, { Other: 'yes' }],
  ]);
  /** The days of what is left of the instance in a Region, by volume and only what is finished, such as `1: 02`. */
  const left = (region: string): string[] =>
    world.ec2
      .snapshots(region)
      .filter(({ State }) => State === 'completed')
      .flatMap(({ Tags = [] }) => {
        const of = (key: string): string =>
          Tags.find(({ Key }) => Key === `snapshot-keeper:${key}`)?.Value ?? '';
        const volume = of('volume');
        return [BOOT, DATA, LOGS].includes(volume) ? `${volume.at(-1)!}: ${of('taken-at').slice(8, 10)}` : [];
      })
      .sort();
  return { ...played, left };
}

test('the covered volumes of an instance are taken at one moment, and the others are left out', async () => {
  const { world, runTo } = await start();

  await runTo(3);

  const taken = world.ec2.snapshots(PRIMARY).filter(({ VolumeId }) => VolumeId !== 'vol-0123456789abcdef0');
  expect(taken.map(({ VolumeId }) => VolumeId)).toEqual([BOOT, DATA, LOGS]);
  expect(new Set(taken.map(({ StartTime }) => StartTime?.toISOString())).size).toBe(1);
  expect(taken[0]?.Description).toMatch(
    /^snapshot-keeper snapshot-keeper: due 2031-03-01T01:30:00Z by nightly, set [0-9a-f]{12}\/3$/,
  );
  expect(world.denials).toEqual([]);
});

test('the life of a set in both Regions: where the copy of one member fails, the whole older set stays until a newer one is whole', async () => {
  const { world, runTo, left } = await start();
  await runTo(12);
  expect([left(PRIMARY), left(DR)]).toEqual([
    ['1: 01', '2: 01', '3: 01'],
    ['1: 01', '2: 01', '3: 01'],
  ]);

  const newest = (): string | undefined =>
    world.ec2
      .snapshots(PRIMARY)
      .find(
        ({ VolumeId, Description }) => VolumeId === DATA && Description?.includes('due 2031-03-02') === true,
      )?.SnapshotId;
  // Until the second set is being taken, of which nothing is copied yet.
  for (let tenSeconds = 0; tenSeconds < 60 && newest() === undefined; tenSeconds += 1)
    await runTo(25.5 + tenSeconds / 360);
  const failing = newest() ?? '';
  expect([failing.slice(0, 5), world.ec2.snapshot(PRIMARY, failing)?.State]).toEqual(['snap-', 'pending']);
  for (let attempt = 1; attempt <= 20; attempt += 1)
    world.ec2.failNextCopyOf(failing, 'Given key ID is not accessible');
  await runTo(36);
  expect(left(PRIMARY)).toEqual(['1: 02', '2: 02', '3: 02']);
  expect(left(DR)).toEqual(['1: 01', '1: 02', '2: 01', '3: 01', '3: 02']);

  await runTo(60);
  expect([left(PRIMARY), left(DR)]).toEqual([
    ['1: 03', '2: 03', '3: 03'],
    ['1: 03', '2: 03', '3: 03'],
  ]);
  expect(world.denials).toEqual([]);
});
