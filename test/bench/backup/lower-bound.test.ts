import { lowerBoundMs } from '../../../bench/backup/lower-bound';

test('EC2 takes a hundred snapshots at once and then five a second', () => {
  expect([lowerBoundMs(3000), lowerBoundMs(105), lowerBoundMs(100), lowerBoundMs(1)]).toEqual([
    580_000, 1000, 0, 0,
  ]);
});
