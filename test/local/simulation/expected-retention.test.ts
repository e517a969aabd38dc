import { expectedToKeep, newestFirst, policyOfTag } from '../../../local/simulation/expected-retention';

const at = (id: string, time: string) => ({ id, takenMs: Date.parse(time), startMs: Date.parse(time) });

const POINTS = [
  at('a', '2026-03-02T23:00:00Z'),
  at('b', '2026-03-02T09:00:00Z'),
  at('c', '2026-03-01T22:00:00Z'),
  at('d', '2026-02-27T10:00:00Z'),
  at('e', '2026-02-27T08:00:00Z'),
];

test.each([
  [{ last: 2 }, ['a', 'b']],
  [{ daily: 2 }, ['a', 'c']],
  [{ daily: 3 }, ['a', 'c', 'd']],
  // The oldest takes the place that is left over.
  [{ daily: 9 }, ['a', 'c', 'd', 'e']],
  // 2026-03-02 is a Monday.
  [{ weekly: 2 }, ['a', 'c']],
  [{ last: 2, daily: 2 }, ['a', 'b', 'c']],
  [{ hourly: 3 }, ['a', 'b', 'c']],
])('%j keeps %j', (policy, kept) => {
  expect([...expectedToKeep(POINTS, policy)].sort()).toEqual(kept);
});

test.each([
  [{ within: '24h' }, ['a', 'b']],
  [{ within: '26h' }, ['a', 'b', 'c']],
  [{ within: '86h' }, ['a', 'b', 'c', 'd']],
  [{ within: '1m' }, ['a', 'b', 'c', 'd', 'e']],
  [{ monthly: 2 }, ['a', 'd']],
  [{ yearly: 2 }, ['a', 'e']],
])('%j keeps %j too', (policy, kept) => {
  expect([...expectedToKeep(POINTS, policy)].sort()).toEqual(kept);
});

test.each([
  // 2 March, 23:00 in UTC is 3 March in Berlin; 1 March, 22:00 is still the first.
  ['Europe/Berlin', ['a', 'b', 'c']],
  // 2 March, 09:00 in UTC is 1 March in Honolulu.
  ['Pacific/Honolulu', ['a', 'b', 'd']],
])('the days of %s begin when they do there', (timeZone, kept) => {
  expect([...expectedToKeep(POINTS, { daily: 3 }, timeZone)].sort()).toEqual(kept);
});

test('the hour that autumn repeats counts as two', () => {
  const twice = [
    at('x', '2026-10-25T01:30:00Z'),
    at('y', '2026-10-25T00:30:00Z'),
    at('z', '2026-10-24T00:00:00Z'),
  ];

  expect([...expectedToKeep(twice, { hourly: 2 }, 'Europe/Berlin')]).toEqual(['x', 'y']);
});

test('a month before 31 March is the end of February', () => {
  const points = [
    at('x', '2026-03-31T12:00:00Z'),
    at('y', '2026-02-28T12:00:01Z'),
    at('z', '2026-02-28T11:00:00Z'),
  ];

  expect([...expectedToKeep(points, { within: '1m' })]).toEqual(['x', 'y']);
});

test('a rule that nobody knows stops the run', () => {
  expect(() => expectedToKeep(POINTS, { fortnightly: 1 } as object)).toThrow(
    'does not know the rule fortnightly',
  );
});

test('equal times are ordered by start, then by id, newest first', () => {
  const one = { id: 'one', takenMs: 5, startMs: 1 };
  const two = { id: 'two', takenMs: 5, startMs: 2 };
  const three = { id: 'three', takenMs: 5, startMs: 2 };

  expect(newestFirst([one, two, three]).map(({ id }) => id)).toEqual(['two', 'three', 'one']);
});

test.each([
  ['2', { last: 2 }],
  ['1 2d', { last: 1, daily: 2 }],
  ['7d, 4w 12m', { daily: 7, weekly: 4, monthly: 12 }],
  ['1h 1y', { hourly: 1, yearly: 1 }],
])('the tag %j means %j', (value, policy) => {
  expect(policyOfTag(value)).toEqual(policy);
});

test.each(['', '0', '１４', 'forever', '7d 7d', '1001', '99999', '7d 4w twelve months'])(
  'nobody can read the tag %j',
  (value) => {
    expect(policyOfTag(value)).toBeUndefined();
  },
);
