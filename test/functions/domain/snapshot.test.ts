import fc from 'fast-check';
import {
  newestFirst,
  forRetention,
  isCompleted,
  isManagedBy,
  Snapshot,
  takenAt,
} from '../../../functions/domain/snapshot';
import { snapshot } from '../../support/builders';
import { anyHistory, anyHistoryTwice } from './any-history';

const one = snapshot('snap-1', '2026-11-20T10:00:00Z');

test('the data of a snapshot is from the time on its tag, else from its start', () => {
  const copy = { ...one, startedAt: '2026-11-25T10:00:00Z' };
  expect(takenAt(copy)).toBe('2026-11-20T10:00:00Z');
  expect(takenAt({ ...copy, tags: {} })).toBe('2026-11-25T10:00:00Z');
});

test.each<[rule: string, tags: Record<string, string>, managed: boolean]>([
  ['the deployment on its tag', { 'snapshot-keeper:managed-by': 'keeper' }, true],
  ['another deployment', { 'snapshot-keeper:managed-by': 'keeper-2' }, false],
  ['nobody', { 'snapshot-keeper:volume': 'vol-1' }, false],
])('a snapshot is managed by %s', (_rule, tags, managed) => {
  expect(isManagedBy({ tags }, 'keeper')).toBe(managed);
});

test.each<[state: Snapshot['state'], completed: boolean]>([
  ['completed', true],
  ['pending', false],
  ['error', false],
  ['recoverable', false],
  ['recovering', false],
])('%s: completed is %p', (state, completed) => {
  expect(isCompleted({ ...one, state })).toBe(completed);
});

describe('order of age', () => {
  test.each<[rule: string, newest: Snapshot, then: Snapshot]>([
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

describe('what travels in a payload', () => {
  test('only the tags that retention reads go along', () => {
    const whole = snapshot('snap-1', '2026-11-20T10:00:00Z', {
      description: 'before the upgrade',
      stateMessage: 'Given key ID is not accessible',
      tags: {
        Name: 'data',
        'snapshot-keeper:policy': 'last 7',
        'snapshot-keeper:source-snapshot': 'snap-0',
        'snapshot-keeper:copy/eu-west-1': 'snap-copy',
        'snapshot-keeper:hold': 'audit',
        'snapshot-keeper:retain': '7d',
        'snapshot-keeper:dr-retain': '4w',
        'snapshot-keeper:volume-type': 'gp3',
        'snapshot-keeper:iops': '3000',
        'snapshot-keeper:throughput': '125',
        'snapshot-keeper:zone': 'us-east-1a',
        'snapshot-keeper:device': '/dev/xvda',
        'snapshot-keeper:instance': 'i-1',
        'aws:backup:source-resource': 'x',
        'aws:cloudformation:stack-name': 'web',
      },
    });
    expect(forRetention(whole)).toEqual({
      snapshotId: 'snap-1',
      state: 'completed',
      startedAt: '2026-11-20T10:00:00Z',
      sizeGib: 8,
      storageTier: 'standard',
      description: '',
      stateMessage: 'Given key ID is not accessible',
      tags: {
        'snapshot-keeper:managed-by': 'keeper',
        'snapshot-keeper:volume': 'vol-1',
        'snapshot-keeper:taken-at': '2026-11-20T10:00:00Z',
        'snapshot-keeper:policy': 'last 7',
        'snapshot-keeper:source-snapshot': 'snap-0',
        'snapshot-keeper:copy/eu-west-1': 'snap-copy',
        'snapshot-keeper:hold': 'audit',
        'snapshot-keeper:retain': '7d',
        'snapshot-keeper:dr-retain': '4w',
        'aws:backup:source-resource': 'x',
      },
    });
  });

  test('it is read as it was sent', () => {
    fc.assert(
      fc.property(anyHistory, (history) => {
        const sent = history.map(forRetention);
        expect(Snapshot.array().parse(JSON.parse(JSON.stringify(sent)))).toEqual(sent);
      }),
    );
  });

  test.each<[rule: string, wrong: object]>([
    ['an unknown state', { state: 'creating' }],
    ['a start that is no time', { startedAt: 'yesterday' }],
    ['a start without a zone', { startedAt: '2026-11-20T10:00:00' }],
    ['an unknown tier', { storageTier: 'glacier' }],
    ['a tag that is no text', { tags: { size: 8 } }],
  ])('%s is refused', (_rule, wrong) => {
    expect(Snapshot.safeParse({ ...one, ...wrong }).success).toBe(false);
  });
});
