import type { Authorization, Caller } from '../../../../local/aws/api';
import type { Ec2Options } from '../../../../local/aws/ec2/account';
import { Ec2Bench, HOUR, PRIMARY, SECOND, snapshotId } from './ec2-bench';

const ROLE: Caller = { roleArn: 'arn:aws:iam::111122223333:role/restore' };
const ENCRYPTED = snapshotId('e1');
const PLAIN = snapshotId('f1');
const arn = (name: string) => `arn:aws:kms:us-west-2:111122223333:key/${name}`;

function benchWith(options: Partial<Ec2Options> = {}): Ec2Bench {
  const bench = new Ec2Bench(options);
  const snapshot = { VolumeId: 'vol-000000000000000a1', VolumeSize: 10, StartTime: new Date(0) };
  bench.ec2.addSnapshot(PRIMARY, {
    ...snapshot,
    SnapshotId: ENCRYPTED,
    Encrypted: true,
    KmsKeyId: arn('data'),
  });
  bench.ec2.addSnapshot(PRIMARY, { ...snapshot, SnapshotId: PLAIN });
  return bench;
}

const create = (bench: Ec2Bench, input: object, caller = ROLE) =>
  bench.call('CreateVolume', { AvailabilityZone: 'us-west-2a', ...input }, { caller }) as {
    VolumeId: string;
    State: string;
    Encrypted: boolean;
    KmsKeyId?: string;
  };

/** What DescribeVolumes says of a volume: its state, or the refusal. */
function look(bench: Ec2Bench, VolumeId: string): unknown {
  const input = { VolumeIds: [VolumeId] };
  const refusal = bench.refusal('DescribeVolumes', input);
  if (refusal !== 'accepted') return refusal;
  return (bench.call('DescribeVolumes', input)['Volumes'] as { State: string }[])[0]!.State;
}

const states = (bench: Ec2Bench, VolumeId: string): unknown[] => {
  const before = look(bench, VolumeId);
  bench.advance(5 * SECOND);
  return [before, look(bench, VolumeId)];
};

/** Makes a volume in a world of keys where all have one, and says for which rights EC2 asks. */
function asked(input: object, isAllowed: (question: Authorization) => boolean = () => true) {
  const questions: Authorization[] = [];
  const bench = benchWith({
    kmsKey: (_, name) => ({
      arn: arn(name.split('/').at(-1)!),
      aliases: [`alias/${name.split('/').at(-1)}`],
    }),
    isAllowed: (_, all) => {
      questions.push(...all);
      return all.every(isAllowed);
    },
  });
  const { VolumeId } = create(bench, input);
  const rights = questions.map(({ action, resource }) => `${action} on ${resource.split('/').at(-1)}`);
  return { bench, VolumeId, questions, rights };
}

const ON_ITS_OWN_KEY = [
  'kms:DescribeKey on data',
  'kms:GenerateDataKeyWithoutPlaintext on data',
  'kms:Decrypt on data',
  'kms:CreateGrant on data',
];
const ON_ANOTHER = [
  'kms:DescribeKey on other',
  'kms:GenerateDataKeyWithoutPlaintext on other',
  'kms:Decrypt on other',
  'kms:CreateGrant on other',
];

test.each<[what: string, input: object, rights: readonly string[], key: string | undefined]>([
  ['of an encrypted snapshot', { SnapshotId: ENCRYPTED }, ON_ITS_OWN_KEY, 'data'],
  [
    'of an encrypted snapshot under another key',
    { SnapshotId: ENCRYPTED, Encrypted: true, KmsKeyId: 'alias/other' },
    [
      ...ON_ANOTHER,
      'kms:ReEncryptTo on other',
      'kms:DescribeKey on data',
      'kms:Decrypt on data',
      'kms:ReEncryptFrom on data',
      'kms:CreateGrant on data',
    ],
    'other',
  ],
  [
    'of an unencrypted snapshot under a key',
    { SnapshotId: PLAIN, Encrypted: true, KmsKeyId: 'alias/other' },
    ON_ANOTHER,
    'other',
  ],
  ['that is empty, under a key', { Size: 8, Encrypted: true, KmsKeyId: 'alias/other' }, ON_ANOTHER, 'other'],
  ['under the key of EBS', { Size: 8, Encrypted: true }, [], 'ebs'],
  ['that is not encrypted', { SnapshotId: PLAIN }, [], undefined],
])('the caller of a volume %s needs rights on each key', (_, input, rights, key) => {
  const made = asked(input);

  expect(made.rights).toEqual(rights);
  expect(made.bench.ec2.volumes(PRIMARY)).toMatchObject([
    { Encrypted: key !== undefined, ...(key !== undefined && { KmsKeyId: arn(key) }) },
  ]);
  expect(states(made.bench, made.VolumeId)).toEqual(['creating', 'available']);
});

test('the rights are asked for by way of EC2, a grant as one for a service of AWS', () => {
  const { questions } = asked({ SnapshotId: ENCRYPTED });
  const context = { 'kms:ViaService': 'ec2.us-west-2.amazonaws.com', 'kms:ResourceAliases': ['alias/data'] };

  expect(questions.map((question) => question.context)).toEqual([
    context,
    context,
    context,
    { ...context, 'kms:GrantIsForAWSResource': 'true' },
  ]);
});

test.each(ON_ITS_OWN_KEY)('without %s the volume is accepted, and gone some seconds later', (right) => {
  const { bench, VolumeId } = asked(
    { SnapshotId: ENCRYPTED },
    ({ action }) => !right.startsWith(`${action} `),
  );

  expect(states(bench, VolumeId)).toEqual(['creating', 'InvalidVolume.NotFound']);
});

test.each<[string, Partial<Ec2Options>]>([
  ['does not exist', { kmsKey: (_, name) => (name === 'alias/other' ? undefined : { arn: arn('data') }) }],
  ['is disabled', { kmsKey: () => ({ arn: arn('data'), state: 'Disabled' }) }],
  ['is to be deleted', { kmsKey: () => ({ arn: arn('data'), state: 'PendingDeletion' }) }],
])('a volume under a key that %s is accepted, and gone some seconds later', (_, options) => {
  const bench = benchWith(options);
  const { VolumeId, State } = create(bench, {
    SnapshotId: ENCRYPTED,
    Encrypted: true,
    KmsKeyId: 'alias/other',
  });

  expect(State).toBe('creating');
  expect(states(bench, VolumeId)).toEqual(['creating', 'InvalidVolume.NotFound']);
  expect(bench.ec2.volumes(PRIMARY)).toEqual([]);
});

test('a key that does not exist is shown as it was asked for', () => {
  const bench = benchWith({ kmsKey: () => undefined });

  expect(create(bench, { Size: 8, Encrypted: true, KmsKeyId: 'alias/other' })).toMatchObject({
    Encrypted: true,
    KmsKeyId: 'alias/other',
  });
});

test('the same request with the token of a volume that has vanished is refused', () => {
  const bench = benchWith({ isAllowed: () => false });
  const input = { SnapshotId: ENCRYPTED, ClientToken: 'restore/1' };
  const { VolumeId } = create(bench, input);
  const early = create(bench, input);
  bench.advance(5 * SECOND);

  expect(early.VolumeId).toBe(VolumeId);
  expect(bench.refusal('CreateVolume', { AvailabilityZone: 'us-west-2a', ...input })).toBe(
    'IdempotentParameterMismatch',
  );
});

test('the key of a snapshot that nobody knows counts by its ARN', () => {
  const questions: Authorization[] = [];
  const bench = benchWith({
    kmsKey: (_, name) => (name === 'alias/aws/ebs' ? { arn: arn('ebs') } : undefined),
    isAllowed: (_, all) => questions.push(...all) > 0,
  });
  const { VolumeId } = create(bench, { SnapshotId: ENCRYPTED });

  expect(questions.map(({ resource }) => resource)).toEqual([
    arn('data'),
    arn('data'),
    arn('data'),
    arn('data'),
  ]);
  expect(states(bench, VolumeId)).toEqual(['creating', 'available']);
});

test('a key needs encryption', () => {
  const input = { AvailabilityZone: 'us-west-2a', SnapshotId: ENCRYPTED, KmsKeyId: 'alias/other' };

  expect(benchWith().refusal('CreateVolume', input)).toBe('InvalidParameterDependency');
});

test.each([
  ['error', 'error'],
  ['vanishes', 'InvalidVolume.NotFound'],
] as const)('the next volume of a snapshot may be planned to end so: %s', (planned, expected) => {
  const bench = benchWith();
  bench.ec2.failNextVolumeOf(PLAIN, planned);
  const other = create(bench, { SnapshotId: ENCRYPTED }).VolumeId;
  const failing = create(bench, { SnapshotId: PLAIN }).VolumeId;
  const next = create(bench, { SnapshotId: PLAIN }).VolumeId;

  expect(states(bench, failing)).toEqual(['creating', expected]);
  expect([look(bench, other), look(bench, next)]).toEqual(['available', 'available']);
});

test('how a volume ends whose key cannot be used may be planned as well', () => {
  const bench = benchWith({ isAllowed: () => false });
  bench.ec2.failNextVolumeOf(ENCRYPTED, 'error');
  const { VolumeId } = create(bench, { SnapshotId: ENCRYPTED });

  expect(states(bench, VolumeId)).toEqual(['creating', 'error']);
});

test('a volume in error is found by that, has no snapshots, is attached nowhere, and is deleted', () => {
  const bench = benchWith();
  bench.ec2.failNextVolumeOf(PLAIN, 'error');
  const { VolumeId } = create(bench, { SnapshotId: PLAIN });
  bench.advance(HOUR);
  const Filters = [{ Name: 'status', Values: ['error'] }];

  expect(bench.call('DescribeVolumes', { Filters })['Volumes']).toMatchObject([{ VolumeId, State: 'error' }]);
  expect([
    bench.refusal('CreateSnapshot', { VolumeId }),
    bench.refusal('AttachVolume', { VolumeId, InstanceId: 'i-00000000000000001', Device: '/dev/sdf' }),
    bench.refusal('DeleteVolume', { VolumeId }),
  ]).toEqual(['IncorrectState', 'IncorrectState', 'accepted']);
});

test('a volume cannot be deleted before it vanishes', () => {
  const bench = benchWith();
  bench.ec2.failNextVolumeOf(PLAIN, 'vanishes');
  const { VolumeId } = create(bench, { SnapshotId: PLAIN });

  expect(bench.refusal('DeleteVolume', { VolumeId })).toBe('IncorrectState');
  expect(states(bench, VolumeId)).toEqual(['creating', 'InvalidVolume.NotFound']);
});
