import { sweepNames } from '../../../cli/history/sweep-names';

const SNAP = 'snap-0aaaaaaaaaaaaaaaa';
const NOW = new Date('2026-03-31T12:00:00Z');

test('a sweep gives one name a day, from the day on which the snapshot began, in UTC', () => {
  expect(sweepNames(SNAP, '2026-03-29T23:59:59.000Z', NOW)).toEqual(
    ['2026-03-29', '2026-03-30', '2026-03-31'].map((day) => `${SNAP}-sweep-${day}`),
  );
});

test('of an old snapshot the last 30 days are asked for', () => {
  const names = sweepNames(SNAP, '2025-01-01T00:00:00.000Z', NOW);

  expect([names.length, names[0], names.at(-1)]).toEqual([
    30,
    `${SNAP}-sweep-2026-03-02`,
    `${SNAP}-sweep-2026-03-31`,
  ]);
});

test('of one that began in the future, by a clock ahead of ours, none', () => {
  expect(sweepNames(SNAP, '2026-04-01T00:00:00.000Z', NOW)).toEqual([]);
});
