import { InvalidEnvironment, InvalidInput } from '../../functions/domain/errors';
import { handler } from '../../functions/tag-snapshot/handler';
import { snap, vol } from '../support/builders';
import { recordingRuntime } from '../support/recording-runtime';

const INPUT = { snapshotId: snap(1), volumeId: vol(1) };

const environment = {
  DEPLOYMENT: 'keeper',
  SELECTION: '"all"',
  ADOPT: '{"dlm":false,"ami":false,"awsBackup":false,"kubernetes":false,"exceptTags":[]}',
  IMAGES: 'false',
  COPY_VOLUME_TAGS: 'false',
  INSTANCE_OVERRIDES: 'false',
  TIME_ZONE: 'UTC',
  TARGET_HOURS: '26',
  SWEEP_HOURS: '1',
  RETENTION: '{"last":7}',
  SCHEDULE_RETENTION: '{}',
  COPY_RETENTION: '{"eu-west-1":{"last":1}}',
};
const described = (tags: Record<string, string>) => ({
  Snapshots: [
    {
      SnapshotId: snap(1),
      VolumeId: vol(1),
      State: 'completed',
      StartTime: new Date('2029-12-31T23:55:00Z'),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    },
  ],
});
const OURS = {
  'snapshot-keeper:managed-by': 'keeper',
  'snapshot-keeper:snapshot': 'snap-00000000000000001',
  'snapshot-keeper:volume': 'vol-00000000000000001',
  'snapshot-keeper:region': 'us-east-1',
  'snapshot-keeper:taken-at': '2029-12-31T23:55:00.000Z',
  'snapshot-keeper:policy': 'last 7',
  'snapshot-keeper:volume-type': 'gp2',
  'snapshot-keeper:zone': 'us-east-1a',
};
const volume = { VolumeId: vol(1), VolumeType: 'gp2', AvailabilityZone: 'us-east-1a' };
const DESCRIBE_SNAPSHOTS = [
  'ec2 us-east-1',
  'DescribeSnapshotsCommand',
  { OwnerIds: ['self'], Filters: [{ Name: 'volume-id', Values: [vol(1)] }], MaxResults: 1000 },
];
const DESCRIBE_VOLUMES = [
  'ec2 us-east-1',
  'DescribeVolumesCommand',
  { Filters: [{ Name: 'volume-id', Values: [vol(1)] }] },
];

test('makes three EC2 calls for a new snapshot, all in its own Region', async () => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment,
    answers: {
      DescribeSnapshotsCommand: [described({})],
      DescribeVolumesCommand: [{ Volumes: [volume] }],
      CreateTagsCommand: [{}],
    },
  });

  await handler.within(runtime)(INPUT);

  expect(calls).toEqual([
    DESCRIBE_SNAPSHOTS,
    DESCRIBE_VOLUMES,
    [
      'ec2 us-east-1',
      'CreateTagsCommand',
      { Resources: [snap(1)], Tags: Object.entries(OURS).map(([Key, Value]) => ({ Key, Value })) },
    ],
  ]);
});

test('makes one more where the overrides of instances count and the volume is attached to one', async () => {
  const attached = { ...volume, Attachments: [{ InstanceId: 'i-0123456789abcdef0' }] };
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment: { ...environment, INSTANCE_OVERRIDES: 'true' },
    answers: {
      DescribeSnapshotsCommand: [described({})],
      DescribeVolumesCommand: [{ Volumes: [attached] }],
      DescribeInstancesCommand: [
        {
          Reservations: [
            {
              Instances: [
                {
                  InstanceId: 'i-0123456789abcdef0',
                  Tags: [{ Key: 'snapshot-keeper:retain', Value: '14' }],
                },
              ],
            },
          ],
        },
      ],
      CreateTagsCommand: [{}],
    },
  });

  await handler.within(runtime)(INPUT);

  const { 'snapshot-keeper:volume-type': type, 'snapshot-keeper:zone': zone, ...whose } = OURS;
  const tags = {
    ...whose,
    'snapshot-keeper:policy': 'last 14',
    'snapshot-keeper:retain': '14 of i-0123456789abcdef0',
    'snapshot-keeper:volume-type': type,
    'snapshot-keeper:zone': zone,
    'snapshot-keeper:instance': 'i-0123456789abcdef0',
  };
  expect(calls.slice(2)).toEqual([
    [
      'ec2 us-east-1',
      'DescribeInstancesCommand',
      { Filters: [{ Name: 'instance-id', Values: ['i-0123456789abcdef0'] }], MaxResults: 1000 },
    ],
    [
      'ec2 us-east-1',
      'CreateTagsCommand',
      {
        Resources: [snap(1)],
        Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
      },
    ],
  ]);
});

test('makes two where the snapshot has its tags', async () => {
  const { runtime, calls } = recordingRuntime({
    region: 'us-east-1',
    environment,
    answers: {
      DescribeSnapshotsCommand: [described(OURS)],
      DescribeVolumesCommand: [{ Volumes: [volume] }],
    },
  });

  await handler.within(runtime)(INPUT);

  expect(calls).toEqual([DESCRIBE_SNAPSHOTS, DESCRIBE_VOLUMES]);
});

test.each([
  ['DEPLOYMENT', ''],
  ['DEPLOYMENT', undefined],
  ['SELECTION', undefined],
  ['SELECTION', 'all'],
  ['SELECTION', '{"tagKey":""}'],
  ['ADOPT', '{"dlm":true}'],
  ['COPY_VOLUME_TAGS', 'yes'],
  ['TIME_ZONE', 'Mars/Olympus'],
  ['RETENTION', '{}'],
  ['COPY_RETENTION', '{}'],
])('refuses to start where %s is %p', (variable, value) => {
  const { runtime } = recordingRuntime({
    region: 'us-east-1',
    environment: { ...environment, [variable]: value },
  });

  expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
  expect(() => handler.within(runtime)).toThrow(new RegExp(`^${variable}[.:]`));
});

test.each([
  [{ volumeId: vol(1) }, /^snapshotId: /],
  [{ ...INPUT, snapshotId: 'snap-*' }, /^snapshotId: /],
  [{ ...INPUT, volumeId: 7 }, /^volumeId: /],
  [{ ...INPUT, volumeId: '*' }, /^volumeId: /],
  [{ ...INPUT, volumeId: 'vol-1' }, /^volumeId: /],
  [{ ...INPUT, volumeId: `${vol(1)} ` }, /^volumeId: /],
  [{ ...INPUT, enteredAt: 'yesterday' }, /^enteredAt: /],
])('refuses the input %p before any call and names the field', async (event, message) => {
  const { runtime, calls } = recordingRuntime({ region: 'us-east-1', environment });

  await expect(handler.within(runtime)(event)).rejects.toThrow(InvalidInput);
  await expect(handler.within(runtime)(event)).rejects.toThrow(message);
  expect(calls).toEqual([]);
});

test.each(['vol-ffffffff', 'vol-fffffffffffffffff'])(
  'asks EC2 only for the snapshot where "%s" stands for no volume',
  async (volumeId) => {
    const Snapshots = described({}).Snapshots.map((shown) => ({ ...shown, VolumeId: 'vol-ffffffff' }));
    const answers = { DescribeSnapshotsCommand: [{ Snapshots }] };
    const { runtime, calls } = recordingRuntime({ region: 'us-east-1', environment, answers });

    await expect(handler.within(runtime)({ ...INPUT, volumeId })).resolves.toMatchObject({ managed: false });
    expect(calls).toEqual([
      [
        'ec2 us-east-1',
        'DescribeSnapshotsCommand',
        {
          OwnerIds: ['self'],
          Filters: [{ Name: 'snapshot-id', Values: [INPUT.snapshotId] }],
          MaxResults: 1000,
        },
      ],
    ]);
  },
);
