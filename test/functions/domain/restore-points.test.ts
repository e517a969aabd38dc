import { restoredAt, restorePoints } from '../../../functions/domain/restore-points';
import type { Snapshot } from '../../../functions/domain/snapshot';
import { copy, short, snap, snapshot, vol } from '../../support/builders';
import { member, memberCopy, shownCopy } from '../../support/set-members';

const NOW = new Date('2030-03-20T00:00:00Z');
const day = (of: number): string => `2030-03-${String(of).padStart(2, '0')}T00:00:00.000Z`;

const points = (region: string, snapshots: readonly Snapshot[], volumeId = vol(1)) =>
  restorePoints({
    volumeId,
    snapshots,
    here: { deployment: 'keeper', region, primaryRegions: ['us-east-1'] },
    now: NOW,
  });
const inWords = (region: string, snapshots: readonly Snapshot[], volumeId?: string) =>
  points(region, snapshots, volumeId).map(
    ({ snapshotId, takenAt, isOurs, obstacle }) =>
      `${short(snapshotId)} ${takenAt.slice(8, 10)}${isOurs ? '' : ' not ours'}${obstacle === undefined ? '' : ` ${short(obstacle)}`}`,
  );

describe('in the primary Region', () => {
  test('all snapshots of the volume are points, newest first, whoever has taken them', () => {
    const foreign = { ...snapshot(snap(3), day(3)), tags: {} };

    expect(inWords('us-east-1', [snapshot(snap(1), day(1)), foreign, snapshot(snap(2), day(2))])).toEqual([
      'snap-3 03 not ours',
      'snap-2 02',
      'snap-1 01',
    ]);
  });

  test.each([
    [{ state: 'pending' }, 'not finished yet'],
    [{ state: 'error' }, 'failed'],
    [{ state: 'error', stateMessage: 'no key' }, 'failed: no key'],
    [{ state: 'recoverable' }, 'in the state recoverable'],
    [
      { storageTier: 'archive' },
      'in the archive tier, from which it has to be restored first, which takes up to 72 hours',
    ],
    [{ startedAt: '2030-03-21T00:00:00.000Z' }, 'dated in the future'],
  ] as const)('one with %j cannot be restored: %s', (more, obstacle) => {
    expect(points('us-east-1', [{ ...snapshot(snap(1), day(1)), ...more }])[0]?.obstacle).toBe(obstacle);
  });

  test('of a set that lacks a finished member none can be restored, and of a whole one each', () => {
    const whole = [member(2, { id: 1, volume: 1, day: 1 }), member(2, { id: 2, volume: 2, day: 1 })];
    const lacking = [
      member(2, { id: 3, volume: 1, day: 2 }),
      member(2, { id: 4, volume: 2, day: 2, state: 'error' }),
    ];

    expect(inWords('us-east-1', [...whole, ...lacking])).toEqual([
      'snap-3 02 its set 000000000002 lacks a finished member',
      'snap-1 01',
    ]);
    expect(inWords('us-east-1', [...whole, ...lacking], vol(2))).toEqual(['snap-4 02 failed', 'snap-2 01']);
  });
});

describe('in a DR Region', () => {
  test('copies are points by their descriptions, also where their tags are lost or say otherwise', () => {
    const bare = { ...copy(snap('c1'), snap(1), day(1)), tags: {} };
    const edited = copy(snap('c2'), snap(2), day(2), { tags: { 'snapshot-keeper:volume': vol(9) } });

    expect(inWords('us-west-2', [bare, edited])).toEqual([`${snap('c2')} 02`, `${snap('c1')} 01`]);
  });

  test('what describes itself so and is none cannot be restored, with the reason', () => {
    const description = copy(snap('c1'), snap(1), day(1)).description;
    const taken = { ...snapshot(snap(7), day(7), { volumeId: vol(9) }), description };

    expect(inWords('us-west-2', [taken])).toEqual([
      'snap-7 01 not what it says: taken of vol-9, and no copy; began at 2030-03-07T00:00:00.000Z, long after the call of 2030-03-01T00:00:00.000Z',
    ]);
    expect(inWords('us-west-2', [taken], vol(9))).toEqual(['snap-7 07 not ours']);
    expect(inWords('us-west-2', [{ ...taken, volumeId: vol(1) }])).toEqual(['snap-7 07 not ours']);
  });

  test('a copy that somebody made of a copy cannot be restored', () => {
    const first = copy(snap('c1'), snap(1), day(1));
    const again = { ...first, snapshotId: snap('d1'), startedAt: '2030-03-01T00:00:01.000Z' };

    expect(points('us-west-2', [again, first]).map(({ obstacle }) => obstacle)).toEqual([
      `not what it says: bears the description of ${snap('c1')}, and one call makes one copy`,
      undefined,
    ]);
  });

  test('sets are whole or not by the copies that are there', () => {
    const shown = (made: ReturnType<typeof memberCopy>): Snapshot => ({ ...made, volumeId: 'vol-ffffffff' });
    const one = shown(memberCopy(2, { id: 1, volume: 1, day: 1 }));
    const other = shown(memberCopy(2, { id: 2, volume: 2, day: 1 }));

    expect(points('us-west-2', [one])[0]?.obstacle).toBe('its set 000000000001 lacks a finished member');
    expect(points('us-west-2', [one, other])[0]?.obstacle).toBeUndefined();
  });
});

test('of a copy of ours that bears the tag of another deployment or none, IAM denies the restore, and of no other', () => {
  const shown = (number: number, managedBy: object): Snapshot => ({
    ...copy(snap(`c${number}`), snap(number), day(number)),
    volumeId: 'vol-ffffffff',
    tags: { ...managedBy },
  });
  const all = [
    shown(1, { 'snapshot-keeper:managed-by': 'keeper' }),
    shown(2, { 'snapshot-keeper:managed-by': 'other' }),
    shown(3, {}),
  ];

  expect(points('us-west-2', all).map(({ snapshotId, isDenied }) => [snapshotId, isDenied])).toEqual([
    [snap('c3'), true],
    [snap('c2'), true],
    [snap('c1'), undefined],
  ]);
  expect(restoredAt(points('us-west-2', all), new Date(day(9)))?.snapshotId).toBe(snap('c1'));
});

test('a restore takes nothing of others, however new it is', () => {
  const foreign = { ...snapshot(snap(3), day(3)), tags: {} };
  const all = points('us-east-1', [snapshot(snap(1), day(1)), foreign]);

  expect(restoredAt(all, NOW)?.snapshotId).toBe(snap(1));
  expect(restoredAt(points('us-east-1', [foreign]), NOW)).toBeUndefined();
});

describe('whatever role a Region has in the settings', () => {
  const renamed = (one: Snapshot): Snapshot => ({
    ...one,
    description: one.description.replace('keeper keeper', 'keeper older'),
  });
  const COPY = copy(snap('c1'), snap(1), day(1));
  const of = (region: string): Snapshot => ({
    ...COPY,
    description: COPY.description.replace('in us-east-1', `in ${region}`),
  });

  test.each([
    ['copies count in the primary Region', 'us-east-1', COPY, `${snap('c1')} 01 not ours`],
    ['snapshots count in a DR Region', 'us-west-2', snapshot(snap(1), day(1)), 'snap-1 01 not ours'],
    [
      'and copies under another name of the deployment',
      'us-west-2',
      renamed(COPY),
      `${snap('c1')} 01 not ours`,
    ],
    ['and those of another primary Region', 'us-west-2', of('ap-south-1'), `${snap('c1')} 01 not ours`],
  ])('%s', (_, region, one, words) => {
    expect(inWords(region, [one])).toEqual([words]);
  });

  test('what is no copy of ours, as it says, makes no set whole', () => {
    const one = shownCopy(memberCopy(2, { id: 1, volume: 1, day: 1 }));
    const other = shownCopy(memberCopy(2, { id: 2, volume: 2, day: 1 }));
    const late = { ...other, startedAt: day(9) };
    const taken = { ...other, volumeId: vol(9) };

    for (const forged of [late, taken])
      expect(points('us-west-2', [one, forged])[0]?.obstacle).toBe(
        'its set 000000000001 lacks a finished member',
      );
  });
});

test('a restore takes the newest that can be restored and is no newer than its time', () => {
  const all = points('us-east-1', [
    snapshot(snap(1), day(1)),
    snapshot(snap(2), day(2), { state: 'error' }),
    snapshot(snap(3), day(3)),
  ]);
  const at = (time: string) => restoredAt(all, new Date(time))?.snapshotId;

  expect(at('2030-03-20T00:00:00Z')).toBe(snap(3));
  expect(at(day(3))).toBe(snap(3));
  expect(at('2030-03-02T23:59:59Z')).toBe(snap(1));
  expect(at('2030-02-28T00:00:00Z')).toBeUndefined();
});
