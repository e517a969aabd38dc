import { calendarOf } from '../../../functions/domain/calendar';
import { copyTurn } from '../../../functions/domain/copy-turn';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { copy, snap, snapshot } from '../../support/builders';

const REGION = 'us-west-2';
const time = (day: number): string => `2026-03-0${day}T02:00:00Z`;
/** What is to be copied is of the second day. */
const WANTED = { snapshotId: snap(2), takenAt: time(2), startedAt: time(2) };

/** The copy, snap(10 + day), of the source of a day. */
const copyOf = (day: number, more: Partial<ManagedSnapshot> = {}) =>
  copy(snap(10 + day), snap(day), time(day), more);
/** The source of a day, which confirms a copy. */
const source = (day: number, copyId?: string) =>
  snapshot(snap(day), time(day), {
    tags: copyId === undefined ? {} : { [`snapshot-keeper:copy/${REGION}`]: `${copyId} of ${snap(day)}` },
  });
const confirmed = (day: number) => source(day, snap(10 + day));

const turn = (copies: readonly ManagedSnapshot[], sources: readonly ManagedSnapshot[] = [], isFirst = true) =>
  copyTurn({
    wanted: WANTED,
    isFirst,
    copies,
    sources,
    region: REGION,
    retention: { last: 1 },
    calendar: calendarOf('UTC'),
    now: new Date('2026-03-06T00:00:00Z'),
  });

test.each<[rule: string, copies: ManagedSnapshot[], sources: ManagedSnapshot[]]>([
  ['there is none', [], []],
  ['the others have failed', [copyOf(3, { state: 'error' })], [confirmed(3)]],
  ['an older one is finished and confirmed', [copyOf(1)], [confirmed(1)]],
  [
    'the policy keeps it beside the newer one',
    [copyOf(3, { tags: { 'snapshot-keeper:dr-retain': '2' } })],
    [confirmed(3)],
  ],
  [
    'the override of the newer one cannot be read',
    [copyOf(3, { tags: { 'snapshot-keeper:dr-retain': 'some' } })],
    [confirmed(3)],
  ],
  ['the newer one claims to be from the future', [copyOf(9)], [confirmed(9)]],
  ['no source of ours tells of the newer one', [copyOf(3)], []],
  ['the source of the newer one confirms another', [copyOf(3)], [source(3, snap(99))]],
  [
    'an older one runs that may build on a finished one',
    [copyOf(1), copy(snap(21), snap(20), '2026-03-01T08:00:00Z', { state: 'pending' })],
    [confirmed(1), snapshot(snap(20), '2026-03-01T08:00:00Z')],
  ],
  [
    'the newer one that runs is of no source of ours',
    [copyOf(1), copyOf(3, { state: 'pending' })],
    [confirmed(1)],
  ],
])('it is its turn where %s', (_, copies, sources) => {
  expect(turn(copies, sources)).toEqual({ turn: 'now' });
});

test.each<[rule: string, copies: ManagedSnapshot[], sources: ManagedSnapshot[], copyId: string]>([
  ['an older one that runs', [copyOf(1, { state: 'pending' })], [], snap(11)],
  ['a newer one that runs', [copyOf(3, { state: 'pending' })], [], snap(13)],
  [
    'one that runs under another key than those that are finished',
    [copyOf(1, { kmsKeyId: 'key-1' }), copyOf(3, { state: 'pending', kmsKeyId: 'key-2' })],
    [confirmed(1)],
    snap(13),
  ],
  ['a newer one that is finished and not confirmed yet', [copyOf(3)], [source(3)], snap(13)],
  [
    'a newer one that runs, beside which the policy would not keep it',
    [copyOf(1), copyOf(3, { state: 'pending' })],
    [confirmed(1), source(3)],
    snap(13),
  ],
])('it comes after %s', (_, copies, sources, copyId) => {
  expect(turn(copies, sources)).toEqual({ turn: 'after', copyId });
});

test('an older one that is not confirmed yet is not waited for', () => {
  expect(turn([copyOf(1)], [source(1)])).toEqual({ turn: 'now' });
});

test('it never comes where a newer one is finished and confirmed, beside which the policy would not keep it', () => {
  expect(turn([copyOf(3)], [confirmed(3)])).toEqual({ turn: 'never' });
});

test('it never comes then, even while yet another one runs', () => {
  const running = copyOf(4, { state: 'pending', kmsKeyId: 'key-2' });

  expect(turn([copyOf(3), running], [confirmed(3)])).toEqual({ turn: 'never' });
});

test('one that is not the first comes even then: a later policy may want it', () => {
  const running = copyOf(4, { state: 'pending' });

  expect(turn([copyOf(3), running], [], false)).toEqual({ turn: 'now' });
});

test('one that is not the first comes after a full one all the same', () => {
  const running = copyOf(4, { state: 'pending', kmsKeyId: 'key-2' });

  expect(turn([copyOf(3), running], [], false)).toEqual({ turn: 'after', copyId: snap(14) });
});
