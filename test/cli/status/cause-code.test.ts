import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAUSE_CODES, type CauseCode } from '../../../cli/plan/cause-code';
import type { PlanOptions } from '../../../cli/plan/plan-fleet';
import { statusOf } from '../../../cli/status/status';
import { underWay, snap, vol } from '../../support/builders';
import {
  at,
  copied,
  copy,
  DR,
  managed,
  ours,
  planOf,
  PRIMARY,
  snapshot,
  volume,
  type Account,
} from '../plan/account';

const old: Account = { primary: [copied(1, vol(1), 2)], dr: [copy(901, vol(1), 2, 1)] };

/** With a later snapshot that nobody has adopted. */
const withNewer = (newer: object, tags: Readonly<Record<string, string>> = {}): Account => ({
  ...old,
  primary: [...old.primary!, { ...snapshot(2, vol(1), 4, tags), ...newer }],
});

/** With a later snapshot of ours. */
const withManaged = (newer: object, dr: object[] = []): Account => ({
  primary: [...old.primary!, { ...managed(2, vol(1), 4), ...newer }],
  dr: [...old.dr!, ...dr],
});

const SET = { id: '0123456789ab', size: 2 };

const IN_SET = {
  Description: `snapshot-keeper snapshot-keeper: due ${at(4)} by nightly, set 0123456789ab/2`,
};

const fullOfTags = Object.fromEntries(Array.from({ length: 48 }, (_, index) => [`tag-${index}`, '']));

/** What leads to each code, for a volume with a target of 26 hours on 5 March. */
const CASES: Record<CauseCode, readonly [account: Account, options?: Partial<PlanOptions>]> = {
  'no-snapshot': [{}],
  'no-newer-snapshot': [old],
  'snapshot-failed': [withNewer({ State: 'error' })],
  'snapshot-pending': [withNewer({ State: 'pending' })],
  'snapshot-not-usable': [withNewer({ State: 'recoverable' })],
  'snapshot-archived': [withManaged({ StorageTier: 'archive' })],
  'snapshot-in-future': [{ ...old, primary: [...old.primary!, managed(2, vol(1), 9)] }],
  'set-lacks-member': [withManaged(IN_SET, [copy(3, vol(1), 4, 2)])],
  'snapshot-not-in-scope': [withNewer({}, { 'aws:backup:source-resource': 'i-1' })],
  'not-deployed': [withNewer({}), { deployed: { absent: 'There is no stack x in us-east-1' } }],
  'being-adopted': [withNewer({}), { deployed: { underWay: underWay(snap(2)) } }],
  'tags-contradicted': [
    {
      ...old,
      primary: [...old.primary!, managed(2, vol(1), 4, { 'snapshot-keeper:volume': vol(9) })],
    },
  ],
  'not-adopted': [withNewer({}), { deployed: { deployedAt: new Date('2026-03-01T00:00:00Z') } }],
  'no-room-for-tags': [withNewer({}, fullOfTags), { adopt: true }],
  'just-completed': [withNewer({}), { now: new Date('2026-03-04T02:20:00Z') }],
  'tags-carried': [withNewer({}, ours(vol(1), 4))],
  'taken-before': [withNewer({})],
  'no-copy': [withManaged({})],
  'copy-pending': [withManaged({}, [{ ...copy(3, vol(1), 4, 2), State: 'pending' }])],
  'copy-archived': [withManaged({}, [{ ...copy(3, vol(1), 4, 2), StorageTier: 'archive' }])],
  'copy-set-lacks-member': [
    {
      volumes: [volume(1), volume(2, {})],
      primary: [
        ...old.primary!,
        { ...managed(2, vol(1), 4), ...IN_SET },
        { ...managed(4, vol(2), 4), ...IN_SET },
      ],
      dr: [...old.dr!, copy(3, vol(1), 4, 2, {}, SET)],
    },
  ],
  'copy-failed': [withManaged({}, [{ ...copy(3, vol(1), 4, 2), State: 'error' }])],
  'copy-impossible': [withManaged({ OutpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1' })],
  'region-not-primary': [{ volumes: [{ ...volume(1), AvailabilityZone: 'eu-west-1a' }] }],
};

test.each(CAUSE_CODES)('a cause of its own has the code %s', (code) => {
  const [account, options] = CASES[code];
  const plan = planOf(
    { volumes: [volume(1)], ...account },
    { now: new Date('2026-03-05T02:00:00Z'), targetHours: 26, ...options },
  );

  expect(statusOf(plan, [PRIMARY, DR]).causes.map((cause) => cause.code)).toEqual([code]);
});

test('docs/status.md has every code, in order, and no other', () => {
  const page = readFileSync(join(__dirname, '../../../docs/status.md'), 'utf8');

  expect([...page.matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, code]) => code)).toEqual([...CAUSE_CODES]);
});
