import {
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeleteTagsCommand,
  DescribeSnapshotsCommand,
  EC2Client,
  type Snapshot as Ec2Snapshot,
} from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { fromEc2, snapshotsIn } from '../../../functions/aws/snapshots';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';
import { callsTo, mockAws, UNEXPECTED } from '../../support/aws-mock';
import { BUSY, DENIED, ec2Error, lostAnswer } from '../../support/aws-failures';

const ec2 = mockAws(EC2Client);
const snapshots = snapshotsIn(new EC2Client({ region: 'us-east-1' }));

const described = (SnapshotId: string, tags: Record<string, string> = {}): Ec2Snapshot => ({
  SnapshotId,
  VolumeId: 'vol-1',
  State: 'completed',
  StartTime: new Date('2026-03-01T02:00:00.123Z'),
  CompletionTime: new Date('2026-03-01T02:10:00.456Z'),
  VolumeSize: 8,
  StorageTier: 'standard',
  Description: 'nightly',
  Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
});

const listing = (Filters: object[], more: object = {}): [string, object] => [
  'DescribeSnapshotsCommand',
  { OwnerIds: ['self'], Filters, MaxResults: 1000, ...more },
];

describe('a listing asks only for our own snapshots, by filter and in pages', () => {
  test.each([
    [
      'those of a volume, by its id',
      () => snapshots.ofVolume('vol-1'),
      [{ Name: 'volume-id', Values: ['vol-1'] }],
    ],
    [
      'what is tagged as of a volume, because copies show a meaningless one',
      () => snapshots.taggedAsOf('keeper', 'vol-1'),
      [
        { Name: 'tag:snapshot-keeper:managed-by', Values: ['keeper'] },
        { Name: 'tag:snapshot-keeper:volume', Values: ['vol-1'] },
      ],
    ],
    [
      'all of several volumes of this Region',
      () => snapshots.ofVolumes(['vol-1', 'vol-2']),
      [{ Name: 'volume-id', Values: ['vol-1', 'vol-2'] }],
    ],
    [
      'what is tagged as of one of several volumes',
      () => snapshots.taggedAsOfAny('keeper', ['vol-1', 'vol-2']),
      [
        { Name: 'tag:snapshot-keeper:managed-by', Values: ['keeper'] },
        { Name: 'tag:snapshot-keeper:volume', Values: ['vol-1', 'vol-2'] },
      ],
    ],
    [
      'what is of some sets, by what nobody can edit, also where the deployment had another name',
      () => snapshots.membersOf(['0123456789ab', 'ffffffffffff']),
      [
        {
          Name: 'description',
          Values: ['snapshot-keeper *, set 0123456789ab/*', 'snapshot-keeper *, set ffffffffffff/*'],
        },
      ],
    ],
    [
      'what was made as a copy of a volume, whatever its tags say',
      () => snapshots.copiesOf('keeper', 'vol-1'),
      [{ Name: 'description', Values: ['snapshot-keeper keeper: copy of * of vol-1 in *'] }],
    ],
    [
      'what was made as a copy of some volumes, for whatever deployment',
      () => snapshots.describedAsOfAny(['vol-1', 'vol-2']),
      [
        {
          Name: 'description',
          Values: [
            'snapshot-keeper *: copy of * of vol-1 in *',
            'snapshot-keeper *: copy of * of vol-2 in *',
          ],
        },
      ],
    ],
    [
      'what is tagged as a copy of a source',
      () => snapshots.taggedAsCopyOf('keeper', 'snap-source'),
      [
        { Name: 'tag:snapshot-keeper:managed-by', Values: ['keeper'] },
        { Name: 'tag:snapshot-keeper:source-snapshot', Values: ['snap-source'] },
      ],
    ],
  ])('%s', async (_, list, filters) => {
    ec2
      .on(DescribeSnapshotsCommand)
      .resolvesOnce({ Snapshots: [described('snap-1'), described('snap-2')] })
      .rejects(UNEXPECTED);

    const found = await list();

    expect(found.map(({ snapshotId }) => snapshotId)).toEqual(['snap-1', 'snap-2']);
    expect(callsTo(ec2)).toEqual([listing(filters)]);
  });

  test('of no volume nothing is asked for', async () => {
    expect(await snapshots.ofVolumes([])).toEqual([]);
    expect(callsTo(ec2)).toEqual([]);
  });

  test('of more volumes than a filter takes values there are several calls', async () => {
    const ids = Array.from({ length: 201 }, (_, index) => `vol-${index}`);
    ec2.on(DescribeSnapshotsCommand).resolves({ Snapshots: [] });

    await snapshots.ofVolumes(ids);

    expect(callsTo(ec2)).toEqual([
      listing([{ Name: 'volume-id', Values: ids.slice(0, 200) }]),
      listing([{ Name: 'volume-id', Values: ['vol-200'] }]),
    ]);
  });
});

test('a listing goes on past an empty page until no token is left', async () => {
  ec2
    .on(DescribeSnapshotsCommand)
    .resolvesOnce({ Snapshots: [], NextToken: 'a' })
    .resolvesOnce({ Snapshots: [described('snap-1')], NextToken: 'b' })
    .resolvesOnce({ NextToken: 'c' })
    .resolvesOnce({ Snapshots: [described('snap-2')] })
    .rejects(UNEXPECTED);

  const found = await snapshots.ofVolume('vol-1');

  expect(found.map(({ snapshotId }) => snapshotId)).toEqual(['snap-1', 'snap-2']);
  const filters = [{ Name: 'volume-id', Values: ['vol-1'] }];
  expect(callsTo(ec2)).toEqual([
    listing(filters),
    listing(filters, { NextToken: 'a' }),
    listing(filters, { NextToken: 'b' }),
    listing(filters, { NextToken: 'c' }),
  ]);
});

test('the empty token that ends some listings is not sent back', async () => {
  ec2.on(DescribeSnapshotsCommand).resolvesOnce({ Snapshots: [], NextToken: '' }).rejects(UNEXPECTED);

  await expect(snapshots.ofVolume('vol-1')).resolves.toEqual([]);
});

describe('a listing that EC2 refuses', () => {
  test.each(BUSY)('for load, %s, is ServiceBusy', async (code, httpStatusCode) => {
    ec2.on(DescribeSnapshotsCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(snapshots.ofVolume('vol-1')).rejects.toThrow(ServiceBusy);
  });

  test.each(DENIED)('for want of a right, %s, is AccessDenied', async (code, httpStatusCode) => {
    ec2.on(DescribeSnapshotsCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(snapshots.taggedAsOf('keeper', 'vol-1')).rejects.toThrow(AccessDenied);
  });

  test.each(['InvalidParameterValue', 'InvalidNextToken', 'InvalidPaginationToken', 'InvalidMaxResults'])(
    "for a reason of its own, %s, is EC2's error as it is",
    async (code) => {
      const error = ec2Error(code);
      ec2.on(DescribeSnapshotsCommand).rejects(error);

      await expect(snapshots.taggedAsCopyOf('keeper', 'snap-source')).rejects.toBe(error);
    },
  );

  test('on its second page gives no half of a list', async () => {
    ec2
      .on(DescribeSnapshotsCommand)
      .resolvesOnce({ Snapshots: [described('snap-1')], NextToken: 'a' })
      .rejects(ec2Error('RequestLimitExceeded', 503));

    await expect(snapshots.ofVolume('vol-1')).rejects.toThrow(ServiceBusy);
  });

  test('by not answering in time is ServiceBusy', async () => {
    ec2.on(DescribeSnapshotsCommand).rejects(lostAnswer());

    await expect(snapshots.ofVolume('vol-1')).rejects.toThrow(ServiceBusy);
  });
});

describe('one snapshot by its id', () => {
  test('is asked for by filter, so that an unknown id is no error', async () => {
    ec2.on(DescribeSnapshotsCommand).resolvesOnce({ Snapshots: [] }).rejects(UNEXPECTED);

    await expect(snapshots.byId('snap-1')).resolves.toBeUndefined();
    expect(callsTo(ec2)).toEqual([listing([{ Name: 'snapshot-id', Values: ['snap-1'] }])]);
  });

  test('comes with every field that decisions read', async () => {
    ec2
      .on(DescribeSnapshotsCommand)
      .resolves({ Snapshots: [described('snap-1', { Name: 'data', empty: '' })] });

    await expect(snapshots.byId('snap-1')).resolves.toEqual({
      snapshotId: 'snap-1',
      volumeId: 'vol-1',
      state: 'completed',
      startedAt: '2026-03-01T02:00:00.123Z',
      completedAt: '2026-03-01T02:10:00.456Z',
      sizeGib: 8,
      storageTier: 'standard',
      description: 'nightly',
      stateMessage: '',
      tags: { Name: 'data', empty: '' },
    });
  });
});

describe('tagging', () => {
  test('sends all tags of one snapshot in one call', async () => {
    ec2.on(CreateTagsCommand).resolves({});

    await snapshots.tag('snap-1', { Name: 'data', empty: '' });

    expect(callsTo(ec2)).toEqual([
      [
        'CreateTagsCommand',
        {
          Resources: ['snap-1'],
          Tags: [
            { Key: 'Name', Value: 'data' },
            { Key: 'empty', Value: '' },
          ],
        },
      ],
    ]);
  });

  test('without tags calls nothing', async () => {
    await snapshots.tag('snap-1', {});

    expect(callsTo(ec2)).toEqual([]);
  });

  test('a snapshot that EC2 does not show is SnapshotNotVisible', async () => {
    const error = ec2Error('InvalidSnapshot.NotFound');
    ec2.on(CreateTagsCommand).rejects(error);

    await expect(snapshots.tag('snap-1', { Name: 'data' })).rejects.toMatchObject({
      name: 'SnapshotNotVisible',
      message: 'EC2 does not show snap-1',
      cause: error,
    });
  });

  test.each([...BUSY, ['ConcurrentTagAccess', 400] as const])(
    'that meets load, %s, is ServiceBusy',
    async (code, httpStatusCode) => {
      ec2.on(CreateTagsCommand).rejects(ec2Error(code, httpStatusCode));

      await expect(snapshots.tag('snap-1', { Name: 'data' })).rejects.toThrow(ServiceBusy);
    },
  );

  test.each(DENIED)('without the right, %s, is AccessDenied', async (code, httpStatusCode) => {
    ec2.on(CreateTagsCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(snapshots.tag('snap-1', { Name: 'data' })).rejects.toThrow(AccessDenied);
  });

  test.each([
    'TagLimitExceeded',
    'TagPolicyViolation',
    'InvalidTagKey.Malformed',
    'InvalidSnapshotID.Malformed',
  ])("that EC2 refuses with %s is EC2's error as it is", async (code) => {
    const error = ec2Error(code);
    ec2.on(CreateTagsCommand).rejects(error);

    await expect(snapshots.tag('snap-1', { Name: 'data' })).rejects.toBe(error);
  });

  test('and reading back gives the same tags, whatever their keys and values', async () => {
    const tags = fc.dictionary(fc.string({ minLength: 1, maxLength: 128 }), fc.string({ maxLength: 256 }), {
      minKeys: 1,
      maxKeys: 50,
      noNullPrototype: true,
    });
    await fc.assert(
      fc.asyncProperty(tags, async (written) => {
        let stored: Ec2Snapshot['Tags'] = [];
        ec2.on(CreateTagsCommand).callsFake(({ Tags }: { Tags: Ec2Snapshot['Tags'] }) => {
          stored = Tags;
          return {};
        });
        ec2
          .on(DescribeSnapshotsCommand)
          .callsFake(() => ({ Snapshots: [{ ...described('snap-1'), Tags: stored }] }));

        await snapshots.tag('snap-1', written);

        const read = await snapshots.byId('snap-1');
        expect(Object.entries(read?.tags ?? {})).toEqual(Object.entries(written));
      }),
      { numRuns: 50 },
    );
  });
});

describe('taking tags away', () => {
  test('names each with its value, so that one that was changed meanwhile stays', async () => {
    ec2.on(DeleteTagsCommand).resolves({});

    await snapshots.untag('snap-1', { 'snapshot-keeper:policy': 'last 7', 'snapshot-keeper:told': '' });

    expect(callsTo(ec2)).toEqual([
      [
        'DeleteTagsCommand',
        {
          Resources: ['snap-1'],
          Tags: [
            { Key: 'snapshot-keeper:policy', Value: 'last 7' },
            { Key: 'snapshot-keeper:told', Value: '' },
          ],
        },
      ],
    ]);
  });

  test('without tags calls nothing: EC2 would take all away', async () => {
    await snapshots.untag('snap-1', {});

    expect(callsTo(ec2)).toEqual([]);
  });

  test('from a snapshot that EC2 does not show is SnapshotNotVisible', async () => {
    ec2.on(DeleteTagsCommand).rejects(ec2Error('InvalidSnapshot.NotFound'));

    await expect(snapshots.untag('snap-1', { a: 'b' })).rejects.toMatchObject({ name: 'SnapshotNotVisible' });
  });

  test('that a missing right refuses is denied, whatever words it uses', async () => {
    const message = 'You are not authorized to delete the locked snapshot';
    ec2.on(DeleteSnapshotCommand).rejects(Object.assign(ec2Error('UnauthorizedOperation', 403), { message }));

    await expect(snapshots.delete('snap-1')).rejects.toThrow(AccessDenied);
  });

  test.each(BUSY)('that meets load, %s, is ServiceBusy', async (code, httpStatusCode) => {
    ec2.on(DeleteTagsCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(snapshots.untag('snap-1', { a: 'b' })).rejects.toThrow(ServiceBusy);
  });

  test.each(DENIED)('without the right, %s, is AccessDenied', async (code, httpStatusCode) => {
    ec2.on(DeleteTagsCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(snapshots.untag('snap-1', { a: 'b' })).rejects.toThrow(AccessDenied);
  });
});

describe('a deletion', () => {
  test('names the snapshot and nothing else', async () => {
    ec2.on(DeleteSnapshotCommand).resolves({});

    await expect(snapshots.delete('snap-1')).resolves.toEqual({ outcome: 'deleted' });
    expect(callsTo(ec2)).toEqual([['DeleteSnapshotCommand', { SnapshotId: 'snap-1' }]]);
  });

  test('that is repeated finds the snapshot gone', async () => {
    ec2.on(DeleteSnapshotCommand).resolvesOnce({}).rejects(ec2Error('InvalidSnapshot.NotFound'));

    await expect(snapshots.delete('snap-1')).resolves.toEqual({ outcome: 'deleted' });
    await expect(snapshots.delete('snap-1')).resolves.toEqual({ outcome: 'gone' });
  });

  test.each([
    ['InvalidSnapshot.InUse', 'The snapshot snap-1 is currently in use by ami-1'],
    ['InvalidParameterValue', 'This snapshot is managed by the AWS Backup service and cannot be deleted'],
    ['OperationNotPermitted', 'The snapshot snap-1 is locked and cannot be deleted'],
    ['IncorrectState', 'The snapshot snap-1 is locked'],
    ['ACodeThatNobodyDocuments', 'Snapshot is locked'],
    ['ACodeThatNobodyDocuments', 'You cannot delete a locked snapshot'],
  ])('that EC2 refuses for a reason of the snapshot, with %s: %s, is blocked', async (code, message) => {
    ec2.on(DeleteSnapshotCommand).rejects(Object.assign(ec2Error(code), { message }));

    await expect(snapshots.delete('snap-1')).resolves.toEqual({
      outcome: 'blocked',
      reason: `EC2 refuses, ${code}: ${message}`,
    });
  });

  test.each([
    'InvalidSnapshotID.Malformed',
    'InvalidParameterValue',
    'InvalidParameterCombination',
    'MissingParameter',
    'UnsupportedOperation',
    'OperationNotPermitted',
    'OptInRequired',
    'PendingVerification',
    'ACodeThatNobodyDocuments',
  ])('that EC2 refuses with %s for any other reason has failed: only named refusals block', async (code) => {
    ec2.on(DeleteSnapshotCommand).rejects(ec2Error(code));

    await expect(snapshots.delete('snap-1')).resolves.toEqual({
      outcome: 'failed',
      reason: `EC2 refuses, ${code}: in AWS's words`,
    });
  });

  test('that EC2 refuses because the account is blocked has failed, though a word of a lock is in it', async () => {
    ec2.on(DeleteSnapshotCommand).rejects(
      Object.assign(ec2Error('Blocked'), {
        message: 'Your snapshots cannot be deleted: account is blocked',
      }),
    );

    await expect(snapshots.delete('snap-1')).resolves.toMatchObject({ outcome: 'failed' });
  });

  test.each(BUSY)('that meets load, %s, is ServiceBusy', async (code, httpStatusCode) => {
    ec2.on(DeleteSnapshotCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(snapshots.delete('snap-1')).rejects.toThrow(ServiceBusy);
  });

  test.each(DENIED)('without the right, %s, is AccessDenied', async (code, httpStatusCode) => {
    ec2.on(DeleteSnapshotCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(snapshots.delete('snap-1')).rejects.toThrow(AccessDenied);
  });

  test('whose answer is lost is ServiceBusy, and repeated finds the snapshot gone', async () => {
    ec2.on(DeleteSnapshotCommand).rejectsOnce(lostAnswer()).rejects(ec2Error('InvalidSnapshot.NotFound'));

    await expect(snapshots.delete('snap-1')).rejects.toThrow(ServiceBusy);
    await expect(snapshots.delete('snap-1')).resolves.toEqual({ outcome: 'gone' });
  });
});

describe("EC2's form of a snapshot", () => {
  test('an archived and failed snapshot keeps its tier and the reason', () => {
    expect(
      fromEc2({
        SnapshotId: 'snap-1',
        State: 'error',
        StateMessage: 'Given key ID is not accessible',
        StartTime: new Date('2026-03-01T02:00:00Z'),
        StorageTier: 'archive',
        KmsKeyId: 'arn:key',
        OutpostArn: 'arn:outpost',
        AvailabilityZone: 'us-east-1-bos-1a',
      }),
    ).toEqual({
      snapshotId: 'snap-1',
      volumeId: '',
      state: 'error',
      startedAt: '2026-03-01T02:00:00.000Z',
      sizeGib: 0,
      storageTier: 'archive',
      description: '',
      stateMessage: 'Given key ID is not accessible',
      kmsKeyId: 'arn:key',
      outpostArn: 'arn:outpost',
      zone: 'us-east-1-bos-1a',
      tags: {},
    });
  });

  test('one that is restored from the archive for some days is still there', () => {
    const RestoreExpiryTime = new Date('2026-03-05T02:00:00Z');

    expect(fromEc2({ ...described('snap-1'), StorageTier: 'standard', RestoreExpiryTime }).storageTier).toBe(
      'archive',
    );
  });

  test.each([
    ['an id', { State: 'completed', StartTime: new Date('2026-03-01T02:00:00Z') }],
    ['a state', { SnapshotId: 'snap-1', StartTime: new Date('2026-03-01T02:00:00Z') }],
    ['a start time', { SnapshotId: 'snap-1', State: 'completed' }],
  ] satisfies [string, Ec2Snapshot][])('without %s it is an error, not a guess', (_, partial) => {
    expect(() => fromEc2(partial)).toThrow(TypeError);
  });
});
