import {
  AttachVolumeCommand,
  CreateVolumeCommand,
  DescribeVolumesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { newVolumesIn } from '../../../functions/aws/new-volumes';
import { ServiceBusy } from '../../../functions/domain/errors';
import type { VolumeToMake } from '../../../functions/domain/plan-restore';
import { ec2Error } from '../../support/aws-failures';
import { callsTo, mockAws, UNEXPECTED } from '../../support/aws-mock';
import { snap, vol } from '../../support/builders';

const ec2 = mockAws(EC2Client);
const volumes = newVolumesIn(new EC2Client({ region: 'us-east-1' }));
const INSTANCE = 'i-0123456789abcdef0';

const PLAIN: VolumeToMake = {
  ofVolumeId: vol(1),
  snapshotId: snap(1),
  takenAt: '2030-01-01T00:00:00.000Z',
  sizeGib: 8,
  zone: 'us-east-1a',
  volumeType: 'gp3',
};

test('a volume is made of a snapshot, with its tags and the token in one call', async () => {
  ec2.on(CreateVolumeCommand).resolves({ VolumeId: vol(9) });

  expect(await volumes.make(PLAIN, { Name: 'db-1' }, 'token')).toEqual({ outcome: 'made', volumeId: vol(9) });
  expect(callsTo(ec2)).toEqual([
    [
      'CreateVolumeCommand',
      {
        AvailabilityZone: 'us-east-1a',
        SnapshotId: snap(1),
        VolumeType: 'gp3',
        ClientToken: 'token',
        TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Name', Value: 'db-1' }] }],
      },
    ],
  ]);
});

test('with the performance that it is to have; a key says that it is encrypted', async () => {
  ec2.on(CreateVolumeCommand).resolves({ VolumeId: vol(9) });

  await volumes.make(
    { ...PLAIN, iops: 4000, throughputMibps: 250, kmsKeyId: 'alias/mine', initializationRateMibps: 200 },
    {},
    'token',
  );

  expect(callsTo(ec2)).toEqual([
    [
      'CreateVolumeCommand',
      {
        AvailabilityZone: 'us-east-1a',
        SnapshotId: snap(1),
        VolumeType: 'gp3',
        Iops: 4000,
        Throughput: 250,
        Encrypted: true,
        KmsKeyId: 'alias/mine',
        VolumeInitializationRate: 200,
        ClientToken: 'token',
        TagSpecifications: [{ ResourceType: 'volume', Tags: [] }],
      },
    ],
  ]);
});

test.each([
  ['InvalidZone.NotFound', 400],
  ['VolumeLimitExceeded', 400],
  ['IncorrectState', 400],
  ['UnauthorizedOperation', 403],
  ['InsufficientVolumeCapacity', 500],
])('what EC2 does not do however often it is asked is refused, with its words (%s)', async (code, status) => {
  ec2.on(CreateVolumeCommand).rejects(ec2Error(code, status));

  expect(await volumes.make(PLAIN, {}, 'token')).toEqual({
    outcome: 'refused',
    reason: expect.stringMatching(`^EC2 refuses to make a volume of it, ${code}: `),
  });
});

test.each([
  ['RequestLimitExceeded', 503],
  ['InternalError', 500],
])('what passes by itself is thrown (%s)', async (code, status) => {
  ec2.on(CreateVolumeCommand).rejects(ec2Error(code, status));

  await expect(volumes.make(PLAIN, {}, 'token')).rejects.toThrow(ServiceBusy);
});

const ASKED_BY_TAG = {
  Filters: [{ Name: 'tag:snapshot-keeper:restored-from', Values: [`${snap(1)} by night`] }],
  MaxResults: 1000,
};
const OF_THE_CALL = [{ Key: 'snapshot-keeper:restored-from', Value: `${snap(1)} by night` }];

test.each([
  [[{ VolumeId: vol(9), Tags: OF_THE_CALL }], { outcome: 'made', volumeId: vol(9) }],
  [
    [],
    {
      outcome: 'unseen',
      reason: expect.stringMatching(
        '^EC2 has made a volume of it, and shows it no more: IdempotentParameterMismatch: ',
      ),
    },
  ],
])('what a call before has made with other tags is found by its own tag (%j)', async (Volumes, making) => {
  ec2.on(CreateVolumeCommand).rejects(ec2Error('IdempotentParameterMismatch', 400));
  ec2.on(DescribeVolumesCommand).resolves({ Volumes });

  expect(
    await volumes.make(PLAIN, { 'snapshot-keeper:restored-from': `${snap(1)} by night` }, 'token'),
  ).toEqual(making);
  expect(callsTo(ec2)[1]).toEqual(['DescribeVolumesCommand', ASKED_BY_TAG]);
});

test('an answer without an id is a bug of the call', async () => {
  ec2.on(CreateVolumeCommand).resolves({});

  await expect(volumes.make(PLAIN, {}, 'token')).rejects.toThrow('EC2 answered CreateVolume without an id');
});

test('a volume is attached to an instance under a device', async () => {
  ec2.on(AttachVolumeCommand).resolves({ State: 'attaching' });

  expect(await volumes.attach(vol(9), INSTANCE, '/dev/sdf')).toEqual({ outcome: 'asked' });
  expect(callsTo(ec2)).toEqual([
    ['AttachVolumeCommand', { VolumeId: vol(9), InstanceId: INSTANCE, Device: '/dev/sdf' }],
  ]);
});

test.each(['VolumeInUse', 'IncorrectState'])(
  'where its state stands in the way, a look tells what has become of it (%s)',
  async (code) => {
    ec2.on(AttachVolumeCommand).rejects(ec2Error(code, 400));

    expect(await volumes.attach(vol(9), INSTANCE, '/dev/sdf')).toEqual({
      outcome: 'asked',
      reason: expect.stringMatching(`^${code}: `),
    });
  },
);

test.each([
  ['InvalidParameterValue', 400],
  ['AttachmentLimitExceeded', 400],
  ['UnauthorizedOperation', 403],
])('what EC2 does not attach is refused, with its words (%s)', async (code, status) => {
  ec2.on(AttachVolumeCommand).rejects(ec2Error(code, status));

  expect(await volumes.attach(vol(9), INSTANCE, '/dev/sdf')).toEqual({
    outcome: 'refused',
    reason: expect.stringMatching(`^EC2 refuses to attach it to ${INSTANCE} as /dev/sdf, ${code}: `),
  });
});

test('while EC2 is too busy to attach, that is thrown', async () => {
  ec2.on(AttachVolumeCommand).rejects(ec2Error('RequestLimitExceeded', 503));

  await expect(volumes.attach(vol(9), INSTANCE, '/dev/sdf')).rejects.toThrow(ServiceBusy);
});

test('the look of each volume is read, page by page; what is not shown is absent', async () => {
  ec2
    .on(DescribeVolumesCommand)
    .resolvesOnce({ Volumes: [{ VolumeId: vol(1), State: 'creating' }], NextToken: 'more' })
    .resolvesOnce({
      Volumes: [
        {
          VolumeId: vol(2),
          State: 'in-use',
          Attachments: [{ InstanceId: INSTANCE, Device: '/dev/sdf', State: 'attaching' }],
        },
      ],
    })
    .rejects(UNEXPECTED);

  expect([...(await volumes.lookAt([vol(1), vol(2), vol(3)]))]).toEqual([
    [vol(1), { state: 'creating' }],
    [
      vol(2),
      { state: 'in-use', attachment: { instanceId: INSTANCE, device: '/dev/sdf', state: 'attaching' } },
    ],
  ]);
  const asked = { Filters: [{ Name: 'volume-id', Values: [vol(1), vol(2), vol(3)] }], MaxResults: 500 };
  expect(callsTo(ec2)).toEqual([
    ['DescribeVolumesCommand', asked],
    ['DescribeVolumesCommand', { ...asked, NextToken: 'more' }],
  ]);
});

test('of no volumes nothing is asked', async () => {
  expect((await volumes.lookAt([])).size).toBe(0);
  expect(callsTo(ec2)).toEqual([]);
});
