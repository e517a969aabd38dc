import { meant, restored, type Flags } from '../../../cli/restore/meant';
import { device, key, volumeType } from '../../../cli/restore/volume-flags';
import { parseDeployments } from '../../../infra/settings';

const WEST = [{ region: 'us-west-2' }];
const ONE = parseDeployments({ primary: { region: 'us-east-1' }, dr: WEST }, 'the test');
const SHARED = parseDeployments(
  { primary: ['us-east-1', 'eu-west-1'].map((region) => ({ region, dr: WEST })) },
  'the test',
);
const RING = parseDeployments(
  {
    primary: [
      { region: 'us-east-1', dr: WEST },
      { region: 'us-west-2', dr: [{ region: 'us-east-1' }] },
    ],
  },
  'the test',
);
const VOLUME = { volumeId: 'vol-0123456789abcdef0' };
const SNAPSHOT = { snapshotId: 'snap-0123456789abcdef1' };
const INSTANCE = 'i-0123456789abcdef0';
const KEY = 'arn:aws:kms:us-east-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef';

/** In which Region it is restored, and by the machine of which primary one. */
const where = (deployments: typeof ONE, flags: Flags): string[] => {
  const { region, settings } = meant(deployments, VOLUME, flags);
  return [region, settings.primary.region];
};

test.each<[what: string, deployments: typeof ONE, flags: Flags, expected: string[]]>([
  ['the only primary one, where none is named', ONE, {}, ['us-east-1', 'us-east-1']],
  ['the DR Region that is named', ONE, { region: 'us-west-2' }, ['us-west-2', 'us-east-1']],
  ['the primary one that is named', SHARED, { region: 'eu-west-1' }, ['eu-west-1', 'eu-west-1']],
  [
    'a DR Region that several share',
    SHARED,
    { region: 'us-west-2', of: 'us-east-1' },
    ['us-west-2', 'us-east-1'],
  ],
  [
    'a primary one that is a DR Region too, for its own volumes',
    RING,
    { region: 'us-west-2', of: 'us-west-2' },
    ['us-west-2', 'us-west-2'],
  ],
  [
    'a primary one that is a DR Region too, for copies',
    RING,
    { region: 'us-west-2', of: 'us-east-1' },
    ['us-west-2', 'us-east-1'],
  ],
])('the Region is %s', (_, deployments, flags, expected) => {
  expect(where(deployments, flags)).toEqual(expected);
});

const SHARED_OF =
  '--of: expected the primary Region whose volume it is, since us-west-2 is of us-east-1 and eu-west-1, found';

test.each<[what: string, deployments: typeof ONE, flags: Flags, message: string]>([
  [
    'no Region, where there are several primary ones',
    SHARED,
    {},
    'restore: expected --region, in which the new volume is to be: us-east-1 or us-west-2 or eu-west-1.',
  ],
  [
    'a Region that is none of the deployment',
    ONE,
    { region: 'eu-west-1' },
    '--region: expected a Region of the deployment snapshot-keeper, us-east-1 or us-west-2, found "eu-west-1".',
  ],
  ['no primary Region, of a Region that two share', SHARED, { region: 'us-west-2' }, `${SHARED_OF} none.`],
  [
    'a DR Region as the primary one',
    SHARED,
    { region: 'us-west-2', of: 'us-west-2' },
    `${SHARED_OF} "us-west-2".`,
  ],
  [
    'a primary Region, where only one uses the Region',
    ONE,
    { of: 'us-east-1' },
    '--of: expected none, since us-east-1 is of us-east-1 alone, found "us-east-1".',
  ],
  [
    'a zone of another Region',
    ONE,
    { region: 'us-west-2', zone: 'us-east-1a' },
    '--zone: expected an Availability Zone of us-west-2, such as us-west-2a, found "us-east-1a".',
  ],
  [
    'the id of a zone',
    ONE,
    { zone: 'use1-az1' },
    '--zone: expected an Availability Zone of us-east-1, such as us-east-1a, found "use1-az1".',
  ],
  [
    'a Region as a zone',
    ONE,
    { zone: 'us-east-1' },
    '--zone: expected an Availability Zone of us-east-1, such as us-east-1a, found "us-east-1".',
  ],
  [
    'a key of another Region',
    ONE,
    { region: 'us-west-2', key: KEY },
    `--key: expected a key in us-west-2, since KMS keys are Regional, found "${KEY}".`,
  ],
  [
    'a part of a volume',
    ONE,
    { partly: true },
    '--partly: expected the id of an instance with it, found vol-0123456789abcdef0, which has no parts.',
  ],
  [
    'a zone and an instance',
    ONE,
    { zone: 'us-east-1a', to: INSTANCE },
    'restore: expected --zone or --to, whose zone it is then, found both.',
  ],
  [
    'a device without an instance',
    ONE,
    { device: '/dev/sdf' },
    '--device: expected --to too, the instance to which the volume is attached.',
  ],
  [
    'throughput of a type that has none to choose',
    ONE,
    { type: 'io2', throughput: 500 },
    '--throughput: expected a --type with which it can be chosen, gp3, found "io2".',
  ],
  [
    'IOPS of such a type',
    ONE,
    { type: 'st1', iops: 3_000 },
    '--iops: expected a --type with which it can be chosen, gp3 or io1 or io2, found "st1".',
  ],
  [
    'fewer IOPS than the type has at least',
    ONE,
    { type: 'gp3', iops: 2_999 },
    '--iops: expected a whole number from 3000 to 80000 for gp3, found "2999".',
  ],
  [
    'more IOPS than it can have',
    ONE,
    { type: 'io1', iops: 64_001 },
    '--iops: expected a whole number from 100 to 64000 for io1, found "64001".',
  ],
])('%s is refused', (_, deployments, flags, message) => {
  expect(() => meant(deployments, VOLUME, flags)).toThrow(new Error(message));
});

test('a time is for a volume or an instance, and a snapshot has its own', () => {
  const at = new Date('2026-11-29T03:00:00Z');

  expect(meant(ONE, VOLUME, { at }).input).toEqual({ ...VOLUME, at: '2026-11-29T03:00:00.000Z' });
  expect(meant(ONE, { instanceId: INSTANCE }, { at }).input).toMatchObject({ instanceId: INSTANCE });
  expect(() => meant(ONE, SNAPSHOT, { at })).toThrow(
    new Error(
      '--at: expected the id of a volume or an instance with it, found snap-0123456789abcdef1, which is of one time already.',
    ),
  );
});

test.each<[flags: Flags]>([
  [{ type: 'gp3', iops: 3_000, throughput: 125 }],
  [{ type: 'gp3', iops: 80_000, throughput: 2_000 }],
  [{ type: 'io1', iops: 64_000 }],
  [{ type: 'io2', iops: 256_000 }],
  [{ iops: 100, throughput: 125 }],
  [{ key: KEY }],
  [{ key: 'alias/aws/ebs', region: 'us-west-2' }],
  [{ zone: 'us-east-1-wl1-bos-wlz-1' }],
])('%j can be had', (flags) => {
  expect(() => meant(ONE, VOLUME, flags)).not.toThrow();
});

test('a snapshot, a volume and an instance are told apart by their ids', () => {
  expect(['snap-01234567', 'vol-01234567', 'i-01234567'].map(restored)).toEqual([
    { snapshotId: 'snap-01234567' },
    { volumeId: 'vol-01234567' },
    { instanceId: 'i-01234567' },
  ]);
});

test.each(['vol-ffffffff', 'vol-*', 'ami-0123456789abcdef0', '', 'snap-0123456789abcdef01'])(
  'what is none of the three is refused: %j',
  (text) => {
    expect(() => restored(text)).toThrow(
      new Error(
        `restore: expected the id of a snapshot, a volume or an instance, such as snap-0123456789abcdef0, vol-0123456789abcdef0 or i-0123456789abcdef0, found "${text}".`,
      ),
    );
  },
);

test.each(['/dev/sdf', '/dev/sdf15', '/dev/xvdba', 'xvdf'])('a device is %s', (text) => {
  expect(device(text)).toBe(text);
});

test.each([
  'sdf',
  '/dev/sdf16',
  '/dev/sdf0',
  '/dev/xvdf99',
  'xvdzz',
  '/dev/nvme1n1',
  'f:',
  '/dev/sd*',
  '/dev/sdf\n',
  '',
])('no device is %j', (text) => {
  expect(() => device(text)).toThrow(
    `--device: expected a device such as /dev/sdf or xvdf, found "${text}".`,
  );
});

test.each([
  '01234567-89ab-cdef-0123-456789abcdef',
  'mrk-0123456789abcdef0123456789abcdef',
  'alias/aws/ebs',
  KEY,
  'arn:aws-cn:kms:cn-north-1:111122223333:alias/my/key',
])('a key is %s', (text) => {
  expect(key(text)).toBe(text);
});

test.each(['my-key', 'aws/ebs', 'new', 'alias/', 'arn:aws:kms:us-east-1:111122223333:my-key', 'alias/a b'])(
  'no key is %s',
  (text) => {
    expect(() => key(text)).toThrow('--key: expected the id of a KMS key, an alias such as alias/my-key');
  },
);

test('a type is one of EC2, in lower case', () => {
  expect(volumeType('sc1')).toBe('sc1');
  expect(() => volumeType('GP3')).toThrow(
    new Error(
      '--type: expected a type of volumes, gp2, gp3, io1, io2, st1, sc1, standard, found "GP3". Did you mean gp3?',
    ),
  );
});
