import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  DescribeImagesCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
  type Filter,
  type Image,
} from '@aws-sdk/client-ec2';
import { pointsCommand } from '../../../cli/points/points-command';
import type { Snapshot } from '../../../functions/domain/snapshot';
import { tagsToList } from '../../../functions/domain/tags';
import { callsTo, mockAws } from '../../support/aws-mock';
import { copy, snap, snapshot, vol } from '../../support/builders';
import { member } from '../../support/set-members';
import { temporaryFiles } from '../keeper';
import { run } from '../run-command';

const file = temporaryFiles();
const ec2 = mockAws(EC2Client);
const NOW = new Date('2030-03-20T06:00:00Z');

const settings = () =>
  file('settings.json', {
    deployment: 'keeper',
    account: '111122223333',
    primary: { region: 'us-east-1' },
    dr: [{ region: 'us-west-2' }],
  });
const points = (...words: string[]) =>
  run(
    pointsCommand(() => NOW),
    ...words,
    '--settings',
    settings(),
  );

const regionOf = (client: unknown): Promise<string> =>
  ((client as () => unknown)() as { config: { region(): Promise<string> } }).config.region();

const inEc2 = (one: Snapshot) => ({
  SnapshotId: one.snapshotId,
  VolumeId: one.volumeId,
  State: one.state as 'completed',
  StartTime: new Date(one.startedAt),
  VolumeSize: one.sizeGib,
  Description: one.description,
  ...(one.kmsKeyId !== undefined && { KmsKeyId: one.kmsKeyId, Encrypted: true }),
  Tags: tagsToList(one.tags),
});

/** As EC2 filters, with its wildcard. */
function passes(one: Snapshot, { Name = '', Values = [] }: Filter): boolean {
  const like = (text: string) =>
    Values.some((value) => new RegExp(`^${value.replaceAll('*', '.*')}$`).test(text));
  if (Name === 'volume-id') return like(one.volumeId);
  if (Name === 'snapshot-id') return like(one.snapshotId);
  if (Name === 'description') return like(one.description);
  return like(one.tags[Name.replace(/^tag:/, '')] ?? '');
}

/** Lets EC2 show these; a Region that is an error answers with it. */
function shown(regions: Readonly<Record<string, readonly Snapshot[] | Error>>): void {
  ec2.on(DescribeSnapshotsCommand).callsFake(async ({ Filters = [] }: { Filters?: Filter[] }, client) => {
    const all = regions[await regionOf(client)] ?? [];
    if (all instanceof Error) throw all;
    return { Snapshots: all.filter((one) => Filters.every((filter) => passes(one, filter))).map(inEc2) };
  });
  ec2.on(DescribeVolumesCommand).callsFake(async (_, client) => {
    const all = regions[await regionOf(client)];
    if (all instanceof Error) throw all;
    return {
      Volumes: [
        {
          VolumeId: vol(1),
          Size: 8,
          VolumeType: 'gp3',
          AvailabilityZone: 'us-east-1a',
          Attachments: [{ InstanceId: 'i-00000001', Device: '/dev/sdf' }],
          Tags: [{ Key: 'Name', Value: 'db-1' }],
        },
      ],
    };
  });
}

const DAYS = ['2030-03-18T03:00:00Z', '2030-03-19T03:00:00Z', '2030-03-20T03:00:00Z'] as const;
const SOURCES = DAYS.map((takenAt, index) => snapshot(snap(index + 1), takenAt));
const COPIES = DAYS.slice(0, 2).map((takenAt, index) =>
  copy(snap(`c${index + 1}`), snap(index + 1), takenAt, {
    kmsKeyId: 'arn:aws:kms:us-west-2:111122223333:key/1234',
    tags: { 'snapshot-keeper:instance': 'i-00000001', 'snapshot-keeper:device': '/dev/sdf' },
  }),
);
const DOWN = Object.assign(new Error('no answer'), { name: 'ServiceUnavailable' });

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

test('the volumes of an instance are told to be of one moment where they are of one set', async () => {
  const set = [1, 2].map((volume) =>
    member(2, { id: volume, volume, day: 19, tags: { 'snapshot-keeper:instance': 'i-00000001' } }),
  );
  const later = snapshot(snap(9), DAYS[2]);

  shown({ 'us-east-1': set, 'us-west-2': [] });
  const { status, stdout } = await points('i-00000001', '--region', 'us-east-1');
  shown({ 'us-east-1': [...set, later] });
  const mixed = await points('i-00000001', '--region', 'us-east-1');

  expect(status).toBe(0);
  expect(stdout).toMatch(/\nus-east-1: of one moment: set 000000000019, taken 2030-03-19T00:00:00.000Z\.\n$/);
  expect(mixed.stdout).toMatch(
    /\nus-east-1: not of one moment: taken from 2030-03-19T00:00:00.000Z to 2030-03-20T03:00:00.000Z\. The newest set is 000000000019, taken 2030-03-19T00:00:00.000Z\.\n$/,
  );
});

test('where one volume of an instance cannot be restored, that is counted and ends with 1', async () => {
  const failed = snapshot(snap(9), DAYS[2], {
    volumeId: vol(2),
    state: 'error',
    tags: { 'snapshot-keeper:instance': 'i-00000001' },
  });

  shown({ 'us-east-1': [...SOURCES, failed] });
  const { status, stdout } = await points('i-00000001', '--region', 'us-east-1');

  expect(status).toBe(1);
  expect(stdout).toMatch(
    /\nus-east-1: one volume, of 2030-03-20T03:00:00.000Z\. 1 of its 2 volumes cannot be restored\.\n$/,
  );
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
