import {
  copySnapshotEvent,
  createSnapshotEvent,
  createSnapshotsEvent,
} from '../../../../local/aws/ec2/snapshot-events';

const FRAME = {
  id: '11111111-2222-3333-4444-555555555555',
  accountId: '111122223333',
  region: 'us-west-2',
  atMs: Date.UTC(2031, 10, 20, 3, 12, 45, 999),
};
const TIMES = { startMs: Date.UTC(2031, 10, 20, 3, 10, 1), endMs: Date.UTC(2031, 10, 20, 3, 12, 40) };
const SNAPSHOT = { snapshotId: 'snap-0a1', volumeId: 'vol-0a1' };

test('a createSnapshot event has the documented shape', () => {
  expect(createSnapshotEvent(FRAME, { ...SNAPSHOT, ...TIMES })).toEqual({
    version: '0',
    id: '11111111-2222-3333-4444-555555555555',
    'detail-type': 'EBS Snapshot Notification',
    source: 'aws.ec2',
    account: '111122223333',
    time: '2031-11-20T03:12:45Z',
    region: 'us-west-2',
    resources: ['arn:aws:ec2::us-west-2:snapshot/snap-0a1'],
    detail: {
      event: 'createSnapshot',
      result: 'succeeded',
      cause: '',
      'request-id': '',
      snapshot_id: 'arn:aws:ec2::us-west-2:snapshot/snap-0a1',
      source: 'arn:aws:ec2::us-west-2:volume/vol-0a1',
      startTime: '2031-11-20T03:10:01Z',
      endTime: '2031-11-20T03:12:40Z',
    },
  });
});

test('a failed createSnapshot event tells the cause', () => {
  const { detail } = createSnapshotEvent(FRAME, { ...SNAPSHOT, ...TIMES, cause: 'no space' });

  expect(detail).toMatchObject({ event: 'createSnapshot', result: 'failed', cause: 'no space' });
});

test.each([
  [undefined, 'succeeded', '', 'completed'],
  ['Snapshot snap-0b1 is in status error', 'failed', 'Snapshot snap-0b1 is in status error', 'error'],
])('a createSnapshots event of the cause %j has the documented shape', (cause, result, shown, status) => {
  const members = [
    { snapshotId: 'snap-0b1', volumeId: 'vol-0b1' },
    { snapshotId: 'snap-0b2', volumeId: 'vol-0b2' },
  ];

  const event = createSnapshotsEvent(FRAME, { members, ...TIMES, ...(cause !== undefined && { cause }) });

  expect(event).toMatchObject({
    'detail-type': 'EBS Multi-Volume Snapshots Completion Status',
    resources: ['arn:aws:ec2::us-west-2:snapshot/snap-0b1', 'arn:aws:ec2::us-west-2:snapshot/snap-0b2'],
  });
  expect(event.detail).toEqual({
    event: 'createSnapshots',
    result,
    cause: shown,
    'request-id': '',
    startTime: '2031-11-20T03:10:01Z',
    endTime: '2031-11-20T03:12:40Z',
    snapshots: [
      {
        snapshot_id: 'arn:aws:ec2::us-west-2:snapshot/snap-0b1',
        source: 'arn:aws:ec2::us-west-2:volume/vol-0b1',
        status,
      },
      {
        snapshot_id: 'arn:aws:ec2::us-west-2:snapshot/snap-0b2',
        source: 'arn:aws:ec2::us-west-2:volume/vol-0b2',
        status,
      },
    ],
  });
});

test.each([
  [undefined, { result: 'succeeded', cause: '', incremental: 'true', transferType: 'standard' }],
  ['Source snapshot ID is not valid', { result: 'failed', cause: 'Source snapshot ID is not valid' }],
])('a copySnapshot event of the cause %j has the documented shape', (cause, expected) => {
  const { detail } = copySnapshotEvent(FRAME, {
    snapshotId: 'snap-0c1',
    sourceRegion: 'us-east-2',
    sourceSnapshotId: 'snap-0a1',
    incremental: true,
    ...TIMES,
    ...(cause !== undefined && { cause }),
  });

  expect(detail).toEqual({
    event: 'copySnapshot',
    'request-id': '',
    snapshot_id: 'arn:aws:ec2::us-west-2:snapshot/snap-0c1',
    source: 'arn:aws:ec2::us-east-2:snapshot/snap-0a1',
    startTime: '2031-11-20T03:10:01Z',
    endTime: '2031-11-20T03:12:40Z',
    ...expected,
  });
});

test.each([
  ['region-in-account-slot', 'arn:aws:ec2::us-west-2:snapshot/snap-0a1'],
  ['canonical', 'arn:aws:ec2:us-west-2::snapshot/snap-0a1'],
  ['with-account', 'arn:aws:ec2:us-west-2:111122223333:snapshot/snap-0a1'],
] as const)('ARNs can have the form %s', (arnForm, expected) => {
  const event = createSnapshotEvent({ ...FRAME, arnForm }, { ...SNAPSHOT, ...TIMES });

  expect([event.resources, event.detail['snapshot_id']]).toEqual([[expected], expected]);
});
