import { lowerBoundMs } from '../../../bench/backup/lower-bound';

const lasting = (count: number, ms: number): number[] => Array.from({ length: count }, () => ms);

test('EC2 takes a hundred snapshots at once and then five a second', () => {
  const bounds = [3000, 105, 100, 1].map((count) => lowerBoundMs(lasting(count, 60_000)));

  expect(bounds).toEqual([580_000, 1000, 0, 0]);
});

test('where only so many may be under way, all but the longest have ended before the last is taken', () => {
  const durationsMs = [...lasting(2, 900_000), ...lasting(6, 60_000)];

  expect(lowerBoundMs(durationsMs, 2)).toBe(180_000);
  expect(lowerBoundMs(durationsMs, 8)).toBe(0);
});

test('a quota that is never reached does not bound', () => {
  expect(lowerBoundMs(lasting(3000, 1000), 100)).toBe(580_000);
});
