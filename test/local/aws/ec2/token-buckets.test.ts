import fc from 'fast-check';
import { TokenBuckets, type RequestRate } from '../../../../local/aws/ec2/token-buckets';

/** How many of `count` calls at once are let through. */
const takeAtOnce = (buckets: TokenBuckets, rate: RequestRate, nowMs: number, count = 6000): number =>
  Array.from({ length: count }, () => buckets.take('Action', rate, nowMs)).filter(Boolean).length;

test.each<[RequestRate, number, number]>([
  ['describe', 100, 20],
  ['describeUnfiltered', 50, 10],
  ['volumeOrSnapshot', 100, 5],
  ['tags', 100, 10],
  ['otherMutation', 50, 5],
  ['blockList', 50, 50],
  ['blocks', 1_000, 1_000],
  ['blocksInLargeRegion', 5_000, 5_000],
])('%s: %i calls at once, then %i a second', (rate, burst, perSecond) => {
  const buckets = new TokenBuckets();

  const taken = [0, 1000, 1000, 3_600_000].map((nowMs) => takeAtOnce(buckets, rate, nowMs));

  expect(taken).toEqual([burst, perSecond, 0, burst]);
});

test('actions do not share a bucket', () => {
  const buckets = new TokenBuckets();
  takeAtOnce(buckets, 'tags', 0);

  expect([buckets.take('Action', 'tags', 0), buckets.take('Other', 'tags', 0)]).toEqual([false, true]);
});

test('no span of time lets more through than the burst and its refill', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2000), { minLength: 1, maxLength: 300 }), (gapsMs) => {
      const buckets = new TokenBuckets();
      let nowMs = 0;
      let taken = 0;
      for (const gapMs of gapsMs) {
        nowMs += gapMs;
        taken += takeAtOnce(buckets, 'otherMutation', nowMs, 20);
      }

      expect(taken).toBeLessThanOrEqual(50 + (nowMs / 1000) * 5 + 1e-6);
    }),
  );
});

test('half an account may do half as much', () => {
  const buckets = new TokenBuckets(0.5);

  expect([takeAtOnce(buckets, 'tags', 0), takeAtOnce(buckets, 'tags', 2000)]).toEqual([50, 10]);
});
