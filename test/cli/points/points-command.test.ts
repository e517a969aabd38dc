import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  type Filter,
  type Image,
} from '@aws-sdk/client-ec2';
import { callsTo } from '../../support/aws-mock';
import { snap, snapshot, vol } from '../../support/builders';
import { COPIES, DAYS, DOWN, inEc2, pointsHere, SOURCES } from './points-here';

const { ec2, points, shown } = pointsHere();

test('each Region is a table, newest first, and says what a restore takes', async () => {
  shown({ 'us-east-1': SOURCES, 'us-west-2': COPIES });

  const { status, stdout } = await points(vol(1));

  expect(status).toBe(0);
  expect(stdout.split('\n').filter((line) => !/^[┌├└]/.test(line))).toEqual([
    'vol-00000000000000001 db-1: 8 GiB gp3 in us-east-1a, /dev/sdf of i-00000001',
    '',
    'us-east-1: a restore at 2030-03-20T06:00:00.000Z takes snap-00000000000000003',
    expect.stringMatching(/taken \(UTC\) +│ age +│ snapshot +│ what it holds/),
    expect.stringMatching(/│ → │ 2030-03-20 03:00:00 │ 3 h +│ snap-00000000000000003 │ 8 GiB, not encrypted/),
    expect.stringMatching(
      /│ {3}│ 2030-03-19 03:00:00 │ 27 h │ snap-00000000000000002 │ 8 GiB, not encrypted/,
    ),
    expect.stringMatching(
      /│ {3}│ 2030-03-18 03:00:00 │ 2 d +│ snap-00000000000000001 │ 8 GiB, not encrypted/,
    ),
    '',
    'us-west-2: a restore at 2030-03-20T06:00:00.000Z takes snap-000000000000000c2',
    expect.stringMatching(/taken/),
    expect.stringMatching(/│ → │ 2030-03-19 03:00:00 │ 27 h │ snap-000000000000000c2 │ 8 GiB, key 1234/),
    expect.stringMatching(/│ {3}│ 2030-03-18 03:00:00 │ 2 d +│ snap-000000000000000c1 │ 8 GiB, key 1234/),
    '',
    '',
  ]);
});

test('at an earlier time it takes what was the newest then, and counts what is newer', async () => {
  shown({ 'us-east-1': SOURCES, 'us-west-2': COPIES });

  const { stdout } = await points(vol(1), '--at', '2030-03-19T00:00:00Z', '--region', 'us-east-1');

  expect(stdout).toContain('us-east-1: a restore at 2030-03-19T00:00:00.000Z takes snap-00000000000000001');
  expect(stdout).toContain('2 newer ones, with --all.');
  expect(stdout).not.toContain('us-west-2');
});

test.each([
  ['a volume', vol(1)],
  ['an instance', 'i-00000001'],
])('with the primary Region down %s is found in the DR Region alone', async (_, id) => {
  shown({ 'us-east-1': DOWN, 'us-west-2': COPIES });

  const { status, stdout, stderr } = await points(id);

  expect(status).toBe(0);
  expect(stdout).toContain(
    'vol-00000000000000001: EC2 shows it no more, or was not asked, 8 GiB, /dev/sdf of i-00000001',
  );
  expect(stdout).toContain('takes snap-000000000000000c2');
  expect(stderr.join('\n')).toMatch(/Not read:\n {2}us-east-1: .*ServiceUnavailable/);
});

test('volumes are found by a tag that their snapshots bear, exactly as it is written', async () => {
  const tagged = snapshot(snap(5), DAYS[0], { volumeId: vol(5), tags: { Name: 'db-*' } });
  const other = snapshot(snap(6), DAYS[0], { volumeId: vol(6), tags: { Name: 'db-6' } });
  ec2.on(DescribeVolumesCommand).resolves({ Volumes: [] });
  ec2.on(DescribeSnapshotsCommand).callsFake(({ Filters = [] }: { Filters?: Filter[] }) => ({
    Snapshots: Filters.some(({ Name }) => Name === 'volume-id')
      ? [tagged, other].filter(({ volumeId }) => Filters[0]?.Values?.includes(volumeId)).map(inEc2)
      : [tagged, other].map(inEc2),
  }));

  const { stdout } = await points('--tag', 'Name=db-*', '--region', 'us-east-1');

  expect(stdout).toContain('vol-00000000000000005 db-*');
  expect(stdout).not.toContain('vol-00000000000000006');
});

test('as JSON all of it is there, and what a restore takes', async () => {
  shown({ 'us-east-1': SOURCES.slice(0, 1), 'us-west-2': [] });

  const { stdout } = await points(vol(1), '--json');

  expect(JSON.parse(stdout)).toEqual({
    at: '2030-03-20T06:00:00.000Z',
    regions: ['us-east-1', 'us-west-2'],
    volumes: [
      {
        volumeId: vol(1),
        isThere: true,
        regions: [
          {
            region: 'us-east-1',
            restores: snap(1),
            points: [
              {
                snapshotId: snap(1),
                takenAt: '2030-03-18T03:00:00.000Z',
                state: 'completed',
                storageTier: 'standard',
                sizeGib: 8,
                isOurs: true,
                tags: SOURCES[0]?.tags,
              },
            ],
          },
          { region: 'us-west-2', restores: null, points: [] },
        ],
      },
    ],
    unread: [],
  });
});

test('where nothing is there, or nothing can be restored, it says so and ends with 1', async () => {
  shown({ 'us-east-1': [], 'us-west-2': [] });
  const nothing = await points(vol(1));
  shown({ 'us-east-1': [snapshot(snap(1), DAYS[0], { state: 'error' })], 'us-west-2': [] });
  const failed = await points(vol(1));

  expect([nothing.status, nothing.stdout]).toEqual([
    1,
    'No snapshot of vol-00000000000000001 is there in us-east-1, us-west-2.\n',
  ]);
  expect(failed.status).toBe(1);
  expect(failed.stdout).toContain('us-east-1: nothing can be restored at 2030-03-20T06:00:00.000Z');
  expect(failed.stdout).toContain('left out: failed');
});

test('where nothing is found and not all was read, nobody takes that for an answer', async () => {
  shown({ 'us-east-1': DOWN, 'us-west-2': [] });

  const { status, stdout } = await points(vol(1));

  expect([status, stdout]).toEqual([
    2,
    'No snapshot of vol-00000000000000001 was found in us-east-1, us-west-2, where not all could be read.\n',
  ]);
});

test('a session that has ended is told once, as what it is', async () => {
  const expired = Object.assign(new Error('Request has expired.'), { name: 'RequestExpired' });
  shown({ 'us-east-1': expired, 'us-west-2': expired });

  const { status, stderr } = await points(vol(1));

  expect([status, stderr]).toEqual([
    2,
    [
      '\nNot read:\n  no valid AWS credentials (RequestExpired: Request has expired.). Log in again, or set the clock of this machine right. Give some of 111122223333: docs/restore.md has the policy that is needed.',
    ],
  ]);
});

describe('what an AMI of the deployment holds', () => {
  const INSTANCE = 'i-0123456789abcdef0';
  const AMI = 'ami-0123456789abcdef0';
  const held = (id: string, volumeId: string) => ({
    ...snapshot(snap(id), '2030-03-20T05:00:00Z'),
    volumeId,
    description: `Created by CreateImage(${INSTANCE}) for ${AMI}`,
  });
  const image = (more: Image = {}): Image => ({
    ImageId: AMI,
    Name: `snapshot-keeper keeper ${INSTANCE} 2030-03-20T05.00.00Z by servers`,
    CreationDate: '2030-03-20T05:00:00.000Z',
    State: 'available',
    BlockDeviceMappings: [{ Ebs: { SnapshotId: snap(7) } }, { Ebs: { SnapshotId: snap(8) } }],
    ...more,
  });
  const MEMBERS = [held('7', vol(1)), held('8', vol(2))];
  const newest = async () => {
    const { stdout } = await points(vol(1), '--region', 'us-east-1');
    return stdout.split('\n').find((line) => line.includes(snap(7)) && line.includes('│'));
  };

  test('stands beside its id, whole where all of it has finished', async () => {
    shown({ 'us-east-1': [...SOURCES, ...MEMBERS] });
    ec2.on(DescribeImagesCommand).resolves({ Images: [image()] });
    expect(await newest()).toMatch(new RegExp(`│ → │ .* │ 8 GiB, ${AMI}, not`));
  });

  test('is left out while EC2 does not call it available', async () => {
    shown({ 'us-east-1': [...SOURCES, ...MEMBERS] });
    ec2.on(DescribeImagesCommand).resolves({ Images: [image({ State: 'failed' })] });
    const { stdout } = await points(vol(1), '--region', 'us-east-1', '--json');
    const [{ regions }] = (JSON.parse(stdout) as { volumes: [{ regions: unknown }] }).volumes;
    expect(regions).toMatchObject([
      {
        restores: snap(3),
        points: [{ snapshotId: snap(7), imageId: AMI, obstacle: `its AMI ${AMI} is failed` }, {}, {}, {}],
      },
    ]);
  });

  test('is left out where another volume of it has not finished', async () => {
    shown({ 'us-east-1': [...SOURCES, MEMBERS[0]!, { ...MEMBERS[1]!, state: 'error' }] });
    ec2.on(DescribeImagesCommand).resolves({ Images: [image()] });
    const { stdout } = await points(vol(1), '--region', 'us-east-1');
    expect(stdout).toContain(`us-east-1: a restore at 2030-03-20T06:00:00.000Z takes ${snap(3)}`);
  });

  test('docs/restore.md has the policy that allows the calls that are made, and nothing else', async () => {
    shown({ 'us-east-1': [...SOURCES, ...MEMBERS] });
    ec2.on(DescribeImagesCommand).resolves({ Images: [image()] });
    const page = readFileSync(join(__dirname, '../../../docs/restore.md'), 'utf8');
    const [, policy = ''] = /```json\n(\{\s*"Version"[^`]*)```/.exec(page) ?? [];

    await points(vol(1), '--region', 'us-east-1');

    const called = new Set(callsTo(ec2).map(([command]) => `ec2:${command.replace(/Command$/, '')}`));
    expect(JSON.parse(policy)).toEqual({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: [...called].sort(), Resource: '*' }],
    });
  });

  test('is a single snapshot where AMIs cannot be read, which is said', async () => {
    shown({ 'us-east-1': [...SOURCES, ...MEMBERS] });
    ec2.on(DescribeImagesCommand).rejects(Object.assign(new Error('no'), { name: 'UnauthorizedOperation' }));
    const { stdout, stderr } = await points(vol(1), '--region', 'us-east-1');
    expect(stdout).toContain(`takes ${snap(7)}`);
    expect(stderr.join()).toContain(
      'ec2:DescribeImages was denied (UnauthorizedOperation: no). docs/restore.md has the policy',
    );
  });
});
