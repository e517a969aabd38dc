import { calendarOf } from '../../../functions/domain/calendar';
import { leftOutFor, newerExpectedFrom } from '../../../functions/domain/left-out-copy';
import type { RetentionPolicy } from '../../../functions/domain/retention-policy';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { snap, snapshot } from '../../support/builders';

const REGION = 'us-west-2';
const time = (hour: number): string => `2026-03-01T${String(hour).padStart(2, '0')}:00:00Z`;

/** The source of an hour, whose copy waits or is confirmed. */
const waits = (hour: number, more: Partial<ManagedSnapshot> = {}) => snapshot(snap(hour), time(hour), more);
const confirmed = (hour: number) =>
  waits(hour, { tags: { [`snapshot-keeper:copy/${REGION}`]: `${snap(90 + hour)} of ${snap(hour)}` } });

type More = { readonly retention?: RetentionPolicy; readonly heir?: number };

/** The hour of the snapshot for which that of hour `wanted` is left out; undefined where its copy is made. */
const heirOf = (wanted: number, sources: readonly ManagedSnapshot[], { retention, heir }: More = {}) => {
  const answer = leftOutFor({
    wanted: waits(wanted),
    sources,
    region: REGION,
    retention: retention ?? { last: 1 },
    calendar: calendarOf('UTC'),
    now: new Date(time(20)),
    heirId: heir === undefined ? undefined : snap(heir),
  });
  return answer === undefined ? undefined : Number(answer.takenAt.slice(11, 13));
};

const BACKLOG = [confirmed(1), waits(2), waits(3), waits(4)];

test('the first that waits is left out for the newest that waits behind it', () => {
  expect(heirOf(2, BACKLOG)).toBe(4);
});

test('so is each until then', () => {
  expect(heirOf(3, BACKLOG, { heir: 4 })).toBe(4);
});

test('the newest is made', () => {
  expect(heirOf(4, BACKLOG, { heir: 4 })).toBeUndefined();
});

test('that for which others were left out is made, whatever waits behind it: none starves', () => {
  expect(heirOf(4, [...BACKLOG, waits(5)], { heir: 4 })).toBeUndefined();
});

test('none is left out for one that came after that', () => {
  expect(heirOf(3, [...BACKLOG, waits(5)], { heir: 4 })).toBe(4);
});

test('where an older one was not copied and nobody knows for which it was left out, the next is made', () => {
  expect(heirOf(3, BACKLOG)).toBeUndefined();
});

test('one that was left out in vain, for one that is gone or confirmed by now, is an older one that was not copied', () => {
  expect(heirOf(3, [confirmed(1), waits(2), waits(3), waits(5)], { heir: 4 })).toBeUndefined();
});

test('older ones than the newest confirmed one are past', () => {
  expect(heirOf(5, [waits(2), confirmed(4), waits(5), waits(6)])).toBe(6);
});

test.each<[rule: string, sources: ManagedSnapshot[], more: More]>([
  ['the policy would keep it beside the newer ones', BACKLOG, { retention: { last: 3 } }],
  [
    'nobody can read the policy',
    [confirmed(1), waits(2), waits(3, { tags: { 'snapshot-keeper:dr-retain': 'some' } })],
    {},
  ],
  ['none waits behind it', [confirmed(1), waits(2)], {}],
  ['the newer one has failed', [confirmed(1), waits(2), waits(3, { state: 'error' })], {}],
  ['the newer one is not completed', [confirmed(1), waits(2), waits(3, { state: 'pending' })], {}],
  ['EC2 does not copy the newer one', [confirmed(1), waits(2), waits(3, { storageTier: 'archive' })], {}],
  ['the newer one claims to be from the future', [confirmed(1), waits(2), waits(21)], {}],
])('it is made where %s', (_, sources, more) => {
  expect(heirOf(2, sources, more)).toBeUndefined();
});

test('a newer one may wait when half as much time again has passed as between the last two', () => {
  expect(newerExpectedFrom(waits(6), [waits(2), waits(4), waits(9)])).toBe('2026-03-01T09:00:00.000Z');
});

test('of a volume without an earlier snapshot, after a day and a half', () => {
  expect(newerExpectedFrom(waits(6), [])).toBe('2026-03-02T18:00:00.000Z');
});

test('of a set none is left out: others of it may be copied by now', () => {
  const description = 'snapshot-keeper keeper: due 2026-03-01T02:00:00Z by nightly, set 0123456789ab/2';

  expect(heirOf(2, [confirmed(1), waits(2, { description }), waits(3), waits(4)])).toBeUndefined();
});
