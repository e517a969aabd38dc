import { DAY_MS } from '../../../local/kernel/time-units';
import { changedGib, storedGib, writtenGib, type SizedPoint } from '../../../local/rehearsal/snapshot-size';

const assumptions = { writtenShare: 0.5, dailyChange: 0.02 };

const point = (day: number, sizeGib = 100): SizedPoint => ({
  takenAtMs: Date.parse('2026-03-01T03:00:00Z') + day * DAY_MS,
  sizeGib,
});

test('a full snapshot stores what is written', () => {
  expect(writtenGib(point(0), assumptions)).toBe(50);
});

test.each([
  ['a day changes its share of what is written', 1, 1],
  ['half a day changes half of that', 0.5, 0.5],
  ['seven days change seven shares', 7, 7],
  ['never more than all changes', 400, 50],
])('%s', (_, days, gib) => {
  expect(changedGib(point(0), point(days), assumptions)).toBeCloseTo(gib, 9);
});

test.each<[string, SizedPoint[], number]>([
  ['nothing held', [], 0],
  ['one is full', [point(9)], 50],
  ['seven in a row: one full and six increments', [0, 1, 2, 3, 4, 5, 6].map((day) => point(day)), 56],
  ['a gap is stored with the one after it', [point(0), point(7)], 57],
  ['the order of age does not matter', [point(7), point(0)], 57],
  ['a volume that grew is charged by its new size', [point(0, 100), point(1, 200)], 52],
])('stored: %s', (_, points, gib) => {
  expect(storedGib(points, assumptions)).toBeCloseTo(gib, 9);
});
