import { noticesOf, openDoubts, unnotedOrigins, type Notice } from '../../../functions/domain/notices';
import { planRegion } from '../../../functions/domain/plan-region';
import { calendarOf } from '../../../functions/domain/calendar';
import type { Doubt } from '../../../functions/domain/recognise';
import type { ManagedSnapshot, Snapshot } from '../../../functions/domain/snapshot';
import { snap, snapshot } from '../../support/builders';

const RETAIN = 'snapshot-keeper:retain';
const LIMIT = { share: 0.5, count: 1 };

/** What is told of `managed` under `last 1`, of a limit of half of them or one. */
const told = (
  managed: readonly ManagedSnapshot[],
  doubts: readonly Doubt[] = [],
  drRegions: readonly string[] = [],
  failed: readonly Snapshot[] = [],
): Notice[] =>
  noticesOf({
    plan: planRegion({
      snapshots: managed,
      overrideTag: RETAIN,
      retention: { last: 1 },
      schedules: { deployment: 'keeper', retention: {} },
      copyRetention: {},
      deletionLimit: LIMIT,
      broken: new Set<string>(),
      calendar: calendarOf('UTC'),
      now: new Date('2026-12-01T00:00:00Z'),
    }),
    managed,
    failed,
    doubts,
    overrideTag: RETAIN,
    drRegions,
  });

/** Daily snapshots snap(1) and so on, the oldest first, with these tags. */
const daily = (...tags: readonly Record<string, string>[]): ManagedSnapshot[] =>
  tags.map((own, day) =>
    snapshot(snap(day + 1), new Date(Date.UTC(2026, 0, 1 + day)).toISOString(), { tags: own }),
  );

/** The same after what was told has been remembered. */
const remembering = (managed: readonly ManagedSnapshot[], notices: readonly Notice[]): ManagedSnapshot[] =>
  managed.map((one) => {
    const mark = notices.find((notice) => notice.mark.snapshotId === one.snapshotId)?.mark;
    return mark === undefined ? one : { ...one, tags: { ...one.tags, 'snapshot-keeper:told': mark.value } };
  });

/** With one tag of ours, no room for a mark is left. */
const FULL = Object.fromEntries(Array.from({ length: 49 }, (_, index) => [`bot-${index}`, '']));

const under = (policy: string) => ({ 'snapshot-keeper:policy': policy });

test('where all is well, nobody is told anything', () => {
  expect(told(daily(under('last 1'), under('last 1')))).toEqual([]);
  expect(told([])).toEqual([]);
});

describe('an AMI that has failed', () => {
  const failed = (id: number, imageId: string, state: string, told?: string): ManagedSnapshot => ({
    ...snapshot(snap(id), '2026-01-09T00:00:00Z', {
      tags: told === undefined ? {} : { 'snapshot-keeper:told': told },
    }),
    image: { imageId, name: 'n', size: 2, state },
  });

  test('is told once, on what it holds of the volume', () => {
    const managed = [failed(1, 'ami-1', 'failed'), failed(2, 'ami-2', 'invalid')];
    const notices = told(managed);
    expect(notices).toEqual([
      {
        error: 'ImageFailed',
        text: `ami-1, of which ${snap(1)} is, is failed and cannot be launched.`,
        about: snap(1),
        mark: { snapshotId: snap(1), value: 'ami-1 has failed' },
      },
      {
        error: 'ImageFailed',
        text: `ami-2, of which ${snap(2)} is, is invalid and cannot be launched.`,
        about: snap(2),
        mark: { snapshotId: snap(2), value: 'ami-2 has failed' },
      },
    ]);
    expect(told(remembering(managed, notices))).toEqual([]);
  });

  test('is remembered beside others, where the volume has no other snapshot that could', () => {
    const failing = [failed(8, 'ami-1', 'failed'), failed(9, 'ami-2', 'failed')];
    const only = (mark?: string) => [
      snapshot(snap(1), '2026-01-09T00:00:00Z', {
        tags: mark === undefined ? {} : { 'snapshot-keeper:told': mark },
      }),
    ];
    const tell = (managed: ManagedSnapshot[]) => told(managed, [], [], failing).map(({ mark }) => mark);

    expect(tell(only())).toEqual([{ snapshotId: snap(1), value: 'ami-1 has failed' }]);
    expect(tell(only('ami-1 has failed'))).toEqual([
      { snapshotId: snap(1), value: 'ami-2 ami-1 have failed' },
    ]);
    expect(tell(only('ami-2 ami-1 have failed'))).toEqual([]);
  });

  test('is rather remembered by one that remembers another than by one that remembers something else', () => {
    const of = (id: number, mark: string) =>
      snapshot(snap(id), `2026-01-0${id}T00:00:00Z`, { tags: { 'snapshot-keeper:told': mark } });
    const managed = [of(1, 'ami-1 has failed'), of(2, 'not copied: it is in the archive tier')];
    const [notice] = told(managed, [], [], [failed(9, 'ami-2', 'failed')]);
    expect(notice!.mark).toEqual({ snapshotId: snap(1), value: 'ami-2 ami-1 have failed' });
  });

  test('is not told of while it is pending, nor of one that can be launched', () => {
    const { image, ...usable } = failed(1, 'ami-1', 'pending');
    const able = { ...usable, image: { imageId: 'ami-1', name: 'n', size: 2 } };
    expect([...told([{ ...usable, image: image! }]), ...told([able])]).toEqual([]);
  });
});

describe('a snapshot in doubt', () => {
  const doubt = (tags: Record<string, string> = {}): Doubt => ({
    snapshot: snapshot(snap(9), '2026-01-09T00:00:00Z', { tags }),
    reason: 'snapshot-keeper:volume is "x", not "y"',
  });

  test('is told, and remembers that itself', () => {
    expect(told([], [doubt()])).toEqual([
      {
        error: 'SnapshotInDoubt',
        text: 'snap-00000000000000009: snapshot-keeper:volume is "x", not "y".',
        about: snap(9),
        mark: { snapshotId: snap(9), value: 'in doubt' },
      },
    ]);
  });

  test('that was copied from a copy of ours remembers which one, as evidence for the time when that is gone', () => {
    const copied = { ...doubt(), copiedFrom: snap(8) };

    expect(told([], [copied])).toMatchObject([
      { mark: { snapshotId: snap(9), value: 'in doubt: copied from snap-00000000000000008' } },
    ]);
    expect([...unnotedOrigins([copied])]).toEqual([[snap(9), snap(8)]]);
  });

  test('that remembers what it was made from needs it no more', () => {
    const noted = doubt({ 'snapshot-keeper:told': 'in doubt: copied from snap-00000000000000008' });

    expect([...unnotedOrigins([{ ...noted, copiedFrom: snap(8) }, doubt()])]).toEqual([]);
  });

  test('that began late needs it as little: its start, which nobody can edit, tells', () => {
    expect([...unnotedOrigins([{ ...doubt(), copiedFrom: snap(8), beganLate: true }])]).toEqual([]);
  });

  test('is open until it was told, and until what it was made from is noted', () => {
    const told = doubt({ 'snapshot-keeper:told': 'in doubt' });
    const noted = {
      ...doubt({ 'snapshot-keeper:told': 'in doubt: copied from snap-00000000000000008' }),
      copiedFrom: snap(8),
    };
    const elsewhere = snapshot(snap(1), '2026-01-02T00:00:00Z', {
      tags: { 'snapshot-keeper:told': 'snap-00000000000000009 in doubt' },
    });

    expect(openDoubts([doubt()], [])).toHaveLength(1);
    expect(openDoubts([told], [])).toEqual([]);
    expect(openDoubts([doubt()], [elsewhere])).toEqual([]);
    expect(openDoubts([noted], [])).toEqual([]);
    expect(openDoubts([{ ...doubt(), copiedFrom: snap(8) }], [elsewhere])).toHaveLength(1);
  });

  const crowded = (own = FULL) => {
    const { snapshot: one, reason } = doubt({ ...own, one: '' });
    return { snapshot: one, reason, copiedFrom: snap(8) };
  };

  test('without room for a mark is remembered by the newest that has room, and what it was made from stays', () => {
    const managed = daily(under('last 1'), under('last 1'), { ...FULL, ...under('last 1') });
    const first = told(managed, [crowded()]);

    expect(first).toMatchObject([
      { about: snap(9), mark: { snapshotId: snap(2), value: 'snap-00000000000000009 in doubt' } },
    ]);
    expect(told(remembering(managed, first), [crowded()])).toEqual([]);
    expect([...unnotedOrigins([crowded()])]).toEqual([[snap(9), snap(8)]]);
  });

  test('is told where the cause is newer than all that could have told it', () => {
    const managed = daily(...Array.from({ length: 9 }, () => ({ ...FULL, ...under('last 1') })));

    expect(told(managed, [crowded()]).filter(({ error }) => error === 'SnapshotInDoubt')).toHaveLength(1);
  });

  test('beside another is remembered by one of its own', () => {
    const other = { ...crowded(), snapshot: { ...crowded().snapshot, snapshotId: snap(7) } };

    expect(
      told(daily(under('last 1'), under('last 1')), [crowded(), other]).map(
        (notice) => notice.mark.snapshotId,
      ),
    ).toEqual([snap(2), snap(1)]);
  });

  test('has room beside tags of AWS, which EC2 does not count', () => {
    const ofAws = Object.fromEntries(Object.keys(FULL).map((key) => [`aws:${key}`, '']));
    const one = doubt({ ...ofAws, Name: 'data' });

    expect(told(daily({}), [one])).toMatchObject([{ mark: { snapshotId: snap(9), value: 'in doubt' } }]);
  });

  test('is told once', () => {
    expect(told([], [doubt({ 'snapshot-keeper:told': 'in doubt' })])).toEqual([]);
  });

  test('is told although it remembers something else, such as what was carried with its tags', () => {
    expect(told([], [doubt({ 'snapshot-keeper:told': 'unreadable forever' })])).toHaveLength(1);
  });
});

describe('an override that cannot be read', () => {
  const overridden = (...values: readonly string[]) => daily(...values.map((value) => ({ [RETAIN]: value })));

  test('as long as a tag may be is remembered without a character that is cut in half', () => {
    const [notice] = told(overridden('7', '😀'.repeat(128)));

    expect(notice?.mark.value).toBe(`unreadable ${'😀'.repeat(122)}…`);
    expect(() => encodeURIComponent(notice?.mark.value ?? '')).not.toThrow();
    const all = overridden('7', '😀'.repeat(128));
    expect(told(remembering(all, told(all)))).toEqual([]);
  });

  test('is told with what is allowed, and the newest snapshot remembers it', () => {
    expect(told(overridden('7', 'forever'))).toEqual([
      {
        error: 'RetentionTagIgnored',
        text:
          'The tag snapshot-keeper:retain has the value "forever". Allowed is a count such as "7" (keep the last 7) or ' +
          'counts with units such as "7d 4w 12m" (7 daily, 4 weekly, 12 monthly), each from 1 to 1000.',
        mark: { snapshotId: snap(2), value: 'unreadable forever' },
      },
    ]);
  });

  test('is told once, however many snapshots come with it', () => {
    const first = overridden('7', 'forever');
    const later = overridden('7', 'forever', 'forever', 'forever');

    expect(told([...remembering(first, told(first)), ...later.slice(2)])).toEqual([]);
  });

  test('is told again where another value came, or a readable one between', () => {
    const first = overridden('forever');
    const told1 = remembering(first, told(first));

    expect(told([...told1, ...overridden('', 'always').slice(1)])).toMatchObject([
      { mark: { snapshotId: snap(2), value: 'unreadable always' } },
    ]);
    expect(told([...told1, ...overridden('', '7', 'forever').slice(1)])).toMatchObject([
      { mark: { snapshotId: snap(3), value: 'unreadable forever' } },
    ]);
  });

  test('is remembered by one that has room, where the newest has none', () => {
    const all = daily({ [RETAIN]: 'forever' }, { [RETAIN]: 'forever', ...FULL });

    expect(told(all)).toMatchObject([{ mark: { snapshotId: snap(1) } }]);
    expect(told(remembering(all, told(all)))).toEqual([]);
  });

  test('is remembered by an earlier one, where none that bears it has room, and told again after a readable one', () => {
    const bad = { [RETAIN]: 'forever', ...FULL };
    const all = daily({}, {}, bad, bad);
    const first = told(all);

    expect(first).toMatchObject([
      { mark: { snapshotId: snap(2), value: 'since snap-00000000000000003: unreadable forever' } },
    ]);
    expect(told(remembering(all, first))).toEqual([]);
    const again = [
      ...remembering(all, first),
      ...daily({}, {}, {}, {}, { [RETAIN]: '7', ...FULL }, bad).slice(4),
    ];
    expect(told(again)).toHaveLength(1);
  });

  test('is told with each plan where nothing of the volume has room', () => {
    const counts = [1, 2, 3, 4, 9].map((count) =>
      daily(...Array.from({ length: count }, () => ({ [RETAIN]: 'forever', ...FULL }))),
    );

    expect(counts.map((all) => told(all).length)).toEqual([1, 1, 1, 1, 1]);
  });

  test('of any length is remembered by its beginning', () => {
    const long = overridden('x'.repeat(256));
    const [notice] = told(long);

    expect(notice?.mark.value).toHaveLength(256);
    expect(told(remembering(long, [notice!]))).toEqual([]);
  });
});

describe('what the deletion limit blocks', () => {
  const refused = daily(under('last 9'), under('last 9'), under('last 9'), under('last 1'));

  test('is told with the change of policy, and the newest that is blocked remembers it', () => {
    expect(told(refused)).toEqual([
      {
        error: 'DeletionRefused',
        text: 'a change of policy (last 9 → last 1) would remove 3 of 3 earlier snapshots at once, and the setting deletionLimit allows a share of 0.5 or a count of 1.',
        mark: { snapshotId: snap(3), value: 'deletionLimit 2026-01-04T00:00:00.000Z last 1' },
      },
    ]);
  });

  test('is told once, however many snapshots come under the new policy', () => {
    const later = daily(...refused.map(({ tags }) => tags), under('last 1'), under('last 1')).slice(4);

    expect(told([...remembering(refused, told(refused)), ...later])).toEqual([]);
  });

  test('is told once also where no snapshot was adopted under the policy in force, since only the DR stack was deployed', () => {
    const all = daily(under('last 9'), under('last 9'), under('last 9'), under('last 9'));

    expect(told(all)).toHaveLength(1);
    expect(told(remembering(all, told(all)))).toEqual([]);
  });

  test('is told again for another change of policy', () => {
    const again = remembering(refused, [
      {
        error: 'DeletionRefused',
        text: '',
        mark: { snapshotId: snap(3), value: 'deletionLimit 2026-01-04T00:00:00.000Z last 2' },
      },
    ]);

    expect(told(again)).toHaveLength(1);
  });

  const full = FULL;
  const fullToo = (count: number) =>
    daily(
      ...Array.from({ length: 3 + count }, (_, index) => ({
        ...under(index < 3 ? 'last 9' : 'last 1'),
        ...full,
      })),
    );

  test('is remembered by one that has room', () => {
    const all = refused.map((one) =>
      one.snapshotId === snap(3) ? { ...one, tags: { ...one.tags, ...full } } : one,
    );

    expect(told(all)).toMatchObject([{ mark: { snapshotId: snap(2) } }]);
  });

  test('is told with each plan where nothing of the volume has room', () => {
    expect([1, 2, 3, 4, 9].map((count) => told(fullToo(count)).length)).toEqual([1, 1, 1, 1, 1]);
  });

  test('is told where none that is blocked has room, however many came since, and a later one remembers it', () => {
    const all = [...fullToo(5), ...daily(...Array.from({ length: 9 }, () => under('last 1'))).slice(8)];
    const first = told(all);

    expect(first).toMatchObject([{ error: 'DeletionRefused', mark: { snapshotId: snap(9) } }]);
    expect(told(remembering(all, first))).toEqual([]);
  });

  test('is told again where the one that remembered it is gone: twice does less harm than never', () => {
    const rest = remembering(refused, told(refused)).filter(({ snapshotId }) => snapshotId !== snap(3));

    expect(told(rest)).toMatchObject([{ mark: { snapshotId: snap(2) } }]);
  });
});

describe('a newest snapshot that EC2 cannot copy', () => {
  const OUTPOST = 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1';
  const at = (day: number, place: Partial<ManagedSnapshot>, tags: Record<string, string> = {}) =>
    snapshot(snap(day), `2026-01-0${day}T00:00:00Z`, { ...place, tags });
  const copied = (day: number) => ({ 'snapshot-keeper:copy/us-west-2': `${snap('c')} of ${snap(day)}` });
  const impossible = (managed: readonly ManagedSnapshot[], drRegions: readonly string[]) =>
    told(managed, [], drRegions).filter(({ error }) => error === 'CopyImpossible');

  test('is told with the reason and the Regions in which the copy is missing', () => {
    expect(
      impossible([at(1, {}), at(2, { outpostArn: OUTPOST }, copied(2))], ['us-west-2', 'eu-west-1']),
    ).toEqual([
      {
        error: 'CopyImpossible',
        text: `EC2 does not copy ${snap(2)} to eu-west-1: it is stored on an Outpost (${OUTPOST}).`,
        mark: { snapshotId: snap(2), value: 'not copied: it is stored on an Outpost' },
      },
    ]);
    expect(impossible([at(1, { zone: 'us-east-1-bos-1a' })], ['us-west-2'])[0]?.text).toBe(
      `EC2 does not copy ${snap(1)} to us-west-2: it is stored in the Local Zone us-east-1-bos-1a.`,
    );
  });

  test('is noted on one that has room, and told with each plan where none has', () => {
    const full = (day: number) => at(day, { outpostArn: OUTPOST }, { ...FULL, one: '' });

    expect(impossible([at(1, { outpostArn: OUTPOST }), full(2)], ['us-west-2'])).toMatchObject([
      { text: expect.stringContaining(snap(2)) as string, mark: { snapshotId: snap(1) } },
    ]);
    expect(
      [1, 2, 3, 4, 5].map((count) => {
        const all = Array.from({ length: count }, (_, index) => full(index + 1));
        return impossible(all, ['us-west-2']).length;
      }),
    ).toEqual([1, 1, 1, 1, 1]);
  });

  test.each<[rule: string, managed: ManagedSnapshot[], drRegions: string[]]>([
    ['in the zone of a Region is no such', [at(1, { zone: 'us-east-1a' })], ['us-west-2']],
    ['whose copies are confirmed is not told', [at(1, { storageTier: 'archive' }, copied(1))], ['us-west-2']],
    ['in a DR Region, where no copies belong, is not told', [at(1, { storageTier: 'archive' })], []],
    [
      'that is followed by one that can be copied is not told',
      [at(1, { outpostArn: OUTPOST }), at(2, {})],
      ['us-west-2'],
    ],
    [
      'of which another remembers that it was told is not told again',
      [
        at(1, { outpostArn: OUTPOST }, { 'snapshot-keeper:told': 'not copied: it is stored on an Outpost' }),
        at(2, { outpostArn: OUTPOST }),
      ],
      ['us-west-2'],
    ],
  ])('%s', (_, managed, drRegions) => {
    expect(impossible(managed, drRegions)).toEqual([]);
  });
});
