import {
  leftByImage,
  noticeOfUntagged,
  noticesOfLeft,
  type Left,
} from '../../../functions/domain/left-by-image';
import type { Tags } from '../../../functions/domain/tags';
import { snap, vol } from '../../support/builders';
import { ami, imageMember } from '../../support/images';

const UNTAGGED = { 'snapshot-keeper:managed-by': '' };
const HOLD = { 'snapshot-keeper:hold': 'audit' };

const member = (id: number, tags: Tags = {}, state = 'completed') =>
  imageMember({ id, volume: id, day: 10, state, tags });
const other = (id: number, tags: Tags = {}) => imageMember({ id, volume: 1, day: 11, tags });
const full = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`user-${index}`, '']));

describe('what an AMI has left', () => {
  const left = (one: ReturnType<typeof member>, code?: string) =>
    leftByImage({
      deployment: 'keeper',
      snapshotIds: [snap(1)],
      codes: new Map(code === undefined ? [] : [[snap(1), code]]),
      shown: [one],
    }).map(({ reason, isLasting }) => [reason, isLasting]);

  test.each<[string, ReturnType<typeof member>, string | undefined, unknown[]]>([
    ['what was deleted with it, whatever EC2 shows', member(1, HOLD), 'success', []],
    ['what the next plan deletes as a single snapshot', member(1), undefined, []],
    ['the same where EC2 says why it has left it', member(1), 'skipped', []],
    ['what is held', member(1, HOLD), undefined, [['held: audit', true]]],
    [
      'what is held without a reason',
      member(1, { 'snapshot-keeper:hold': '' }),
      'internal-error',
      [['held: no reason given', true]],
    ],
    [
      'what is not ours any more',
      member(1, UNTAGGED),
      undefined,
      [['no longer tagged snapshot-keeper:managed-by = keeper', true]],
    ],
    [
      'what has failed and was never adopted',
      member(1, UNTAGGED, 'error'),
      undefined,
      [['it has failed, and is not tagged snapshot-keeper:managed-by = keeper', true]],
    ],
    ['what has failed and is ours, which a later plan deletes', member(1, {}, 'error'), undefined, []],
    [
      'what IAM has kept for a reason that EC2 does not show, which may pass',
      member(1),
      'missing-permissions',
      [['IAM has not let it be deleted', false]],
    ],
    [
      'the same of what has failed, which no plan tries soon',
      member(1, {}, 'error'),
      'missing-permissions',
      [['IAM has not let it be deleted', true]],
    ],
  ])('%s', (_, one, code, expected) => {
    expect(left(one, code)).toEqual(expected);
  });

  test('what is not shown is gone', () => {
    const shown = [member(2, HOLD)];
    expect(leftByImage({ deployment: 'keeper', snapshotIds: [snap(1)], codes: new Map(), shown })).toEqual(
      [],
    );
  });
});

describe('which snapshot remembers what is told of one that an AMI has left', () => {
  const of = (snapshot: ReturnType<typeof member>): Left => ({ snapshot, reason: 'why', isLasting: true });
  const marks = (left: readonly Left[], others: readonly ReturnType<typeof member>[]) =>
    noticesOfLeft(ami(10), left, { deployment: 'keeper', others }).map(({ mark }) => [
      mark.snapshotId,
      mark.value,
    ]);
  const own = `left by ${ami(10)}`;

  test('itself, where it is ours and has room', () => {
    expect(marks([of(member(1))], [other(8)])).toEqual([[snap(1), own]]);
  });

  test.each([
    ['is not ours', member(1, UNTAGGED)],
    ['has no room', member(1, full)],
    ['remembers something else', member(1, { 'snapshot-keeper:told': 'in doubt' })],
  ])('another one where it %s', (_, one) => {
    expect(marks([of(one)], [other(8)])).toEqual([[snap(8), `${snap(1)} ${own}`]]);
  });

  test('of others each one thing, and none that remembers something, has no room or is not ours', () => {
    const others = [
      other(5, { 'snapshot-keeper:told': 'in doubt' }),
      other(6, full),
      other(7, UNTAGGED),
      other(8),
      other(9),
    ];
    expect(marks([of(member(1, UNTAGGED)), of(member(2, UNTAGGED))], others)).toEqual([
      [snap(8), `${snap(1)} ${own}`],
      [snap(9), `${snap(2)} ${own}`],
    ]);
  });

  test('where none can, it is told all the same', () => {
    expect(marks([of(member(1, UNTAGGED))], [])).toEqual([[snap(1), own]]);
  });

  test('what is remembered is not told again', () => {
    const told = (value: string): Tags => ({ 'snapshot-keeper:told': value });
    expect(marks([of(member(1, told(own)))], [])).toEqual([]);
    expect(marks([of(member(1, UNTAGGED))], [other(8, told(`${snap(1)} ${own}`))])).toEqual([]);
    expect(marks([of(member(1, UNTAGGED))], [other(8, told(`${snap(2)} ${own}`))])).toHaveLength(1);
  });

  test('the message names the AMI, the snapshot, its volume and why', () => {
    const left = [of(member(2))];
    expect(noticesOfLeft(ami(10), left, { deployment: 'keeper', others: [] })).toEqual([
      {
        error: 'SnapshotLeft',
        text: `${ami(10)} is deregistered without ${snap(2)}: why.`,
        about: snap(2),
        volumeId: vol(2),
        mark: { snapshotId: snap(2), value: own },
      },
    ]);
  });
});

test('that an AMI stays since it has lost a tag is remembered by what it holds, or by another one that has room', () => {
  const notice = (members: readonly ReturnType<typeof member>[], others = [other(8)]) =>
    noticeOfUntagged(ami(10), 'why', { deployment: 'keeper', members, others })?.mark;
  const value = `${ami(10)} untagged`;
  expect(notice([member(1, full), member(2)])).toEqual({ snapshotId: snap(2), value });
  expect(notice([member(1, full)])).toEqual({ snapshotId: snap(8), value });
  expect(notice([member(1, full)], [])).toEqual({ snapshotId: snap(1), value });
  expect(notice([member(1)], [other(8, { 'snapshot-keeper:told': value })])).toBeUndefined();
});
