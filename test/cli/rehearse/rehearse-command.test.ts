import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import type { RehearsalReport } from '../../../local/rehearsal/rehearsal';
import { keeper } from '../keeper';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rehearse-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};

const VOLUME = {
  VolumeId: 'vol-0123456789abcdef0',
  AvailabilityZone: 'us-east-1a',
  Size: 8,
  VolumeType: 'gp3',
  State: 'in-use',
  Encrypted: false,
  CreateTime: '2025-01-01T00:00:00.000Z',
  Attachments: [],
  Tags: [{ Key: 'Backup', Value: '' }],
};

const SNAPSHOT = {
  SnapshotId: 'snap-0123456789abcdef0',
  VolumeId: 'vol-0123456789abcdef0',
  VolumeSize: 8,
  State: 'completed',
  StartTime: '2026-02-01T03:00:00.123000+00:00',
  OwnerId: '111122223333',
  Description: '',
  Encrypted: false,
  Progress: '100%',
};

describe('a wrong call ends with exit code 2 and one clear message', () => {
  test.each<[string, () => string[], string]>([
    ['an unknown flag', () => ['--bogus'], "error: unknown option '--bogus'"],
    [
      'days that are no number',
      () => ['--days', 'ten'],
      '--days: expected a whole number from 1 to 366, found "ten".',
    ],
    [
      'a target that is no time',
      () => ['--target-hours', '0'],
      '--target-hours: expected hours above 0 and up to 10000, found "0".',
    ],
    ['no days at all', () => ['--days', '0'], '--days: expected a whole number from 1 to 366, found "0".'],
    [
      'a settings file that is not there',
      () => ['--settings', 'no.json'],
      'Cannot read no.json: there is no such file.',
    ],
    [
      'settings that are wrong',
      () => [
        '--settings',
        file('settings.json', { primary: { region: 'us-east-1' }, dr: [{ region: 'us-east-1' }] }),
      ],
      'dr, entry 1, region: expected another Region than primary.region, found "us-east-1"',
    ],
    [
      'an inventory that is not there',
      () => ['--inventory', 'no.json'],
      'Cannot read no.json: there is no such file.',
    ],
    [
      'an inventory that is no JSON',
      () => ['--inventory', file('text.json', '{oops')],
      'text.json is not JSON: ',
    ],
    [
      'an inventory of something else',
      () => ['--inventory', file('instances.json', { Reservations: [] })],
      'expected the output of "aws ec2 describe-volumes" or "aws ec2 describe-snapshots"',
    ],
    [
      'an inventory without volumes',
      () => ['--inventory', file('snapshots.json', { Snapshots: [SNAPSHOT] })],
      'The inventory holds no volume.',
    ],
    [
      'an inventory of another Region',
      () => ['--inventory', file('far.json', { Volumes: [{ ...VOLUME, AvailabilityZone: 'eu-west-1a' }] })],
      'The inventory holds no volume in us-east-1, the primary Region of the settings; its volumes are in eu-west-1.',
    ],
    [
      'snapshots of a Region that the settings do not name',
      () => ['--inventory', file('volumes.json', { Volumes: [VOLUME] }), 'eu-west-1=dr.json'],
      '--inventory eu-west-1=dr.json: expected a Region of the settings before the =, us-east-1 or us-west-2, found "eu-west-1".',
    ],
    [
      'a volume that is in the inventory twice',
      () => ['--inventory', file('twice.json', { Volumes: [VOLUME, VOLUME] })],
      'vol-0123456789abcdef0 is in the inventory twice: both times in ',
    ],
    [
      'templates that are not there',
      () => ['--templates', folder],
      'expected the folder that "cdk synth" wrote',
    ],
    [
      'a report in a folder that is not there',
      () => ['--report', join(folder, 'no', 'report.html')],
      'no/report.html: expected a file in a folder that exists.',
    ],
  ])('%s', (_, words, message) => {
    const { status, stdout, stderr } = keeper('rehearse', ...words());

    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  test('an unknown verb', () => {
    expect(keeper('frobnicate')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("unknown command 'frobnicate'"),
    });
  });
});

test('the help says what the exit codes mean and ends with 0', () => {
  const { status, stdout } = keeper('rehearse', '--help');

  expect(stdout).toContain('Exit codes: 0 all is as the settings and the target promise;');
  expect(status).toBe(0);
});

test("a user's own inventory is rehearsed, and what was there before is left alone", () => {
  const volumes = file('volumes.json', { Volumes: [VOLUME] });
  const snapshots = file('snapshots.json', { Snapshots: [SNAPSHOT] });

  const { status, stdout } = keeper(
    ...['rehearse', '--inventory', volumes, snapshots, '--days', '3', '--json'],
  );

  const report = JSON.parse(stdout) as RehearsalReport;
  expect(report.problems).toEqual([]);
  expect(report.regions[0]).toMatchObject({ region: 'us-east-1', earlierCount: 1 });
  expect(report.volumes).toMatchObject([
    {
      volumeId: 'vol-0123456789abcdef0',
      inScope: true,
      regions: [{ region: 'us-east-1' }, { region: 'us-west-2', policy: 'last 1' }],
    },
  ]);
  expect(report.volumes[0]!.regions.map(({ points }) => points.length)).toEqual([3, 1]);
  expect(status).toBe(0);
});

test('every snapshot of an inventory is from before, and its volume goes on as its history shows', () => {
  const daily = [25, 26, 27].map((day, index) => ({
    ...SNAPSHOT,
    SnapshotId: `snap-0000000000000000${index}`,
    StartTime: `2031-11-${day}T02:00:00Z`,
  }));
  const volumes = file('cadence-volumes.json', { Volumes: [VOLUME] });
  const snapshots = file('cadence-snapshots.json', { Snapshots: daily });

  const { status, stdout } = keeper(
    ...['rehearse', '--inventory', volumes, snapshots, '--days', '2', '--json'],
  );

  const report = JSON.parse(stdout) as RehearsalReport;
  expect(report).toMatchObject({
    from: '2031-11-27T03:00:00.000Z',
    assumptions: ['1 volume: a script, every day: as the inventory shows'],
    refusals: [],
    problems: [],
  });
  expect(report.regions[0]).toMatchObject({ earlierCount: 3, adoptedCount: 2 });
  expect(status).toBe(0);
});

test.each([
  ['--from', '2026-02-01', 'expected a time in UTC or with an offset'],
  [
    '--from',
    '2026-02-01T03:00:00Z',
    'expected a time after the newest of the inventory, which is 2026-02-01T03:00:00.123Z,',
  ],
  ['--every', 'daily', '--every: expected a span from 5m to 366d such as 6h or 1d, found "daily".'],
  ['--every', '1m', '--every: expected a span from 5m to 366d such as 6h or 1d, found "1m".'],
])('%s %s is refused: %s', (flag, value, message) => {
  const volumes = file('flag-volumes.json', { Volumes: [VOLUME] });
  const snapshots = file('flag-snapshots.json', { Snapshots: [SNAPSHOT] });

  const { status, stderr } = keeper('rehearse', '--inventory', volumes, snapshots, flag, value);

  expect(stderr).toContain(message);
  expect(status).toBe(2);
});

test('--every without an inventory is refused: the built-in fleet has its own schedules', () => {
  const { status, stderr } = keeper('rehearse', '--every', '1d');

  expect(stderr).toContain('--every: expected --inventory too: the built-in fleet has its own schedules.');
  expect(status).toBe(2);
});

test('a report is one file with what --json prints, which no text in it can break', () => {
  const Name = '</script><!--<script>';
  const Tags = [...VOLUME.Tags, { Key: 'Name', Value: Name }];
  const volumes = file('named.json', { Volumes: [{ ...VOLUME, Tags }] });
  const page = join(folder, 'report.html');

  const { status, stdout } = keeper(
    ...['rehearse', '--inventory', volumes, '--days', '1', '--json', '--report', page],
    ...['--target-hours', '1', '--written-share', '100%', '--daily-change', '5%', '--compare', '2 / 3d'],
  );

  const html = readFileSync(page, 'utf8');
  const data = JSON.parse(stdout) as RehearsalWithFigures;
  const [, embedded] = /<script type="application\/json" id="data">(.*)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(embedded!)).toEqual(data);
  expect(html.match(/<!--|<\/?script/gi)).toEqual(['<script', '</script', '<script', '</script']);
  expect(html).not.toMatch(/<(link|img|script|iframe)[^>]*(src|href)="(?!data:)/i);
  expect(data.volumes).toMatchObject([{ name: Name }]);
  expect(data.figures).toMatchObject({
    targetHours: 1,
    assumptions: { writtenShare: 1, dailyChange: 0.05 },
    recoverability: [
      { region: 'us-east-1', hoursOverTarget: 21, hoursWithoutPoint: 2 },
      { region: 'us-west-2', hoursOverTarget: 21, hoursWithoutPoint: 2 },
    ],
    costs: [
      { name: 'these settings', primary: 'last 7', dr: 'last 1', storedGib: 16 },
      { name: '2 / 3d', primary: 'last 2', dr: 'daily 3', storedGib: 16 },
    ],
  });
  // No daily snapshot is within an hour at the end of the day.
  expect(data.protection.unprotectedCount).toBe(1);
  expect(status).toBe(1);
});

test("a user's own settings are rehearsed, in as many DR Regions as they name", () => {
  const settings = file('two-regions.json', {
    deployment: 'payroll',
    primary: { region: 'eu-west-1', retention: { daily: 2 } },
    dr: [{ region: 'eu-central-1' }, { region: 'eu-north-1', retention: { last: 2 }, key: 'aws/ebs' }],
    selection: { tagKey: 'Protect', tagValues: ['gold'] },
  });

  const { status, stdout } = keeper('rehearse', '--settings', settings, '--days', '4');

  expect(stdout).toContain('Rehearsal of "payroll": 4 days on virtual time');
  expect(stdout).toContain('eu-west-1 (primary) copies to eu-central-1, eu-north-1.');
  expect(stdout).toContain('Protected: all 21 selected volumes end with a point of at most 26 h in');
  expect(status).toBe(0);
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

  test('each is rehearsed by itself', () => {
    const { status, stdout } = keeper('rehearse', ...settings(), '--days', '1');

    expect(stdout).toContain('us-east-1 (primary) copies to us-west-2.');
    expect(stdout).toContain('us-west-2 (primary) copies to us-east-1.');
    expect(stdout).toMatch(/\nEach primary Region is rehearsed by itself: .*\n$/);
    expect(status).toBe(0);
  });

  test.each(['--inventory', '--report', '--trace'])('%s is for the one that is named', (flag) => {
    const { status, stderr } = keeper('rehearse', ...settings(), flag, join(folder, 'file'));

    expect(stderr).toContain(
      `${flag} is for one primary Region, and the settings have us-east-1, us-west-2: name one with --primary.`,
    );
    expect(status).toBe(2);
  });
});
