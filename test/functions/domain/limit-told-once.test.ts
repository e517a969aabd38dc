import { calendarOf } from '../../../functions/domain/calendar';
import { noticesOf } from '../../../functions/domain/notices';
import { planRegion } from '../../../functions/domain/plan-region';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { snap, snapshot } from '../../support/builders';

/** A snapshot of a day of November, adopted under a policy. */
const adopted = (day: string, policy: string, told?: string): ManagedSnapshot =>
  snapshot(snap(day), `2026-11-${day}T00:00:00.000Z`, {
    tags: { 'snapshot-keeper:policy': policy, ...(told !== undefined && { 'snapshot-keeper:told': told }) },
  });

const noticesAbout = (managed: readonly ManagedSnapshot[]) => {
  const plan = planRegion({
    snapshots: managed,
    overrideTag: 'snapshot-keeper:retain',
    retention: { last: 1 },
    schedules: { deployment: 'keeper', retention: {} },
    copyRetention: {},
    deletionLimit: { share: 0, count: 1 },
    broken: new Set<string>(),
    calendar: calendarOf('UTC'),
    now: new Date('2026-11-10T00:00:00.000Z'),
  });
  return noticesOf({
    plan,
    managed,
    failed: [],
    doubts: [],
    overrideTag: 'snapshot-keeper:retain',
    drRegions: [],
  }).map(({ mark }) => mark);
};

test('that a policy would remove too much is told once, whatever policies it would follow upon', () => {
  const told = 'deletionLimit 2026-11-04T00:00:00.000Z last 1';

  expect(noticesAbout([adopted('04', 'last 1'), adopted('03', 'last 7'), adopted('02', 'last 7')])).toEqual([
    { snapshotId: 'snap-00000000000000003', value: told },
  ]);
  expect(
    noticesAbout([adopted('04', 'last 1'), adopted('03', 'daily 3'), adopted('02', 'last 7', told)]),
  ).toEqual([]);
});

test('it is told again where another policy would remove too much', () => {
  const told = 'deletionLimit 2026-11-04T00:00:00.000Z last 2';

  expect(
    noticesAbout([adopted('04', 'last 1'), adopted('03', 'last 7'), adopted('02', 'last 7', told)]),
  ).toEqual([
    { snapshotId: 'snap-00000000000000003', value: 'deletionLimit 2026-11-04T00:00:00.000Z last 1' },
  ]);
});

test('it is told again where the policy was taken back in between, and the same mistake is made a second time', () => {
  const told = 'deletionLimit 2026-11-03T00:00:00.000Z last 1';
  const before = [adopted('01', 'last 7'), adopted('02', 'last 7', told), adopted('03', 'last 1')];

  expect(noticesAbout([...before, adopted('04', 'last 1')])).toEqual([]);
  expect(noticesAbout([...before, adopted('04', 'last 7'), adopted('05', 'last 1')])).toEqual([
    { snapshotId: 'snap-00000000000000004', value: 'deletionLimit 2026-11-05T00:00:00.000Z last 1' },
  ]);
});

test('what was taken back before it was told is no news: it is not told with every plan', () => {
  const told = 'deletionLimit 2026-11-05T00:00:00.000Z last 1';

  expect(
    noticesAbout([
      adopted('01', 'last 7'),
      adopted('02', 'last 7', told),
      adopted('03', 'last 1'),
      adopted('04', 'weekly 1'),
      adopted('05', 'last 1'),
      adopted('06', 'last 1'),
    ]),
  ).toEqual([]);
});

test('a policy before that is as long as a tag may be is no reason to tell it with every plan', () => {
  const long = 'x'.repeat(256);
  const all = [adopted('04', 'last 1'), adopted('03', long), adopted('02', long)];
  const [mark] = noticesAbout(all);

  expect(mark?.value).toBe('deletionLimit 2026-11-04T00:00:00.000Z last 1');
  expect(
    noticesAbout([adopted('04', 'last 1'), adopted('03', long, mark?.value), adopted('02', long)]),
  ).toEqual([]);
});
