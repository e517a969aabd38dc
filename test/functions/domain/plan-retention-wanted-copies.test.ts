import { snapshot } from '../../support/builders';
import { having, lines, plan } from './plan';

/** A confirmation of the copy of this snapshot. */
const copyInDr = (snapshotId: string) => ({ 'snapshot-keeper:copy/us-west-2': `snap-copy of ${snapshotId}` });

describe('a copy that is wanted', () => {
  type Case = [
    rule: string,
    dr: Record<string, object>,
    confirmed: Record<string, boolean>,
    expired: Record<string, string>,
  ];

  const BLOCKED = 'blocked: copy to us-west-2 still wanted';
  const REMOVED = 'remove: kept by no rule of last 1';

  test.each<Case>([
    [
      'DR last 1: what is older than a confirmed copy is not wanted',
      { 'us-west-2': { last: 1 } },
      { '2026-11-25': true, '2026-11-24': false, '2026-11-23': true },
      { '2026-11-24': REMOVED, '2026-11-23': REMOVED },
    ],
    [
      'DR last 1: all that is newer than every confirmed copy is wanted',
      { 'us-west-2': { last: 1 } },
      { '2026-11-25': false, '2026-11-24': false, '2026-11-23': true, '2026-11-22': false },
      { '2026-11-24': BLOCKED, '2026-11-23': REMOVED, '2026-11-22': REMOVED },
    ],
    [
      'without any confirmed copy, all are wanted',
      { 'us-west-2': { last: 1 } },
      { '2026-11-25': false, '2026-11-24': false },
      { '2026-11-24': BLOCKED },
    ],
    [
      'DR last 2: one newer confirmed copy leaves a place',
      { 'us-west-2': { last: 2 } },
      { '2026-11-25': true, '2026-11-24': false, '2026-11-23': true, '2026-11-22': false },
      { '2026-11-24': BLOCKED, '2026-11-23': REMOVED, '2026-11-22': REMOVED },
    ],
    [
      'DR weekly 2: a week without a confirmed copy wants one',
      { 'us-west-2': { weekly: 2 } },
      { '2026-11-25': true, '2026-11-18': false, '2026-11-11': true },
      { '2026-11-18': BLOCKED, '2026-11-11': REMOVED },
    ],
    [
      'DR weekly 2: a week with a newer confirmed copy wants no other',
      { 'us-west-2': { weekly: 2 } },
      { '2026-11-25': true, '2026-11-24': false, '2026-11-11': true },
      { '2026-11-24': REMOVED, '2026-11-11': REMOVED },
    ],
    [
      'DR weekly 2: a week with an older confirmed copy wants the newer one',
      { 'us-west-2': { weekly: 2 } },
      { '2026-11-30': true, '2026-11-25': false, '2026-11-24': true },
      { '2026-11-25': BLOCKED, '2026-11-24': REMOVED },
    ],
    [
      'DR weekly 2: weeks that are used up want none',
      { 'us-west-2': { weekly: 2 } },
      { '2026-11-25': true, '2026-11-18': true, '2026-11-11': false },
      { '2026-11-18': REMOVED, '2026-11-11': REMOVED },
    ],
    [
      'DR weekly 2: the oldest is wanted for a place that is left over',
      { 'us-west-2': { weekly: 2 } },
      { '2026-11-25': true, '2026-11-24': false },
      { '2026-11-24': BLOCKED },
    ],
    [
      'a copy confirmed elsewhere does not count',
      { 'eu-west-1': { last: 1 } },
      { '2026-11-25': true, '2026-11-24': true },
      { '2026-11-24': 'blocked: copy to eu-west-1 still wanted' },
    ],
    [
      'each Region that wants a copy is told',
      { 'us-west-2': { last: 1 }, 'eu-west-1': { last: 1 } },
      { '2026-11-25': false, '2026-11-24': false },
      { '2026-11-24': 'blocked: copy to us-west-2 still wanted; copy to eu-west-1 still wanted' },
    ],
    [
      'without a DR Region no copy is wanted',
      {},
      { '2026-11-25': false, '2026-11-24': false },
      { '2026-11-24': REMOVED },
    ],
  ])('%s', (_rule, copyPolicies, confirmed, expired) => {
    const history = Object.entries(confirmed).map(([day, isConfirmed]) =>
      snapshot(day, `${day}T10:00:00Z`, { tags: isConfirmed ? copyInDr(day) : {} }),
    );
    const [newest, ...others] = lines(plan(history, { copyPolicies }));
    expect(newest).toMatch(/ keep: last 1 of 1$/);
    expect(others).toEqual(Object.entries(expired).map(([day, verdict]) => `${day} ${verdict}`));
  });

  test('the confirmed copy of a failed or pending snapshot takes no place', () => {
    const verdicts = plan(
      [
        snapshot('snap-3', '2026-11-25T10:00:00Z', { state: 'error', tags: copyInDr('snap-3') }),
        snapshot('snap-2', '2026-11-24T10:00:00Z'),
        snapshot('snap-1', '2026-11-23T10:00:00Z'),
      ],
      { copyPolicies: { 'us-west-2': { last: 1 } } },
    );
    expect(having('blocked', verdicts)).toEqual(['snap-1']);
  });

  test('a confirmation that was carried here from another snapshot confirms nothing', () => {
    const verdicts = plan(
      [
        snapshot('snap-2', '2026-11-24T10:00:00Z', { tags: copyInDr('snap-0') }),
        snapshot('snap-1', '2026-11-23T10:00:00Z', { tags: copyInDr('snap-0') }),
      ],
      { copyPolicies: { 'us-west-2': { last: 1 } } },
    );
    expect(having('blocked', verdicts)).toEqual(['snap-1']);
  });
});

test.each([
  ['on an Outpost', { outpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1' }],
  ['in a Local Zone', { zone: 'us-east-1-bos-1a' }],
])('a copy of a snapshot %s is never wanted: EC2 makes none, and retention goes on', (_, place) => {
  const snapshots = ['2026-11-25', '2026-11-24'].map((day) => snapshot(day, `${day}T02:00:00Z`, place));

  expect(
    lines(plan(snapshots, { copyPolicies: { 'us-west-2': { last: 7 }, 'eu-west-1': 'unreadable' } })),
  ).toEqual(['2026-11-25 keep: last 1 of 1', '2026-11-24 remove: kept by no rule of last 1']);
});
