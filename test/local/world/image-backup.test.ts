import {
  CreateTagsCommand,
  DeregisterImageCommand,
  DescribeImagesCommand,
  RegisterImageCommand,
  type Image,
} from '@aws-sdk/client-ec2';
import { parseSettings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import { addAttached, BOOT, DATA, INSTANCE, LOGS, SCRATCH, SELECTED } from '../../support/attached-volumes';
import { DR, PRIMARY, SETTINGS, startOneVolume } from '../../support/one-volume';

const settings = parseSettings(
  {
    ...SETTINGS,
    primary: { region: PRIMARY, retention: { last: 3 } },
    schedules: [{ name: 'servers', schedule: 'cron(30 1 * * ? *)', timeZone: 'UTC', mode: 'image' }],
  },
  'the test',
);
const OPTIONS = { settings, templates: synthesize(settings) };
const rebooting = parseSettings(
  {
    ...SETTINGS,
    primary: { region: PRIMARY, retention: { last: 3 } },
    schedules: [
      { name: 'servers', schedule: 'cron(30 1 * * ? *)', timeZone: 'UTC', mode: 'image', reboot: true },
    ],
  },
  'the test',
);
const REBOOTING = { settings: rebooting, templates: synthesize(rebooting) };

/** Beside the volume without an instance, one with a boot volume and three others, of which one is not selected. */
async function start(options = OPTIONS) {
  const played = await startOneVolume(options);
  const { world, person, soon } = played;
  addAttached(world, [
    [BOOT, SELECTED],
    [DATA, SELECTED],
    [LOGS, SELECTED],
    [SCRATCH, { Other: 'yes' }],
  ]);
  const images = async (): Promise<Image[]> => {
    const { Images = [] } = await soon(
      person(PRIMARY).send(new DescribeImagesCommand({ Owners: ['self'], IncludeDisabled: true })),
    );
    return Images;
  };
  /** The days of what is left of the instance in a Region, by volume, such as `1: 02`. */
  const left = (region: string): string[] =>
    world.ec2
      .snapshots(region)
      .flatMap(({ Tags = [] }) => {
        const of = (key: string): string =>
          Tags.find(({ Key }) => Key === `snapshot-keeper:${key}`)?.Value ?? '';
        const volume = of('volume');
        return [BOOT, DATA, LOGS].includes(volume) ? `${volume.at(-1)!}: ${of('taken-at').slice(8, 10)}` : [];
      })
      .sort();
  return { ...played, images, left };
}

const namesOf = (images: readonly Image[]): string[] => images.map(({ Name = '' }) => Name).sort();

const nameOn = (day: number): string =>
  `snapshot-keeper snapshot-keeper ${INSTANCE} 2031-03-${String(day).padStart(2, '0')}T01.30.00Z by servers`;

const idsIn = ({ BlockDeviceMappings = [] }: Image): string[] =>
  BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []);

test('an AMI holds the covered volumes of an instance alone, is adopted as a set, and is copied as one', async () => {
  const { world, runTo, images } = await start();

  await runTo(12);

  const [image, ...others] = await images();
  expect([image?.Name, image?.State, others]).toEqual([nameOn(1), 'available', []]);
  expect(image?.Tags).toEqual([
    { Key: 'snapshot-keeper:managed-by', Value: 'snapshot-keeper' },
    { Key: 'snapshot-keeper:region', Value: PRIMARY },
  ]);
  const held = idsIn(image!).map((id) => world.ec2.snapshot(PRIMARY, id)!);
  expect(held.map(({ VolumeId }) => VolumeId)).toEqual([BOOT, DATA, LOGS]);
  const set = `${image!.ImageId!.slice(-12)}/3`;
  expect(held.map(({ Tags = [] }) => Tags.find(({ Key }) => Key === 'snapshot-keeper:set')?.Value)).toEqual([
    set,
    set,
    set,
  ]);
  const copies = world.ec2.snapshots(DR).filter(({ Description = '' }) => Description.includes(', set '));
  expect(copies.map(({ Description = '' }) => Description.split(', set ')[1])).toEqual([set, set, set]);
  expect(world.denials).toEqual([]);
});

test('a month of AMIs: each goes with all that it holds, and nothing else does', async () => {
  const { world, runTo, images, left } = await start();

  await runTo(30 * 24 - 12);

  const kept = await images();
  expect(namesOf(kept)).toEqual([28, 29, 30].map(nameOn));
  const days = ['28', '29', '30'];
  expect(left(PRIMARY)).toEqual(['1', '2', '3'].flatMap((volume) => days.map((day) => `${volume}: ${day}`)));
  expect(left(DR)).toEqual(['1: 30', '2: 30', '3: 30']);
  const held = new Set(kept.flatMap(idsIn));
  const ofInstance = world.ec2
    .snapshots(PRIMARY)
    .filter(({ Description = '' }) => Description.startsWith('Created by CreateImage'));
  expect(new Set(ofInstance.map(({ SnapshotId }) => SnapshotId))).toEqual(held);
  expect(held.size).toBe(9);
  expect(world.denials).toEqual([]);
});

test('an AMI stays with a snapshot that a person holds, and with it all others; the next ones go', async () => {
  const { world, runTo, images, person, soon } = await start();
  await runTo(12);
  const [first] = await images();
  await soon(
    person(PRIMARY).send(
      new CreateTagsCommand({
        Resources: [idsIn(first!)[1]!],
        Tags: [{ Key: 'snapshot-keeper:hold', Value: 'audit' }],
      }),
    ),
  );

  await runTo(6 * 24 - 12);

  expect(namesOf(await images())).toEqual([1, 4, 5, 6].map(nameOn));
  expect(idsIn(first!).map((id) => world.ec2.snapshot(PRIMARY, id)?.State)).toEqual([
    'completed',
    'completed',
    'completed',
  ]);
  expect(world.denials).toEqual([]);
});

test('what another AMI uses is left when its own goes', async () => {
  const { world, runTo, images, person, soon } = await start();
  await runTo(12);
  const [first] = await images();
  const [boot, ...others] = idsIn(first!);
  await soon(
    person(PRIMARY).send(
      new RegisterImageCommand({
        Name: 'golden image',
        RootDeviceName: '/dev/xvda',
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: boot! } }],
      }),
    ),
  );

  await runTo(6 * 24 - 12);

  expect(namesOf(await images())).toEqual(['golden image', ...[4, 5, 6].map(nameOn)]);
  expect(world.ec2.snapshot(PRIMARY, boot!)?.State).toBe('completed');
  expect(others.map((id) => world.ec2.snapshot(PRIMARY, id))).toEqual([undefined, undefined]);
});

test('what somebody has left of an AMI goes by the rules, as single snapshots', async () => {
  const { world, runTo, images, person, soon } = await start();
  await runTo(12);
  const [first] = await images();
  await soon(person(PRIMARY).send(new DeregisterImageCommand({ ImageId: first!.ImageId! })));

  await runTo(6 * 24 - 12);

  expect(idsIn(first!).map((id) => world.ec2.snapshot(PRIMARY, id))).toEqual([
    undefined,
    undefined,
    undefined,
  ]);
  expect(namesOf(await images())).toEqual([4, 5, 6].map(nameOn));
  expect(world.denials).toEqual([]);
});

describe('an AMI that has failed is told, and counts for nothing', () => {
  const subjects = (world: { readonly notifications: readonly { readonly subject?: string }[] }) => [
    ...new Set(world.notifications.map(({ subject = '' }) => subject)),
  ];

  test('with one of its snapshots: it goes by the rules, and what EC2 leaves of it is that one', async () => {
    const { world, runTo, images, left } = await start();
    world.ec2.failNextSnapshotOf(DATA, 'KMS key is disabled');
    await runTo(12);
    expect((await images()).map(({ State }) => State)).toEqual(['failed']);
    expect(subjects(world)).toContain(
      `snapshot-keeper: a backup has not taken every snapshot - 3 volumes in ${PRIMARY}`,
    );

    await runTo(6 * 24 - 12);

    expect(subjects(world)).toContainEqual(expect.stringMatching(/: an AMI of a schedule has failed - /));
    expect(namesOf(await images())).toEqual([4, 5, 6].map(nameOn));
    expect(left(PRIMARY)).toEqual(
      ['1', '2', '3'].flatMap((volume) => ['04', '05', '06'].map((day) => `${volume}: ${day}`)),
    );
    const failed = world.ec2.snapshots(PRIMARY).filter(({ State }) => State === 'error');
    expect(failed.map(({ VolumeId }) => VolumeId)).toEqual([DATA]);
    // IAM keeps what was never adopted.
    expect(subjects(world).filter((one) => one.includes('has left'))).toEqual([
      `snapshot-keeper: an expired AMI has left a snapshot - ${DATA} in ${PRIMARY}`,
    ]);
  });

  test('with all of them: it stays, and people hear so once of each volume', async () => {
    const { world, runTo, images } = await start();
    for (const id of [BOOT, DATA, LOGS]) world.ec2.failNextSnapshotOf(id, 'KMS key is disabled');

    await runTo(6 * 24);

    expect(namesOf(await images())).toEqual([1, 4, 5, 6].map(nameOn));
    const told = world.notifications.flatMap(({ subject = '' }) =>
      subject.includes('an AMI of a schedule has failed') ? subject.split(' - ')[1] : [],
    );
    expect(told).toEqual([`${BOOT} in ${PRIMARY}`, `2 volumes in ${PRIMARY}`]);
  });
});

test('an instance is rebooted once in a run where the schedule says so, and else never', async () => {
  const [rebooted, spared] = [await start(REBOOTING), await start()];
  const reboots = ({ world }: typeof spared): number => world.instances.of(PRIMARY, INSTANCE).reboots;

  for (const { runTo } of [rebooted, spared]) await runTo(2 * 24);

  expect([reboots(rebooted), reboots(spared)]).toEqual([2, 0]);
  expect(rebooted.world.instances.of(PRIMARY, INSTANCE).isManaged).toBe(true);
  expect((await rebooted.images()).map(({ State }) => State)).toEqual(['available', 'available']);
});

test('one that is stopped is not started by that', async () => {
  const { world, runTo, images } = await start(REBOOTING);
  world.instances.of(PRIMARY, INSTANCE).stop();

  await runTo(12);

  expect(await images()).toHaveLength(1);
  expect(world.instances.of(PRIMARY, INSTANCE)).toMatchObject({ reboots: 0, isManaged: false });
});
