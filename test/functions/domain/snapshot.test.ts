import fc from 'fast-check';
import {
  isCompleted,
  isTaggedBy,
  newestFirst,
  type ManagedSnapshot,
} from '../../../functions/domain/snapshot';
import { snapshot } from '../../support/builders';
import { anyHistoryTwice } from './any-history';

test.each<[rule: string, tags: Record<string, string>, isTagged: boolean]>([
  ['the deployment on its tag', { 'snapshot-keeper:managed-by': 'keeper' }, true],
  ['another deployment', { 'snapshot-keeper:managed-by': 'keeper-2' }, false],
  ['nobody', { 'snapshot-keeper:volume': 'vol-00000000000000001' }, false],
])('a snapshot is tagged by %s', (_rule, tags, isTagged) => {
  expect(isTaggedBy({ tags }, 'keeper')).toBe(isTagged);
});

test.each<[state: string, completed: boolean]>([
  ['completed', true],
  ['pending', false],
  ['error', false],
  ['recoverable', false],
  ['recovering', false],
])('%s: completed is %p', (state, completed) => {
  expect(isCompleted({ state })).toBe(completed);
});

describe('order of age', () => {
  test.each<[rule: string, newest: ManagedSnapshot, then: ManagedSnapshot]>([
    [
      'newest data first',
      snapshot('snap-1', '2026-11-20T10:00:01Z', { startedAt: '2026-11-20T10:00:01Z' }),
      snapshot('snap-2', '2026-11-20T10:00:00Z', { startedAt: '2026-11-25T10:00:00Z' }),
    ],
    [
      'of the same data, what began last',
      snapshot('snap-1', '2026-11-20T10:00:00Z', { startedAt: '2026-11-20T11:00:01Z' }),
      snapshot('snap-2', '2026-11-20T10:00:00Z', { startedAt: '2026-11-20T11:00:00Z' }),
    ],
    [
      'else the greater id',
      snapshot('snap-2', '2026-11-20T10:00:00Z'),
      snapshot('snap-1', '2026-11-20T10:00:00Z'),
    ],
    [
      'times are compared as times, not as texts',
      snapshot('snap-1', '2026-11-20T10:00:00.500Z'),
      snapshot('snap-2', '2026-11-20T10:00:00Z'),
    ],
  ])('%s', (_rule, newest, then) => {
    expect(newestFirst([then, newest])).toEqual([newest, then]);
    expect(newestFirst([newest, then])).toEqual([newest, then]);
  });

  test('it never depends on the order of the list', () => {
    fc.assert(
      fc.property(anyHistoryTwice, ([history, shuffled]) => {
        expect(newestFirst(shuffled)).toEqual(newestFirst(history));
      }),
    );
  });
});
