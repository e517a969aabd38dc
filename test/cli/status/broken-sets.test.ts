import type { Snapshot } from '@aws-sdk/client-ec2';
import { stripVTControlCharacters } from 'node:util';
import { renderVolumeExplanation } from '../../../cli/plan/render-volume-explanation';
import { snap, vol } from '../../support/builders';
import { at, copy, DR, managed, planOf, PRIMARY, snapshot, volume, type Account } from '../plan/account';

const SET_OF_DAY = (day: number, size: number) => ({ id: String(day).padStart(12, '0'), size });

/** Of the set of a day: its snapshot is snap(10 × day + number), and bears our tags once it is adopted. */
const member = (number: number, day: number, { size = 2, isOurs = true } = {}): Snapshot => ({
  ...(isOurs ? managed : snapshot)(10 * day + number, vol(number), day),
  Description: `snapshot-keeper snapshot-keeper: due ${at(day)} by nightly, set ${SET_OF_DAY(day, size).id}/${size}`,
});

const memberCopy = (number: number, day: number, size = 2): Snapshot =>
  copy(100 + 10 * day + number, vol(number), day, 10 * day + number, {}, SET_OF_DAY(day, size));

/** Whole on day 2, on which nothing is missing in either Region. */
const whole: Account = { primary: [member(1, 2), member(2, 2)], dr: [memberCopy(1, 2), memberCopy(2, 2)] };

const onDay5 = (account: Account) =>
  planOf({ volumes: [volume(1), volume(2)], ...account }, { now: new Date(at(5)), targetHours: 26 });

const with4 = (primary: readonly Snapshot[], dr: readonly Snapshot[]): Account => ({
  primary: [...whole.primary!, ...primary],
  dr: [...whole.dr!, ...dr],
});

/** Of the first volume, by Region, why its target is missed. */
const whyOf = (account: Account) =>
  Object.fromEntries(
    onDay5(account)
      .volumes.find(({ volumeId }) => volumeId === vol(1))!
      .points.map(({ region, why }) => [region, why]),
  );

const GONE =
  'Take another set ("keeper backup --instance"), or wait for the next run: what is gone of a set, nobody makes again.';
const ELSEWHERE =
  'See what is said of the volume whose member is missing: "plan --explain" with the id of this volume names it.';
const UNDER_WAY = 'Wait until EC2 has finished all of its set.';

describe('a finished member of a set that lacks another in the primary Region is told as that', () => {
  const code = 'set-lacks-member';
  const cause = 'its newest snapshot is of a set that lacks a member';
  const rest = { code, cause, snapshotId: snap(41) };

  test.each<[rule: string, others: readonly Snapshot[], expected: object]>([
    ['where nothing tells any more which one', [], { next: GONE }],
    [
      'where the missing one is not finished',
      [{ ...member(2, 4, { isOurs: false }), State: 'pending' }],
      { next: UNDER_WAY, lacking: [vol(2)] },
    ],
    [
      'where the missing one has failed',
      [{ ...member(2, 4, { isOurs: false }), State: 'error' }],
      { next: ELSEWHERE, lacking: [vol(2)] },
    ],
    [
      'where the missing one is not adopted',
      [member(2, 4, { isOurs: false })],
      { next: ELSEWHERE, lacking: [vol(2)] },
    ],
  ])('%s', (_, others, expected) => {
    expect(whyOf(with4([member(1, 4), ...others], [memberCopy(1, 4)]))[PRIMARY]).toEqual({
      ...rest,
      ...expected,
    });
  });

  test('where only its copy is left, by which it has a name', () => {
    expect(whyOf(with4([member(1, 4)], [memberCopy(1, 4), memberCopy(2, 4)]))[PRIMARY]).toEqual({
      ...rest,
      next: GONE,
      lacking: [vol(2)],
    });
  });

  test('where of two missing ones only one has a name, the other is gone', () => {
    const two = [
      member(1, 4, { size: 3 }),
      { ...member(2, 4, { size: 3, isOurs: false }), State: 'pending' as const },
    ];

    expect(whyOf(with4(two, [memberCopy(1, 4, 3)]))[PRIMARY]).toEqual({
      ...rest,
      next: GONE,
      lacking: [vol(2)],
    });
  });

  test('but not where it is archived itself, or in the future', () => {
    const archived = { ...member(1, 4), StorageTier: 'archive' as const };

    expect(whyOf(with4([archived], []))[PRIMARY]?.code).toBe('snapshot-archived');
    expect(whyOf(with4([member(1, 9)], []))[PRIMARY]?.code).toBe('snapshot-in-future');
  });
});

describe('a finished copy of a set that lacks another in a DR Region is told as that', () => {
  const both = [member(1, 4), member(2, 4)];
  const rest = { code: 'copy-set-lacks-member', snapshotId: snap(41), lacking: [vol(2)] };
  const cause = `the copy of its newest snapshot in ${DR} is of a set that lacks a member there`;

  test.each<[rule: string, others: readonly Snapshot[], next: string]>([
    ['where the missing one is not there', [], ELSEWHERE],
    ['where the missing one has failed', [{ ...memberCopy(2, 4), State: 'error' }], ELSEWHERE],
    ['where the missing one is under way', [{ ...memberCopy(2, 4), State: 'pending' }], UNDER_WAY],
  ])('%s', (_, others, next) => {
    const why = whyOf(with4(both, [memberCopy(1, 4), ...others]));

    expect(why).toEqual({ [PRIMARY]: undefined, [DR]: { ...rest, cause, next } });
  });

  test('also where it is the first in the Region, and no copy is under way any more', () => {
    expect(whyOf({ primary: both, dr: [memberCopy(1, 4)] })[DR]).toEqual({
      ...rest,
      cause: `its newest copy in ${DR} is of a set that lacks a member there`,
      next: ELSEWHERE,
    });
  });
});

test('the explanation of a volume names what its set lacks, and that of the missing one says why', () => {
  const plan = onDay5(
    with4([member(1, 4), member(2, 4)], [memberCopy(1, 4), { ...memberCopy(2, 4), State: 'error' }]),
  );
  const [first, second] = plan.volumes.map((one) => stripVTControlCharacters(renderVolumeExplanation(one)));

  expect(first).toContain(`    Missing: that of ${vol(2)}\n    Next: ${ELSEWHERE}\n`);
  expect(second).toContain(`  ${DR}: the copy of its newest snapshot to ${DR} has failed`);
});
