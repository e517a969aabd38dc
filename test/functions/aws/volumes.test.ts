import { DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { volumesIn } from '../../../functions/aws/volumes';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';
import { callsTo, mockAws, UNEXPECTED } from '../../support/aws-mock';
import { BUSY, DENIED, ec2Error, lostAnswer } from './aws-failures';

const ec2 = mockAws(EC2Client);
const volumes = volumesIn(new EC2Client({ region: 'us-east-1' }));

test('volumes are asked for by filter, so that an unknown id is harmless', async () => {
  ec2.on(DescribeVolumesCommand).resolves({ Volumes: [{ VolumeId: 'vol-1' }] });

  const found = await volumes.find(['vol-1', 'vol-gone']);

  expect(found.map(({ volumeId }) => volumeId)).toEqual(['vol-1']);
  expect(callsTo(ec2)).toEqual([
    ['DescribeVolumesCommand', { Filters: [{ Name: 'volume-id', Values: ['vol-1', 'vol-gone'] }] }],
  ]);
});

test('a volume comes with what a restore needs, of its first attachment', async () => {
  ec2.on(DescribeVolumesCommand).resolves({
    Volumes: [
      {
        VolumeId: 'vol-1',
        VolumeType: 'gp3',
        Size: 100,
        AvailabilityZone: 'us-east-1a',
        Iops: 3000,
        Throughput: 125,
        Attachments: [
          { Device: '/dev/xvda', InstanceId: 'i-1' },
          { Device: '/dev/sdf', InstanceId: 'i-2' },
        ],
        Tags: [{ Key: 'Name', Value: 'data' }, { Key: 'empty' }],
      },
    ],
  });

  await expect(volumes.find(['vol-1'])).resolves.toEqual([
    {
      volumeId: 'vol-1',
      volumeType: 'gp3',
      sizeGib: 100,
      zone: 'us-east-1a',
      iops: 3000,
      throughputMibps: 125,
      device: '/dev/xvda',
      instanceId: 'i-1',
      tags: { Name: 'data', empty: '' },
    },
  ]);
});

test('a detached volume of a type without numbers has neither attachment nor numbers', async () => {
  ec2.on(DescribeVolumesCommand).resolves({
    Volumes: [
      {
        VolumeId: 'vol-1',
        VolumeType: 'standard',
        Size: 10,
        AvailabilityZone: 'us-east-1a',
        Attachments: [],
      },
    ],
  });

  await expect(volumes.find(['vol-1'])).resolves.toEqual([
    { volumeId: 'vol-1', volumeType: 'standard', sizeGib: 10, zone: 'us-east-1a', tags: {} },
  ]);
});

test('an answer without volumes is an empty list', async () => {
  ec2.on(DescribeVolumesCommand).resolves({});

  await expect(volumes.find(['vol-1'])).resolves.toEqual([]);
});

test.each([
  [128, 'members of the largest multi-volume set'],
  [200, 'values that a filter takes at most'],
])('the %d %s are one call', async (length) => {
  const ids = Array.from({ length }, (_, index) => `vol-${index}`);
  ec2
    .on(DescribeVolumesCommand)
    .resolvesOnce({ Volumes: ids.map((VolumeId) => ({ VolumeId })) })
    .rejects(UNEXPECTED);

  const found = await volumes.find(ids);

  expect(found.map(({ volumeId }) => volumeId)).toEqual(ids);
  expect(callsTo(ec2)).toEqual([
    ['DescribeVolumesCommand', { Filters: [{ Name: 'volume-id', Values: ids }] }],
  ]);
});

test('volumes are collected past an empty page until no token is left', async () => {
  ec2
    .on(DescribeVolumesCommand)
    .resolvesOnce({ Volumes: [{ VolumeId: 'vol-1' }], NextToken: 'a' })
    .resolvesOnce({ Volumes: [], NextToken: 'b' })
    .resolvesOnce({ Volumes: [{ VolumeId: 'vol-2' }], NextToken: '' })
    .rejects(UNEXPECTED);

  const found = await volumes.find(['vol-1', 'vol-2']);

  expect(found.map(({ volumeId }) => volumeId)).toEqual(['vol-1', 'vol-2']);
  const Filters = [{ Name: 'volume-id', Values: ['vol-1', 'vol-2'] }];
  expect(callsTo(ec2)).toEqual([
    ['DescribeVolumesCommand', { Filters }],
    ['DescribeVolumesCommand', { Filters, NextToken: 'a' }],
    ['DescribeVolumesCommand', { Filters, NextToken: 'b' }],
  ]);
});

test('load on the second page gives no half of the volumes', async () => {
  ec2
    .on(DescribeVolumesCommand)
    .resolvesOnce({ Volumes: [{ VolumeId: 'vol-1' }], NextToken: 'a' })
    .rejects(ec2Error('RequestLimitExceeded', 503));

  await expect(volumes.find(['vol-1', 'vol-2'])).rejects.toThrow(ServiceBusy);
});

test.each(BUSY)('load, %s, is ServiceBusy', async (code, httpStatusCode) => {
  ec2.on(DescribeVolumesCommand).rejects(ec2Error(code, httpStatusCode));

  await expect(volumes.find(['vol-1'])).rejects.toThrow(ServiceBusy);
});

test.each(DENIED)('a missing right, %s, is AccessDenied', async (code, httpStatusCode) => {
  ec2.on(DescribeVolumesCommand).rejects(ec2Error(code, httpStatusCode));

  await expect(volumes.find(['vol-1'])).rejects.toThrow(AccessDenied);
});

test('an answer that is lost is ServiceBusy', async () => {
  ec2.on(DescribeVolumesCommand).rejects(lostAnswer());

  await expect(volumes.find(['vol-1'])).rejects.toThrow(ServiceBusy);
});

test("any other code is EC2's error as it is", async () => {
  const error = ec2Error('InvalidParameterValue');
  ec2.on(DescribeVolumesCommand).rejects(error);

  await expect(volumes.find(['vol-1'])).rejects.toBe(error);
});
