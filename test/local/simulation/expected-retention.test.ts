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

test('a rule that no policy of the simulation has stops the run', () => {
  expect(() => expectedToKeep(POINTS, { yearly: 1 })).toThrow('does not know the rule yearly');
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
  [undefined, { last: 9 }],
])('the tag %j means %j', (value, policy) => {
  expect(policyOfTag(value, { last: 9 })).toEqual(policy);
});
