import { EXPECTED_COUNTS, LARGE_FLEET, SNAPSHOTS } from '../../bench/large-fleet';

test('the fleet has the 100,000 snapshots that the limits are for, and their copies', () => {
  expect(SNAPSHOTS).toBe(100_000);
  expect(EXPECTED_COUNTS).toEqual({
    'us-east-1': { remove: 74_000, copy: 700, blocked: 5100, keep: 20_200 },
    'us-west-2': { remove: 6000, copy: 0, blocked: 0, keep: 2600 },
  });
});

test('every snapshot of a volume comes to a verdict', () => {
  const judged = LARGE_FLEET.map(({ verdicts: [primary] }) =>
    Object.values(primary).reduce((sum, count) => sum + count, 0),
  );

  expect(judged).toEqual(LARGE_FLEET.map(({ snapshots }) => snapshots));
});
