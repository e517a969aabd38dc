import { CreateTagsCommand, DescribeVolumesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { volumesIn } from '../../../functions/aws/volumes';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';
import { callsTo, mockAws, UNEXPECTED } from '../../support/aws-mock';
import { BUSY, DENIED, ec2Error, lostAnswer } from '../../support/aws-failures';

const ec2 = mockAws(EC2Client);
const volumes = volumesIn(new EC2Client({ region: 'us-east-1' }));

const ID = 'vol-00000000000000001';
const Filters = [{ Name: 'volume-id', Values: [ID] }];

test('a volume is asked for by filter, so that one that is gone is harmless', async () => {
  ec2.on(DescribeVolumesCommand).resolves({ Volumes: [] });

  await expect(volumes.byId(ID)).resolves.toBeUndefined();
  expect(callsTo(ec2)).toEqual([['DescribeVolumesCommand', { Filters }]]);
});

test('a volume comes with what a restore needs, of its first attachment, and with the instances of the others', async () => {
  ec2.on(DescribeVolumesCommand).resolves({
    Volumes: [
      {
        VolumeId: ID,
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

  await expect(volumes.byId(ID)).resolves.toEqual({
    volumeId: ID,
    volumeType: 'gp3',
    sizeGib: 100,
    zone: 'us-east-1a',
    iops: 3000,
    throughputMibps: 125,
    device: '/dev/xvda',
    instanceId: 'i-1',
    otherInstanceIds: ['i-2'],
    tags: { Name: 'data', empty: '' },
  });
});

test.each([
  ['deleting', 'deleting'],
  ['deleted', 'deleting'],
  ['error', 'error'],
  ['creating', undefined],
  ['in-use', undefined],
] as const)('whether EC2 takes a snapshot of it, its state says: %s', async (State, unfit) => {
  ec2.on(DescribeVolumesCommand).resolves({ Volumes: [{ VolumeId: ID, State }] });

  expect((await volumes.byId(ID))?.unfit).toBe(unfit);
});

test('a detached volume of a type without numbers has neither attachment nor numbers', async () => {
  ec2.on(DescribeVolumesCommand).resolves({
    Volumes: [
      {
        VolumeId: ID,
        VolumeType: 'standard',
        Size: 10,
        AvailabilityZone: 'us-east-1a',
        Attachments: [],
      },
    ],
  });

  await expect(volumes.byId(ID)).resolves.toEqual({
    volumeId: ID,
    volumeType: 'standard',
    sizeGib: 10,
    zone: 'us-east-1a',
    tags: {},
  });
});

test('an answer without volumes shows none', async () => {
  ec2.on(DescribeVolumesCommand).resolves({});

  await expect(volumes.byId(ID)).resolves.toBeUndefined();
});

test('a volume is looked for past an empty page, until it is shown', async () => {
  ec2
    .on(DescribeVolumesCommand)
    .resolvesOnce({ Volumes: [], NextToken: 'a' })
    .resolvesOnce({ Volumes: [{ VolumeId: ID }], NextToken: 'b' })
    .rejects(UNEXPECTED);

  await expect(volumes.byId(ID)).resolves.toMatchObject({ volumeId: ID });
  expect(callsTo(ec2)).toEqual([
    ['DescribeVolumesCommand', { Filters }],
    ['DescribeVolumesCommand', { Filters, NextToken: 'a' }],
  ]);
});

test('one that is on no page is not there, and the empty token that ends some listings is not sent back', async () => {
  ec2
    .on(DescribeVolumesCommand)
    .resolvesOnce({ NextToken: 'a' })
    .resolvesOnce({ Volumes: [], NextToken: '' })
    .rejects(UNEXPECTED);

  await expect(volumes.byId(ID)).resolves.toBeUndefined();
  expect(callsTo(ec2)).toHaveLength(2);
});

test('those of an instance are listed to the last page', async () => {
  ec2
    .on(DescribeVolumesCommand)
    .resolvesOnce({ Volumes: [{ VolumeId: 'vol-1' }], NextToken: 'a' })
    .resolvesOnce({ Volumes: [{ VolumeId: 'vol-2' }] });

  expect((await volumes.attachedTo('i-01234567')).map(({ volumeId }) => volumeId)).toEqual([
    'vol-1',
    'vol-2',
  ]);
  const asked = {
    Filters: [{ Name: 'attachment.instance-id', Values: ['i-01234567'] }],
    MaxResults: 1000,
  };
  expect(callsTo(ec2)).toEqual([
    ['DescribeVolumesCommand', asked],
    ['DescribeVolumesCommand', { ...asked, NextToken: 'a' }],
  ]);
});

test('load on the second page is not taken for absence', async () => {
  ec2
    .on(DescribeVolumesCommand)
    .resolvesOnce({ Volumes: [], NextToken: 'a' })
    .rejects(ec2Error('RequestLimitExceeded', 503));

  await expect(volumes.byId(ID)).rejects.toThrow(ServiceBusy);
});

test.each(BUSY)('load, %s, is ServiceBusy', async (code, httpStatusCode) => {
  ec2.on(DescribeVolumesCommand).rejects(ec2Error(code, httpStatusCode));

  await expect(volumes.byId(ID)).rejects.toThrow(ServiceBusy);
});

test.each(DENIED)('a missing right, %s, is AccessDenied', async (code, httpStatusCode) => {
  ec2.on(DescribeVolumesCommand).rejects(ec2Error(code, httpStatusCode));

  await expect(volumes.byId(ID)).rejects.toThrow(AccessDenied);
});

test('an answer that is lost is ServiceBusy', async () => {
  ec2.on(DescribeVolumesCommand).rejects(lostAnswer());

  await expect(volumes.byId(ID)).rejects.toThrow(ServiceBusy);
});

test("any other code is EC2's error as it is", async () => {
  const error = ec2Error('InvalidParameterValue');
  ec2.on(DescribeVolumesCommand).rejects(error);

  await expect(volumes.byId(ID)).rejects.toBe(error);
});

describe('selected volumes', () => {
  const listing = (filter: object, more: object = {}) => [
    'DescribeVolumesCommand',
    { Filters: [filter], MaxResults: 1000, ...more },
  ];

  test('are asked for by their tag, page by page, and EC2’s patterns are taken at their word', async () => {
    ec2
      .on(DescribeVolumesCommand)
      .resolvesOnce({
        Volumes: [{ VolumeId: ID, Tags: [{ Key: 'Ba*ckup?', Value: '' }] }],
        NextToken: 'more',
      })
      .resolvesOnce({ Volumes: [{ VolumeId: 'vol-other', Tags: [{ Key: 'Backup', Value: '' }] }] })
      .rejects(UNEXPECTED);

    const found = await volumes.selectedBy({ tagKey: 'Ba*ckup?' });

    expect(found.map(({ volumeId }) => volumeId)).toEqual([ID]);
    const filter = { Name: 'tag-key', Values: ['Ba\\*ckup\\?'] };
    expect(callsTo(ec2)).toEqual([listing(filter), listing(filter, { NextToken: 'more' })]);
  });

  test('with values are asked for by these', async () => {
    ec2.on(DescribeVolumesCommand).resolvesOnce({ Volumes: [] }).rejects(UNEXPECTED);

    expect(await volumes.selectedBy({ tagKey: 'Backup', tagValues: ['daily', 'a*'] })).toEqual([]);
    expect(callsTo(ec2)).toEqual([listing({ Name: 'tag:Backup', Values: ['daily', 'a\\*'] })]);
  });

  test('are asked for by no more than 200 values at once, which is what a filter takes, and each value once', async () => {
    const values = Array.from({ length: 401 }, (_, index) => `value-${index}`);
    const answer = (value: string) => ({
      Volumes: [{ VolumeId: `of ${value}`, Tags: [{ Key: 'Backup', Value: value }] }],
    });
    ec2
      .on(DescribeVolumesCommand)
      .resolvesOnce(answer('value-0'))
      .resolvesOnce(answer('value-200'))
      .resolvesOnce(answer('value-400'))
      .rejects(UNEXPECTED);

    const found = await volumes.selectedBy({ tagKey: 'Backup', tagValues: [...values, 'value-0'] });

    expect(found.map(({ volumeId }) => volumeId)).toEqual(['of value-0', 'of value-200', 'of value-400']);
    expect(callsTo(ec2)).toEqual([
      listing({ Name: 'tag:Backup', Values: values.slice(0, 200) }),
      listing({ Name: 'tag:Backup', Values: values.slice(200, 400) }),
      listing({ Name: 'tag:Backup', Values: ['value-400'] }),
    ]);
  });

  test('of which one page is not answered are not known', async () => {
    ec2
      .on(DescribeVolumesCommand)
      .resolvesOnce({ Volumes: [], NextToken: 'more' })
      .rejects(ec2Error('RequestLimitExceeded', 503));

    await expect(volumes.selectedBy({ tagKey: 'Backup' })).rejects.toThrow(ServiceBusy);
  });
});

describe('tags', () => {
  test('are set in one call, also an empty one', async () => {
    ec2.on(CreateTagsCommand).resolves({});

    expect(await volumes.tag(ID, { Name: 'data', empty: '' })).toBe(true);
    expect(callsTo(ec2)).toEqual([
      [
        'CreateTagsCommand',
        {
          Resources: [ID],
          Tags: [
            { Key: 'Name', Value: 'data' },
            { Key: 'empty', Value: '' },
          ],
        },
      ],
    ]);
  });

  test('of a volume that is gone are nowhere, which is no failure', async () => {
    ec2.on(CreateTagsCommand).rejects(ec2Error('InvalidVolume.NotFound'));

    expect(await volumes.tag(ID, { Name: 'data' })).toBe(false);
  });

  test.each(BUSY)('load, %s, is ServiceBusy', async (code, httpStatusCode) => {
    ec2.on(CreateTagsCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(volumes.tag(ID, { Name: 'data' })).rejects.toThrow(ServiceBusy);
  });

  test.each(DENIED)('a missing right, %s, is AccessDenied', async (code, httpStatusCode) => {
    ec2.on(CreateTagsCommand).rejects(ec2Error(code, httpStatusCode));

    await expect(volumes.tag(ID, { Name: 'data' })).rejects.toThrow(AccessDenied);
  });

  test("any other code, such as that of a volume with fifty tags, is EC2's error as it is", async () => {
    const error = ec2Error('TagLimitExceeded');
    ec2.on(CreateTagsCommand).rejects(error);

    await expect(volumes.tag(ID, { Name: 'data' })).rejects.toBe(error);
  });
});
