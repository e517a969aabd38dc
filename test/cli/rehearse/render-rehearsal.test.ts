import { stripVTControlCharacters } from 'node:util';
import { renderRehearsal } from '../../../cli/rehearse/render-rehearsal';
import { parseSettings } from '../../../infra/settings';
import { protectionOf } from '../../../local/rehearsal/protection';
import type { RegionReport } from '../../../local/rehearsal/region-report';
import type { RehearsalReport } from '../../../local/rehearsal/rehearsal';

const settings = parseSettings(
  { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
  'the test',
);

const region = (role: RegionReport['role'], count: number): RegionReport => ({
  region: role === 'primary' ? 'us-east-1' : 'us-west-2',
  role,
  completedCount: count,
  failedCount: 0,
  adoptedCount: count,
  copiedCount: count,
  fullCopyCount: 0,
  copyWaitCount: count,
  notManaged: {},
  pruned: [],
  blocked: [],
  earlierCount: 0,
  heldCount: count,
  pendingCount: 0,
});

/** The lines about a rehearsal in which everything was there so often. */
const linesOf = (count: number): string[] => {
  const report: RehearsalReport = {
    deployment: 'payroll',
    from: '2026-03-01T00:00:00.000Z',
    to: '2026-03-02T00:00:00.000Z',
    days: count,
    seed: 1,
    targetHours: 26,
    protection: protectionOf([]),
    faults: { throttled: 0.2 },
    strikes: { throttled: count },
    incidents: [],
    refusals: [],
    regions: [region('primary', count), region('dr', count)],
    notifications: [],
    executions: [],
    volumes: [],
    denials: [],
    explainedDenials: [],
    problems: [],
  };
  return stripVTControlCharacters(renderRehearsal(report, settings, { width: 100, all: false })).split('\n');
};

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
  expect(linesOf(count)).toEqual(expect.arrayContaining(lines));
});
