import { calendarOf } from '../../../functions/domain/calendar';
import { noticesOf } from '../../../functions/domain/notices';
import { planRegion } from '../../../functions/domain/plan-region';
import type { Verdict } from '../../../functions/domain/plan-retention';
import { givenUpMark, pauseRestored } from '../../../functions/domain/restored';
import { copyTags } from '../../../functions/domain/snapshot-tags';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import type { Tags } from '../../../functions/domain/tags';

const ID = 'snap-00000000000000001';
const NEWER = 'snap-00000000000000002';
const NOW = '2031-03-10T12:00:00.000Z';

function managed(snapshotId: string, takenAt: string, tags: Tags = {}): ManagedSnapshot {
  return {
    snapshotId,
    volumeId: 'vol-0123456789abcdef0',
    state: 'completed',
    startedAt: takenAt,
    takenAt,
    sizeGib: 8,
    storageTier: 'standard',
    description: '',
    stateMessage: '',
    tags: { 'snapshot-keeper:policy': 'last 1', ...tags },
  };
}

/** What becomes at `now` of a snapshot that retention removes and that bears `mark`. */
function paused(mark: string | undefined, { now = NOW } = {}) {
  const tags: Tags = mark === undefined ? {} : { 'snapshot-keeper:given-up': mark };
  const removed: Verdict = { snapshotId: ID, action: 'remove', counted: true, reasons: ['kept by no rule'] };
  const { verdicts, restored } = pauseRestored({
    verdicts: [removed],
    snapshots: [managed(ID, '2031-03-01T00:00:00.000Z', tags)],
    now: new Date(now),
  });
  return { action: verdicts[0]?.action, reason: verdicts[0]?.reasons.join('; '), restored };
}

test('the mark of a deletion names its time and its execution', () => {
  expect(givenUpMark(new Date(NOW), 'snap-00000000000000009')).toBe(
    '2031-03-10T12:00:00.000Z snap-00000000000000009',
  );
});

test.each<[what: string, mark: string | undefined]>([
  ['no mark', undefined],
  [
    'one that was told of seven days ago',
    '2031-03-01T12:00:00.000Z other, restored 2031-03-03T12:00:00.000Z',
  ],
])('%s keeps nothing', (_, mark) => {
  expect(paused(mark)).toEqual({ action: 'remove', reason: 'kept by no rule', restored: [] });
});

test.each<[what: string, mark: string]>([
  ['a moment ago', '2031-03-10T11:59:59.000Z other'],
  ['just within a quarter of an hour', '2031-03-10T11:45:00.001Z other'],
  ['by a clock that is ahead', '2031-03-10T12:00:05.000Z other'],
])('what an execution gave up %s is left to it: EC2 may still show what is deleted', (_, mark) => {
  expect(paused(mark)).toEqual({ action: 'blocked', reason: 'being deleted by other', restored: [] });
});

test.each<[what: string, mark: string, since: string, remembered: string]>([
  [
    'a quarter of an hour ago',
    '2031-03-10T11:45:00.000Z other',
    'given up at 2031-03-10T11:45:00.000Z by other',
    '2031-03-10T11:45:00.000Z other, restored 2031-03-10T12:00:00.000Z',
  ],
  [
    'in a year that has not come, which no execution of ours wrote',
    '2099-01-01T00:00:00.000Z other',
    'given up at 2099-01-01T00:00:00.000Z by other',
    '2099-01-01T00:00:00.000Z other, restored 2031-03-10T12:00:00.000Z',
  ],
  [
    'and of whose telling nobody can read the time',
    '2031-03-01T12:00:00.000Z other, restored yesterday',
    'given up at 2031-03-01T12:00:00.000Z by other',
    '2031-03-01T12:00:00.000Z other, restored 2031-03-10T12:00:00.000Z',
  ],
  [
    'in words of others',
    'please not',
    'given up before',
    '2031-03-10T12:00:00.000Z somebody, restored 2031-03-10T12:00:00.000Z',
  ],
  [
    'without a word',
    '',
    'given up before',
    '2031-03-10T12:00:00.000Z somebody, restored 2031-03-10T12:00:00.000Z',
  ],
])('what was given up %s is here again, stays and is told', (_, mark, since, remembered) => {
  expect(paused(mark)).toEqual({
    action: 'blocked',
    reason: `${since}, and here again: kept for 7 days from when that is told`,
    restored: [
      {
        snapshotId: ID,
        text: `${ID} was ${since}, and is here: restored from the Recycle Bin, or its deletion broke off. It is deleted after 2031-03-17T12:00:00.000Z.`,
        mark: remembered,
      },
    ],
  });
});

test('what was told stays for seven days from then, in whatever execution, and is not told again', () => {
  const mark = '2031-03-01T12:00:00.000Z mine, restored 2031-03-03T12:00:00.001Z';

  expect(paused(mark)).toEqual({
    action: 'blocked',
    reason: 'given up at 2031-03-01T12:00:00.000Z, and here again: kept until 2031-03-10T12:00:00.001Z',
    restored: [],
  });
});

test('what is remembered of a mark without a time pauses once and no longer', () => {
  const [news] = paused('please not').restored;

  expect(paused(news?.mark, { now: '2031-03-17T11:59:59.999Z' }).action).toBe('blocked');
  expect(paused(news?.mark, { now: '2031-03-17T12:00:00.000Z' }).action).toBe('remove');
});

describe('in a plan', () => {
  const plan = (
    tags: Tags,
    more: { deletionLimit?: { share: number; count: number }; newer?: Tags } = {},
  ) => {
    const snapshots = [
      managed(NEWER, '2031-03-02T00:00:00.000Z', more.newer ?? {}),
      managed(ID, '2031-03-01T00:00:00.000Z', tags),
    ];
    const planned = planRegion({
      snapshots,
      overrideTag: 'snapshot-keeper:retain',
      retention: { last: 1 },
      schedules: { deployment: 'keeper', retention: {} },
      copyRetention: {},
      deletionLimit: more.deletionLimit ?? 'none',
      broken: new Set<string>(),
      calendar: calendarOf('UTC'),
      now: new Date(NOW),
    });
    const notices = noticesOf({
      plan: planned,
      managed: snapshots,
      failed: [],
      doubts: [],
      overrideTag: 'snapshot-keeper:retain',
      drRegions: [],
    });
    return { planned, notices };
  };
  const RESTORED = { 'snapshot-keeper:given-up': '2031-03-05T00:00:00.000Z other' };

  test('what is here again is told, and remembered in its own mark', () => {
    expect(plan(RESTORED).notices).toEqual([
      {
        error: 'SnapshotRestored',
        about: ID,
        text: `${ID} was given up at 2031-03-05T00:00:00.000Z by other, and is here: restored from the Recycle Bin, or its deletion broke off. It is deleted after 2031-03-17T12:00:00.000Z.`,
        mark: {
          snapshotId: ID,
          tag: 'snapshot-keeper:given-up',
          value: '2031-03-05T00:00:00.000Z other, restored 2031-03-10T12:00:00.000Z',
        },
      },
    ]);
  });

  test('what is held or kept by a rule is not told', () => {
    expect(plan({ ...RESTORED, 'snapshot-keeper:hold': 'audit' }).notices).toEqual([]);
    expect(plan({}, { newer: RESTORED }).notices).toEqual([]);
  });

  test('what is here again is not removed, so the deletion limit does not count it', () => {
    const { planned, notices } = plan(
      { ...RESTORED, 'snapshot-keeper:policy': 'last 7' },
      { deletionLimit: { share: 0, count: 0 } },
    );

    expect(planned.blockedByLimit).toEqual([]);
    expect(notices.map(({ error }) => error)).toEqual(['SnapshotRestored']);
  });
});

test('a copy does not carry the mark of its source', () => {
  const source = managed(ID, '2031-03-01T00:00:00.000Z', {
    'snapshot-keeper:given-up': '2031-03-05T00:00:00.000Z other',
    'snapshot-keeper:told': 'in doubt',
  });

  expect(Object.keys(copyTags(source)).sort()).toEqual([
    'snapshot-keeper:source-snapshot',
    'snapshot-keeper:taken-at',
    'snapshot-keeper:volume',
  ]);
});
