import { CopyDurations } from '../../../bench/burst/copy-durations';

const durations = new CopyDurations(1, ['us-west-2', 'eu-west-1'], 2000);
const all = (region: string): number[] =>
  Array.from({ length: 2000 }, (_, index) => durations.of(region, index));

test('copies take five minutes on the average, and most between three and eight', () => {
  const minutes = all('us-west-2').map((ms) => ms / 60_000);

  expect(minutes.reduce((sum, one) => sum + one, 0) / 2000).toBeCloseTo(5, 0);
  expect(minutes.filter((one) => one > 3 && one < 8).length).toBeGreaterThan(1800);
  expect(durations.sums['us-west-2']).toBe(all('us-west-2').reduce((sum, ms) => sum + ms, 0));
});

test('the same seed gives the same work, of each Region another', () => {
  expect(new CopyDurations(1, ['us-west-2'], 1).of('us-west-2', 0)).toBe(durations.of('us-west-2', 0));
  expect(all('eu-west-1')).not.toEqual(all('us-west-2'));
});
