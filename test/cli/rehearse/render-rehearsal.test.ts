import { stripVTControlCharacters } from 'node:util';
import { renderRehearsal } from '../../../cli/rehearse/render-rehearsal';
import { parseSettings } from '../../../infra/settings';
import { protectionOf } from '../../../local/rehearsal/protection';
import type { RehearsalReport } from '../../../local/rehearsal/rehearsal';
import type { VolumeVerdict } from '../../../local/rehearsal/volume-verdict';
import { reportOf } from './report-of';

const settings = parseSettings(
  { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
  'the test',
);

test.each([
  [
    1,
    [
      'Rehearsal of "payroll": 1 day on virtual time',
      '1 time throttled (0.2 per call): AWS asks for fewer calls',
      '1 snapshot completed, 0 failed, 1 adopted',
      '1 time a copy waited for a free slot',
      '0 pruned, 1 managed snapshot at the end',
      '1 copy completed, 0 failed, 1 confirmed',
    ],
  ],
  [
    2,
    [
      'Rehearsal of "payroll": 2 days on virtual time',
      '2 times throttled (0.2 per call): AWS asks for fewer calls',
      '2 snapshots completed, 0 failed, 2 adopted',
      '2 times a copy waited for a free slot',
      '0 pruned, 2 managed snapshots at the end',
      '2 copies completed, 0 failed, 2 confirmed',
    ],
  ],
])('what is there once is told in the singular, else in the plural: %d', (count, lines) => {
  expect(shown(reportOf(count), 100)).toEqual(expect.arrayContaining(lines));
});

const points = (name: string, newestAgeHours: number | null): VolumeVerdict['regions'][number] => ({
  region: name,
  policy: 'last 7',
  points: newestAgeHours === null ? [] : [{ snapshotId: 'snap-1', takenAt: '2026-03-01T03:00:00.000Z' }],
  newestAgeHours,
  blockedCount: 0,
  underWayCount: 0,
});

const volume = (index: number, more: Partial<VolumeVerdict> = {}): VolumeVerdict => ({
  volumeId: `vol-${String(index).padStart(17, '0')}`,
  name: `payments-production-${index}`,
  inScope: true,
  isGone: false,
  protection: 'protected',
  regions: [points('us-east-1', 21), points('us-west-2', 21)],
  problems: [],
  ...more,
});

/** A fleet of which every tenth volume is not protected, and every tenth other one has something of its own. */
const fleet = Array.from({ length: 3000 }, (_, index) => {
  if (index % 10 === 0)
    return volume(index, { protection: 'unprotected', problems: [{ cause: 'nobody takes snapshots' }] });
  if (index % 10 !== 1) return volume(index);
  return volume(index, {
    regions: [{ ...points('us-east-1', 21), blockedCount: 1 }, points('us-west-2', 21)],
  });
});

const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const ofFleet = (volumes: readonly VolumeVerdict[]): RehearsalReport => ({
  ...reportOf(1),
  volumes,
  protection: protectionOf(volumes),
  problems: ['one'],
  assumptions: many(30, (index) => `${index} volumes: a script, every ${index} days: as the inventory shows`),
  refusals: many(500, (index) => ({
    at: '2026-03-01T03:00:00.000Z',
    who: 'script',
    call: 'CreateSnapshot',
    volumeId: volume(index).volumeId,
    code: 'ConcurrentSnapshotLimitExceeded',
    message: 'Maximum allowed in-progress snapshots for a single volume exceeded.',
  })),
  notifications: many(400, (index) => ({
    at: '2026-03-01T04:00:00.000Z',
    region: 'us-east-1',
    subject: `snapshot-keeper: a copy failed - ${volume(index).volumeId} in us-west-2`,
    message: `Volume:    ${volume(index).volumeId}\n\nWhat to do: read on.`,
  })),
});

const shown = (report: RehearsalReport, width: number, all = false): string[] =>
  stripVTControlCharacters(renderRehearsal(report, settings, { width, all })).split('\n');

test('a section with nothing in it is left out', () => {
  const text = stripVTControlCharacters(renderRehearsal(reportOf(1), settings, { width: 100, all: false }));

  expect(text).not.toContain('Volumes at the end');
  expect(text).not.toContain('\n\n\n');
});

test.each([80, 100, 140])('no line is longer than a terminal of %d columns', (width) => {
  for (const all of [false, true])
    expect(Math.max(...shown(ofFleet(fleet), width, all).map((line) => line.length))).toBeLessThanOrEqual(
      width,
    );
});

test('the verdict comes first and last, and says how many volumes are not protected, and why', () => {
  const lines = shown(ofFleet(fleet), 140);
  const verdict =
    'NOT PROTECTED: 300 of 3,000 selected volumes. Each should end with a point of at most 26 h in us-east-1 and us-west-2.';

  expect(lines.slice(0, 2)).toEqual([verdict, '  300 volumes: nobody takes snapshots']);
  expect(lines[2]).toMatch(/^ {6}payments-production-0, payments-production-10, /);
  expect(lines.slice(2, 5).join(' ').replace(/ +/g, ' ')).toContain('and 290 more; --all shows them');
  expect(lines.at(-2)).toBe(verdict);
});

test('3,000 volumes are told in a hundred lines, and each of them with --all', () => {
  expect(shown(ofFleet(fleet), 100).length).toBeLessThanOrEqual(100);
  expect(
    shown(ofFleet(fleet), 140, true).filter((line) => /│ payments-production-[0-9]+ /.test(line)),
  ).toHaveLength(3000);
});

test('notifications of one kind are counted, and each is shown whole with --all', () => {
  const wholes = (all: boolean): string[] =>
    shown(ofFleet(fleet), 100, all).filter((line) => line === '    What to do: read on.');

  expect(shown(ofFleet(fleet), 100)).toContain('400×  a copy failed, first at 2026-03-01 04:00 in us-east-1');
  expect([wholes(false).length, wholes(true).length]).toEqual([0, 400]);
});

test('a volume is called by its name where no other has it, else by its id', () => {
  const held = { regions: [{ ...points('us-east-1', 21), blockedCount: 1 }, points('us-west-2', 21)] };
  const names = ['web', 'web', 'db', ''].map((name, index) => volume(index, { name, ...held }));

  const rows = shown(ofFleet(names), 100).flatMap((line) => /^│ (\S+) +│ 1, 21 h/.exec(line)?.[1] ?? []);
  expect(rows).toEqual([volume(0).volumeId, volume(1).volumeId, 'db', volume(3).volumeId]);
});

test('a tag cannot steer the terminal', () => {
  const hostile = volume(1, { name: '\u001b[2Jgone', isGone: true, protection: 'not judged' });

  expect(renderRehearsal(ofFleet([hostile]), settings, { width: 100, all: false })).toContain(
    '\\u001b[2Jgone',
  );
});
