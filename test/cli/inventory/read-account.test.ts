import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeImagesCommand,
  DescribeInstancesCommand,
  DescribeLockedSnapshotsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  type DescribeInstancesCommandInput,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { accountReader } from '../../../cli/inventory/read-account';
import { UsageError } from '../../../cli/flags/usage-error';
import { parseSettings } from '../../../infra/settings';
import { callsTo, mockAws } from '../../support/aws-mock';

const settings = parseSettings(
  { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
  'the test',
);
const ec2 = mockAws(EC2Client);
const reader = () =>
  accountReader({
    ec2: (region) => new EC2Client({ region }),
    policyIn: 'docs/plan.md',
    hint: ' --inventory reads files instead.',
  });
const read = () => reader()(settings);

/** An account with one volume in the primary Region and, in each Region, two pages of snapshots, an AMI and a lock. */
function answerAll(): void {
  ec2.on(DescribeVolumesCommand).resolves({ Volumes: [{ VolumeId: 'vol-1' }] });
  ec2
    .on(DescribeSnapshotsCommand)
    .resolves({ Snapshots: [{ SnapshotId: 'snap-1', OwnerId: '111122223333' }], NextToken: 'more' })
    .on(DescribeSnapshotsCommand, { NextToken: 'more' })
    .resolves({ Snapshots: [{ SnapshotId: 'snap-2', OwnerId: '111122223333' }] });
  ec2.on(DescribeImagesCommand).resolves({ Images: [{ ImageId: 'ami-1' }] });
  ec2
    .on(DescribeLockedSnapshotsCommand)
    .resolves({ Snapshots: [], NextToken: 'more' })
    .on(DescribeLockedSnapshotsCommand, { NextToken: 'more' })
    .resolves({ Snapshots: [{ SnapshotId: 'snap-2', LockState: 'governance' }] });
}

test('every page of every list is read in every Region, an empty page not being the last', async () => {
  answerAll();

  const { volumes, snapshots, images, locks, lists, accountId } = await read();

  expect(volumes).toEqual([{ region: 'us-east-1', volume: { VolumeId: 'vol-1' } }]);
  expect(snapshots.map(({ region, snapshot }) => [region, snapshot.SnapshotId])).toEqual([
    ['us-east-1', 'snap-1'],
    ['us-east-1', 'snap-2'],
    ['us-west-2', 'snap-1'],
    ['us-west-2', 'snap-2'],
  ]);
  expect(images.map(({ region, image }) => [region, image.ImageId])).toEqual([
    ['us-east-1', 'ami-1'],
    ['us-west-2', 'ami-1'],
  ]);
  expect(locks.map(({ region, lock }) => [region, lock.SnapshotId])).toEqual([
    ['us-east-1', 'snap-2'],
    ['us-west-2', 'snap-2'],
  ]);
  expect(lists.map(({ region, list }) => `${region} ${list}`)).toEqual([
    'us-east-1 volumes',
    'us-east-1 snapshots',
    'us-east-1 images',
    'us-east-1 locks',
    'us-west-2 snapshots',
    'us-west-2 images',
    'us-west-2 locks',
  ]);
  expect(accountId).toBe('111122223333');
});

test.each<[string, object]>([
  ['volumes', {}],
  ['snapshots', { Volumes: [] }],
  ['images', { Volumes: [], Snapshots: [] }],
])('an answer without %s, as a proxy gives it, does not pass for an empty account', async (_, answer) => {
  ec2.onAnyCommand().resolves(answer);

  await expect(read()).rejects.toThrow(/failed: what answered is not AWS\. See what stands in the network/);
});

test("only the account's own snapshots and AMIs are asked for, disabled AMIs too, in pages", async () => {
  ec2.onAnyCommand().resolves({ Volumes: [], Snapshots: [], Images: [] });

  await read();

  const asked = [
    ['DescribeSnapshotsCommand', { OwnerIds: ['self'], MaxResults: 1000 }],
    ['DescribeImagesCommand', { Owners: ['self'], IncludeDisabled: true, MaxResults: 1000 }],
    ['DescribeLockedSnapshotsCommand', { MaxResults: 1000 }],
  ];
  const calls = callsTo(ec2);
  expect(calls).toHaveLength(7);
  expect(calls).toEqual(
    expect.arrayContaining([['DescribeVolumesCommand', { MaxResults: 500 }], ...asked, ...asked]),
  );
});

test('instances are read where a schedule goes by their tags: those with its key alone, to the last page, each once', async () => {
  answerAll();
  const page = (...ids: string[]) => ({
    Reservations: [{ Instances: ids.map((InstanceId) => ({ InstanceId })) }],
  });
  ec2
    .on(DescribeInstancesCommand)
    .resolvesOnce({ ...page('i-1'), NextToken: 'more' })
    .resolvesOnce(page('i-2'))
    .resolves(page('i-2', 'i-3'));
  const schedules = ['Tier', 'Tier', 'B*'].map((tagKey, index) => ({
    name: `s${index}`,
    schedule: 'rate(1 day)',
    instances: { tagKey, tagValues: [`v${index}`] },
  }));

  const { instances, lists } = await reader()({
    ...settings,
    schedules: parseSettings(
      { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }], schedules },
      'the test',
    ).schedules,
  });

  expect(instances).toEqual(
    ['i-1', 'i-2', 'i-3'].map((InstanceId) => ({ region: 'us-east-1', instance: { InstanceId } })),
  );
  expect(lists).toContainEqual({ region: 'us-east-1', list: 'instances' });
  const asked = callsTo(ec2).flatMap(([command, input]) => {
    const { Filters, MaxResults } = input as DescribeInstancesCommandInput;
    return command === 'DescribeInstancesCommand' ? [{ Filters, MaxResults }] : [];
  });
  const byKey = (key: string) => ({ Filters: [{ Name: 'tag-key', Values: [key] }], MaxResults: 1000 });
  expect(asked).toEqual([byKey('Tier'), byKey('Tier'), byKey('B\\*')]);
});

test('the policy in docs/plan.md allows the calls that are made, and nothing else', async () => {
  answerAll();
  const page = readFileSync(join(__dirname, '../../../docs/plan.md'), 'utf8');
  const [, policy = ''] = /```json\n(\{\s*"Version"[^`]*)```/.exec(page) ?? [];
  const { Statement } = JSON.parse(policy) as {
    Statement: { Effect: string; Action: string[]; Resource: string }[];
  };

  await read();

  const called = new Set(callsTo(ec2).map(([command]) => `ec2:${command.replace(/Command$/, '')}`));
  expect(Statement).toEqual([{ Effect: 'Allow', Action: expect.any(Array) as unknown, Resource: '*' }]);
  // Beside the inventory a plan asks since when there is a deployment.
  expect([...Statement[0]!.Action].sort()).toEqual(['cloudformation:DescribeStacks', ...called].sort());
});

const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });

test.each<[rule: string, error: Error, message: string]>([
  [
    'a denied call is named, with its Region',
    failure('UnauthorizedOperation', 'You are not authorized to perform this operation.\nEncoded: abc'),
    'The account cannot be read: ec2:DescribeImages in us-east-1 was denied (UnauthorizedOperation: You are not authorized to perform this operation. Encoded: abc). docs/plan.md has the policy that is needed. --inventory reads files instead.',
  ],
  [
    'so is one that fails otherwise',
    failure('RequestLimitExceeded', 'Request limit exceeded.'),
    'The account cannot be read: ec2:DescribeImages in us-east-1 failed (RequestLimitExceeded: Request limit exceeded.). It can be tried again. --inventory reads files instead.',
  ],
  [
    'a Region that the account has not enabled is told as one, since EC2 answers as to wrong credentials',
    failure('AuthFailure', 'AWS was not able to validate the provided access credentials'),
    'The account cannot be read: the Region us-east-1 is not enabled in the account, or the credentials are not valid (AuthFailure: AWS was not able to validate the provided access credentials). Enable it, or give some of the account of the deployment that allow ec2:DescribeImages in us-east-1. --inventory reads files instead.',
  ],
  [
    'a session that has ended is told as one, and the clock that may be wrong',
    failure('RequestExpired', 'Request has expired.'),
    'The account cannot be read: no valid AWS credentials (RequestExpired: Request has expired.). Log in again, or set the clock of this machine right. Give some of the account of the deployment that allow ec2:DescribeImages in us-east-1. --inventory reads files instead.',
  ],
  [
    'missing credentials are told with the other way',
    failure('CredentialsProviderError', 'Could not load credentials from any providers'),
    'The account cannot be read: no valid AWS credentials (CredentialsProviderError: Could not load credentials from any providers). Give some of the account of the deployment that allow ec2:DescribeImages in us-east-1. --inventory reads files instead.',
  ],
])('%s', async (_rule, error, message) => {
  answerAll();
  ec2.on(DescribeImagesCommand).rejects(error);

  await expect(read()).rejects.toThrow(new UsageError(message));
});

test('a Region that two primary ones share is read once, and the volumes of each are its own', async () => {
  answerAll();
  const readFor = reader();
  const other = parseSettings(
    { primary: { region: 'us-west-2' }, dr: [{ region: 'us-east-1' }] },
    'the test',
  );

  const [first, second] = [await readFor(settings), await readFor(other)];

  const countOf = (operation: string): number =>
    callsTo(ec2).filter(([command]) => command === operation).length;
  expect([countOf('DescribeImagesCommand'), countOf('DescribeVolumesCommand')]).toEqual([2, 2]);
  expect([first, second].map(({ volumes }) => volumes[0]?.region)).toEqual(['us-east-1', 'us-west-2']);
  expect(second.snapshots.map(({ region }) => region)).toEqual([
    'us-west-2',
    'us-west-2',
    'us-east-1',
    'us-east-1',
  ]);
});

test('all instances are read where their overrides count, by whatever words', async () => {
  answerAll();
  ec2
    .on(DescribeInstancesCommand)
    .resolvesOnce({ Reservations: [{ Instances: [{ InstanceId: 'i-1' }] }], NextToken: 'more' })
    .resolves({ Reservations: [{ Instances: [{ InstanceId: 'i-2' }] }] });

  const { instances, lists } = await reader()({ ...settings, instanceOverrides: true });

  expect(instances).toEqual(
    ['i-1', 'i-2'].map((InstanceId) => ({ region: 'us-east-1', instance: { InstanceId } })),
  );
  expect(lists).toContainEqual({ region: 'us-east-1', list: 'instances' });
  const filters = callsTo(ec2).flatMap(([command, input]) =>
    command === 'DescribeInstancesCommand' ? [(input as DescribeInstancesCommandInput).Filters] : [],
  );
  expect(filters).toEqual([undefined, undefined]);
});
