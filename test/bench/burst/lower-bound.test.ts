import { lowerBound, type BoundQuestion } from '../../../bench/burst/lower-bound';

const HOUR_MS = 3_600_000;
const bound = (more: Partial<BoundQuestion>) =>
  lowerBound({ snapshots: 100, workMs: 0, slots: 20, othersSlots: 0, ...more });

test('all slots are taken all the time', () => {
  expect(bound({ workMs: 100 * HOUR_MS })).toEqual({ ms: 5 * HOUR_MS, why: '20 slots' });
});

test('the slots that others have in the first hour are lost', () => {
  expect(bound({ workMs: 100 * HOUR_MS, othersSlots: 10 }).ms).toBe(5.5 * HOUR_MS);
});

test('what is done before others end has only the rest of the slots', () => {
  expect(bound({ workMs: 5 * HOUR_MS, othersSlots: 10 }).ms).toBe(0.5 * HOUR_MS);
});

test('where there are slots enough, EC2 takes fifty copies at once and then five a second', () => {
  expect(bound({ snapshots: 10_050, workMs: HOUR_MS, slots: 10_000 })).toEqual({
    ms: 2_000_000,
    why: '5 CopySnapshot a second',
  });
});
