import { drRate, PRIMARY_RATE, shareOf } from '../../../functions/domain/start-rate';

test('the primary Region starts fewer executions than EC2 takes DeleteSnapshot', () => {
  expect(PRIMARY_RATE).toEqual({ atOnce: 50, perSecond: 4 });
});

test.each<[drRegions: number, atOnce: number, perSecond: number]>([
  [1, 50, 4],
  [2, 25, 3],
  [3, 16, 2],
  [10, 5, 0.6],
])(
  'of %i DR Regions each takes its part of the CreateTags that the primary Region leaves, and no more than EC2 takes DeleteSnapshot there',
  (drRegions, atOnce, perSecond) => {
    expect(drRate(drRegions)).toEqual({ atOnce, perSecond });
  },
);

test('however many DR Regions there are, each starts an execution at once', () => {
  expect(drRate(60).atOnce).toBe(1);
});

test('two who know nothing of each other start half as many each, and one at once at least', () => {
  expect(shareOf({ atOnce: 50, perSecond: 4 }, 2)).toEqual({ atOnce: 25, perSecond: 2 });
  expect(shareOf({ atOnce: 1, perSecond: 1 }, 2)).toEqual({ atOnce: 1, perSecond: 0.5 });
});
