import { DescribeSnapshotTierStatusCommand, EC2Client } from '@aws-sdk/client-ec2';
import { archivingIn } from '../../../functions/aws/archiving';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';
import { callsTo, mockAws, UNEXPECTED } from '../../support/aws-mock';
import { BUSY, DENIED, ec2Error } from '../../support/aws-failures';

const ec2 = mockAws(EC2Client);
const asking = () => archivingIn(new EC2Client({ region: 'us-east-1' }));
const listing = (more: object = {}): [string, object] => [
  'DescribeSnapshotTierStatusCommand',
  {
    Filters: [{ Name: 'last-tiering-operation', Values: ['archival-in-progress'] }],
    MaxResults: 1000,
    ...more,
  },
];

test('what is on its way into the archive is listed in pages, also past an empty one', async () => {
  ec2
    .on(DescribeSnapshotTierStatusCommand)
    .resolvesOnce({ NextToken: 'a' })
    .resolvesOnce({ SnapshotTierStatuses: [{ SnapshotId: 'snap-1' }, {}], NextToken: 'b' })
    .resolvesOnce({ SnapshotTierStatuses: [{ SnapshotId: 'snap-2' }] })
    .rejects(UNEXPECTED);

  expect([...(await asking())]).toEqual(['snap-1', 'snap-2']);
  expect(callsTo(ec2)).toEqual([listing(), listing({ NextToken: 'a' }), listing({ NextToken: 'b' })]);
});

test('what somebody has begun to archive since is seen: no answer is kept', async () => {
  ec2
    .on(DescribeSnapshotTierStatusCommand)
    .resolvesOnce({})
    .resolvesOnce({ SnapshotTierStatuses: [{ SnapshotId: 'snap-1' }] })
    .rejects(UNEXPECTED);

  expect((await asking()).size).toBe(0);
  expect((await asking()).size).toBe(1);
});

test.each(BUSY)('under load, %s, it is not guessed: ServiceBusy', async (code, httpStatusCode) => {
  ec2.on(DescribeSnapshotTierStatusCommand).rejects(ec2Error(code, httpStatusCode));

  await expect(asking()).rejects.toThrow(ServiceBusy);
});

test.each(DENIED)('without the right to look, %s, it is AccessDenied', async (code, httpStatusCode) => {
  ec2.on(DescribeSnapshotTierStatusCommand).rejects(ec2Error(code, httpStatusCode));

  await expect(asking()).rejects.toThrow(AccessDenied);
});

test('any other refusal is thrown', async () => {
  const error = ec2Error('OptInRequired');
  ec2.on(DescribeSnapshotTierStatusCommand).rejects(error);

  await expect(asking()).rejects.toBe(error);
});

test.each(['InvalidAction', 'UnsupportedOperation'])(
  'where EC2 has no archive tier, %s, nothing is on its way there',
  async (code) => {
    ec2.on(DescribeSnapshotTierStatusCommand).rejects(ec2Error(code));

    expect((await asking()).size).toBe(0);
  },
);

test.each(['InvalidAction', 'UnsupportedOperation'])(
  'a refusal on a later page, %s, never makes a part of the list pass for the whole',
  async (code) => {
    const error = ec2Error(code);
    ec2
      .on(DescribeSnapshotTierStatusCommand)
      .resolvesOnce({ SnapshotTierStatuses: [{ SnapshotId: 'snap-1' }], NextToken: 'a' })
      .rejectsOnce(error)
      .rejects(UNEXPECTED);

    await expect(asking()).rejects.toBe(error);
    expect(callsTo(ec2)).toEqual([listing(), listing({ NextToken: 'a' })]);
  },
);
