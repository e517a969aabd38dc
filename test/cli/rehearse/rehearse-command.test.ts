import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RehearsalWithFigures } from '../../../local/rehearsal/rehearse-with-figures';
import type { RehearsalReport } from '../../../local/rehearsal/rehearsal';
import { keeperHere } from '../keeper-here';

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

test('the help says what the exit codes mean and ends with 0', async () => {
  const { status, stdout } = await keeperHere('rehearse', '--help');

  expect(stdout).toContain('Exit codes: 0 all is as the settings and the target promise;');
  expect(status).toBe(0);
});

test("a user's own inventory is rehearsed, and what was there before is left alone", async () => {
  const volumes = file('volumes.json', { Volumes: [VOLUME] });
  const snapshots = file('snapshots.json', { Snapshots: [SNAPSHOT] });

  const { status, stdout } = await keeperHere(
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

test('every snapshot of an inventory is from before, and its volume goes on as its history shows', async () => {
  const daily = [25, 26, 27].map((day, index) => ({
    ...SNAPSHOT,
    SnapshotId: `snap-0000000000000000${index}`,
    StartTime: `2031-11-${day}T02:00:00Z`,
  }));
  const volumes = file('cadence-volumes.json', { Volumes: [VOLUME] });
  const snapshots = file('cadence-snapshots.json', { Snapshots: daily });

  const { status, stdout } = await keeperHere(
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

test('a report is one file with what --json prints, which no text in it can break', async () => {
  const Name = '</script><!--<script>';
  const Tags = [...VOLUME.Tags, { Key: 'Name', Value: Name }];
  const volumes = file('named.json', { Volumes: [{ ...VOLUME, Tags }] });
  const page = join(folder, 'report.html');

  const { status, stdout } = await keeperHere(
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

test.each<[rule: string, flags: string[], targetHours: number, status: number]>([
  ['the target is that of the settings', [], 1, 1],
  ['--target-hours counts in place of it', ['--target-hours', '30'], 30, 0],
])('%s', async (_, flags, targetHours, expected) => {
  const volumes = file('target-volumes.json', { Volumes: [VOLUME] });
  const snapshots = file('target-snapshots.json', { Snapshots: [SNAPSHOT] });
  const settings = file('target-settings.json', {
    ...{ primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }], target: { hours: 1 } },
  });

  const { status, stdout } = await keeperHere(
    ...['rehearse', '--inventory', volumes, snapshots, '--settings', settings, '--json'],
    ...['--from', '2026-02-01T12:00:00Z', '--days', '2', ...flags],
  );

  expect(JSON.parse(stdout) as RehearsalReport).toMatchObject({ targetHours });
  expect(status).toBe(expected);
});

test("a user's own settings are rehearsed, in as many DR Regions as they name", async () => {
  const settings = file('two-regions.json', {
    deployment: 'payroll',
    primary: { region: 'eu-west-1', retention: { daily: 2 } },
    dr: [{ region: 'eu-central-1' }, { region: 'eu-north-1', retention: { last: 2 }, key: 'aws/ebs' }],
    selection: { tagKey: 'Protect', tagValues: ['gold'] },
  });

  const { status, stdout } = await keeperHere('rehearse', '--settings', settings, '--days', '4');

  expect(stdout).toContain('Rehearsal of "payroll": 4 days on virtual time');
  expect(stdout).toContain('eu-west-1 (primary) copies to eu-central-1, eu-north-1.');
  expect(stdout).toContain('Protected: all 21 selected volumes end with a point of at most 26 h in');
  expect(status).toBe(0);
});

describe('who takes the snapshots', () => {
  const GIVEN = { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] };
  const takersOf = async (...words: string[]): Promise<string> =>
    (await keeperHere('rehearse', '--days', '1', ...words)).stdout;

  test('of the built-in fleet two schedules of Snapshot Keeper, where nobody gives settings', async () => {
    expect(await takersOf()).toContain(
      '\n19 volumes: Snapshot Keeper, schedule nightly, cron(30 3 * * ? *) in Europe/Berlin\n',
    );
  });

  test("scripts, where somebody's settings have no schedules", async () => {
    const stdout = await takersOf('--settings', file('no-schedules.json', GIVEN));

    expect(stdout).toContain('\n15 volumes: nightly script, every day\n');
    expect(stdout).not.toContain('Snapshot Keeper, schedule');
  });

  test("the schedules of somebody's settings, in place of the scripts of the volumes that they cover", async () => {
    const schedules = [{ name: 'databases', schedule: 'rate(12 hours)', selection: { tagKey: 'Role' } }];
    const stdout = await takersOf('--settings', file('schedules.json', { ...GIVEN, schedules }));

    expect(stdout).toContain('\n4 volumes: Snapshot Keeper, schedule databases, rate(12 hours)\n');
    expect(stdout).toContain('\n15 volumes: nightly script, every day\n');
    expect(stdout).not.toContain('database script');
  });

  test('a volume without a history is protected by a schedule of the settings', async () => {
    const schedules = [{ name: 'daily', schedule: 'cron(0 5 * * ? *)' }];
    const { status, stdout } = await keeperHere(
      ...['rehearse', '--days', '2', '--settings', file('daily.json', { ...GIVEN, schedules })],
      ...['--inventory', file('new.json', { Volumes: [VOLUME] }), file('none.json', { Snapshots: [] })],
    );

    expect(stdout).toContain('Protected: the selected volume ends with a point');
    expect(stdout).toContain('\n1 volume: Snapshot Keeper, schedule daily, cron(0 5 * * ? *) in UTC\n');
    expect(stdout).not.toContain('none, as the inventory shows');
    expect(status).toBe(0);
  });
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

  test('each is rehearsed by itself', async () => {
    const { status, stdout } = await keeperHere('rehearse', ...settings(), '--days', '1');

    expect(stdout).toContain('us-east-1 (primary) copies to us-west-2.');
    expect(stdout).toContain('us-west-2 (primary) copies to us-east-1.');
    expect(stdout).toMatch(/\nEach primary Region is rehearsed by itself: .*\n$/);
    expect(status).toBe(0);
  });
});
