import { RetentionRefused } from '../../../functions/domain/errors';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { copy, snapshot } from '../../support/builders';
import { having, lines, plan } from './plan';

const A = snapshot('snap-a', '2026-11-19T10:00:00Z');
const B = snapshot('snap-b', '2026-11-18T10:00:00Z');

test.each([
  ['without a rule', {}],
  ['whose only rule has no count', { last: undefined }],
  ['that keeps none', { last: 0 }],
])('a policy %s is refused, and nothing is given up', (_, policy) => {
  expect(() => plan([A, B], { policy })).toThrow(RetentionRefused);
});

describe('of two copies of one source', () => {
  const first = copy('copy-1', 'snap-s', '2026-11-19T10:00:00Z');

  test.each([
    ['archived', { storageTier: 'archive' as const }, 'in the archive tier'],
    ['of AWS Backup', { tags: { 'aws:backup:source-resource': 'x' } }, 'managed by AWS Backup'],
    ['held', { tags: { 'snapshot-keeper:hold': 'audit' } }, 'held: audit'],
    ['held in another case', { tags: { 'Snapshot-Keeper:Hold': 'audit' } }, 'held: audit'],
  ])('the spare one stays where it is %s', (_, more, reason) => {
    const spare = copy('copy-2', 'snap-s', '2026-11-19T10:00:00Z', {
      startedAt: '2026-11-19T11:00:00Z',
      ...more,
    });

    expect(lines(plan([first, spare]))).toContain(`copy-2 blocked: ${reason}`);
  });

  test('the one of the standard tier survives, even where the archived one began first', () => {
    const archived = { ...first, storageTier: 'archive' as const };
    const standard = copy('copy-2', 'snap-s', '2026-11-19T10:00:00Z', { startedAt: '2026-11-19T11:00:00Z' });

    expect(having('keep', plan([archived, standard]))).toEqual(['copy-2']);
  });
});

test('a thousand snapshots that wait for their copies are planned without naming a period again and again', () => {
  const many = Array.from({ length: 1000 }, (_, index) =>
    snapshot(`snap-${index}`, new Date(Date.UTC(2026, 0, 1) + index * HOUR_MS).toISOString(), {
      tags: index % 2 === 0 ? { 'snapshot-keeper:copy/us-west-2': `copy-${index} of snap-${index}` } : {},
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
