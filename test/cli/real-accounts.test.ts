import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import type { RehearsalReport } from '../../local/rehearsal/rehearsal';
import { keeperHere } from './keeper-here';

/** Inputs made after what people report of real accounts, each with the right outcome. */
const CASES = join(__dirname, '../cases');
const inputs = (...names: string[]): string[] => names.map((name) => join(CASES, `${name}.json`));

let settings: string;
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'real-'));
  settings = join(folder, 'settings.json');
  writeFileSync(
    settings,
    JSON.stringify({ primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

async function rehearsed(names: readonly string[], more: readonly string[] = ['--settings', settings]) {
  const { status, stdout, stderr } = await keeperHere(
    ...['rehearse', '--json', '--days', '3', '--inventory', ...inputs(...names), ...more],
  );
  return { status, stderr, report: JSON.parse(stdout) as RehearsalReport };
}

test('an inventory of today is from before, and is rehearsed from then on', async () => {
  const { status, report } = await rehearsed(['today-volumes', 'today-snapshots']);

  expect(report).toMatchObject({ from: '2026-11-28T03:00:00.000Z', problems: [] });
  expect(report.regions[0]).toMatchObject({ earlierCount: 60, adoptedCount: 9 });
  expect(status).toBe(0);
});

test('a snapshot that EC2 refuses is told with volume and reason, and the rehearsal goes on', async () => {
  const { status, report } = await rehearsed(['failed-st1-volumes', 'failed-st1-snapshots']);

  expect(report.refusals).toHaveLength(3);
  expect(report.refusals[0]).toEqual({
    at: expect.stringMatching(/^2026-02-28T03:00:00/) as string,
    who: 'script',
    call: 'CreateSnapshot',
    volumeId: 'vol-0aaaaaaaaaaaaaaa1',
    code: 'ConcurrentSnapshotLimitExceeded',
    message: 'Maximum allowed in-progress snapshots for a single volume exceeded.',
  });
  expect(report.problems).toEqual([
    'vol-0aaaaaaaaaaaaaaa1: EC2 refused the snapshots, ConcurrentSnapshotLimitExceeded (3 due)',
  ]);
  expect(status).toBe(1);
});

test('what lies in the Recycle Bin is left out and counted', async () => {
  const { status, report } = await rehearsed(['recycle-bin-volumes', 'recycle-bin-snapshots']);

  expect(report.assumptions).toContain('2 in the Recycle Bin, or on the way out of it: left out');
  expect(report.regions[0]).toMatchObject({ earlierCount: 1 });
  expect([report.problems, status]).toEqual([[], 0]);
});

test("the account is that of the snapshots' owner, and a key of another account is used", async () => {
  const { status, report } = await rehearsed(['foreign-key-volumes', 'foreign-key-snapshots']);

  expect(report.regions[1]).toMatchObject({ failedCount: 0, copiedCount: 3 });
  expect([report.problems, status]).toEqual([[], 0]);
});

test('volumes of China are rehearsed in their own partition, one snapshot a night where no list says more', async () => {
  const { status, report } = await rehearsed(
    ['china-volumes'],
    ['--settings', join(CASES, 'china-settings.json')],
  );

  expect(report.assumptions).toEqual([
    '2 volumes: a script, every day: the inventory has no list of snapshots',
  ]);
  expect([report.problems, status]).toEqual([[], 0]);
});

test('a selected volume of which nobody takes a snapshot is no success', async () => {
  const { status, report } = await rehearsed(['covered-by-none-volumes', 'covered-by-none-snapshots']);

  expect(report.problems).toEqual([
    'vol-0aaaaaaaaaaaaaaa1: the snapshots are left alone, made by AWS Backup, which is not adopted (3 due)',
    'vol-0aaaaaaaaaaaaaaa2: nobody takes snapshots',
  ]);
  expect(status).toBe(1);
});

test.each([
  ['large-4tib', '1h', '2'],
  ['large-16tib', '6h', '4'],
])(
  '%s, with a snapshot every %s, makes one full copy, on which the others build',
  async (name, every, days) => {
    const { status, stdout } = await keeperHere(
      ...['rehearse', '--json', '--days', days, '--every', every, '--settings', settings],
      ...['--inventory', ...inputs(name)],
    );
    const report = JSON.parse(stdout) as RehearsalReport;

    expect(report.regions[1]).toMatchObject({ fullCopyCount: 1, failedCount: 0 });
    expect(report.regions[1]?.copiedCount).toBeGreaterThan(5);
    // Until the first copy is finished, the volume has no point there, which is told.
    const others = report.notifications.filter(
      ({ subject }) => !/Sweep(Uncovered|OverTarget|NothingArrives)/.test(subject),
    );
    expect([report.problems, others, status]).toEqual([[], [], 0]);
  },
);

test.each([
  [
    'owner-snapshots',
    'Snapshots, entry 1 (snap-00000000000000001), OwnerId: expected an account of 12 digits, found ""',
  ],
  [
    'times-snapshots',
    'Snapshots, entry 5 (snap-00000000000000005), StartTime: expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z, found "2026-02-30T03:00:00Z"',
  ],
])('%s is refused with file, snapshot and value, by each command that reads it', async (name, message) => {
  for (const command of [['rehearse'], ['plan']]) {
    const { status, stderr } = await keeperHere(
      ...[...command, '--settings', settings, '--inventory', ...inputs('times-volumes', name)],
    );

    expect(stderr).toContain(`${name}.json is not an inventory:`);
    expect(stderr).toContain(message);
    expect(status).toBe(2);
  }
});

test('settings that begin with a byte order mark are read like any others', async () => {
  const { status, stderr } = await keeperHere(
    ...['rehearse', '--json', '--days', '1', '--settings', join(CASES, 'bom-settings.json')],
    ...['--inventory', ...inputs('today-volumes', 'today-snapshots')],
  );

  expect(stderr).not.toContain('JSON');
  expect(status).toBe(0);
});

test('settings with Regions of two partitions are refused: a copy never crosses them', async () => {
  const { status, stderr } = await keeperHere(
    'rehearse',
    '--settings',
    join(CASES, 'cross-partition-settings.json'),
  );

  expect(stderr).toContain(
    'dr, entry 1, region: expected a Region of the partition aws, as primary.region is',
  );
  expect(status).toBe(2);
});

/** The plan of a case whose DR Region holds no copy, with every snapshot adopted. */
async function adopted(names: readonly string[], dr: string, file: string) {
  const { status, stdout } = await keeperHere(
    ...['plan', '--adopt', '--all', '--at', '2026-03-05T00:00:00Z', '--target-hours', '960'],
    ...['--settings', file],
    ...['--inventory', ...inputs(...names), `${dr}=${join(CASES, 'no-copies.json')}`],
  );
  return { status, lines: stripVTControlCharacters(stdout).split('\n') };
}

test('selected volumes without a point of ours are named with the reason, and an exit code says it', async () => {
  const { status, lines } = await adopted(
    ['covered-by-none-volumes', 'covered-by-none-snapshots'],
    'us-west-2',
    settings,
  );

  expect(lines.slice(lines.indexOf('Selected, but not protected:'), -1)).toEqual(
    expect.arrayContaining([
      '  1 volume: its newest snapshot does not count: made by AWS Backup, which is not adopted',
      '    vol-0aaaaaaaaaaaaaaa1',
      '  1 volume: no snapshot at all',
      '    vol-0aaaaaaaaaaaaaaa2',
    ]),
  );
  expect(status).toBe(1);
});

test('where the confirmed copy is not there, another one is made', async () => {
  const { status, lines } = await adopted(
    ['lost-copy-volumes', 'lost-copy-snapshots'],
    'us-west-2',
    settings,
  );

  expect(lines).toContain('To copy to us-west-2: 1 (20 GiB)');
  expect(lines.join('\n')).toContain('copy: last 1 of 7; to copy to us-west-2');
  expect(status).toBe(1);
});

test('tags of ours that do not name the snapshot on which they stand are no source of ours, and plan says so', async () => {
  const { status, stdout } = await keeperHere(
    ...['plan', '--at', '2026-03-05T00:00:00Z', '--settings', settings],
    ...['--inventory', ...inputs('lost-copy-volumes', 'lost-copy-snapshots')],
    `us-west-2=${join(CASES, 'no-copies.json')}`,
  );

  expect(stdout).toContain(
    'its newest snapshot bears our tags, but not the one that names it (snapshot-keeper:snapshot)',
  );
  expect(status).toBe(1);
});

test('snapshots on an Outpost or of another zone group are never asked to be copied, say why, and hold nothing up', async () => {
  const { lines } = await adopted(
    ['zones-volumes', 'zones-snapshots'],
    'us-east-2',
    join(CASES, 'zones-settings.json'),
  );

  expect(lines).toEqual(
    expect.arrayContaining([
      '  1 volume: no copy in us-east-2: it is stored on an Outpost, and EC2 copies no such snapshot',
      '  1 volume: no copy in us-east-2: it is stored in the Local Zone us-west-2-lax-1a, and EC2 copies no such snapshot',
      'This would remove 0 of 20 good snapshots (0.0 %); deletionLimit blocks 6.',
    ]),
  );
  expect(lines.join('\n')).not.toMatch(/to copy to|still wanted/i);
});

test.each(['no-volume-snapshots', 'no-volume-tagged-snapshots'])(
  '%s: what stands for no volume is never selected and never grouped as one',
  async (name) => {
    const { lines } = await adopted(['no-volume-volumes', name], 'us-west-2', settings);

    expect(lines.filter((line) => line.startsWith('vol-'))).toEqual([
      'vol-0aaaaaaaaaaaaaaa1  the volume is selected',
      'vol-ffffffff  copies and imports by others, which name no volume',
    ]);
    expect(lines.join('\n')).not.toMatch(/to copy to|remove:/i);
    expect(lines).toContain('This would remove 0 of 0 good snapshots (0.0 %).');
  },
);
