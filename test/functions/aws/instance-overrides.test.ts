import { DescribeInstancesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { instanceOverridesIn } from '../../../functions/aws/instance-overrides';
import { AccessDenied } from '../../../functions/domain/errors';
import { ec2Error } from '../../support/aws-failures';
import { callsTo, mockAws } from '../../support/aws-mock';

const ec2 = mockAws(EC2Client);
const overrides = instanceOverridesIn(new EC2Client({ region: 'us-east-1' }));

const page = (...instances: [id: string, tags: Record<string, string>][]) => ({
  Reservations: instances.map(([InstanceId, tags]) => ({
    Instances: [{ InstanceId, Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) }],
  })),
});

test('of instances the tags under our prefix are read, in whatever case, to the last page', async () => {
  ec2
    .on(DescribeInstancesCommand)
    .resolvesOnce({
      ...page(['i-1', { Name: 'web', 'snapshot-keeper:retain': '7d', 'Snapshot-Keeper:hold': '' }]),
      NextToken: 'a',
    })
    .resolvesOnce(page(['i-2', { Name: 'db' }]));

  expect(await overrides.of(['i-1', 'i-2', 'i-3'])).toEqual(
    new Map([
      ['i-1', { 'snapshot-keeper:retain': '7d', 'Snapshot-Keeper:hold': '' }],
      ['i-2', {}],
    ]),
  );
  const asked = { Filters: [{ Name: 'instance-id', Values: ['i-1', 'i-2', 'i-3'] }], MaxResults: 1000 };
  expect(callsTo(ec2)).toEqual([
    ['DescribeInstancesCommand', asked],
    ['DescribeInstancesCommand', { ...asked, NextToken: 'a' }],
  ]);
});

test('of none nobody is asked', async () => {
  expect(await overrides.of([])).toEqual(new Map());
  expect(callsTo(ec2)).toEqual([]);
});

test('of all of a Region they are read page by page', async () => {
  ec2
    .on(DescribeInstancesCommand)
    .resolvesOnce({ ...page(['i-1', { 'snapshot-keeper:target': '8d' }]), NextToken: 'a' })
    .resolvesOnce({ Reservations: [{}], NextToken: 'b' })
    .resolvesOnce({});

  const pages = [];
  for await (const each of overrides.pages()) pages.push(each);

  expect(pages).toEqual([[['i-1', { 'snapshot-keeper:target': '8d' }]], [], []]);
  expect(callsTo(ec2)).toEqual([
    ['DescribeInstancesCommand', { MaxResults: 1000 }],
    ['DescribeInstancesCommand', { MaxResults: 1000, NextToken: 'a' }],
    ['DescribeInstancesCommand', { MaxResults: 1000, NextToken: 'b' }],
  ]);
});

test('a missing right is one of ours', async () => {
  ec2.on(DescribeInstancesCommand).rejects(ec2Error('UnauthorizedOperation'));

  await expect(overrides.of(['i-1'])).rejects.toThrow(AccessDenied);
});
