import { renderFailure, renderShortest, renderSummary } from '../../../cli/simulate/render-simulation';
import type { Shortest } from '../../../local/simulation/shrink';
import type { SimulationResult } from '../../../local/simulation/simulation';

const REPLAY = 'npm run simulate -- --seeds 7 --days 2 --faults none';

const VIOLATION = {
  atMs: Date.parse('2026-03-02T03:04:05Z'),
  rule: 'nothing is deleted that is kept',
  what: 'snap-1 deleted',
};
const IN_THE_END = { atMs: 0, rule: 'every failure is told', what: 'snap-2 failed, untold' };

const result = (seed: number, more: Partial<SimulationResult> = {}): SimulationResult => ({
  seed,
  violations: [],
  strikes: {},
  snapshotCount: 0,
  copyCount: 0,
  deletionCount: 0,
  ...more,
});

const lines = (count: number): string[] => Array.from({ length: count }, (_, index) => `line ${index + 1}`);

const shortest = (history: readonly string[], traceLineCount: number): Shortest => ({
  options: { seed: 7, days: 2, faults: {} },
  history,
  traceLineCount,
  tries: 12,
  violation: VIOLATION,
});

test('a history is shown with the violation, how much was left out, and the command that replays it', () => {
  expect(renderShortest(shortest(lines(2), 42), REPLAY)).toBe(`
The shortest history found in 12 runs that breaks "nothing is deleted that is kept":
  line 1
  line 2
  2026-03-02T03:04:05.000Z  nothing is deleted that is kept: snap-1 deleted
  (40 other lines of the trace left out.)
Replay: npm run simulate -- --seeds 7 --days 2 --faults none
  … --trace FILE writes everything
`);
});

test('where nothing was left out, nothing is said of it', () => {
  expect(renderShortest(shortest(lines(2), 2), REPLAY)).not.toContain('left out');
});

test.each([
  [60, 'line 1', 940],
  [61, 'line 2', 940],
  [100, 'line 41', 940],
])('of %i lines the last 60 are shown, and the others are counted', (count, first, left) => {
  const text = renderShortest(shortest(lines(count), 1000), REPLAY);
  const shown = text.split('\n').filter((line) => line.startsWith('  line '));

  expect(shown).toHaveLength(60);
  expect(shown[0]).toBe(`  ${first}`);
  expect(shown.at(-1)).toBe(`  line ${count}`);
  expect(text).toContain(`(${left} other lines of the trace left out.)`);
});

test('a line of more than 200 characters is cut to 200', () => {
  const text = renderShortest(shortest(['a'.repeat(200), 'b'.repeat(201)], 2), REPLAY);

  expect(text).toContain(`\n  ${'a'.repeat(200)}\n`);
  expect(text).toContain(`\n  ${'b'.repeat(199)}…\n`);
});

test('every violation of a seed is shown with its time, or as found in the end', () => {
  expect(renderFailure(result(7, { violations: [VIOLATION, IN_THE_END] }), REPLAY)).toBe(`
Seed 7 broke:
  2026-03-02T03:04:05.000Z  nothing is deleted that is kept: snap-1 deleted
  in the end  every failure is told: snap-2 failed, untold
Replay: npm run simulate -- --seeds 7 --days 2 --faults none
`);
});

test('the summary adds up all seeds and names only the faults that struck, in the order of the catalogue', () => {
  const text = renderSummary([
    result(1, { snapshotCount: 3, copyCount: 2, deletionCount: 1, strikes: { throttled: 2 } }),
    result(2, {
      snapshotCount: 30,
      copyCount: 20,
      deletionCount: 10,
      strikes: { throttled: 3, 'event-lost': 1 },
    }),
  ]);

  expect(text).toBe(`2 seeds: 33 snapshots, 22 copies, 11 deletions.
Faults that struck: 1 event-lost, 5 throttled.
No rule was broken, and everything else came right.
`);
});

test('what is there once is told in the singular', () => {
  const text = renderSummary([result(1, { snapshotCount: 1, copyCount: 1, deletionCount: 1 })]);

  expect(text).toContain('1 seed: 1 snapshot, 1 copy, 1 deletion.\n');
});

test('the summary names the seeds that failed, the first 20 of them', () => {
  const failed = (count: number) =>
    Array.from({ length: count }, (_, index) => result(index + 1, { violations: [VIOLATION] }));
  const twenty = '1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20';

  expect(renderSummary([result(99), ...failed(1)])).toContain('\n1 seed failed: 1.\n');
  expect(renderSummary(failed(20))).toContain(`\n20 seeds failed: ${twenty}.\n`);
  expect(renderSummary(failed(21))).toContain(`\n21 seeds failed: ${twenty}, ….\n`);
  expect(renderSummary(failed(1))).toContain('Faults that struck: none.');
});
