import { CopySnapshotCommand, DescribeSnapshotsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { copiesInto } from '../../../functions/aws/copies';
import {
  AccessDenied,
  CopyRefused,
  InvalidEnvironment,
  NoCopySlot,
  ServiceBusy,
  SourceNotVisible,
} from '../../../functions/domain/errors';
import { callsTo, mockAws, UNEXPECTED } from '../../support/aws-mock';
import { BUSY, DENIED, ec2Error, lostAnswer } from '../../support/aws-failures';

const ec2 = mockAws(EC2Client);
const retrying = new EC2Client({ region: 'eu-west-1' });
const withoutRetries = new EC2Client({ region: 'eu-west-1', maxAttempts: 1 });
const source = new EC2Client({ region: 'us-east-1' });
const CLIENTS: Record<string, EC2Client> = {
  'eu-west-1': retrying,
  'eu-west-1 none': withoutRetries,
  'us-east-1': source,
};
const ENVIRONMENT = {
  DEPLOYMENT: 'keeper',
  PRIMARY_REGION: 'us-east-1',
  KMS_KEYS: { 'eu-west-1': 'alias/keeper', 'eu-central-1': 'alias/keeper' },
  COPY_RETENTION: { 'eu-west-1': { last: 1 }, 'us-west-2': { last: 1 } },
  TIME_ZONE: 'UTC',
};
const into = (region: string) =>
  copiesInto(
    {
      ec2: (where, retries) => CLIENTS[retries === undefined ? where : `${where} ${retries}`]!,
      ec2Signer: (where) => ({
        presign: (query, at) =>
          Promise.resolve(
            `signed in ${where} at ${at.toISOString()}: ${new URLSearchParams(query).toString()}`,
          ),
      }),
      now: () => new Date('2026-03-01T02:10:00Z'),
      newId: () => 'call-1',
    },
    ENVIRONMENT,
    region,
  );
const copies = into('eu-west-1');

const SOURCE = 'snap-00000000000000001';
const TAKEN = '2026-03-01T02:00:00.000Z';
const DESCRIPTION =
  'snapshot-keeper keeper: copy of snap-00000000000000001 of vol-00000000000000001 in us-east-1, ' +
  'taken 2026-03-01T02:00:00.000Z, requested 2026-03-01T02:10:00.000Z call-1';

const REQUEST = {
  region: 'eu-west-1',
  snapshotId: SOURCE,
  volumeId: 'vol-00000000000000001',
  takenAt: TAKEN,
  tags: { 'snapshot-keeper:managed-by': 'keeper', Name: 'data' },
};

const COPY_CALL: [string, object] = [
  'CopySnapshotCommand',
  {
    SourceRegion: 'us-east-1',
    SourceSnapshotId: SOURCE,
    DestinationRegion: 'eu-west-1',
    PresignedUrl:
      'signed in us-east-1 at 2026-03-01T02:10:00.000Z: Action=CopySnapshot&Version=2016-11-15&SourceRegion=us-east-1' +
      '&SourceSnapshotId=snap-00000000000000001&DestinationRegion=eu-west-1',
    Description: DESCRIPTION,
    Encrypted: true,
    KmsKeyId: 'alias/keeper',
    TagSpecifications: [
      {
        ResourceType: 'snapshot',
        Tags: [
          { Key: 'snapshot-keeper:managed-by', Value: 'keeper' },
          { Key: 'Name', Value: 'data' },
        ],
      },
    ],
  },
];

const copy = (SnapshotId: string, State: 'pending' | 'completed' | 'error') => ({
  SnapshotId,
  State,
  StartTime: new Date('2026-03-01T02:10:00Z'),
  // No two calls have the same.
  Description: DESCRIPTION.replace('call-1', SnapshotId),
  Tags: [
    { Key: 'snapshot-keeper:managed-by', Value: 'keeper' },
    { Key: 'snapshot-keeper:volume', Value: 'vol-00000000000000001' },
    { Key: 'snapshot-keeper:region', Value: 'us-east-1' },
    { Key: 'snapshot-keeper:taken-at', Value: TAKEN },
    { Key: 'snapshot-keeper:source-snapshot', Value: SOURCE },
  ],
});

/** The copy of another snapshot of the volume, from the time given. */
function newer(taken: string, state: 'pending' | 'completed' | 'error', drRetain?: string) {
  const other = 'snap-00000000000000002';
  const { Description, Tags, ...rest } = copy('snap-0000000000000000c', state);
  return {
    ...rest,
    Description: Description.replace(SOURCE, other).replace(TAKEN, taken),
    Tags: [
      ...Tags.slice(0, 3),
      { Key: 'snapshot-keeper:taken-at', Value: taken },
      { Key: 'snapshot-keeper:source-snapshot', Value: other },
      ...(drRetain === undefined ? [] : [{ Key: 'snapshot-keeper:dr-retain', Value: drRetain }]),
    ],
  };
}

/** The source of that other copy, from five past two, as ours; it may confirm a copy. */
const confirming = (copyId: string | undefined) => ({
  SnapshotId: 'snap-00000000000000002',
  VolumeId: 'vol-00000000000000001',
  State: 'completed' as const,
  StartTime: new Date('2026-03-01T02:05:00.000Z'),
  Tags: [
    { Key: 'snapshot-keeper:managed-by', Value: 'keeper' },
    { Key: 'snapshot-keeper:snapshot', Value: 'snap-00000000000000002' },
    { Key: 'snapshot-keeper:volume', Value: 'vol-00000000000000001' },
    { Key: 'snapshot-keeper:region', Value: 'us-east-1' },
    { Key: 'snapshot-keeper:taken-at', Value: '2026-03-01T02:05:00.000Z' },
    ...(copyId === undefined
      ? []
      : [{ Key: 'snapshot-keeper:copy/eu-west-1', Value: `${copyId} of snap-00000000000000002` }]),
  ],
});

const OF_VOLUME_CALL: [string, object] = [
  'DescribeSnapshotsCommand',
  {
    OwnerIds: ['self'],
    Filters: [
      { Name: 'tag:snapshot-keeper:managed-by', Values: ['keeper'] },
      { Name: 'tag:snapshot-keeper:volume', Values: ['vol-00000000000000001'] },
    ],
    MaxResults: 1000,
  },
];

/** Starts a copy of what neither Region shows, where `there` is a copy of its volume. */
function startOfGone(there: ReturnType<typeof newer>) {
  ec2.on(CopySnapshotCommand).rejects(ec2Error('InvalidSnapshot.NotFound'));
  ec2
    .on(DescribeSnapshotsCommand)
    .resolvesOnce({ Snapshots: [] })
    .resolvesOnce({ Snapshots: [there] });
  return copies.start(REQUEST);
}

describe('starting a copy', () => {
  test('is one call that encrypts and tags, by the client that never repeats a call', async () => {
    ec2.on(CopySnapshotCommand).resolves({ SnapshotId: 'snap-copy' });

    await expect(copies.start(REQUEST)).resolves.toEqual({ outcome: 'started', copyId: 'snap-copy' });
    expect(callsTo(ec2)).toEqual([COPY_CALL]);
    expect(ec2.call(0).thisValue).toBe(withoutRetries);
  });

  test('is born with the policy under which it is adopted', async () => {
    ec2.on(CopySnapshotCommand).resolves({ SnapshotId: 'snap-copy' });

    await copies.start({ ...REQUEST, policy: 'last 3' });

    expect(callsTo(ec2)[0]?.[1]).toHaveProperty('TagSpecifications.0.Tags.2', {
      Key: 'snapshot-keeper:policy',
      Value: 'last 3',
    });
  });

  test('without a free slot is NoCopySlot', async () => {
    const error = ec2Error('ResourceLimitExceeded');
    ec2.on(CopySnapshotCommand).rejects(error);

    await expect(copies.start(REQUEST)).rejects.toMatchObject({
      name: 'NoCopySlot',
      message: "ResourceLimitExceeded: in AWS's words",
      cause: error,
    });
    await expect(copies.start(REQUEST)).rejects.toThrow(NoCopySlot);
  });

  test('of a source that its own Region does not show either is SourceNotVisible: absence is believed late', async () => {
    ec2.on(CopySnapshotCommand).rejects(ec2Error('InvalidSnapshot.NotFound'));
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [] });

    await expect(copies.start(REQUEST)).rejects.toThrow(SourceNotVisible);
    expect(callsTo(ec2)).toEqual([
      COPY_CALL,
      [
        'DescribeSnapshotsCommand',
        {
          OwnerIds: ['self'],
          Filters: [{ Name: 'snapshot-id', Values: [SOURCE] }],
          MaxResults: 1000,
        },
      ],
      OF_VOLUME_CALL,
    ]);
    expect(ec2.call(1).thisValue).toBe(source);
    expect(ec2.call(2).thisValue).toBe(retrying);
  });

  test('of a source that is gone is not missed where a newer copy has its place by the policy of the destination', async () => {
    await expect(startOfGone(newer('2026-03-01T02:05:00.000Z', 'completed'))).resolves.toEqual({
      outcome: 'overtaken',
    });
  });

  test.each([
    ['the copy there is older', newer('2026-03-01T01:00:00.000Z', 'completed')],
    ['the newer copy is not finished', newer('2026-03-01T02:05:00.000Z', 'pending')],
    ['the newer copy has failed', newer('2026-03-01T02:05:00.000Z', 'error')],
    ["the volume's override keeps both", newer('2026-03-01T02:05:00.000Z', 'completed', '2')],
    ["the volume's override cannot be read", newer('2026-03-01T02:05:00.000Z', 'completed', 'some')],
    [
      'the newer copy is none of ours',
      { ...newer('2026-03-01T02:05:00.000Z', 'completed'), Description: 'by hand' },
    ],
  ])('of a source that is gone is SourceNotVisible where %s', async (_, there) => {
    await expect(startOfGone(there)).rejects.toThrow(SourceNotVisible);
  });

  test('of a source that is gone is ServiceBusy where EC2 does not say what copies there are', async () => {
    ec2.on(CopySnapshotCommand).rejects(ec2Error('InvalidSnapshot.NotFound'));
    ec2.on(DescribeSnapshotsCommand).resolvesOnce({ Snapshots: [] }).rejects(lostAnswer());

    await expect(copies.start(REQUEST)).rejects.toThrow(ServiceBusy);
  });

  test('of a source that only the destination does not know yet is ServiceBusy', async () => {
    ec2.on(CopySnapshotCommand).rejects(ec2Error('InvalidSnapshot.NotFound'));
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [copy(SOURCE, 'completed')] });

    await expect(copies.start(REQUEST)).rejects.toThrow(ServiceBusy);
  });

  test.each(BUSY)('that meets load, %s, is ServiceBusy', async (code, httpStatusCode) => {
    ec2.on(CopySnapshotCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(copies.start(REQUEST)).rejects.toThrow(ServiceBusy);
  });

  test.each(DENIED)('without the right, %s, is AccessDenied', async (code, httpStatusCode) => {
    ec2.on(CopySnapshotCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(copies.start(REQUEST)).rejects.toThrow(AccessDenied);
  });

  test.each([
    'SnapshotLimitExceeded',
    'SnapshotCopyUnsupported.InterRegion',
    'InvalidRegion',
    'InvalidSnapshotID.Malformed',
    'InvalidParameterValue',
    'InvalidParameterCombination',
    'MissingParameter',
    'UnsupportedOperation',
    'OperationNotPermitted',
    'TagLimitExceeded',
    'TagPolicyViolation',
    'InvalidTagKey.Malformed',
    'CustomerKeyHasBeenRevoked',
  ])('that EC2 refuses with %s is CopyRefused', async (code) => {
    const error = ec2Error(code);
    ec2.on(CopySnapshotCommand).rejects(error);

    await expect(copies.start(REQUEST)).rejects.toMatchObject({
      name: 'CopyRefused',
      message: `${code}: in AWS's words`,
      cause: error,
    });
    await expect(copies.start(REQUEST)).rejects.toThrow(CopyRefused);
  });

  test('of a source in the archive tier is CopyRefused, which nobody has to wait for', async () => {
    ec2.on(CopySnapshotCommand).rejects(ec2Error('IncorrectState'));
    ec2.on(DescribeSnapshotsCommand).resolves({
      Snapshots: [{ ...copy(SOURCE, 'completed'), StorageTier: 'archive' }],
    });

    await expect(copies.start(REQUEST)).rejects.toMatchObject({
      name: 'CopyRefused',
      message: "IncorrectState: in AWS's words (it is in the archive tier: restore it first)",
    });
    expect(ec2.call(1).thisValue).toBe(source);
  });

  test.each([
    [
      'is in the standard tier',
      { Snapshots: [{ ...copy(SOURCE, 'pending'), StorageTier: 'standard' as const }] },
    ],
    ['is not shown', { Snapshots: [] }],
  ])('in a state that passes is ServiceBusy where the source %s', async (_, shown) => {
    ec2.on(CopySnapshotCommand).rejects(ec2Error('IncorrectState'));
    ec2.on(DescribeSnapshotsCommand).resolves(shown);

    await expect(copies.start(REQUEST)).rejects.toThrow(ServiceBusy);
  });

  test('whose answer is lost is ServiceBusy after one call, because the copy may run', async () => {
    ec2.on(CopySnapshotCommand).rejectsOnce(lostAnswer()).rejects(UNEXPECTED);

    await expect(copies.start(REQUEST)).rejects.toThrow(ServiceBusy);
    expect(callsTo(ec2)).toEqual([COPY_CALL]);
  });

  test('whose answer bears no id is ServiceBusy, because the copy may run', async () => {
    ec2.on(CopySnapshotCommand).resolvesOnce({}).rejects(UNEXPECTED);

    await expect(copies.start(REQUEST)).rejects.toThrow(
      new ServiceBusy('EC2 answered CopySnapshot without an id'),
    );
    expect(callsTo(ec2)).toEqual([COPY_CALL]);
  });

  test('that fails in our own code throws that error', async () => {
    ec2.on(CopySnapshotCommand).rejects(UNEXPECTED);

    await expect(copies.start(REQUEST)).rejects.toBe(UNEXPECTED);
  });
});

describe('the turn of a copy that may be the first of its volume', () => {
  const FIRST = { ...REQUEST, atWorst: 'first' as const };

  test('is now, without a second look, where the destination has no finished copy of it', async () => {
    ec2.on(DescribeSnapshotsCommand).resolvesOnce({ Snapshots: [] }).rejects(UNEXPECTED);

    await expect(copies.turnOf(FIRST)).resolves.toEqual({ turn: 'now' });
    expect(callsTo(ec2)).toEqual([OF_VOLUME_CALL]);
    expect(ec2.call(0).thisValue).toBe(retrying);
  });

  test('goes, of one that is not the first, by the copies alone', async () => {
    ec2.on(DescribeSnapshotsCommand).resolvesOnce({ Snapshots: [] }).rejects(UNEXPECTED);

    await expect(copies.turnOf({ ...REQUEST, atWorst: 'full' })).resolves.toEqual({ turn: 'now' });
    expect(callsTo(ec2)).toEqual([OF_VOLUME_CALL]);
  });

  test.each([
    ['that is ours and confirms it', confirming('snap-0000000000000000c'), { turn: 'never' }],
    [
      'that is ours and confirms none',
      confirming(undefined),
      { turn: 'after', copyId: 'snap-0000000000000000c' },
    ],
    ['that is not there', undefined, { turn: 'now' }],
  ])('beside a finished newer one goes by its source, in the primary Region, %s', async (_, shown, turn) => {
    ec2
      .on(DescribeSnapshotsCommand)
      .resolvesOnce({ Snapshots: [newer('2026-03-01T02:05:00.000Z', 'completed')] })
      .resolvesOnce({ Snapshots: shown === undefined ? [] : [shown] });

    await expect(copies.turnOf(FIRST)).resolves.toEqual(turn);
    expect(callsTo(ec2)).toEqual([
      OF_VOLUME_CALL,
      [
        'DescribeSnapshotsCommand',
        {
          OwnerIds: ['self'],
          Filters: [{ Name: 'volume-id', Values: ['vol-00000000000000001'] }],
          MaxResults: 1000,
        },
      ],
    ]);
    expect(ec2.call(1).thisValue).toBe(source);
  });

  test('is not guessed where EC2 does not answer', async () => {
    ec2.on(DescribeSnapshotsCommand).rejects(lostAnswer());
    await expect(copies.turnOf(FIRST)).rejects.toThrow(ServiceBusy);
  });

  test('that EC2 refuses to show is CopyRefused', async () => {
    ec2.on(DescribeSnapshotsCommand).rejects(ec2Error('OptInRequired'));
    await expect(copies.turnOf(FIRST)).rejects.toThrow(CopyRefused);
  });
});

describe('the existing copy of a source', () => {
  test('is looked up in the destination by our tags', async () => {
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [copy('snap-copy', 'completed')] });

    await expect(copies.existing(SOURCE)).resolves.toBe('snap-copy');
    expect(callsTo(ec2)).toEqual([
      [
        'DescribeSnapshotsCommand',
        {
          OwnerIds: ['self'],
          Filters: [
            { Name: 'tag:snapshot-keeper:managed-by', Values: ['keeper'] },
            { Name: 'tag:snapshot-keeper:source-snapshot', Values: [SOURCE] },
          ],
          MaxResults: 1000,
        },
      ],
    ]);
    expect(ec2.call(0).thisValue).toBe(retrying);
  });

  test.each([
    ['one that runs', [copy('snap-pending', 'pending')], 'snap-pending'],
    ['one beside a failed one', [copy('snap-bad', 'error'), copy('snap-good', 'completed')], 'snap-good'],
  ])('is %s', async (_, found, id) => {
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: found });

    await expect(copies.existing(SOURCE)).resolves.toBe(id);
  });

  test.each([
    ['no copy', []],
    ['only failed ones', [copy('snap-bad', 'error')]],
    ['only one that carries our tags', [{ ...copy('snap-carried', 'completed'), Description: 'by hand' }]],
    [
      'only one of another source by its description',
      [
        {
          ...copy('snap-other', 'completed'),
          Description: DESCRIPTION.replace(SOURCE, 'snap-00000000000000002'),
        },
      ],
    ],
  ])('is undefined where there is %s', async (_, found) => {
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: found });

    await expect(copies.existing(SOURCE)).resolves.toBeUndefined();
  });

  test("is not somebody's re-encryption of it, which bears the same description and began later", async () => {
    const first = copy('snap-copy', 'completed');
    const reencrypted = { ...first, SnapshotId: 'snap-again', StartTime: new Date('2026-03-01T02:30:00Z') };
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [reencrypted, first] });

    await expect(copies.existing(SOURCE)).resolves.toBe('snap-copy');
  });

  test('is not guessed where EC2 does not answer', async () => {
    ec2.on(DescribeSnapshotsCommand).rejects(lostAnswer());

    await expect(copies.existing(SOURCE)).rejects.toThrow(ServiceBusy);
  });

  test.each(BUSY)('is not guessed under load, %s: ServiceBusy', async (code, httpStatusCode) => {
    ec2.on(DescribeSnapshotsCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(copies.existing(SOURCE)).rejects.toThrow(ServiceBusy);
  });

  test.each(DENIED)('without the right to look, %s, is AccessDenied', async (code, httpStatusCode) => {
    ec2.on(DescribeSnapshotsCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(copies.existing(SOURCE)).rejects.toThrow(AccessDenied);
  });

  test('that EC2 refuses to show is CopyRefused', async () => {
    const error = ec2Error('OptInRequired');
    ec2.on(DescribeSnapshotsCommand).rejects(error);

    await expect(copies.existing(SOURCE)).rejects.toMatchObject({
      name: 'CopyRefused',
      message: "OptInRequired: in AWS's words",
      cause: error,
    });
    await expect(copies.existing(SOURCE)).rejects.toThrow(CopyRefused);
  });

  test('that fails in our own code throws that error', async () => {
    ec2.on(DescribeSnapshotsCommand).rejects(UNEXPECTED);

    await expect(copies.existing(SOURCE)).rejects.toBe(UNEXPECTED);
  });
});

test.each([
  ['us-west-2', 'KMS_KEYS names no key for us-west-2'],
  ['eu-central-1', 'COPY_RETENTION names no policy for eu-central-1'],
])('nothing is copied into %s, of which the environment does not say all', (region, message) => {
  expect(() => into(region)).toThrow(new InvalidEnvironment(message));
});
