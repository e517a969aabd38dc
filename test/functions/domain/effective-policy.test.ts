import {
  effectivePolicy,
  explainOverride,
  overriddenCopyPolicies,
} from '../../../functions/domain/effective-policy';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { snapshot } from '../../support/builders';

const RETAIN = 'snapshot-keeper:retain';
const DEFAULT = { last: 7 };

const retaining = (
  takenAt: string,
  value: string | undefined,
  more: Partial<ManagedSnapshot> = {},
): ManagedSnapshot =>
  snapshot(`snap of ${takenAt}`, `${takenAt}T10:00:00Z`, {
    ...more,
    tags: value === undefined ? {} : { [RETAIN]: value },
  });

test.each<[rule: string, snapshots: ManagedSnapshot[], policy: object, overridden: boolean]>([
  ['without snapshots the default counts', [], { last: 7 }, false],
  ['without an override the default counts', [retaining('2026-11-20', undefined)], { last: 7 }, false],
  [
    'an override replaces the whole default',
    [retaining('2026-11-20', '7d 4w 12m')],
    { daily: 7, weekly: 4, monthly: 12 },
    true,
  ],
  [
    'the override on the newest snapshot counts',
    [retaining('2026-11-19', '30'), retaining('2026-11-20', '14'), retaining('2026-11-18', '3')],
    { last: 14 },
    true,
  ],
  [
    'an override that was taken away counts no more',
    [retaining('2026-11-20', undefined), retaining('2026-11-19', '30')],
    { last: 7 },
    false,
  ],
  [
    'the override on a failed or pending snapshot does not count',
    [
      retaining('2026-11-21', '1', { state: 'error' }),
      retaining('2026-11-22', '2', { state: 'pending' }),
      retaining('2026-11-20', '30'),
    ],
    { last: 30 },
    true,
  ],
])('%s', (_rule, snapshots, policy, overridden) => {
  expect(effectivePolicy(snapshots, RETAIN, DEFAULT)).toEqual({ policy, overridden });
});

test('each Region has its own override', () => {
  const both = snapshot('snap-1', '2026-11-20T10:00:00Z', {
    tags: { 'snapshot-keeper:retain': '7', 'snapshot-keeper:dr-retain': '3' },
  });
  expect(effectivePolicy([both], 'snapshot-keeper:retain', { last: 1 })).toMatchObject({
    policy: { last: 7 },
  });
  expect(effectivePolicy([both], 'snapshot-keeper:dr-retain', { last: 1 })).toMatchObject({
    policy: { last: 3 },
  });
});

test.each(['0', '30 days', '', '7d 7d', '5000', 'forever'])(
  'of the override "%s", which cannot be read, nobody knows what is wanted: it is given back as it is',
  (value) => {
    expect(effectivePolicy([retaining('2026-11-20', value)], RETAIN, DEFAULT)).toEqual({
      policy: { last: 7 },
      overridden: false,
      unreadable: value,
    });
  },
);

test('of the override of an instance its value counts, and whose it is is told', () => {
  const newest = retaining('2026-11-20', '7d 4w of i-0123456789abcdef0');

  expect(effectivePolicy([newest], RETAIN, DEFAULT)).toEqual({
    policy: { daily: 7, weekly: 4 },
    overridden: true,
    instanceId: 'i-0123456789abcdef0',
  });
});

test.each([
  'forever of i-0123456789abcdef0',
  '7 of i-0123456789abcdef0, 14d of i-0123456789abcdef1',
  'snapshot-keeper:Retain=7 of i-0123456789abcdef0',
])('of "%s" nobody knows what is wanted', (value) => {
  expect(effectivePolicy([retaining('2026-11-20', value)], RETAIN, DEFAULT)).toEqual({
    policy: { last: 7 },
    overridden: false,
    unreadable: value,
  });
});

test.each([
  [
    'forever of i-0123456789abcdef0',
    'The tag snapshot-keeper:retain of the instance i-0123456789abcdef0 has the value "forever". Allowed is a count such as "7" (keep the last 7) or ' +
      'counts with units such as "7d 4w 12m" (7 daily, 4 weekly, 12 monthly), each from 1 to 1000.',
  ],
  [
    'snapshot-keeper:Retain=7 of i-0123456789abcdef0',
    'The instance i-0123456789abcdef0 bears the tag "snapshot-keeper:Retain=7", which means nothing on an instance. Allowed there are snapshot-keeper:retain, snapshot-keeper:dr-retain and snapshot-keeper:target; ' +
      'snapshot-keeper:hold is for snapshots.',
  ],
  [
    '7 of i-0123456789abcdef0, 14d of i-0123456789abcdef1',
    'The instances of the volume differ in the tag snapshot-keeper:retain: 7 of i-0123456789abcdef0, 14d of i-0123456789abcdef1. Allowed is one value on all of them that bear it, or the tag on the volume itself.',
  ],
])('of "%s" a person is told the instance, the tag, the value and what is allowed', (value, text) => {
  expect(explainOverride('snapshot-keeper:retain', value)).toBe(text);
});

test('a person is told the value and what is allowed', () => {
  expect(explainOverride('snapshot-keeper:retain', 'forever')).toBe(
    'The tag snapshot-keeper:retain has the value "forever". Allowed is a count such as "7" (keep the last 7) or ' +
      'counts with units such as "7d 4w 12m" (7 daily, 4 weekly, 12 monthly), each from 1 to 1000.',
  );
});

test("each DR Region's policy follows the override that the newest snapshot repeats", () => {
  const newest = snapshot('snap-2', '2026-11-20T10:00:00Z', { tags: { 'snapshot-keeper:dr-retain': '30' } });
  const older = snapshot('snap-1', '2026-11-19T10:00:00Z', { tags: { 'snapshot-keeper:dr-retain': '5' } });

  expect(
    overriddenCopyPolicies([older, newest], { 'us-west-2': { last: 1 }, 'eu-west-1': { daily: 3 } }),
  ).toEqual({
    'us-west-2': { last: 30 },
    'eu-west-1': { last: 30 },
  });
  expect(overriddenCopyPolicies([], { 'us-west-2': { last: 1 } })).toEqual({ 'us-west-2': { last: 1 } });
});
