import {
  CreateSnapshotCommand,
  CreateSnapshotsCommand,
  DescribeSnapshotsCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { newSnapshotsIn } from '../../../functions/aws/new-snapshots';
import { AccessDenied } from '../../../functions/domain/errors';
import { callsTo, mockAws } from '../../support/aws-mock';
import { ec2Error, lostAnswer } from '../../support/aws-failures';
import { snap, vol } from '../../support/builders';

const ec2 = mockAws(EC2Client);
const client = new EC2Client({ region: 'us-east-1' });
const snapshots = newSnapshotsIn(client, client, () => '01234567-89ab-4cde-8f01-23456789abcd');
const RUN = { deployment: 'keeper', scheduledAt: '2030-01-01T01:00:00Z' };
const BY = ['daily', 'db-2'];

test('a snapshot is taken of one volume, with the time and the schedules in its description', async () => {
  ec2.on(CreateSnapshotCommand).resolves({ SnapshotId: 'snap-1' });

  expect(await snapshots.take(vol(1), RUN, BY)).toEqual({ outcome: 'taken', snapshotId: 'snap-1' });
  expect(callsTo(ec2)).toEqual([
    [
      'CreateSnapshotCommand',
      {
        VolumeId: vol(1),
        Description: 'snapshot-keeper keeper: due 2030-01-01T01:00:00Z by daily, db-2',
      },
    ],
  ]);
});

test('by hand, for no schedule, the description says so', async () => {
  ec2.on(CreateSnapshotCommand).resolves({ SnapshotId: 'snap-1' });

  await snapshots.take(vol(1), RUN, []);

  expect(callsTo(ec2)).toEqual([
    [
      'CreateSnapshotCommand',
      { VolumeId: vol(1), Description: 'snapshot-keeper keeper: due 2030-01-01T01:00:00Z by hand' },
    ],
  ]);
});

test.each([
  ['of a volume that is not there any more, none', 'InvalidVolume.NotFound', 400, 'gone'],
  ['of one that has just had one, none yet', 'SnapshotCreationPerVolumeRateExceeded', 400, 'volume busy'],
  ['of one with several that run, none yet', 'ConcurrentSnapshotLimitExceeded', 400, 'volume busy'],
  ['where EC2 wants fewer calls, none yet', 'RequestLimitExceeded', 503, 'busy'],
  ['where too many run in the account, none yet', 'PendingSnapshotLimitExceeded', 400, 'busy'],
  ['with credentials that are about to be renewed, none yet', 'ExpiredToken', 400, 'busy'],
  ['of a volume that is being made, none', 'IncorrectState', 400, 'refused'],
  ['of one that is denied, none', 'UnauthorizedOperation', 403, 'refused'],
  ['where the account is full, none', 'SnapshotLimitExceeded', 400, 'refused'],
  ['where EC2 fails on its side, nobody knows', 'InternalError', 500, 'unknown'],
  ['where EC2 is not available, nobody knows', 'Unavailable', 503, 'unknown'],
])('%s (%s)', async (_, code, status, outcome) => {
  ec2.on(CreateSnapshotCommand).rejects(ec2Error(code, status));

  expect(await snapshots.take(vol(1), RUN, BY)).toEqual(
    outcome === 'gone' ? { outcome } : { outcome, reason: `${code}: in AWS's words` },
  );
});

test('where the answer is lost, or has no id, nobody knows whether one was taken', async () => {
  ec2.on(CreateSnapshotCommand).rejectsOnce(lostAnswer()).resolvesOnce({});

  expect(await snapshots.take(vol(1), RUN, BY)).toEqual({
    outcome: 'unknown',
    reason: expect.any(String) as string,
  });
  expect(await snapshots.take(vol(1), RUN, BY)).toMatchObject({ outcome: 'unknown', answered: true });
});

test('volumes that have a snapshot of a time are found by its description, whoever took it, to the last page, each with how it stood', async () => {
  const tagged = (Value: string) => [{ Key: 'snapshot-keeper:consistency', Value }];
  const StartTime = new Date('2030-01-01T01:00:01Z');
  ec2
    .on(DescribeSnapshotsCommand)
    .resolvesOnce({
      Snapshots: [{ VolumeId: vol(1), SnapshotId: 'snap-1', StartTime, Tags: tagged('filesystem') }],
      NextToken: 'more',
    })
    .resolvesOnce({
      Snapshots: [{ VolumeId: vol(2), SnapshotId: 'snap-2', StartTime, Tags: tagged('perfect') }, {}],
    });

  expect(await snapshots.takenFor(RUN)).toEqual(
    new Map([
      [vol(1), { snapshotId: 'snap-1', consistency: 'filesystem' }],
      [vol(2), { snapshotId: 'snap-2' }],
    ]),
  );
  const asked = {
    OwnerIds: ['self'],
    Filters: [{ Name: 'description', Values: ['snapshot-keeper keeper: due 2030-01-01T01:00:00Z by *'] }],
    MaxResults: 1000,
  };
  expect(callsTo(ec2)).toEqual([
    ['DescribeSnapshotsCommand', asked],
    ['DescribeSnapshotsCommand', { ...asked, NextToken: 'more' }],
  ]);
});

test("what AWS's document for VSS has tagged as ready is so where all of its set is", async () => {
  const of = (digits: number, AppConsistent: string | undefined, set = '') => ({
    SnapshotId: snap(digits),
    VolumeId: vol(digits),
    StartTime: new Date('2030-01-01T01:00:01Z'),
    Description: `snapshot-keeper keeper: due 2030-01-01T01:00:00Z by nightly${set}`,
    Tags: AppConsistent === undefined ? [] : [{ Key: 'AppConsistent', Value: AppConsistent }],
  });
  const [WHOLE, UNREADY, LACKING] = [', set aaaaaaaaaaaa/2', ', set bbbbbbbbbbbb/2', ', set cccccccccccc/2'];
  ec2.on(DescribeSnapshotsCommand).resolves({
    Snapshots: [
      of(1, 'True', WHOLE),
      of(2, 'True', WHOLE),
      of(3, 'True', UNREADY),
      of(4, 'False', UNREADY),
      of(5, 'True', LACKING),
      of(6, 'true'),
      of(7, 'False'),
      of(8, undefined),
    ],
  });

  const taken = await snapshots.takenFor(RUN);

  expect([...taken].flatMap(([id, { isAppConsistent }]) => (isAppConsistent ? [id] : []))).toEqual(
    [1, 2, 6].map(vol),
  );
});

test('a member of a set of which EC2 does not show all is told from one that is whole, and gives way to it', async () => {
  const of = (digits: number, volume: number, set: string) => ({
    SnapshotId: snap(digits),
    VolumeId: vol(volume),
    StartTime: new Date('2030-01-01T01:00:01Z'),
    Description: `snapshot-keeper keeper: due 2030-01-01T01:00:00Z by nightly, set ${set}`,
  });
  ec2.on(DescribeSnapshotsCommand).resolves({
    Snapshots: [
      of(1, 1, 'aaaaaaaaaaaa/2'),
      of(2, 2, 'aaaaaaaaaaaa/2'),
      of(3, 1, 'bbbbbbbbbbbb/2'),
      of(4, 3, 'cccccccccccc/3'),
      of(5, 4, 'cccccccccccc/3'),
    ],
  });

  expect(await snapshots.takenFor(RUN)).toEqual(
    new Map([
      [vol(1), { snapshotId: snap(1) }],
      [vol(2), { snapshotId: snap(2) }],
      [vol(3), { snapshotId: snap(4), lackingSet: 'cccccccccccc' }],
      [vol(4), { snapshotId: snap(5), lackingSet: 'cccccccccccc' }],
    ]),
  );
});

test('what has failed is told from what has not, with all of its set, and gives way to it', async () => {
  const of = (digits: number, volume: number, State: 'error' | 'pending' | 'completed', set = '') => ({
    SnapshotId: snap(digits),
    VolumeId: vol(volume),
    StartTime: new Date('2030-01-01T01:00:01Z'),
    Description: `snapshot-keeper keeper: due 2030-01-01T01:00:00Z by nightly${set}`,
    State,
  });
  const SET = ', set aaaaaaaaaaaa/2';
  ec2.on(DescribeSnapshotsCommand).resolves({
    Snapshots: [
      ...[of(1, 1, 'error'), of(2, 2, 'error'), of(3, 2, 'pending')],
      ...[of(4, 3, 'completed'), of(5, 3, 'error'), of(6, 4, 'error', SET), of(7, 5, 'completed', SET)],
    ],
  });

  expect(await snapshots.takenFor(RUN)).toEqual(
    new Map([
      [vol(1), { snapshotId: snap(1), failed: `EC2 could not make ${snap(1)}` }],
      [vol(2), { snapshotId: snap(3) }],
      [vol(3), { snapshotId: snap(4) }],
      [vol(4), { snapshotId: snap(6), failed: `EC2 could not make ${snap(6)}` }],
      [
        vol(5),
        { snapshotId: snap(7), failed: `its set is without ${vol(4)}: EC2 could not make ${snap(6)}` },
      ],
    ]),
  );
});

test('what was taken before the run was due is not its own, whoever wrote its description', async () => {
  const of = (digits: number, StartTime?: Date) => ({
    SnapshotId: snap(digits),
    VolumeId: vol(digits),
    ...(StartTime && { StartTime }),
  });
  ec2.on(DescribeSnapshotsCommand).resolves({
    Snapshots: [of(1, new Date('2030-01-01T00:50:00Z')), of(2, new Date('2030-01-01T00:49:59.999Z')), of(3)],
  });

  expect(await snapshots.takenFor(RUN)).toEqual(new Map([[vol(1), { snapshotId: snap(1) }]]));
});

test('where EC2 does not show them, the caller is told, and takes none', async () => {
  ec2.on(DescribeSnapshotsCommand).rejects(ec2Error('UnauthorizedOperation', 403));

  await expect(snapshots.takenFor(RUN)).rejects.toBeInstanceOf(AccessDenied);
});

describe('of an instance', () => {
  const SET = {
    instanceId: 'i-1',
    excludeBootVolume: false,
    excludeDataVolumeIds: [],
    size: 2,
  };

  test('a set is taken at one moment, with its id and size in the description of each', async () => {
    ec2.on(CreateSnapshotsCommand).resolves({
      Snapshots: [
        { VolumeId: vol(1), SnapshotId: snap(1) },
        { VolumeId: vol(2), SnapshotId: snap(2) },
      ],
    });

    expect(await snapshots.takeTogether(SET, RUN, BY)).toEqual({
      outcome: 'taken',
      snapshotIds: new Map([
        [vol(1), snap(1)],
        [vol(2), snap(2)],
      ]),
    });
    expect(callsTo(ec2)).toEqual([
      [
        'CreateSnapshotsCommand',
        {
          InstanceSpecification: { InstanceId: 'i-1' },
          Description: 'snapshot-keeper keeper: due 2030-01-01T01:00:00Z by daily, db-2, set 0123456789ab/2',
        },
      ],
    ]);
  });

  test('two calls for one run take two sets, so that members of both make none', async () => {
    ec2.on(CreateSnapshotsCommand).resolves({ Snapshots: [{ VolumeId: vol(1), SnapshotId: snap(1) }] });
    const ids = ['aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa', 'bbbbbbbb-bbbb-4bbb-8bbb-bbbbbbbbbbbb'];
    const { takeTogether } = newSnapshotsIn(client, client, () => ids.shift()!);

    await takeTogether(SET, RUN, BY);
    await takeTogether(SET, RUN, BY);

    expect(callsTo(ec2).map(([, input]) => (input as { Description: string }).Description)).toEqual([
      'snapshot-keeper keeper: due 2030-01-01T01:00:00Z by daily, db-2, set aaaaaaaaaaaa/2',
      'snapshot-keeper keeper: due 2030-01-01T01:00:00Z by daily, db-2, set bbbbbbbbbbbb/2',
    ]);
  });

  test('volumes that are not covered are left out', async () => {
    ec2.on(CreateSnapshotsCommand).resolves({ Snapshots: [{ VolumeId: vol(1), SnapshotId: snap(1) }] });

    await snapshots.takeTogether(
      { ...SET, excludeBootVolume: true, excludeDataVolumeIds: [vol(8), vol(9)] },
      RUN,
      BY,
    );

    expect(callsTo(ec2)[0]![1]).toMatchObject({
      InstanceSpecification: {
        InstanceId: 'i-1',
        ExcludeBootVolume: true,
        ExcludeDataVolumeIds: [vol(8), vol(9)],
      },
    });
  });

  test('however many schedules it is for, the set stands in the description', async () => {
    ec2.on(CreateSnapshotsCommand).resolves({ Snapshots: [{ VolumeId: vol(1), SnapshotId: snap(1) }] });
    const names = Array.from({ length: 15 }, (_, index) => `a-schedule-with-a-long-name-${index}`);

    await snapshots.takeTogether(SET, RUN, names);

    const { Description } = callsTo(ec2)[0]![1] as { Description: string };
    expect(Description).toHaveLength(255);
    expect(Description).toMatch(/, set 0123456789ab\/2$/);
  });

  test.each([
    [
      'that is not there any more, a later look shows its volumes',
      'InvalidInstanceID.NotFound',
      400,
      'unknown, answered',
    ],
    ['in the other spelling of EC2 as well', 'InvalidInstanceId.NotFound', 400, 'unknown, answered'],
    ['whose volumes are others than EC2 has shown, too', 'InvalidParameterValue', 400, 'unknown, answered'],
    ['of which a volume is gone, too', 'InvalidVolume.NotFound', 400, 'unknown, answered'],
    [
      'to which one may have been attached that is not selected, too',
      'UnauthorizedOperation',
      403,
      'unknown, answered',
    ],
    [
      'of which a volume has just had one, none yet',
      'SnapshotCreationPerVolumeRateExceeded',
      400,
      'volume busy',
    ],
    ['where EC2 wants fewer calls, none yet', 'RequestLimitExceeded', 503, 'busy'],
    ['of which a volume is being made, none', 'IncorrectState', 400, 'refused'],
    ['where EC2 fails on its side, nobody knows', 'InternalError', 500, 'unknown'],
  ])('%s (%s)', async (_, code, status, outcome) => {
    ec2.on(CreateSnapshotsCommand).rejects(ec2Error(code, status));

    const taking = await snapshots.takeTogether(SET, RUN, BY);
    expect(taking.outcome + ('answered' in taking ? ', answered' : '')).toBe(outcome);
  });

  test('without ids in the answer nobody knows', async () => {
    ec2.on(CreateSnapshotsCommand).resolves({});

    expect(await snapshots.takeTogether(SET, RUN, BY)).toMatchObject({ outcome: 'unknown', answered: true });
  });
});
