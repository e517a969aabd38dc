import { slotPauseSeconds } from '../../../functions/domain/slot-pause';

test.each<[rule: string, started: number, seconds: number, receiveCount: number, pause: number]>([
  ['where nothing is known, 25 seconds', 0, 0, 1, 25],
  ['where no slot came free, no longer either', 0, 25, 2, 25],
  ['of twenty slots, one comes free in fifteen seconds: 25 seconds', 2, 30, 1, 25],
  ['of a hundred, as long as it takes for four of them', 10, 30, 1, 12],
  ['of very many, five seconds', 100, 20, 1, 5],
  ['ten times in vain, twice as long', 0, 25, 11, 50],
  ['often in vain, no longer than the queue has it', 0, 180, 999, 180],
])('%s', (_, started, seconds, receiveCount, pause) => {
  expect(slotPauseSeconds({ started, seconds }, receiveCount)).toBe(pause);
});

test('in the 1,000 receives that SQS allows, a copy may wait in front for two days', () => {
  const pauses = Array.from({ length: 1000 }, (_, index) =>
    slotPauseSeconds({ started: 0, seconds: 180 }, index + 1),
  );

  expect(pauses.reduce((sum, seconds) => sum + seconds, 0) / 3600).toBeCloseTo(48, 0);
});

test.each<[rule: string, started: number, seconds: number, receiveCount: number, pause: number]>([
  ['where nothing is known, five seconds', 0, 0, 1, 5],
  ['of few slots, five seconds', 2, 30, 1, 5],
  ['ten times in vain, twice as long', 0, 5, 11, 10],
  ['often in vain, no longer than the queue has it', 0, 180, 999, 180],
])('a copy that goes first asks sooner: %s', (_, started, seconds, receiveCount, pause) => {
  expect(slotPauseSeconds({ started, seconds }, receiveCount, true)).toBe(pause);
});

test('and in 1,000 receives may wait in front for a day and a half at least', () => {
  const pauses = Array.from({ length: 1000 }, (_, index) =>
    slotPauseSeconds({ started: 0, seconds: 180 }, index + 1, true),
  );

  expect(pauses.reduce((sum, seconds) => sum + seconds, 0) / 3600).toBeGreaterThan(36);
});
