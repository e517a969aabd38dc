import { DeregisterImageCommand, DescribeImagesCommand, EC2Client, type Image } from '@aws-sdk/client-ec2';
import { imageFromEc2, imagesIn } from '../../../functions/aws/images';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';
import { callsTo, mockAws } from '../../support/aws-mock';
import { ec2Error } from '../../support/aws-failures';
import { snap } from '../../support/builders';
import { ami, imageMember } from '../../support/images';

const ec2 = mockAws(EC2Client);
const images = imagesIn(new EC2Client({ region: 'us-east-1' }));

const NAME = 'snapshot-keeper keeper i-0123456789abcdef0 2030-03-10T02.00.00Z by nightly';
const SHOWN: Image = {
  ImageId: ami(1),
  Name: NAME,
  State: 'available',
  CreationDate: '2030-03-10T02:00:05.000Z',
  BlockDeviceMappings: [
    { DeviceName: '/dev/xvda', Ebs: { SnapshotId: snap(1) } },
    { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
    { DeviceName: '/dev/sdf', Ebs: { SnapshotId: snap(2) } },
  ],
};
const READ = {
  imageId: ami(1),
  name: NAME,
  createdAt: '2030-03-10T02:00:05.000Z',
  state: 'available',
  snapshotIds: [snap(1), snap(2)],
  isProtected: false,
};

test('AMIs of the account are read by their ids, disabled ones too, page by page', async () => {
  ec2
    .on(DescribeImagesCommand)
    .resolvesOnce({ Images: [SHOWN], NextToken: 'more' })
    .resolvesOnce({ Images: [{ ...SHOWN, ImageId: ami(2) }] });

  expect(await images.byIds([ami(1), ami(2)])).toEqual([READ, { ...READ, imageId: ami(2) }]);
  const asked = {
    Owners: ['self'],
    IncludeDisabled: true,
    Filters: [{ Name: 'image-id', Values: [ami(1), ami(2)] }],
    MaxResults: 1000,
  };
  expect(callsTo(ec2)).toEqual([
    ['DescribeImagesCommand', asked],
    ['DescribeImagesCommand', { ...asked, NextToken: 'more' }],
  ]);
});

test('of none nothing is asked', async () => {
  expect(await images.byIds([])).toEqual([]);
  expect(callsTo(ec2)).toEqual([]);
});

const NOW = new Date('2030-03-10T02:30:00Z');
const MEMBER = imageMember({ id: 1, volume: 1, day: 1 });

test('snapshots are marked with the AMIs of the deployment, which are found by their names', async () => {
  ec2.on(DescribeImagesCommand).resolves({ Images: [SHOWN] });

  expect(await images.marking([MEMBER], { deployment: 'keeper', now: NOW })).toEqual([
    { ...MEMBER, image: { imageId: ami(1), name: NAME, size: 2 } },
  ]);
  expect(callsTo(ec2).map(([, input]) => input)).toEqual([
    {
      Owners: ['self'],
      IncludeDisabled: true,
      Filters: [{ Name: 'name', Values: ['snapshot-keeper keeper i-*'] }],
      MaxResults: 1000,
    },
  ]);
});

test('of a young one whose AMI is not among these it is asked whether that is of somebody else', async () => {
  const young = { ...MEMBER, startedAt: '2030-03-10T02:00:05.000Z' };
  ec2
    .on(DescribeImagesCommand)
    .resolvesOnce({ Images: [] })
    .resolvesOnce({ Images: [{ ...SHOWN, Name: 'golden image' }] });

  expect(await images.marking([young], { deployment: 'keeper', now: NOW })).toEqual([young]);
  expect(callsTo(ec2)[1]![1]).toMatchObject({ Filters: [{ Name: 'image-id', Values: [ami(1)] }] });
});

test('while an AMI is made and EC2 lacks the snapshot of a device, it does not say what it holds', () => {
  const devices = [
    { DeviceName: '/dev/xvda', Ebs: { SnapshotId: snap(1) } },
    { DeviceName: '/dev/sdf', Ebs: {} },
  ];
  const of = (State: 'pending' | 'available') =>
    imageFromEc2({ ...SHOWN, State, BlockDeviceMappings: devices });
  expect(of('pending')).toMatchObject({ snapshotIds: [], deviceCount: 2 });
  expect(of('available')).toMatchObject({ snapshotIds: [snap(1)] });
  expect(of('available').deviceCount).toBeUndefined();
});

test.each([
  ['enabled-with-cooldown', true],
  ['enabled-without-cooldown', true],
  ['disabled', false],
  [undefined, false],
])('deregistration protection %s', (DeregistrationProtection, isProtected) => {
  expect(imageFromEc2({ ...SHOWN, DeregistrationProtection })).toMatchObject({ isProtected });
});

test('an AMI is read with the two tags by which IAM lets it be deregistered', () => {
  const Tags = [
    { Key: 'snapshot-keeper:managed-by', Value: 'keeper' },
    { Key: 'snapshot-keeper:region', Value: 'us-east-1' },
  ];
  expect(imageFromEc2({ ...SHOWN, Tags })).toEqual({ ...READ, managedBy: 'keeper', region: 'us-east-1' });
});

test.each([
  ['snapshot-keeper:hold', 'legal case 4711', 'legal case 4711'],
  ['Snapshot-Keeper:Hold', undefined, ''],
  ['snapshot-keeper:opt-out', 'yes', 'yes'],
  ['hold', 'yes', undefined],
])('an AMI with the tag %s = %s is held: %s', (Key, Value, hold) => {
  expect(imageFromEc2({ ...SHOWN, Tags: [{ Key, Value }] }).hold).toBe(hold);
});

test('an AMI is deregistered with its snapshots, and the codes say what became of each', async () => {
  ec2.on(DeregisterImageCommand).resolves({
    Return: true,
    DeleteSnapshotResults: [
      { SnapshotId: snap(1), ReturnCode: 'success' },
      { SnapshotId: snap(2), ReturnCode: 'skipped' },
    ],
  });

  expect(await images.deregisterWithSnapshots(ami(1))).toEqual({
    outcome: 'deregistered',
    codes: new Map([
      [snap(1), 'success'],
      [snap(2), 'skipped'],
    ]),
  });
  expect(callsTo(ec2)).toEqual([
    ['DeregisterImageCommand', { ImageId: ami(1), DeleteAssociatedSnapshots: true }],
  ]);
});

test.each([
  ['InvalidAMIID.NotFound', { outcome: 'gone' }],
  [
    'OperationNotPermitted',
    {
      outcome: 'failed',
      reason: `EC2 refuses to deregister ${ami(1)}, OperationNotPermitted: in AWS's words`,
    },
  ],
])('%s is an answer', async (code, answer) => {
  ec2.on(DeregisterImageCommand).rejects(ec2Error(code));
  expect(await images.deregisterWithSnapshots(ami(1))).toEqual(answer);
});

test('a snapshot without a code has the empty one, which is no success', async () => {
  ec2.on(DeregisterImageCommand).resolves({ Return: true, DeleteSnapshotResults: [{ SnapshotId: snap(1) }] });
  expect(await images.deregisterWithSnapshots(ami(1))).toEqual({
    outcome: 'deregistered',
    codes: new Map([[snap(1), '']]),
  });
});

describe('InvalidAMIID.Unavailable, which EC2 says of what is deregistered and of what is pending', () => {
  beforeEach(() => ec2.on(DeregisterImageCommand).rejects(ec2Error('InvalidAMIID.Unavailable')));

  test('where EC2 does not show the AMI, it is gone', async () => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [] });
    expect(await images.deregisterWithSnapshots(ami(1))).toEqual({ outcome: 'gone' });
  });

  test('where EC2 shows it, a new plan is asked for', async () => {
    ec2.on(DescribeImagesCommand).resolves({ Images: [{ ...SHOWN, State: 'pending' }] });
    await expect(images.deregisterWithSnapshots(ami(1))).rejects.toThrow(
      new ServiceBusy(`${ami(1)} is unavailable: in AWS's words`),
    );
  });
});

test.each([
  ['RequestLimitExceeded', 503, ServiceBusy],
  ['UnauthorizedOperation', 403, AccessDenied],
])('%s is thrown', async (code, status, thrown) => {
  ec2.on(DeregisterImageCommand).rejects(ec2Error(code, status));
  await expect(images.deregisterWithSnapshots(ami(1))).rejects.toThrow(thrown);
});
