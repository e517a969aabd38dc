import fc from 'fast-check';
import { calendarOf } from '../../../functions/domain/calendar';
import { planRegion } from '../../../functions/domain/plan-region';
import type { RetentionPolicy } from '../../../functions/domain/retention-policy';
import {
  describeInForce,
  isStillInForce,
  ScheduleRetention,
  type OfSchedules,
} from '../../../functions/domain/schedule-retention';
import { describeRun, isTakenFor } from '../../../functions/domain/scheduled-run';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { snapshot } from '../../support/builders';
import { anyCopyPolicies, anyHistory, anyPolicy } from './any-history';
import { having, lines, plan } from './plan';

const RUN = { deployment: 'keeper', scheduledAt: '2026-11-01T01:30:00Z' };
const SET = { id: '0123456789ab', size: 2 };

const by = (...schedules: string[]): { description: string } => ({
  description: describeRun(RUN, schedules),
});

const of = (retention: Record<string, RetentionPolicy>): OfSchedules => ({ deployment: 'keeper', retention });

/** Of November 2026, at this day and hour. */
const on = (id: string, dayAndHour: string, ...schedules: string[]): ManagedSnapshot =>
  snapshot(id, `2026-11-${dayAndHour}:00:00Z`, by(...schedules));

/** Of fifteen schedules with names of thirty letters, of which EC2 takes the first five or so. */
const CUT_OFF = Array.from({ length: 15 }, (_, index) => `nightly-${'x'.repeat(20)}-${10 + index}`);

describe('a snapshot was taken for a schedule', () => {
  test.each<[whose: string, description: string, answer: string]>([
    ['that its description names alone', describeRun(RUN, ['nightly']), 'yes'],
    ['that it names with others', describeRun(RUN, ['databases', 'nightly', 'weekly']), 'yes'],
    ['that it names as a member of a set', describeRun(RUN, ['nightly'], SET), 'yes'],
    ['whose name only begins so', describeRun(RUN, ['nightly-2']), 'no'],
    ['whose name only ends so', describeRun(RUN, ['not-nightly']), 'no'],
    ['by hand', describeRun(RUN, []), 'no'],
    ['of another deployment', describeRun({ ...RUN, deployment: 'keeper-2' }, ['nightly']), 'no'],
    ['by something else', 'nightly', 'no'],
    ['by who says so in other words', 'snapshot-keeper keeper: due now and then by nightly', 'no'],
    ['as its copy says', 'snapshot-keeper keeper: copy of snap-1 by nightly', 'no'],
    ['perhaps, where names are cut off', describeRun(RUN, CUT_OFF), 'perhaps'],
    ['perhaps, where names of a set are cut off', describeRun(RUN, CUT_OFF, SET), 'perhaps'],
    ['not, where those of another deployment are', `${'a'.repeat(300)} by nightly`, 'no'],
  ])('%s', (_, description, answer) => {
    expect(isTakenFor({ description }, 'keeper', 'nightly')).toBe(answer);
  });
});

describe('what the rules of a schedule keep', () => {
  const HISTORY = [
    on('snap-8', '08T13', 'hourly'),
    on('snap-7', '08T02', 'nightly', 'hourly'),
    on('snap-6', '07T13', 'hourly'),
    on('snap-5', '07T02', 'nightly'),
    on('snap-4', '06T02', 'nightly'),
    on('snap-3', '05T13'),
    on('snap-2', '05T02', 'nightly'),
    on('snap-1', '04T13', 'hourly'),
  ];

  test('stays beside what the policy keeps of all, and its reasons name it', () => {
    const schedules = of({ nightly: { daily: 3 }, hourly: { within: '1d' } });

    expect(lines(plan(HISTORY, { policy: { last: 2 }, schedules }))).toEqual([
      "snap-8 keep: last 1 of 2; hourly's within 1d of the newest",
      "snap-7 keep: last 2 of 2; nightly's daily 1 of 3: 2026-11-08; hourly's within 1d of the newest",
      "snap-6 remove: kept by no rule of last 2, nor of hourly's within 1d",
      "snap-5 keep: nightly's daily 2 of 3: 2026-11-07",
      "snap-4 keep: nightly's daily 3 of 3: 2026-11-06",
      'snap-3 remove: kept by no rule of last 2',
      "snap-2 remove: kept by no rule of last 2, nor of nightly's daily 3",
      "snap-1 remove: kept by no rule of last 2, nor of hourly's within 1d",
    ]);
  });

  test('is what it would be if there were no other snapshots: those of others take no place, and are not the newest', () => {
    const others = HISTORY.map(({ snapshotId, takenAt }) =>
      snapshot(`${snapshotId}-by-hand`, takenAt.replace(':00:00Z', ':30:00Z'), by()),
    );
    const schedules = of({ nightly: { daily: 3 }, hourly: { within: '1d' } });
    const keptOf = (history: readonly ManagedSnapshot[]): string[] =>
      having('keep', plan(history, { schedules })).filter((id) => !id.endsWith('hand'));

    expect(keptOf([...HISTORY, ...others])).toEqual(['snap-8', 'snap-7', 'snap-5', 'snap-4']);
    expect(keptOf(HISTORY)).toEqual(['snap-8', 'snap-7', 'snap-5', 'snap-4']);
  });

  test('of what may be of it, since names are cut off, stays too, and takes no place of what surely is', () => {
    const cut = snapshot('snap-cut', '2026-11-08T20:00:00Z', by(...CUT_OFF));
    const newest = on('snap-newest', '09T13');
    const history = [newest, cut, ...HISTORY];
    const schedules = of({ nightly: { daily: 1 }, hourly: { last: 1 } });

    expect(lines(plan(history, { schedules })).slice(0, 4)).toEqual([
      'snap-newest keep: last 1 of 1',
      "snap-cut keep: nightly's daily 1 of 1: 2026-11-08; hourly's last 1 of 1",
      "snap-8 keep: hourly's last 1 of 1",
      "snap-7 keep: nightly's daily 1 of 1: 2026-11-08",
    ]);
    expect(having('keep', plan(history, { schedules }))).toHaveLength(4);
  });

  test('is kept by what the volume wants in an override as well, which is about the policy alone', () => {
    const tags = { 'snapshot-keeper:retain': '1' };
    const { verdicts, inForce } = planRegion({
      snapshots: HISTORY.map((one) => ({ ...one, tags: { ...one.tags, ...tags } })),
      overrideTag: 'snapshot-keeper:retain',
      retention: { last: 7 },
      schedules: of({ nightly: { last: 2 } }),
      copyRetention: {},
      deletionLimit: 'none',
      broken: new Set(),
      calendar: calendarOf('UTC'),
      now: new Date('2026-12-01T00:00:00Z'),
    });

    expect(having('keep', verdicts)).toEqual(['snap-8', 'snap-7', 'snap-5']);
    expect(inForce).toBe('last 1; nightly last 2');
  });

  test('does not count what is of a set that lacks a member, and lets it go no earlier', () => {
    const member = snapshot('snap-member', '2026-11-07T20:00:00Z', {
      description: describeRun(RUN, ['nightly'], SET),
    });
    const broken = new Set([SET.id]);
    const schedules = of({ nightly: { daily: 2 } });
    const verdicts = lines(plan([...HISTORY, member], { broken, schedules }));

    expect(verdicts).toContain('snap-member keep: its set lacks a member here: not counted');
    expect(verdicts).toContain("snap-5 keep: nightly's daily 2 of 2: 2026-11-07");
  });

  test('goes with a reason that says so, of a set that lacks a member as well', () => {
    const member = snapshot('snap-member', '2026-09-07T20:00:00Z', {
      description: describeRun(RUN, ['nightly'], SET),
    });
    const verdicts = plan([...HISTORY, member], {
      broken: new Set([SET.id]),
      schedules: of({ nightly: { daily: 2 } }),
    });

    expect(lines(verdicts)).toContain(
      "snap-member remove: kept by no rule of last 1, nor of nightly's daily 2, its set whole or not",
    );
  });
});

const SCHEDULES = ['nightly', 'hourly', 'weekly'];

/** Whoever has taken each: some schedules, a person, something else, or a run whose names are cut off. */
const anyScheduled = anyHistory.chain((history) =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.subarray(SCHEDULES).map((names) => describeRun(RUN, names)) },
        { weight: 1, arbitrary: fc.constantFrom('', describeRun(RUN, CUT_OFF)) },
        { weight: 1, arbitrary: fc.constant(describeRun({ ...RUN, deployment: 'other' }, SCHEDULES)) },
      ),
      { minLength: history.length, maxLength: history.length },
    )
    .map((descriptions) => history.map((one, index) => ({ ...one, description: descriptions[index] ?? '' }))),
);

const anyRetention = fc.dictionary(fc.constantFrom(...SCHEDULES), anyPolicy).map(of);

const question = fc.record({
  policy: anyPolicy,
  copyPolicies: anyCopyPolicies,
  calendar: fc.constantFrom(...['UTC', 'Europe/Berlin'].map(calendarOf)),
});

describe('of every history', () => {
  test('nothing goes by the rules of schedules that would stay without, nor by those of one more', () => {
    fc.assert(
      fc.property(anyScheduled, anyRetention, anyPolicy, question, (history, schedules, rules, more) => {
        const removed = (given: OfSchedules): string[] =>
          having('remove', plan(history, { ...more, schedules: given }));
        const added = of({ ...schedules.retention, added: rules, nightly: rules });
        const without = of({ ...schedules.retention });
        delete (without.retention as Record<string, RetentionPolicy>)['nightly'];

        expect(removed(of({}))).toEqual(expect.arrayContaining(removed(schedules)));
        expect(removed(without)).toEqual(expect.arrayContaining(removed(added)));
      }),
    );
  });

  test('once what goes is gone, nothing more goes', () => {
    fc.assert(
      fc.property(anyScheduled, anyRetention, question, (history, schedules, more) => {
        const removed = having('remove', plan(history, { ...more, schedules }));
        const rest = history.filter(({ snapshotId }) => !removed.includes(snapshotId));

        expect(having('remove', plan(rest, { ...more, schedules }))).toEqual([]);
      }),
    );
  });

  test('what a schedule names stays as if its snapshots were the only ones', () => {
    fc.assert(
      fc.property(anyScheduled, anyPolicy, question, (history, rules, more) => {
        // A duplicate among copies is one by all of them.
        const sources = history.filter(({ sourceSnapshotId }) => sourceSnapshotId === undefined);
        const own = sources.filter((one) => isTakenFor(one, 'keeper', 'nightly') === 'yes');
        const alone = plan(own, { ...more, policy: rules });
        const kept = alone.filter(({ action, counted }) => action === 'keep' && counted);
        const all = having('keep', plan(sources, { ...more, schedules: of({ nightly: rules }) }));

        expect(all).toEqual(expect.arrayContaining(kept.map(({ snapshotId }) => snapshotId)));
      }),
    );
  });
});

describe('what was in force when a snapshot was adopted', () => {
  const nightly = by('nightly');

  test.each<[rule: string, before: string, now: string, is: boolean]>([
    ['is, where nothing has changed', 'last 7; nightly daily 30', 'last 7; nightly daily 30', true],
    ['is not, where the policy is another', 'last 7; nightly daily 30', 'last 6; nightly daily 30', false],
    [
      'is not, where the schedule has other rules',
      'last 7; nightly daily 30',
      'last 7; nightly daily 29',
      false,
    ],
    ['is not, where the schedule is renamed', 'last 7; nightly daily 30', 'last 7; night daily 30', false],
    ['is not, where the schedule is gone', 'last 7; nightly daily 30', 'last 7', false],
    ['is, where schedules have come to keep more', 'last 7', 'last 7; nightly daily 30', true],
    ['is, where a schedule is gone that did not take it', 'last 7; hourly last 9', 'last 7', true],
  ])('%s', (_, before, now, is) => {
    expect(isStillInForce(before, now, nightly, 'keeper')).toBe(is);
  });

  test('is not, where a schedule is gone that may have taken it', () => {
    expect(isStillInForce('last 7; other daily 30', 'last 7', by(...CUT_OFF), 'keeper')).toBe(false);
  });

  test('says the same whatever the order of the settings', () => {
    const [a, b] = [{ daily: 30 }, { last: 3, within: '2d' }];

    expect(describeInForce({ last: 7 }, of({ nightly: a, hourly: b }))).toBe(
      'last 7; hourly last 3, within 2d; nightly daily 30',
    );
    expect(describeInForce({ last: 7 }, of({ hourly: b, nightly: a }))).toBe(
      'last 7; hourly last 3, within 2d; nightly daily 30',
    );
  });
});

describe('where a schedule with rules of its own is renamed', () => {
  /** One of each day of November, the newest last, adopted under these words. */
  const history = (words: string): ManagedSnapshot[] =>
    Array.from({ length: 10 }, (_, index) =>
      snapshot(`snap-${index}`, `2026-11-${10 + index}T02:00:00Z`, {
        ...by('nightly'),
        tags: { 'snapshot-keeper:policy': words },
      }),
    );
  const planned = (snapshots: readonly ManagedSnapshot[], retention: Record<string, RetentionPolicy>) =>
    planRegion({
      snapshots,
      overrideTag: 'snapshot-keeper:retain',
      retention: { last: 3 },
      schedules: of(retention),
      copyRetention: {},
      deletionLimit: { share: 0.5, count: 2 },
      broken: new Set(),
      calendar: calendarOf('UTC'),
      now: new Date('2026-12-01T00:00:00Z'),
    });

  test('what it has kept alone is blocked by the deletion limit, which tells of the change', () => {
    const { verdicts, refusal, blockedByLimit } = planned(history('last 3; nightly daily 30'), {
      night: { daily: 30 },
    });

    expect([having('keep', verdicts).length, having('remove', verdicts).length]).toEqual([3, 0]);
    expect(blockedByLimit).toHaveLength(7);
    expect(refusal?.reason).toBe(
      'a change of policy (last 3; nightly daily 30 → last 3; night daily 30) would remove 7 of 10 earlier snapshots at once, and the setting ' +
        'deletionLimit allows a share of 0.5 or a count of 2',
    );
  });

  test('those of others count on neither side, so that many of them allow nothing', () => {
    const others = Array.from({ length: 90 }, (_, index) =>
      snapshot(`snap-other-${index}`, new Date(Date.UTC(2026, 6, 1 + index)).toISOString(), {
        tags: { 'snapshot-keeper:policy': 'last 3; nightly daily 30', 'snapshot-keeper:hold': '' },
      }),
    );

    expect(planned([...others, ...history('last 3; nightly daily 30')], {}).blockedByLimit).toHaveLength(7);
  });

  test('where it comes to keep more, nothing is of another policy', () => {
    const { verdicts, refusal } = planned(history('last 3'), { nightly: { daily: 5 } });

    expect(having('remove', verdicts)).toHaveLength(5);
    expect(refusal).toBeUndefined();
  });
});

test('more words than a tag holds are refused', () => {
  const rules = { last: 100, hourly: 100, daily: 100, weekly: 100 };
  const parse = (retention: Record<string, RetentionPolicy>) => ScheduleRetention.safeParse(retention);

  expect(parse({ one: rules, two: rules }).success).toBe(true);
  expect(parse({ one: rules, two: rules, three: rules }).error?.issues[0]?.message).toBe(
    'expected at most 120 characters in words',
  );
});
