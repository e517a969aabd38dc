import { RetentionRefused } from '../../../functions/domain/errors';
import { snapshot } from '../../support/builders';
import { having, lines, plan } from './plan';

const copyOf = (source: string) => ({ 'snapshot-keeper:source-snapshot': source });
const A = snapshot('snap-a', '2026-11-19T10:00:00Z');
const B = snapshot('snap-b', '2026-11-18T10:00:00Z');

test.each([
  ['without a rule', {}],
  ['whose only rule has no count', { last: undefined }],
  ['that keeps none', { last: 0 }],
])('a policy %s is refused, and nothing is given up', (_, policy) => {
  expect(() => plan([A, B], { policy })).toThrow(RetentionRefused);
});

describe('a snapshot whose time is not readable', () => {
  const X = snapshot('snap-x', '2026-11-12T10:00:00Z', { tags: { 'snapshot-keeper:taken-at': 'garbage' } });

  test('is kept, does not count, and does not change what happens to the others in any order', () => {
    const expected = [
      'snap-a keep: last 1 of 1',
      'snap-b remove: kept by no rule of last 1',
      'snap-x keep: snapshot-keeper:taken-at is not a time: not counted',
    ];

    expect(lines(plan([A, B, X]))).toEqual(expected);
    expect(lines(plan([X, B, A]))).toEqual(expected);
    expect(lines(plan([B, X, A]))).toEqual(expected);
  });

  test('is kept under calendar rules too', () => {
    expect(having('keep', plan([X, A], { policy: { daily: 1 } }))).toEqual(['snap-a', 'snap-x']);
  });
});

describe('of two copies of one source', () => {
  const first = snapshot('copy-1', '2026-11-19T10:00:00Z', { tags: copyOf('snap-s') });

  test.each([
    ['archived', { storageTier: 'archive' as const }, 'in the archive tier'],
    [
      'of AWS Backup',
      { tags: { ...copyOf('snap-s'), 'aws:backup:source-resource': 'x' } },
      'managed by AWS Backup',
    ],
    ['held', { tags: { ...copyOf('snap-s'), 'snapshot-keeper:hold': 'audit' } }, 'held: audit'],
  ])('the spare one stays where it is %s', (_, more, reason) => {
    const spare = snapshot('copy-2', '2026-11-19T10:00:00Z', {
      startedAt: '2026-11-19T11:00:00Z',
      ...{ tags: copyOf('snap-s') },
      ...more,
    });

    expect(lines(plan([first, spare]))).toContain(`copy-2 blocked: ${reason}`);
  });

  test('the one of the standard tier survives, even where the archived one began first', () => {
    const archived = { ...first, storageTier: 'archive' as const };
    const standard = snapshot('copy-2', '2026-11-19T10:00:00Z', {
      startedAt: '2026-11-19T11:00:00Z',
      tags: copyOf('snap-s'),
    });

    expect(having('keep', plan([archived, standard]))).toEqual(['copy-2']);
  });
});

test('a thousand snapshots that wait for their copies are planned without naming a period again and again', () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    snapshot(`snap-${index}`, new Date(Date.UTC(2026, 0, 1) + index * 3_600_000).toISOString(), {
      tags: index % 2 === 0 ? { 'snapshot-keeper:copy/us-west-2': `copy-${index}` } : {},
    }),
  );
  let named = 0;
  const name = (instant: Date): string => {
    named += 1;
    return instant.toISOString().slice(0, 10);
  };

  plan(many, {
    calendar: { hour: name, day: name, week: name, month: name, year: name },
    copyPolicies: { 'us-west-2': { daily: 30, weekly: 8 } },
  });

  expect(named).toBeLessThanOrEqual(5 * 1000);
});
