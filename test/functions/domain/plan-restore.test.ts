import { planRestore, isZoneOf, type Target } from '../../../functions/domain/plan-restore';
import type { RestorePoint } from '../../../functions/domain/restore-points';
import { snap, snapshot, vol } from '../../support/builders';

const TAKEN = '2030-01-01T02:00:00.000Z';
const INSTANCE = 'i-0123456789abcdef0';

const point = (
  number: number,
  tags: Record<string, string> = {},
  more: Partial<RestorePoint> = {},
): RestorePoint => ({
  ...snapshot(snap(number), TAKEN, {
    tags: { 'snapshot-keeper:zone': 'us-east-1a', 'snapshot-keeper:volume-type': 'gp3', ...tags },
  }),
  volumeId: vol(number),
  isOurs: true,
  ...more,
});

const target = (more: Partial<Target> = {}): Target => ({
  instanceId: INSTANCE,
  state: 'running',
  zone: 'us-east-1b',
  isWindows: false,
  devices: ['/dev/xvda', '/dev/sdf'],
  ...more,
});

const REGION = 'us-east-1';
const planOf = (points: RestorePoint[], wish = {}, to?: Target) =>
  planRestore({ points, region: REGION, wish, ...(to && { target: to }) });

const [ONE, TWO] = [
  { ofVolumeId: vol(1), snapshotId: snap(1), takenAt: TAKEN, sizeGib: 8, volumeType: 'gp3' },
  { ofVolumeId: vol(2), snapshotId: snap(2), takenAt: TAKEN, sizeGib: 8, volumeType: 'gp3' },
];

test('a volume is made as the old one was, in its zone', () => {
  const old = point(1, { 'snapshot-keeper:iops': '4000', 'snapshot-keeper:throughput': '250' });

  expect(planOf([old])).toEqual({
    volumes: [{ ...ONE, zone: 'us-east-1a', iops: 4000, throughputMibps: 250 }],
    notes: [],
  });
});

test('with what is wished otherwise, and the key', () => {
  expect(
    planOf([point(1)], { zone: 'us-east-1c', volumeType: 'io2', iops: 500, kmsKeyId: 'alias/mine' }),
  ).toEqual({
    volumes: [{ ...ONE, zone: 'us-east-1c', volumeType: 'io2', iops: 500, kmsKeyId: 'alias/mine' }],
    notes: [],
  });
});

test('where it is asked for, all are read at once, and the plan says how long that takes', () => {
  const large = { ...point(2), sizeGib: 1024 };

  expect(planOf([point(1), large], { initializationRateMibps: 300 })).toEqual({
    volumes: [
      { ...ONE, zone: 'us-east-1a', initializationRateMibps: 300 },
      { ...TWO, sizeGib: 1024, zone: 'us-east-1a', initializationRateMibps: 300 },
    ],
    notes: [
      'Initialised at 300 MiB/s, after which nothing is slow any more: after 59 min or less. AWS bills it by the GiB that a snapshot holds, at once.',
    ],
  });
});

test.each<[rateMibps: number, zone: string, refused: string | undefined]>([
  [100, 'us-east-1a', undefined],
  [99, 'us-east-1a', 'Volumes are initialised at 100 to 300 MiB/s, found 99.'],
  [301, 'us-east-1a', 'Volumes are initialised at 100 to 300 MiB/s, found 301.'],
  [150.5, 'us-east-1a', 'Volumes are initialised at 100 to 300 MiB/s, found 150.5.'],
  [300, 'us-east-1-bos-1a', 'EC2 initialises no volumes at a rate in a Local Zone such as us-east-1-bos-1a.'],
])('at %d MiB/s in %s: %s', (initializationRateMibps, zone, refused) => {
  const plan = planOf([point(1)], { initializationRateMibps, zone });

  expect('refused' in plan ? plan.refused : undefined).toBe(refused);
});

test('the performance of one type says nothing of another', () => {
  const old = point(1, { 'snapshot-keeper:volume-type': 'io1', 'snapshot-keeper:iops': '5000' });

  expect(planOf([old], { volumeType: 'gp3' })).toEqual({
    volumes: [{ ...ONE, zone: 'us-east-1a' }],
    notes: [],
  });
});

test.each(['2999', '1e9', '-1', '4000 ', 'many'])(
  'an IOPS of "%s", which EC2 does not take and somebody may have written, is not asked for',
  (iops) => {
    expect(planOf([point(1, { 'snapshot-keeper:iops': iops })])).toEqual({
      volumes: [{ ...ONE, zone: 'us-east-1a' }],
      notes: [],
    });
  },
);

test('the IOPS that EC2 shows of a type that has no choice is not asked for', () => {
  const old = point(1, { 'snapshot-keeper:volume-type': 'gp2', 'snapshot-keeper:iops': '3000' });

  expect(planOf([old])).toMatchObject({ volumes: [{ volumeType: 'gp2' }] });
  expect(planOf([old])).not.toHaveProperty('volumes.0.iops');
});

test.each([{ 'snapshot-keeper:volume-type': 'gp4' }, { 'snapshot-keeper:volume-type': '' }])(
  'where the type is not known, a gp3 is made and that is said',
  (tags) => {
    expect(planOf([point(1, tags)])).toEqual({
      volumes: [{ ...ONE, zone: 'us-east-1a' }],
      notes: [`${snap(1)} does not say of which type its volume was: gp3 is made.`],
    });
  },
);

test('to be attached, they are made in the zone of the instance, and get free devices in order of the volumes', () => {
  expect(planOf([point(2), point(1)], {}, target())).toEqual({
    volumes: [
      { ...ONE, zone: 'us-east-1b', instanceId: INSTANCE, device: '/dev/sdg', isAnyDevice: true },
      { ...TWO, zone: 'us-east-1b', instanceId: INSTANCE, device: '/dev/sdh', isAnyDevice: true },
    ],
    notes: [],
  });
});

test('one may be attached under a name that is wished', () => {
  expect(planOf([point(1)], { device: '/dev/sdp' }, target())).toEqual({
    volumes: [{ ...ONE, zone: 'us-east-1b', instanceId: INSTANCE, device: '/dev/sdp' }],
    notes: [],
  });
});

test('on Windows also under one of its own', () => {
  expect(planOf([point(1)], { device: 'xvdp' }, target({ isWindows: true }))).toMatchObject({
    volumes: [{ device: 'xvdp' }],
  });
});

test('one of which only the set is broken is made, where it is named', () => {
  const broken = point(1, {}, { obstacle: 'its set lacks a finished member', isWholeAlone: true });

  expect(planOf([broken])).toMatchObject({ volumes: [{ snapshotId: snap(1) }] });
});

test.each<[rule: string, points: RestorePoint[], wish: object, to: Target | undefined, refused: string]>([
  [
    'one that is of others',
    [point(1, {}, { isOurs: false })],
    {},
    undefined,
    `${snap(1)} is not of this deployment, which may make no volume of it: docs/restore.md says how a person does.`,
  ],
  [
    'one that is not finished',
    [point(1, {}, { obstacle: 'not finished yet' })],
    {},
    undefined,
    `${snap(1)} cannot be restored: not finished yet.`,
  ],
  [
    'one of which nobody knows the zone',
    [point(1, { 'snapshot-keeper:zone': '' })],
    {},
    undefined,
    `${snap(1)} does not say in which zone of us-east-1 its volume was: name one, or an instance.`,
  ],
  [
    'a copy, whose volume was in another Region',
    [point(1, { 'snapshot-keeper:zone': 'us-west-2a' })],
    {},
    undefined,
    `${snap(1)} does not say in which zone of us-east-1 its volume was: name one, or an instance.`,
  ],
  [
    'a type that is none',
    [point(1)],
    { volumeType: 'gp5' },
    undefined,
    `${snap(1)} of ${vol(1)}: there is no volume type "gp5": expected gp2, gp3, io1, io2, st1, sc1, standard.`,
  ],
  [
    'a type that is too small for it, and with it what belongs to it',
    [point(1), point(2, {}, { sizeGib: 2_000 })],
    { volumeType: 'standard' },
    undefined,
    `${snap(2)} of ${vol(2)}: a volume of the type standard has 1 to 1,024 GiB, and this one has 2000.`,
  ],
  [
    'to an instance that is going',
    [point(1)],
    {},
    target({ state: 'shutting-down' }),
    `${INSTANCE} is shutting-down: a volume is attached to one that is running or stopped.`,
  ],
  [
    'to a device that is taken',
    [point(1)],
    { device: '/dev/sdf' },
    target(),
    `/dev/sdf of ${INSTANCE} is taken.`,
  ],
  [
    'also under another name',
    [point(1)],
    { device: '/dev/xvdf' },
    target(),
    `/dev/xvdf of ${INSTANCE} is taken, by /dev/sdf.`,
  ],
  [
    'to the device from which it boots, whatever partition it names',
    [point(1)],
    { device: '/dev/sda' },
    target({ devices: ['/dev/sda1'] }),
    `/dev/sda of ${INSTANCE} is taken, by /dev/sda1.`,
  ],
  [
    'to a device of Windows on another instance',
    [point(1)],
    { device: 'xvdp' },
    target(),
    `xvdp is the name of a device of Windows, and ${INSTANCE} is none: expected one such as /dev/sdf.`,
  ],
  [
    'several to one device',
    [point(1), point(2)],
    { device: '/dev/sdp' },
    target(),
    '/dev/sdp is one device, and 2 volumes are to be attached: leave it out, and each gets one that is free.',
  ],
  [
    'more than there are devices',
    Array.from({ length: 74 }, (_, index) => point(index + 1)),
    {},
    target({ devices: [] }),
    `${INSTANCE} has 73 free device names, and 74 are needed.`,
  ],
])('%s is refused, and why', (_, points, wish, to, refused) => {
  expect(planOf(points, wish, to)).toEqual({ refused });
});

test.each([
  ['us-east-1a', true],
  ['us-east-1', false],
  ['us-east-1aa', false],
  ['us-east-1-bos-1a', true],
  ['us-east-1-wl1-bos-wlz-1', true],
  ['us-east-10a', false],
  ['use1-az1', false],
  ['us-west-2a', false],
])('whether %s is a zone of us-east-1: %s', (zone, expected) => {
  expect(isZoneOf(zone, REGION)).toBe(expected);
});
