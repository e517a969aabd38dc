import fc from 'fast-check';
import { calendarOf } from '../../../functions/domain/calendar';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { DAY_MS } from '../../../local/kernel/time-units';
import { snapshot } from '../../support/builders';
import { anyCopyPolicies, anyHistory, anyHistoryTwice, anyPolicy, DR_REGIONS, NOW } from './any-history';
import { having, plan } from './plan';

const COPY_IN_DR = { 'snapshot-keeper:copy/us-west-2': 'snap-copy of snap-older' };
const HELD = { 'snapshot-keeper:hold': 'audit 2026' };

const takenMs = ({ takenAt }: ManagedSnapshot): number => Date.parse(takenAt);
const isCounted = (one: ManagedSnapshot): boolean =>
  one.state === 'completed' && takenMs(one) <= NOW.getTime();

const calendars = ['UTC', 'Europe/Berlin', 'America/New_York'].map(calendarOf);
const question = fc.record({
  policy: anyPolicy,
  copyPolicies: anyCopyPolicies,
  calendar: fc.constantFrom(...calendars),
});
const without = (history: readonly ManagedSnapshot[], ids: readonly string[]): ManagedSnapshot[] =>
  history.filter(({ snapshotId }) => !ids.includes(snapshotId));

test('every snapshot gets one verdict, with at least one reason', () => {
  fc.assert(
    fc.property(anyHistory, question, (history, more) => {
      const verdicts = plan(history, more);
      expect(verdicts.map(({ snapshotId }) => snapshotId).sort()).toEqual(
        history.map(({ snapshotId }) => snapshotId).sort(),
      );
      for (const { reasons } of verdicts) expect(reasons.join()).not.toBe('');
    }),
  );
});

test('the newest good data is always kept', () => {
  fc.assert(
    fc.property(anyHistory, question, (history, more) => {
      const good = history.filter(isCounted);
      fc.pre(good.length > 0);
      const newestMs = Math.max(...good.map(takenMs));
      const keepers = having('keep', plan(history, more));
      const newest = good.filter((one) => takenMs(one) === newestMs).map(({ snapshotId }) => snapshotId);
      expect(newest.some((id) => keepers.includes(id))).toBe(true);
    }),
  );
});

test('nothing is removed that is held, unfinished or from the future', () => {
  fc.assert(
    fc.property(anyHistory, question, (history, more) => {
      const untouchable = history.filter(
        ({ state, tags }) =>
          tags['snapshot-keeper:hold'] !== undefined || !['completed', 'error'].includes(state),
      );
      const removed = having('remove', plan(history, more));
      expect(without(untouchable, removed)).toEqual(untouchable);
      const newer = history.filter(
        (one) =>
          one.state === 'completed' && takenMs(one) > NOW.getTime() && one.sourceSnapshotId === undefined,
      );
      expect(without(newer, removed)).toEqual(newer);
    }),
  );
});

test('no snapshot that is archived or of AWS Backup is removed for its age', () => {
  fc.assert(
    fc.property(anyHistory, question, (history, more) => {
      const untouchable = history.filter(
        ({ state, storageTier, tags }) =>
          state === 'completed' &&
          (storageTier === 'archive' || tags['aws:backup:source-resource'] !== undefined),
      );
      const expired = plan(history, more)
        .filter(({ reasons }) => reasons[0]!.startsWith('kept by no rule'))
        .map(({ snapshotId }) => snapshotId);
      expect(without(untouchable, expired)).toEqual(untouchable);
    }),
  );
});

test('a failed snapshot that is no copy is never removed', () => {
  fc.assert(
    fc.property(anyHistory, question, (history, more) => {
      const failed = history.filter(
        ({ state, sourceSnapshotId }) => state === 'error' && sourceSnapshotId === undefined,
      );
      expect(without(failed, having('remove', plan(history, more)))).toEqual(failed);
    }),
  );
});

test('with DR last n, nothing is removed unconfirmed that fewer than n confirmed ones are newer than', () => {
  const [region] = DR_REGIONS;
  const confirmed = ({ tags }: ManagedSnapshot): boolean =>
    tags[`snapshot-keeper:copy/${region}`] !== undefined;
  fc.assert(
    fc.property(anyHistory, anyPolicy, fc.integer({ min: 1, max: 4 }), (history, policy, last) => {
      const wanted = history.filter(
        (one) =>
          isCounted(one) &&
          one.sourceSnapshotId === undefined &&
          !confirmed(one) &&
          history.filter((other) => isCounted(other) && confirmed(other) && takenMs(other) > takenMs(one))
            .length < last,
      );
      const removed = having('remove', plan(history, { policy, copyPolicies: { [region]: { last } } }));
      expect(without(wanted, removed)).toEqual(wanted);
    }),
  );
});

test('the order of the list changes nothing', () => {
  fc.assert(
    fc.property(anyHistoryTwice, question, ([history, shuffled], more) => {
      expect(plan(shuffled, more)).toEqual(plan(history, more));
    }),
  );
});

test('removing what is removed and asking again removes nothing more', () => {
  fc.assert(
    fc.property(anyHistory, question, (history, more) => {
      const rest = without(history, having('remove', plan(history, more)));
      expect(having('remove', plan(rest, more))).toEqual([]);
    }),
  );
});

test('a volume whose snapshots have stopped loses nothing but failed copies by the passing of time', () => {
  const anyWait = fc.integer({ min: 1, max: 1000 }).map((days) => new Date(NOW.getTime() + days * DAY_MS));
  fc.assert(
    fc.property(anyHistory, question, anyWait, (history, more, later) => {
      const past = history.filter((one) => takenMs(one) <= NOW.getTime() && one.state !== 'error');
      expect(plan(past, { ...more, now: later })).toEqual(plan(past, more));
    }),
  );
});

test('under last n, an older snapshot changes no verdict about newer ones', () => {
  const anyLast = fc.integer({ min: 1, max: 5 }).map((last) => ({ last }));
  fc.assert(
    fc.property(anyHistory, anyLast, anyLast, fc.boolean(), (history, policy, dr, isConfirmed) => {
      const more = { policy, copyPolicies: { 'us-west-2': dr } };
      const older = snapshot('snap-older', '2020-01-01T00:00:00Z', { tags: isConfirmed ? COPY_IN_DR : {} });
      expect(plan([older, ...history], more).slice(0, -1)).toEqual(plan(history, more));
    }),
  );
});

test('last n keeps exactly n recovery points, or all where there are fewer', () => {
  fc.assert(
    fc.property(
      anyHistory,
      anyCopyPolicies,
      fc.integer({ min: 1, max: 8 }),
      (history, copyPolicies, last) => {
        const points = new Set(history.filter(isCounted).map(takenMs));
        const byRule = plan(history, { policy: { last }, copyPolicies }).filter(({ reasons }) =>
          reasons[0]!.startsWith('last '),
        );
        expect(byRule).toHaveLength(Math.min(last, points.size));
      },
    ),
  );
});

test('one more rule never removes more', () => {
  fc.assert(
    fc.property(anyHistory, question, anyPolicy, (history, more, rules) => {
      const removed = having('remove', plan(history, more));
      const policy = { ...rules, ...more.policy };
      expect(removed).toEqual(expect.arrayContaining(having('remove', plan(history, { ...more, policy }))));
    }),
  );
});

test('one more DR Region never removes more', () => {
  fc.assert(
    fc.property(anyHistory, question, anyPolicy, (history, more, dr) => {
      const copyPolicies = { ...more.copyPolicies, 'ap-south-1': dr };
      expect(having('remove', plan(history, more))).toEqual(
        expect.arrayContaining(having('remove', plan(history, { ...more, copyPolicies }))),
      );
    }),
  );
});

test('a hold changes the verdict on no other snapshot', () => {
  fc.assert(
    fc.property(anyHistory, question, fc.nat(), (history, more, chosen) => {
      fc.pre(history.length > 0);
      const { snapshotId, ...rest } = history[chosen % history.length]!;
      const held = { snapshotId, ...rest, tags: { ...rest.tags, ...HELD } };
      const others = (all: readonly ManagedSnapshot[]) =>
        plan(all, more).filter((verdict) => verdict.snapshotId !== snapshotId);
      expect(others([held, ...without(history, [snapshotId])])).toEqual(others(history));
    }),
  );
});

test('no failed copy goes while it is evidence, and none without a good one of the same or newer data', () => {
  fc.assert(
    fc.property(anyHistory, question, (history, more) => {
      const newestMs = Math.max(...history.filter(isCounted).map(takenMs));
      const stays = history.filter(
        (one) =>
          one.state === 'error' &&
          (NOW.getTime() - Date.parse(one.startedAt) < 14 * DAY_MS || !(newestMs >= takenMs(one))),
      );
      expect(without(stays, having('remove', plan(history, more)))).toEqual(stays);
    }),
  );
});
