import { sweepRegion } from '../../../cli/sweep/sweep-region';
import type { Datum } from '../../../local/aws/cloud-watch';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { synthesize } from '../../../local/world/synthesize';
import { DR, PRIMARY, SETTINGS, START_MS, startOneVolume, TEMPLATES, VOLUME } from '../../support/one-volume';

const PER_VOLUME = synthesize({ ...SETTINGS, metrics: { perVolume: true } });

/** Selected, and nobody takes a snapshot of it. */
const UNCOVERED = 'vol-0123456789abcdef1';
const UNSELECTED = 'vol-0123456789abcdef2';

/** Two selected volumes and one that is not, with one snapshot and its copy. `told` are the metrics of single volumes. */
async function start(templates: typeof TEMPLATES) {
  const played = await startOneVolume({ templates });
  const { world } = played;
  const told: (Datum & { readonly region: string; readonly hour: number })[] = [];
  let sweeps = 0;
  world.observe({
    onDatum: (datum) => {
      if (datum.name === 'RecoveryPointAge')
        told.push({ ...datum, hour: Math.floor((world.loop.nowMs() - START_MS) / HOUR_MS) });
      if (datum.name === 'SweepsFinished' && datum.region === PRIMARY) sweeps += datum.value;
    },
  });
  const volume = (VolumeId: string, Tags: { Key: string; Value: string }[]): void =>
    world.ec2.addVolume(PRIMARY, {
      VolumeId,
      Size: 8,
      VolumeType: 'gp3',
      AvailabilityZone: `${PRIMARY}a`,
      CreateTime: new Date(START_MS),
      Tags,
    });
  volume(UNCOVERED, [{ Key: 'Backup', Value: 'yes' }]);
  volume(UNSELECTED, []);
  await played.takeSnapshot();
  return { ...played, told, sweeps: () => sweeps };
}

test('without the setting no metric is of a single volume', async () => {
  const { told, sweeps, runTo } = await start(TEMPLATES);
  await runTo(6);

  expect(sweeps()).toBeGreaterThan(3);
  expect(told).toEqual([]);
});

test('with it each sweep of the primary Region says of each selected volume in each Region how old its newest point is', async () => {
  const { told, sweeps, runTo } = await start(PER_VOLUME);
  await runTo(6);
  const service = `snapshot-keeper-${PRIMARY}`;

  expect(told).toHaveLength(sweeps() * 4);
  // In the CloudWatch of the primary Region, whichever Region it tells of.
  expect(new Set(told.map(({ region, namespace }) => `${region}: ${namespace}`))).toEqual(
    new Set([`${PRIMARY}: SnapshotKeeper`]),
  );
  expect(told.filter(({ hour }) => hour === 5).map(({ dimensions }) => dimensions)).toEqual([
    { service, region: PRIMARY, VolumeId: VOLUME },
    { service, region: PRIMARY, VolumeId: UNCOVERED },
    { service, region: DR, VolumeId: VOLUME },
    { service, region: DR, VolumeId: UNCOVERED },
  ]);
});

test('the age of a volume without any snapshot grows from its creation on, as an alarm on it needs', async () => {
  const { told, runTo, takeSnapshot } = await start(PER_VOLUME);
  await runTo(24);
  await takeSnapshot();
  await runTo(28);
  const hoursOf = (volumeId: string): number[] =>
    [PRIMARY, DR].map((region) => {
      const ages = told.filter(
        ({ dimensions }) => dimensions['region'] === region && dimensions['VolumeId'] === volumeId,
      );
      return Math.round((ages.at(-1)?.value ?? 0) / 3600);
    });

  expect(hoursOf(VOLUME)).toEqual([3, 3]);
  expect(hoursOf(UNCOVERED)).toEqual([27, 27]);
});

test('a sweep of one volume says nothing of any', async () => {
  const { world, told, runTo } = await start(PER_VOLUME);
  await runTo(3.5);
  const before = told.length;
  const swept = sweepRegion(PRIMARY, {
    settings: SETTINGS,
    source: 'the test',
    volumeId: VOLUME,
    now: new Date(world.loop.nowMs()),
    states: world.as('operator').sfn(PRIMARY),
    pause: (milliseconds) => world.loop.sleep(milliseconds, 'a person waits'),
    onStart: () => undefined,
  });
  await runTo(3.6);

  expect(await swept).toMatchObject({ swept: { unread: [] } });
  expect(told).toHaveLength(before);
});
