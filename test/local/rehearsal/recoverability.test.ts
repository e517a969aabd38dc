import { ageSpans, judgeRecoverability } from '../../../local/rehearsal/recoverability';

const question = {
  fromMs: Date.parse('2026-03-01T00:00:00Z'),
  days: 3,
  intervalHours: 1,
  targetHours: 26,
};

const at = (day: number, hour: number): string => new Date(Date.UTC(2026, 2, day, hour)).toISOString();

const daily = [
  { at: at(1, 4), takenAt: at(1, 3) },
  { at: at(2, 4), takenAt: at(2, 3) },
  { at: at(3, 4), takenAt: at(3, 3) },
];

test('a snapshot a day is at most a day and the time of its completion old', () => {
  expect(judgeRecoverability({ ...question, steps: daily })).toEqual({
    worstAgeHours: 24,
    worstAt: at(2, 3),
    hoursOverTarget: 0,
    hoursWithoutPoint: 3,
    dailyWorstHours: [21, 24, 24],
  });
});

test('a missed day counts for as long as the point is older than the target', () => {
  const steps = [daily[0]!, daily[2]!];

  expect(judgeRecoverability({ ...question, steps })).toMatchObject({
    worstAgeHours: 48,
    worstAt: at(3, 3),
    hoursOverTarget: 22,
    dailyWorstHours: [21, 45, 48],
  });
});

test('a volume that never has a point is without one all the time', () => {
  expect(judgeRecoverability({ ...question, steps: [] })).toEqual({
    worstAgeHours: null,
    worstAt: null,
    hoursOverTarget: 0,
    hoursWithoutPoint: 72,
    dailyWorstHours: [null, null, null],
  });
});

test('a point that is lost is no point any more', () => {
  const steps = [daily[0]!, { at: at(1, 12), takenAt: null }];

  expect(judgeRecoverability({ ...question, steps })).toMatchObject({
    worstAgeHours: 8,
    hoursWithoutPoint: 3 + 61,
    dailyWorstHours: [8, null, null],
  });
});

test('after a volume is deleted its points may be of any age', () => {
  expect(judgeRecoverability({ ...question, steps: [daily[0]!], goneAt: at(2, 4) })).toMatchObject({
    worstAgeHours: 25,
    hoursOverTarget: 0,
    dailyWorstHours: [21, 25, null],
  });
});

test('a longer interval counts each look for its whole length', () => {
  const steps = [daily[0]!, daily[2]!];

  expect(judgeRecoverability({ ...question, intervalHours: 12, steps })).toMatchObject({
    hoursOverTarget: 24,
    hoursWithoutPoint: 0,
    dailyWorstHours: [21, 45, 21],
  });
});

test('the age grows until the next point is seen, and a time without a point is left out', () => {
  const steps = [daily[0]!, { at: at(2, 0), takenAt: null }, { at: at(2, 4), takenAt: at(2, 3) }];

  expect(ageSpans(steps, at(3, 0))).toEqual([
    { from: at(1, 4), to: at(2, 0), takenAt: at(1, 3), fromAgeHours: 1, toAgeHours: 21 },
    { from: at(2, 4), to: at(3, 0), takenAt: at(2, 3), fromAgeHours: 1, toAgeHours: 21 },
  ]);
});
