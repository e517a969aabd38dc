import type { RetentionPolicy } from '../../../functions/domain/retention-policy';
import type { Point } from '../../../local/simulation/points';
import { expectedToKeep } from '../../../local/simulation/expected-retention';
import { scenarioOf } from '../../../local/simulation/scenario';
import { isOfPolicyBefore, schedulesNamed, withPromises } from '../../../local/simulation/schedule-promises';

const START_MS = Date.parse('2026-03-01T00:00:00Z');

/** The settings as far as they matter here. */
const keeping = (retention: Record<string, RetentionPolicy | undefined>) => ({
  schedules: Object.entries(retention).map(([name, rules]) => ({
    name,
    retention: rules,
    ...{
      schedule: 'rate(1 day)',
      selection: 'all' as const,
      mode: 'volume' as const,
      digest: 'never' as const,
    },
    ...{ flexibleMinutes: 0, endsWithinMinutes: 240 },
  })),
});

const point = (id: string, day: number, schedules: readonly string[]): Point => ({
  id,
  takenMs: START_MS + day * 86_400_000,
  startMs: START_MS + day * 86_400_000,
  schedules,
  ...{ region: 'eu-west-1', state: 'completed', tags: {}, volumeId: 'vol-1', ec2VolumeId: 'vol-1' },
  ...{ sourceId: undefined, isArchived: false },
});

test.each<[description: string | undefined, schedules: string[]]>([
  ['snapshot-keeper keeper: due 2026-03-01T01:30:00Z by nightly', ['nightly']],
  ['snapshot-keeper keeper: due 2026-03-01T01:30:00Z by nightly, twice', ['nightly', 'twice']],
  ['snapshot-keeper other: due 2026-03-01T01:30:00Z by nightly', []],
  ['taken by nightly', []],
  [undefined, []],
])('%s names %j', (description, schedules) => {
  expect(schedulesNamed(description, 'keeper')).toEqual(schedules);
});

test('beside the policy each schedule keeps of its own', () => {
  const points = [
    point('a', 5, []),
    point('b', 4, ['twice']),
    point('c', 3, ['nightly', 'twice']),
    point('d', 2, ['nightly']),
    point('e', 1, ['twice']),
  ];
  const kept = withPromises(
    keeping({ nightly: { last: 1 }, twice: { last: 2 } }),
    { last: 1 },
    (rules, some) => expectedToKeep(some, rules),
  );

  expect([...kept(points)].sort()).toEqual(['a', 'b', 'c']);
});

test.each<
  [rule: string, tag: string | undefined, today: Record<string, RetentionPolicy | undefined>, is: boolean]
>([
  ['the same words in another order', 'daily 3, last 2; nightly last 4', { nightly: { last: 4 } }, false],
  ['another policy', 'last 1; nightly last 4', { nightly: { last: 4 } }, true],
  ['nobody knows which', undefined, {}, true],
  ['other rules of its schedule', 'last 2, daily 3; nightly last 4', { nightly: { last: 3 } }, true],
  ['its schedule keeps no more', 'last 2, daily 3; nightly last 4', { nightly: undefined }, true],
  ['a schedule of others keeps no more', 'last 2, daily 3; twice last 4', {}, false],
  ['its schedule has come to keep more', 'last 2, daily 3', { nightly: { last: 4 } }, false],
])('%s', (_, tag, today, is) => {
  const adopted = {
    ...point('a', 1, ['nightly']),
    tags: tag === undefined ? {} : { 'snapshot-keeper:policy': tag },
  };

  expect(isOfPolicyBefore(adopted, { last: 2, daily: 3 }, keeping(today))).toBe(is);
});

test('of the seeds with schedules about half keep more, and no others', () => {
  const all = Array.from({ length: 100 }, (_, index) => scenarioOf(index + 1, START_MS, 1).settings);
  const keepMore = all.map(({ schedules }) => schedules.some(({ retention }) => retention !== undefined));

  expect(all.filter(({ schedules }) => schedules.length > 0)).toHaveLength(14);
  expect(keepMore.filter((one) => one)).toHaveLength(8);
});

test('of the seeds with schedules about half go by the tags of instances, and of all in about one of three overrides of instances count', () => {
  const all = Array.from({ length: 100 }, (_, index) => scenarioOf(index + 1, START_MS, 1).settings);

  expect(
    all.filter(({ schedules }) => schedules.some(({ instances }) => instances !== undefined)),
  ).toHaveLength(6);
  expect(all.filter(({ instanceOverrides }) => instanceOverrides)).toHaveLength(31);
});
