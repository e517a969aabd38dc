import { receivesAtMost } from '../../../functions/domain/copy-receives';

const FIRST = new Date('2026-03-01T02:00:00Z');
const after = (seconds: number): Date => new Date(FIRST.getTime() + seconds * 1000);

test.each<[rule: string, receiveCount: number, seconds: number, receives: number]>([
  ['the first time', 1, 0, 1],
  ['a refused copy is asked for again soon, which counts for nothing', 5, 169, 1],
  ['after the time for which the queue hides a message, one receive may have ended in any way', 5, 170, 2],
  ['and so on', 50, 3600, 22],
  ['no more than SQS has counted', 2, 3600, 2],
])('%s', (_, receiveCount, seconds, receives) => {
  expect(receivesAtMost(receiveCount, FIRST, after(seconds))).toBe(receives);
});
