import { calendarOf } from '../../../functions/domain/calendar';
import { ManagedVolumes } from '../../../functions/domain/managed-volumes';
import { planTogether, type TogetherQuestion } from '../../../functions/domain/plan-together';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { brokenSets } from '../../../functions/domain/snapshot-set';
import { short, snap, snapshot, vol } from '../../support/builders';
import { member, memberCopy, setId } from '../../support/set-members';

type More = Partial<Omit<TogetherQuestion, 'managed' | 'volumeId'>>;

/** Under `last 1`, without a limit, in the copies' Region: what becomes of all, by id. */
function plan(managed: readonly ManagedSnapshot[], more: More = {}): string[] {
  const plans = planTogether({
    managed: new ManagedVolumes(managed),
    volumeId: vol(1),
    overrideTag: 'snapshot-keeper:dr-retain',
    retention: { last: 1 },
    schedules: { deployment: 'keeper', retention: {} },
    copyRetention: {},
    deletionLimit: 'none',
    calendar: calendarOf('UTC'),
    now: new Date('2030-03-20T12:00:00Z'),
    ...more,
  });
  return [...plans.values()].flatMap(({ verdicts }) =>
    verdicts.map(({ snapshotId, action, reasons }) =>
      short(`${snapshotId} ${action}: ${reasons.join('; ')}`),
    ),
  );
}

const removed = (lines: readonly string[]): string[] =>
  lines.flatMap((line) => (line.includes(' remove') ? line.split(' ')[0]! : []));

/** Snapshots 1 and 2 of the volumes 1 and 2 on the tenth, 3 and 4 on the eleventh, and so on. */
const sets = (days: number, of = member): ManagedSnapshot[] =>
  Array.from({ length: days }, (_, index) => [
    of(2, { id: 2 * index + 1, volume: 1, day: 10 + index }),
    of(2, { id: 2 * index + 2, volume: 2, day: 10 + index }),
  ]).flat();

test('a whole newer set lets the older one go, of all volumes at once', () => {
  expect(plan(sets(2))).toEqual([
    'snap-3 keep: last 1 of 1',
    'snap-1 remove: kept by no rule of last 1',
    'snap-4 keep: last 1 of 1',
    'snap-2 remove: kept by no rule of last 1',
  ]);
});

test.each(['pending', 'error'])(
  'where one member of the newer set is %s, it does not count, and the older whole one stays, in both volumes',
  (state) => {
    const managed = [
      ...sets(1),
      ...sets(2)
        .slice(2)
        .map((one) => (one.volumeId === vol(2) ? { ...one, state } : one)),
    ];

    expect(removed(plan(managed))).toEqual([]);
    expect(plan(managed).slice(0, 2)).toEqual([
      'snap-3 keep: its set lacks a member here: not counted',
      'snap-1 keep: last 1 of 1',
    ]);
  },
);

test('so does it where that member is not there at all', () => {
  expect(removed(plan(sets(2).slice(0, 3)))).toEqual([]);
});

test('the life of a set in a DR Region with one failed copy: the older whole one stays until a newer one is whole, and then all that is older goes', () => {
  const monday = sets(1, memberCopy);
  const tuesday = memberCopy(2, { id: 3, volume: 1, day: 11 });
  const failed = memberCopy(2, { id: 4, volume: 2, day: 11, state: 'error' });
  const [a, b] = sets(3, memberCopy).slice(4);

  expect(removed(plan([...monday, tuesday]))).toEqual([]);
  expect(removed(plan([...monday, tuesday, failed]))).toEqual([]);
  expect(removed(plan([...monday, tuesday, failed, a!]))).toEqual([]);
  expect(removed(plan([...monday, tuesday, failed, a!, b!])).sort()).toEqual(
    [snap('c1'), snap('c2'), snap('c3')].sort(),
  );
});

test('a set that becomes whole late does so although members of newer ones have come meanwhile', () => {
  const [a1, b1, a2, b2, a3] = sets(3, memberCopy);

  expect(removed(plan([a1!, b1!, a2!, a3!]))).toEqual([]);
  expect(removed(plan([a1!, b1!, a2!, b2!, a3!])).sort()).toEqual([snap('c1'), snap('c2')]);
});

test('a member that is held holds its set', () => {
  const held = sets(2).map((one) =>
    one.snapshotId === snap(2) ? { ...one, tags: { ...one.tags, 'snapshot-keeper:hold': 'audit' } } : one,
  );

  expect(plan(held)).toEqual([
    'snap-3 keep: last 1 of 1',
    'snap-1 blocked: its set stays whole: snap-2 of vol-2 is kept (held: audit)',
    'snap-4 keep: last 1 of 1',
    'snap-2 blocked: held: audit',
  ]);
});

test('what the policy of one volume keeps, its set keeps', () => {
  const managed = sets(2).map((one) =>
    one.volumeId === vol(2) ? { ...one, tags: { ...one.tags, 'snapshot-keeper:dr-retain': '2' } } : one,
  );

  expect(removed(plan(managed))).toEqual([]);
});

test('a copy that is still wanted of one member keeps them all', () => {
  const [a, b, ...rest] = sets(2);
  const copied = { 'snapshot-keeper:copy/us-west-2': `snap-x of ${a!.snapshotId}` };
  const managed = [{ ...a!, tags: { ...a!.tags, ...copied } }, b!, ...rest];

  expect(plan(managed, { copyRetention: { 'us-west-2': { last: 2 } } })).toContain(
    'snap-1 blocked: its set stays whole: snap-2 of vol-2 is kept (copy to us-west-2 still wanted)',
  );
});

describe('single snapshots beside sets', () => {
  const single = (id: number, volume: number, day: number): ManagedSnapshot =>
    snapshot(snap(id), new Date(Date.UTC(2030, 2, day)).toISOString(), {
      volumeId: vol(volume),
      tags: { 'snapshot-keeper:volume': vol(volume) },
    });

  test('however many are newer, the newest whole set stays', () => {
    const managed = [...sets(1), single(11, 1, 12), single(12, 2, 12)];

    expect(plan(managed)).toEqual([
      'snap-11 keep: last 1 of 1',
      'snap-1 keep: the newest whole set',
      'snap-12 keep: last 1 of 1',
      'snap-2 keep: the newest whole set',
    ]);
  });

  test.each([
    [35, []],
    [36, ['snap-1', 'snap-2']],
  ])('of which after %i days without a newer one nobody makes sets any more', (days, gone) => {
    const now = new Date(Date.UTC(2030, 2, 10 + days));

    expect(removed(plan([...sets(1), single(11, 1, 12), single(12, 2, 12)], { now }))).toEqual(gone);
  });

  test('one of one volume lets no set go of which the other volume has nothing newer', () => {
    const now = new Date('2031-01-01T00:00:00Z');

    expect(removed(plan([...sets(1), single(11, 1, 12)], { now }))).toEqual([]);
  });
});

test('of a set that lacks a member nothing goes earlier than the rules would have it if it counted', () => {
  const [a1, , a2, b2, a3, b3] = sets(3);

  expect(plan([a1!, a2!, b2!, a3!, b3!], { retention: { last: 3 } })).toContain(
    'snap-1 keep: its set lacks a member here: not counted',
  );
  expect(removed(plan([a1!, a2!, b2!, a3!, b3!], { retention: { last: 2 } }))).toEqual(['snap-1']);
});

test('once a set has lost a member to a deletion that broke off, the others follow it', () => {
  const [, b1, a2, b2] = sets(2);

  expect(removed(plan([b1!, a2!, b2!]))).toEqual(['snap-2']);
});

test('volumes that never shared a set decide for themselves', () => {
  const other = snapshot(snap(20), '2030-03-01T00:00:00.000Z', {
    volumeId: vol(9),
    tags: { 'snapshot-keeper:volume': vol(9) },
  });

  expect(plan([...sets(1), other])).toHaveLength(2);
});

test('a volume that has changed its instance ties both instances together', () => {
  const volumes = new ManagedVolumes([
    member(2, { id: 1, volume: 1, day: 10 }),
    member(2, { id: 2, volume: 2, day: 10 }),
    member(2, { id: 3, volume: 2, day: 11 }),
    member(2, { id: 4, volume: 3, day: 11 }),
    snapshot(snap(5), '2030-03-01T00:00:00.000Z'),
  ]);

  expect(volumes.sharingSetsWith(vol(1))).toEqual([vol(2), vol(3)]);
  expect(setId(10)).toBe('000000000010');
});

test('where no set ever becomes whole, what is older than 35 days goes by the rules all the same, and no earlier', () => {
  const halves = Array.from({ length: 40 }, (_, index) =>
    memberCopy(2, { id: index + 100, volume: 1, day: 1 + index }),
  );
  const now = new Date(Date.UTC(2030, 2, 41));

  expect(removed(plan(halves, { retention: { last: 3 }, now }))).toEqual(
    [104, 103, 102, 101, 100].map((id) => snap(`c${id}`)),
  );
});

test('of two sizes that members of one set tell the larger one counts, in whatever order', () => {
  const two = [member(3, { id: 1, volume: 1, day: 10 }), member(2, { id: 2, volume: 2, day: 10 })];
  const now = new Date('2030-03-20T00:00:00Z');

  expect([...brokenSets(two, now)]).toEqual([setId(10)]);
  expect([...brokenSets(two.toReversed(), now)]).toEqual([setId(10)]);
});

test('what somebody takes later and describes as a member makes no set whole, and breaks none', () => {
  const now = new Date('2030-03-20T00:00:00Z');
  const first = member(2, { id: 1, volume: 1, day: 10 });
  const second = member(2, { id: 2, volume: 2, day: 10 });
  const later = { startedAt: '2030-03-10T00:10:01.000Z', takenAt: '2030-03-10T00:10:01.000Z' };

  expect([...brokenSets([first, { ...second, ...later }], now)]).toEqual([setId(10)]);
  const larger = { ...member(3, { id: 3, volume: 3, day: 10 }), ...later };
  expect([...brokenSets([first, second, larger], now)]).toEqual([]);
});

test('a member of the future does not make a set whole', () => {
  const two = [member(2, { id: 1, volume: 1, day: 10 }), member(2, { id: 2, volume: 2, day: 10 })];

  expect(brokenSets(two, new Date('2030-03-09T23:59:59Z')).size).toBe(1);
  expect(brokenSets(two, new Date('2030-03-10T00:00:00Z')).size).toBe(0);
});
