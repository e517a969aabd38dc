import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import {
  DescribeImagesCommand,
  DescribeLockedSnapshotsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import type { Explanation } from '../../../cli/plan/explain';
import { planCommand } from '../../../cli/plan/plan-command';
import type { FleetPlan } from '../../../cli/plan/planned';
import { describeCopy } from '../../../functions/domain/copy-description';
import { mockAws } from '../../support/aws-mock';
import { keeper, keeperIn, temporaryFiles } from '../keeper';

const file = temporaryFiles();
const ec2 = mockAws(EC2Client);
const cloudFormation = mockAws(CloudFormationClient);

const VOLUME = {
  VolumeId: 'vol-0123456789abcdef0',
  AvailabilityZone: 'us-east-1a',
  Size: 8,
  VolumeType: 'gp3',
  Tags: [
    { Key: 'Backup', Value: '' },
    { Key: 'Name', Value: 'web' },
  ],
};

const snapshotId = (day: number): string => `snap-000000000000000${String(day).padStart(2, '0')}`;

const copyId = (day: number): string => `snap-00000000000000c${String(day).padStart(2, '0')}`;

const startOf = (day: number): string => `2026-03-${String(day).padStart(2, '0')}T02:00:00.000Z`;

const described = (day: number, tags: Record<string, string>) => ({
  VolumeSize: 8,
  State: 'completed',
  StartTime: startOf(day),
  OwnerId: '111122223333',
  Tags: Object.entries({
    'snapshot-keeper:managed-by': 'snapshot-keeper',
    'snapshot-keeper:volume': VOLUME.VolumeId,
    'snapshot-keeper:region': 'us-east-1',
    'snapshot-keeper:taken-at': startOf(day),
    ...tags,
  }).map(([Key, Value]) => ({ Key, Value })),
});

/** The volume's snapshot of a day in March, ours and copied. */
const snapshot = (day: number, tags: Record<string, string> = {}) => ({
  SnapshotId: snapshotId(day),
  VolumeId: VOLUME.VolumeId,
  ...described(day, {
    'snapshot-keeper:snapshot': snapshotId(day),
    'snapshot-keeper:copy/us-west-2': `${copyId(day)} of ${snapshotId(day)}`,
    'snapshot-keeper:policy': 'last 7',
    ...tags,
  }),
});

const copy = (day: number) => ({
  SnapshotId: copyId(day),
  VolumeId: 'vol-ffffffff',
  Description: describeCopy({
    deployment: 'snapshot-keeper',
    sourceSnapshotId: snapshotId(day),
    volumeId: VOLUME.VolumeId,
    region: 'us-east-1',
    takenAt: startOf(day),
    requestedAt: startOf(day),
    requestId: String(day),
  }),
  ...described(day, { 'snapshot-keeper:source-snapshot': snapshotId(day) }),
});

const copyOf = ({ StartTime }: { StartTime: string }) => copy(new Date(StartTime).getUTCDate());

/** As the settings before had it: under another policy than the one in force. */
const ofBefore = (count: number) =>
  Array.from({ length: count }, (_, index) => snapshot(index + 1, { 'snapshot-keeper:policy': 'last 30' }));

const days = (count: number) => Array.from({ length: count }, (_, index) => snapshot(index + 1));

/** Carries the verb out in this process, which is much faster; an error is what `main.ts` tells a person. */
async function plan(...words: string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  const written: string[] = [];
  jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  try {
    await planCommand().parseAsync(words, { from: 'user' });
    return { status: Number(process.exitCode ?? 0), stdout: written.join(''), stderr: '' };
  } catch (error) {
    return { status: 2, stdout: written.join(''), stderr: (error as Error).message };
  } finally {
    process.exitCode = undefined;
    stdout.mockRestore();
  }
}

/** An inventory of all but the primary Region's locks, with these snapshots there and the copy of the last one in the DR Region. */
const inventory = (snapshots: readonly { StartTime: string }[], images: readonly object[] = []): string[] => [
  ...['--at', '2026-04-01T00:00:00Z', '--target-hours', '10000', '--inventory'],
  file('volumes.json', { Volumes: [VOLUME] }),
  file('snapshots.json', { Snapshots: snapshots }),
  file('images.json', { Images: images }),
  `us-west-2=${file('dr-locks.json', { Snapshots: [] })}`,
  `us-west-2=${file('dr.json', { Snapshots: snapshots.slice(-1).map(copyOf), Images: [] })}`,
];

const json = async (...words: string[]) => {
  const { status, stdout } = await plan('--json', ...words);
  return { status, planned: JSON.parse(stdout) as FleetPlan };
};

describe('the exit code says what the plan holds', () => {
  test.each<[rule: string, status: number, words: () => string[]]>([
    ['nothing to do', 0, () => inventory(days(7))],
    [
      'a selected volume without any snapshot',
      1,
      () => [...inventory([]), file('locks.json', { Snapshots: [] })],
    ],
    [
      'a newest point older than 26 h, where nobody says otherwise',
      1,
      () => inventory(days(7)).filter((word) => word !== '--target-hours' && word !== '10000'),
    ],
    [
      'a newest point no older than --target-hours',
      0,
      () => [...inventory(days(7)), '--target-hours', '607'],
    ],
    ['a newest point older than --target-hours', 1, () => [...inventory(days(7)), '--target-hours', '597']],
    [
      'settings that select no volume',
      1,
      () => [
        ...inventory(days(7)),
        '--settings',
        file('typo.json', {
          primary: { region: 'us-east-1' },
          dr: [{ region: 'us-west-2' }],
          selection: { tagKey: 'Bakcup' },
        }),
      ],
    ],
    ['something to remove', 1, () => inventory(days(8))],
    ['something to copy', 1, () => inventory([unconfirmed(2), snapshot(1)])],
    [
      'something that the limit of deletions refuses',
      1,
      () => ['--max-delete', '0.9', ...inventory(ofBefore(20))],
    ],
    ['more than the share of the limit of deletions', 3, () => inventory(ofBefore(20))],
    ['exactly --max-delete', 1, () => ['--max-delete', '20%', ...inventory(days(9))]],
    ['more than --max-delete', 3, () => ['--max-delete', '10%', ...inventory(days(8))]],
    ['less than --max-delete', 1, () => ['--max-delete', '0.2', ...inventory(days(8))]],
  ])('%s: %d', async (_rule, status, words) => {
    expect((await plan(...words())).status).toBe(status);
  });
});

describe('what would not really be removed does not count against --max-delete', () => {
  const ami = (...days: number[]) => ({
    ImageId: 'ami-0123456789abcdef0',
    BlockDeviceMappings: days.map((day) => ({ Ebs: { SnapshotId: snapshotId(day) } })),
  });
  const inForce = (count: number, tags: Record<string, string> = {}) =>
    Array.from({ length: count }, (_, index) =>
      snapshot(index + 1, { 'snapshot-keeper:policy': 'last 7', ...tags }),
    );

  test.each<
    [rule: string, status: number, end: string, snapshots: { StartTime: string }[], images: object[]]
  >([
    ['all of it in an AMI', 0, 'Nothing to do.', inForce(9), [ami(1, 2)]],
    ['some of it in an AMI', 3, 'In short: 1 snapshot to remove.', inForce(9), [ami(1)]],
    ['all of it held', 0, 'Nothing to do.', inForce(9, { 'snapshot-keeper:hold': 'audit' }), []],
    ['blocked by deletionLimit', 3, 'In short: 1 volume blocked by deletionLimit.', ofBefore(20), []],
    [
      'blocked by deletionLimit, and in an AMI too',
      1,
      'In short: 1 volume blocked by deletionLimit.',
      ofBefore(20),
      [ami(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13)],
    ],
  ])('%s: %d', async (_rule, status, end, snapshots, images) => {
    const ended = await plan('--max-delete', '5%', ...inventory(snapshots, images));

    expect(ended.status).toBe(status);
    expect(ended.stdout.trimEnd().split('\n').at(-1)).toBe(end);
  });

  test('the message names the figures', () => {
    const { status, stderr } = keeper('plan', '--max-delete', '0.07', ...inventory(inForce(9), []));

    expect(stderr).toBe(
      'The plan would remove 2 of 10 good snapshots (20.0 %). Together that is 20 %, more than --max-delete 7 % allows.\n',
    );
    expect(status).toBe(3);
  });
});

const unconfirmed = (day: number) => {
  const known = snapshot(day);
  return { ...known, Tags: known.Tags.filter(({ Key }) => !Key.startsWith('snapshot-keeper:copy/')) };
};

test('as the shell sees it, too much is told on standard error', () => {
  const { status, stderr } = keeper('plan', '--json', ...inventory(ofBefore(20)));

  expect(stderr).toBe(
    'The plan would remove 0 of 21 good snapshots (0.0 %); deletionLimit blocks 13. Together that is 61.9 %, more than --max-delete 50 % allows.\n',
  );
  expect(status).toBe(3);
});

describe('a wrong call ends with exit code 2 and one clear message', () => {
  test.each<[string, () => string[], string]>([
    ...[
      ['a time that is none', 'noon'],
      ['a day that does not exist', '2026-02-30T00:00:00Z'],
      ['a time of nobody knows which zone', '2026-03-01T00:00:00'],
      ['a day without a time', '2026-03-01'],
    ].map(([rule = '', text = '']): [string, () => string[], string] => [
      rule,
      () => ['--at', text],
      `--at: expected a time in UTC or with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00, found "${text}".`,
    ]),
    [
      'a share that is none',
      () => ['--max-delete', '120%'],
      '--max-delete: expected a share from 0 to 1 such as 0.2 or 20%, found "120%".',
    ],
    [
      'a snapshot that the plan does not hold',
      () => ['--explain', 'snap-1 ', ...inventory(days(1))],
      '--explain: expected the id of a snapshot or volume, such as snap-0123456789abcdef0, found "snap-1 ".',
    ],
    [
      'no list of snapshots of the primary Region',
      () => inventory([]).filter((word) => !word.endsWith('snapshots.json')),
      'The inventory holds no list of the snapshots in us-east-1. Add the output of "aws ec2 describe-snapshots --owner-ids self --region us-east-1" as FILE.',
    ],
    [
      'no list of snapshots of the DR Region',
      () => inventory(days(7)).slice(0, -2),
      'The inventory holds no list of the snapshots in us-west-2. Add the output of "aws ec2 describe-snapshots --owner-ids self --region us-west-2" as us-west-2=FILE.',
    ],
    [
      'an empty list that may be of snapshots or of locks',
      () => inventory([]),
      'The only list of snapshots in us-east-1 is empty, and may as well be one of locks. Give the output of both "aws ec2 describe-snapshots --owner-ids self --region us-east-1" and "aws ec2 describe-locked-snapshots --region us-east-1", each as FILE.',
    ],
    [
      'a file with many faults',
      () => [
        '--inventory',
        file('faulty.json', { Snapshots: days(9).map((one) => ({ ...one, State: 'done' })) }),
      ],
      'and 4 more',
    ],
    [
      'a fault in its place',
      () => ['--inventory', file('images-2.json', { Images: [{ ImageId: 'ami-1' }, { ImageId: 'x' }] })],
      'Images, entry 2, ImageId: expected an id such as ami-0123456789abcdef0',
    ],
  ])('%s', async (_, words, message) => {
    const { stdout, stderr } = await plan(...words());

    expect(stderr).toContain(message);
    expect(stdout).toBe('');
  });

  test('as the shell sees it, of a flag', () => {
    expect(keeper('plan', '--at', 'noon')).toEqual({
      status: 2,
      stdout: '',
      stderr:
        '--at: expected a time in UTC or with an offset, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00, found "noon".\n',
    });
  });

  test('as the shell sees it, without credentials', () => {
    const { status, stdout, stderr } = keeper('plan');

    // The SDK may say before what it thinks of this version of Node.js.
    expect(stderr.trimEnd().split('\n').at(-1)).toBe(
      'The account cannot be read: no valid AWS credentials (CredentialsProviderError: Could not load credentials from any providers). Give some of the account of the deployment that allow ec2:DescribeVolumes in us-east-1. --inventory reads files instead.',
    );
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });
});

test('as the shell sees it, a plan with changes is written to standard output alone', () => {
  const { status, stdout, stderr } = keeper('plan', ...inventory(days(8)));

  expect(stdout).toContain('8 GiB  remove: kept by no rule of last 7');
  expect(stderr).toBe('');
  expect(status).toBe(1);
});

test('as the shell sees it, a reader that leaves early is no error', async () => {
  const child = spawn(
    process.execPath,
    ['cli/snapshot-keeper.mjs', 'plan', '--json', ...inventory(days(8))],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  child.stdout.destroy();
  const stderr: string[] = [];
  child.stderr.on('data', (text) => stderr.push(String(text)));

  const [status] = (await once(child, 'close')) as [number];

  expect(stderr.join('')).toBe('');
  expect(status).toBe(1);
});

test('as the shell sees it, without cdk.json the other way to give settings is named', () => {
  const { status, stderr } = keeperIn(dirname(file('elsewhere.json', {})), 'plan');

  expect(stderr).toBe(
    'Cannot read cdk.json: there is no such file. It is looked for in the current folder; --settings names another file.\n',
  );
  expect(status).toBe(2);
});

test('the help says what the exit codes mean', () => {
  const { status, stdout } = keeper('plan', '--help');

  expect(stdout).toContain('Exit codes: 0 nothing to do; 1 changes:');
  expect(status).toBe(0);
});

describe('where what instances bear counts, a volume of one without the file of instances', () => {
  const InstanceId = 'i-0123456789abcdef0';
  const words = (...more: object[]): string[] => {
    const given = inventory(days(7)).filter((word) => !word.endsWith('volumes.json'));
    const settings = file('counting.json', {
      primary: { region: 'us-east-1', retention: { last: 7 } },
      dr: [{ region: 'us-west-2' }],
      instanceOverrides: true,
    });
    const volumes = file('attached.json', { Volumes: [{ ...VOLUME, Attachments: [{ InstanceId }] }] });
    const others = more.map((one, index) => file(`more-${index}.json`, one));
    return ['--settings', settings, ...given, volumes, ...others];
  };
  const LIST = { Reservations: [{ Instances: [{ InstanceId, Tags: [] }] }] };

  test('is something to look at', async () => {
    const { status, stdout } = await plan(...words());

    expect(stdout).toContain('Of 1 selected volume the target is not known: an instance may bear ');
    expect(stdout).toContain('In short: 1 volume selected, but without a known target.');
    expect(status).toBe(1);
  });

  test('is nothing to look at with it', async () => {
    const { status, stdout } = await plan(...words(LIST));

    expect(stdout).toContain('Nothing to do.');
    expect(status).toBe(0);
  });
});

test('the terminal shows what changes with its reason, counts what does not, and says what is not known', async () => {
  const { stdout } = await plan(...inventory(days(8)));

  expect(stdout).toContain(
    'Not in the inventory: us-east-1: which snapshots are locked (describe-locked-snapshots).',
  );
  expect(stdout).toContain('vol-0123456789abcdef0 web  the volume is selected');
  expect(stdout).toContain('us-east-1, last 7 (the settings): 1 remove, 7 keep');
  expect(stdout).toContain(
    '2026-03-01 02:00  snap-00000000000000001  8 GiB  remove: kept by no rule of last 7',
  );
  expect(stdout).not.toContain(`${snapshotId(8)}  8 GiB`);
  expect(stdout).toContain('This would remove 1 of 9 good snapshots (11.1 %).');
});

test('control characters in tags are shown escaped, and steer no terminal', async () => {
  const held = snapshot(1, { 'snapshot-keeper:hold': 'audit \u001b[2J\r\u009b1A' });
  const newest = snapshot(8, { 'snapshot-keeper:retain': '\u001b]0;x\u0007' });
  const words = inventory([held, ...days(7).slice(1), newest]);
  const [listed, explained] = [await plan(...words), await plan('--explain', snapshotId(1), ...words)].map(
    ({ stdout }) => stripVTControlCharacters(stdout),
  );

  for (const text of [listed, explained]) {
    expect(text).toContain('audit \\u001b[2J\\u000d\\u009b1A');
    expect(text).toContain('\\u001b]0;x\\u0007');
    expect(text?.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  }
});

test('volumes without changes are counted by their reason, and --all lists them', async () => {
  const words = inventory(days(3));

  expect((await plan(...words)).stdout).toContain('1 volume with 4 snapshots: the volume is selected');
  expect((await plan('--all', ...words)).stdout).toContain(`${snapshotId(3)}  8 GiB  keep: last 1 of 7`);
});

test('a time may have an offset', async () => {
  const { planned } = await json(...inventory(days(1)), '--at', '2026-03-08T23:30:00-02:00');

  expect(planned.at).toBe('2026-03-09T01:30:00.000Z');
});

test('the same inventory and time give the same plan', async () => {
  const words = inventory(days(9));

  expect(await json(...words)).toEqual(await json(...words));
});

test('an AMI that uses a snapshot blocks it, whatever retention says', async () => {
  const image = {
    ImageId: 'ami-0123456789abcdef0',
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshotId(1) } }],
  };

  const { planned, status } = await json(...inventory(days(8), [image]));

  expect(planned.volumes[0]?.regions[0]?.snapshots.at(-1)).toMatchObject({
    snapshotId: snapshotId(1),
    action: 'blocked',
    reasons: ['in use by ami-0123456789abcdef0'],
  });
  expect(status).toBe(0);
});

describe('--explain tells everything that led to a verdict', () => {
  test('in words', async () => {
    const { status, stdout } = await plan('--explain', snapshotId(2), ...inventory(days(8)));

    expect(stdout.split('\n').map((line) => line.trimEnd())).toEqual([
      'snap-00000000000000002: keep',
      '  Data of:           2026-03-02T02:00:00.000Z, 8 GiB, completed',
      '  Volume:            vol-0123456789abcdef0 web',
      '  Scope:             the volume is selected',
      '  Region:            us-east-1',
      '  Managed:           yes',
      '  Policy:            last 7, from the settings',
      '  Because:           last 7 of 7',
      '  EC2 refuses:       none',
      '  Copy in us-west-2: snap-00000000000000c02, confirmed, no longer there',
      '  At once:           1 of 8 would be removed, within the limit',
      '',
    ]);
    expect(status).toBe(0);
  });

  test('as data, with the tag that the policy comes from', async () => {
    const overriding = snapshot(9, { 'snapshot-keeper:retain': '2' });
    const { stdout } = await plan(
      ...['--json', '--explain', snapshotId(1)],
      ...inventory([...days(8), overriding]),
    );

    const { volume, region, snapshot: explained } = JSON.parse(stdout) as Explanation;
    expect(volume.notes).toEqual([
      'The tag snapshot-keeper:retain has no value on the volume and "2" on its newest snapshot, which counts until the next.',
    ]);
    expect(region.retention).toEqual({
      policy: 'last 2',
      from: 'the tag snapshot-keeper:retain of snap-00000000000000009',
      removal: {
        removedCount: 0,
        blockedByLimitCount: 7,
        afterCopiesCount: 0,
        blockedAfterCopiesCount: 0,
        ofCount: 9,
      },
      refusal:
        'a change of policy (last 7 → last 2) would remove 7 of 9 earlier snapshots at once, and the setting deletionLimit allows a share of 0.5 or a count of 2',
    });
    expect(explained).toMatchObject({ action: 'blocked' });
  });
});

describe('--explain tells why something of ours is kept', () => {
  const because = async (...words: string[]): Promise<string[]> => {
    const { stdout } = await plan('--explain', ...words);
    return stdout
      .split('\n')
      .flatMap((line) => /^ {2}(?:Managed|Because|Note): +(.*)$/.exec(line)?.[1] ?? []);
  };

  test('since it is in doubt', async () => {
    const doubtful = snapshot(1, { 'snapshot-keeper:region': 'eu-west-1' });

    expect(await because(snapshotId(1), ...inventory([doubtful, ...days(9).slice(1)]))).toEqual([
      'no',
      'not managed, in doubt: snapshot-keeper:region is "eu-west-1", not "us-east-1"',
      'snap-00000000000000001 is in doubt, so it is neither counted nor deleted: snapshot-keeper:region is "eu-west-1", not "us-east-1".',
    ]);
  });

  test('since an override cannot be read', async () => {
    const newest = snapshot(9, { 'snapshot-keeper:retain': 'forever' });

    expect(await because(snapshotId(1), ...inventory([...days(8), newest]))).toEqual([
      'yes',
      'the policy is not known: snapshot-keeper:retain cannot be read',
      'The tag snapshot-keeper:retain has no value on the volume and "forever" on its newest snapshot, which counts until the next.',
      'The tag snapshot-keeper:retain has the value "forever". Allowed is a count such as "7" (keep the last 7) or counts with units such as "7d 4w 12m" (7 daily, 4 weekly, 12 monthly), each from 1 to 1000.',
    ]);
  });

  test('since its volume is none', async () => {
    const upload = { ...snapshot(1), VolumeId: 'vol-ffffffff' };

    expect(await because(snapshotId(1), '--adopt', ...inventory([upload]))).toEqual([
      'no',
      'not managed: vol-ffffffff stands for its volume, which is no volume',
    ]);
  });
});

test('snapshots without a volume are counted as such', async () => {
  const upload = { ...snapshot(1), VolumeId: 'vol-ffffffff' };

  expect((await plan('--adopt', ...inventory([upload]))).stdout).toMatch(
    /^1 snapshot: copies and imports by others, which name no volume$/m,
  );
});

test('doubts and overrides that cannot be read are shown without being asked for', async () => {
  const doubtful = snapshot(1, { 'snapshot-keeper:region': 'eu-west-1' });
  const newest = snapshot(9, { 'snapshot-keeper:retain': 'forever' });

  const { stdout, status } = await plan(...inventory([doubtful, ...days(8).slice(1), newest]));

  expect(stdout).toContain('  snap-00000000000000001 is in doubt, so it is neither counted nor deleted: ');
  expect(stdout).toContain('    The tag snapshot-keeper:retain has the value "forever". Allowed is ');
  expect(stdout).toContain('blocked: the policy is not known: snapshot-keeper:retain cannot be read');
  expect(stdout).toContain(
    `  us-east-1  ${snapshotId(1)} of vol-0123456789abcdef0 web: snapshot with edited tags (snapshot-keeper:region is "eu-west-1", not "us-east-1")`,
  );
  expect(stdout.trimEnd().split('\n').at(-1)).toBe('In short: 1 for the next sweep to repair.');
  expect(status).toBe(1);
});

test('a snapshot from before is left alone, and --adopt plans with it', async () => {
  const before = { ...snapshot(1), Tags: [] };

  const [asIs, adopted] = [
    await json(...inventory([before])),
    await json('--adopt', ...inventory([before])),
  ].map(({ planned }) => planned.volumes[0]?.regions[0]?.snapshots[0]);

  expect(asIs).toMatchObject({
    managed: false,
    action: 'keep',
    reasons: ['not managed: no event about it was handled'],
  });
  expect(adopted).toMatchObject({ managed: true, action: 'copy', copyTo: ['us-west-2'] });
});

describe('with several primary Regions', () => {
  const settings = (): string[] => [
    '--settings',
    file('several.json', {
      primary: [
        { region: 'us-east-1', dr: [{ region: 'us-west-2' }] },
        { region: 'us-west-2', dr: [{ region: 'us-east-1' }] },
      ],
    }),
  ];

  test('files are of the one that is named', async () => {
    expect(await plan(...settings(), ...inventory(days(7)))).toMatchObject({
      status: 2,
      stderr:
        '--inventory is for one primary Region, and the settings have us-east-1, us-west-2: name one with --primary.',
    });
    expect((await plan(...settings(), '--primary', 'us-east-1', ...inventory(days(7)))).status).toBe(0);
  });

  test('one that is none of them is refused', async () => {
    expect(await plan(...settings(), '--primary', 'eu-west-1')).toMatchObject({
      status: 2,
      stderr: '--primary: expected us-east-1 or us-west-2, as the settings have it, found "eu-west-1".',
    });
  });

  test('an account is planned for each, and the copies of one are none of the other', async () => {
    const dated = <S extends { readonly StartTime: string }>(shown: S) => ({
      ...shown,
      StartTime: new Date(shown.StartTime),
    });
    const inEast =
      <A>(there: A, elsewhere: A) =>
      async (_input: unknown, getClient: () => EC2Client): Promise<A> =>
        (await getClient().config.region()) === 'us-east-1' ? there : elsewhere;
    ec2.on(DescribeVolumesCommand).callsFake(inEast({ Volumes: [VOLUME] }, { Volumes: [] }));
    ec2.on(DescribeImagesCommand).resolves({ Images: [] });
    ec2.on(DescribeLockedSnapshotsCommand).resolves({ Snapshots: [] });
    ec2
      .on(DescribeSnapshotsCommand)
      .callsFake(inEast({ Snapshots: days(8).map(dated) }, { Snapshots: [copy(7), copy(8)].map(dated) }));

    cloudFormation.on(DescribeStacksCommand).resolves({});

    const { status, stdout } = await plan('--json', '--at', '2026-04-01T00:00:00Z', ...settings());

    const plans = JSON.parse(stdout) as FleetPlan[];
    expect(status).toBe(1);
    const counts = plans.map(({ totals: { snapshots } }) =>
      Object.entries(snapshots).map(([region, { keep, remove }]) => [region, keep.count, remove.count]),
    );
    expect(counts).toEqual([
      [
        ['us-east-1', 7, 1],
        // The other one is blocked, since no copy says by which policy it was kept.
        ['us-west-2', 1, 0],
      ],
      [
        ['us-east-1', 8, 0],
        ['us-west-2', 2, 0],
      ],
    ]);
    expect(plans.flatMap(({ volumes }) => volumes.flatMap(({ notes }) => notes))).toEqual([]);
  });
});

describe('of an account it is asked when the deployment began, since a sweep adopts what no event has told of since', () => {
  /** A volume with a snapshot of 1 March that is none of ours. */
  function answer(): void {
    ec2.on(DescribeVolumesCommand).callsFake(() => ({ Volumes: [VOLUME] }));
    ec2.on(DescribeImagesCommand).resolves({ Images: [] });
    ec2.on(DescribeLockedSnapshotsCommand).resolves({ Snapshots: [] });
    ec2.on(DescribeSnapshotsCommand).callsFake(inPrimary);
  }
  const inPrimary = async (_input: unknown, getClient: () => EC2Client) => {
    const isPrimary = (await getClient().config.region()) === 'us-east-1';
    return { Snapshots: isPrimary ? [{ ...snapshot(1), Tags: [], StartTime: new Date(startOf(1)) }] : [] };
  };
  const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });
  const planned = async () => {
    const { stdout } = await plan('--json', '--at', '2026-03-02T00:00:00Z');
    return (JSON.parse(stdout) as FleetPlan).nextSweep;
  };

  test.each([
    ['before it was taken', '2026-02-28T00:00:00.000Z', { 'newest unadopted': 1 }],
    ['after it was taken', '2026-03-01T12:00:00.000Z', {}],
  ])('%s', async (_, began, found) => {
    answer();
    const stack = { StackName: 'x', StackStatus: 'CREATE_COMPLETE', CreationTime: new Date(began) } as const;
    cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [stack] });

    expect(await planned()).toMatchObject({ adoptsFrom: began, regions: [{ found }, { found: {} }] });
  });

  test('where nothing is deployed, the exit code is 1 although nothing is to be done', async () => {
    answer();
    ec2.on(DescribeSnapshotsCommand).callsFake(async (_input: unknown, getClient: () => EC2Client) => {
      const isPrimary = (await getClient().config.region()) === 'us-east-1';
      const shown = isPrimary ? snapshot(1) : copy(1);
      return { Snapshots: [{ ...shown, StartTime: new Date(startOf(1)) }] };
    });
    const gone = failure('ValidationError', 'Stack with id snapshot-keeper-us-east-1-primary does not exist');
    cloudFormation.on(DescribeStacksCommand).rejects(gone);

    const { status, stdout } = await plan('--at', '2026-03-02T00:00:00Z');

    expect(stdout).toContain('By now: 1 of 1 selected volume');
    expect(stdout).toContain('In short: nothing deployed that protects anything.');
    expect(status).toBe(1);
  });

  test.each([
    [
      failure('ValidationError', 'Stack with id snapshot-keeper-us-east-1-primary does not exist'),
      'There is no stack snapshot-keeper-us-east-1-primary in us-east-1.',
    ],
    [
      failure('AccessDenied', 'User: x is not authorized'),
      expect.stringMatching(
        /^us-east-1: cloudformation:DescribeStacks was denied \(.*docs\/plan\.md has the policy that is needed\.$/,
      ),
    ],
  ])('where nobody knows, it says why and goes on: %s', async (error, whyUnknown) => {
    answer();
    cloudFormation.on(DescribeStacksCommand).rejects(error);

    expect(await planned()).toMatchObject({
      adoptsFrom: null,
      whyUnknown,
      regions: [{ found: {} }, { found: {} }],
    });
  });
});
