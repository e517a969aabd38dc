import { protectionToday } from '../../../../cli/plan/today/protection-today';
import type { ProtectionToday } from '../../../../cli/plan/today/today';
import type { Tags } from '../../../../functions/domain/tags';
import { snap, vol } from '../../../support/builders';
import {
  at,
  copied,
  copy,
  DR,
  managed,
  planOf,
  PRIMARY,
  settings,
  snapshot,
  volume,
  type Account,
} from '../account';

const NOW = new Date('2026-03-04T02:00:00Z');

const today = (
  account: Account,
  tags: Readonly<Record<string, Tags>> = {},
  targetHours = 26,
): ProtectionToday =>
  protectionToday(planOf(account, { now: NOW, targetHours }), settings, new Map(Object.entries(tags)));

/** Protected, by a snapshot of a day in March and its copy. */
const protectedBy = (number: number, day: number): Required<Pick<Account, 'volumes' | 'primary' | 'dr'>> => ({
  volumes: [volume(number, { Backup: '', Name: `disk-${number}` })],
  primary: [copied(number, vol(number), day)],
  dr: [copy(900 + number, vol(number), day, number)],
});

const together = (...accounts: readonly Account[]): Account => ({
  volumes: accounts.flatMap(({ volumes = [] }) => volumes),
  primary: accounts.flatMap(({ primary = [] }) => primary),
  dr: accounts.flatMap(({ dr = [] }) => dr),
});

describe('coverage', () => {
  test('says of how many selected volumes the target is not known', () => {
    const account = protectedBy(1, 3);
    const [own] = account.volumes;
    const attached = { ...own!, Attachments: [{ InstanceId: 'i-0123456789abcdef0' }] };
    const counting = { ...settings, instanceOverrides: true };
    const sentenceOf = (shown: typeof attached) =>
      protectionToday(planOf({ ...account, volumes: [shown] }, { now: NOW }, counting), counting, new Map())
        .unknownTargets;

    expect(sentenceOf(attached)).toMatch('Of 1 selected volume the target is not known: ');
    expect(sentenceOf({ ...attached, Attachments: [] })).toBeUndefined();
  });

  test('names the volumes that are not protected by cause, the most frequent first, and lists them first', () => {
    const { unprotected, volumes, coverage } = today(
      together(protectedBy(1, 3), {
        volumes: [volume(2, { Backup: '', Name: 'web' }), volume(3), volume(4), volume(5, {})],
        primary: [managed(4, vol(4), 3)],
      }),
    );

    expect(unprotected).toEqual([
      { cause: 'no snapshot at all', volumes: ['web', vol(3)] },
      { cause: `no copy in ${DR}`, volumes: [vol(4)] },
    ]);
    expect(volumes.map(({ volumeId, verdict }) => [volumeId, verdict])).toEqual([
      [vol(2), 'unprotected'],
      [vol(3), 'unprotected'],
      [vol(4), 'unprotected'],
      [vol(1), 'protected'],
      [vol(5), 'not selected'],
    ]);
    expect(coverage).toEqual({
      protected: 1,
      unprotected: 3,
      'not yet': 0,
      'not selected': 1,
      gone: 0,
      'no volume': 0,
    });
  });

  test('says which volumes the settings select', () => {
    const words = (selection: typeof settings.selection) =>
      protectionToday(planOf({}, { now: NOW }), { ...settings, selection }, new Map()).selection;

    expect(words('all')).toBe('every volume');
    expect(words({ tagKey: 'Backup' })).toBe('volumes with the tag Backup');
    expect(words({ tagKey: 'Backup', tagValues: ['gold', 'silver'] })).toBe(
      'volumes with the tag Backup = gold or silver',
    );
  });
});

describe('ages', () => {
  const account = together(protectedBy(1, 3), protectedBy(2, 2), protectedBy(3, 1), { volumes: [volume(4)] });

  test('count against the target of each volume, which its own tag may say', () => {
    const own = (number: number, target: string): Account => ({
      ...protectedBy(number, 3),
      volumes: [volume(number, { Backup: '', 'snapshot-keeper:target': target })],
    });
    const { ages, target, volumes } = today(together(protectedBy(1, 3), own(2, '12h'), own(3, '11h')));

    expect(ages[0]).toEqual({ region: PRIMARY, good: 1, over: 1, far: 1, none: 0 });
    expect(target).toBe('26 h or its own target (tag snapshot-keeper:target)');
    expect(volumes.map(({ targetHours }) => targetHours)).toEqual([12, 11, 26]);
  });

  test('count the selected volumes of each Region up to the target, up to twice it, older, and without a point', () => {
    const none = { good: 1, over: 1, far: 1, none: 1 };

    expect(today(account).ages).toEqual([
      { region: PRIMARY, ...none },
      { region: DR, ...none },
    ]);
  });

  test('of exactly the target is good', () => {
    expect(today(account, {}, 24).ages[0]).toEqual({ region: PRIMARY, good: 1, over: 1, far: 1, none: 1 });
    expect(today(account, {}, 48).ages[0]).toEqual({ region: PRIMARY, good: 2, over: 1, far: 0, none: 1 });
  });

  test('over the target stand behind the names of the volumes, the oldest first', () => {
    expect(today(account).unprotected[0]).toEqual({
      cause: `the newest point in ${PRIMARY} and ${DR} is older than 26 h`,
      volumes: ['disk-3 (3 d)', 'disk-2 (48 h)'],
    });
  });
});

describe('snapshots', () => {
  test('that would go and that stay are listed with their reasons, and counted by cause without ids', () => {
    const { removed, removedCauses, blocked, blockedCauses, volumes } = today({
      volumes: [volume(1)],
      primary: [
        ...[4, 3].map((day) => copied(day, vol(1), day)),
        copied(2, vol(1), 2),
        copied(1, vol(1), 1, { 'snapshot-keeper:hold': 'audit' }),
      ],
      dr: [copy(904, vol(1), 4, 4)],
    });

    expect(removed).toEqual([
      {
        snapshotId: snap(2),
        volumeId: vol(1),
        name: '',
        region: PRIMARY,
        takenAt: '2026-03-02T02:00:00.000Z',
        sizeGib: 8,
        why: 'kept by no rule of last 2',
      },
    ]);
    expect(removedCauses).toEqual([
      { region: PRIMARY, why: 'kept by no rule of last 2', snapshotCount: 1, volumeCount: 1 },
    ]);
    expect(blocked.map(({ snapshotId }) => snapshotId)).toEqual([snap(1)]);
    expect(blockedCauses).toEqual([
      { region: PRIMARY, why: expect.stringContaining('audit') as string, snapshotCount: 1, volumeCount: 1 },
    ]);
    expect(volumes[0]).toMatchObject({ removedCount: 1, blockedCount: 1 });
  });
});

describe('costs', () => {
  test('are of what the completed snapshots store by the assumptions, at the price of each Region', () => {
    const { costs, volumes } = today(
      together(protectedBy(1, 3), {
        primary: [
          copied(2, vol(1), 2),
          { ...managed(3, vol(1), 4), State: 'error' as const },
          // Of others: a full one of a volume that is gone.
          snapshot(9, vol(9), 1),
        ],
      }),
    );

    // Half of 8 GiB, and 2 % of that for the day between.
    expect(costs.map(({ region, oursGib, othersGib }) => [region, oursGib, othersGib])).toEqual([
      [PRIMARY, 4.08, 4],
      [DR, 4, 0],
    ]);
    expect(costs[0]).toMatchObject({ hasOwnPrice: true, price: { usd: 0.05, asOf: '2024-12' } });
    expect(costs[0]?.usd).toBeCloseTo(8.08 * 0.05, 10);
    expect(costs[1]).toMatchObject({ hasOwnPrice: false, price: { source: 'the price of us-east-1' } });
    expect(volumes.find(({ volumeId }) => volumeId === vol(1))?.storedGib).toBeCloseTo(8.08, 10);
  });

  test('say what is stored no more once that is gone which would go', () => {
    const { costs } = today({
      volumes: [volume(1)],
      primary: [4, 3, 2].map((day) => copied(day, vol(1), day)),
      dr: [copy(904, vol(1), 4, 4)],
    });

    expect(costs[0]?.freedGib).toBeCloseTo(0.08, 10);
    expect(costs[0]?.freedUsd).toBeCloseTo(0.08 * 0.05, 10);
  });

  test('of snapshots that name no volume take each as a full one', () => {
    const { costs } = today({
      primary: [1, 2].map((number) => snapshot(number, 'vol-ffffffff', number)),
    });

    expect(costs[0]?.othersGib).toBe(8);
  });
});

describe('policies', () => {
  test('of instances are called so, whichever they are of', () => {
    const retain = { 'snapshot-keeper:retain': '7d of i-0123456789abcdef0' };
    const { volumes } = today(
      { volumes: [volume(1), volume(2)], primary: [copied(1, vol(1), 3, retain)] },
      { [vol(2)]: retain },
    );

    expect(volumes.map(({ places }) => places[0]?.policy?.from)).toEqual([
      'the tag snapshot-keeper:retain of its instance, repeated on the newest snapshot',
      'the tag snapshot-keeper:retain of its instance, from its first snapshot on',
    ]);
  });

  test('are those of the newest point, else what the volume’s tags or the settings say of the first', () => {
    const retain = { 'snapshot-keeper:retain': '7d' };
    const wrong = { 'snapshot-keeper:retain': 'for ever' };
    const account: Account = {
      volumes: [
        volume(1, { Backup: '', ...retain }),
        volume(2, { Backup: '', ...retain }),
        volume(3),
        volume(4, { Backup: '', ...wrong }),
        volume(5, {}),
      ],
      primary: [copied(1, vol(1), 3, retain)],
      dr: [copy(901, vol(1), 3, 1, retain)],
    };
    const { volumes } = today(account, { [vol(2)]: retain, [vol(4)]: wrong });
    const policies = new Map(
      volumes.map(({ volumeId, places }) => [
        volumeId,
        places.map(({ policy }) => policy && `${policy.policy}: ${policy.from}`),
      ]),
    );

    expect(Object.fromEntries(policies)).toEqual({
      [vol(1)]: ['daily 7: the tag snapshot-keeper:retain of the newest snapshot', 'last 1: the settings'],
      [vol(2)]: [
        'daily 7: the tag snapshot-keeper:retain of the volume, from its first snapshot on',
        'last 1: the settings, from its first copy on',
      ],
      [vol(3)]: [
        'last 2: the settings, from its first snapshot on',
        'last 1: the settings, from its first copy on',
      ],
      [vol(4)]: [
        'last 2: the settings, and nothing is deleted: the retention tag cannot be read',
        'last 1: the settings, from its first copy on',
      ],
      [vol(5)]: [undefined, undefined],
    });
  });

  test('are counted by Region, the most frequent first', () => {
    const { policies } = today(together(protectedBy(1, 3), protectedBy(2, 3), { volumes: [volume(3)] }));

    expect(policies.map(({ region, from, volumeCount }) => [region, from, volumeCount])).toEqual([
      [PRIMARY, 'the settings', 2],
      [PRIMARY, 'the settings, from its first snapshot on', 1],
      [DR, 'the settings', 2],
      [DR, 'the settings, from its first copy on', 1],
    ]);
  });
});

test('volumes are in groups by tags that several share', () => {
  const { groupKeys, volumes } = today(
    { volumes: [volume(1), volume(2)] },
    { [vol(1)]: { Team: 'web' }, [vol(2)]: { Team: 'data' } },
  );

  expect(groupKeys).toEqual(['Team']);
  expect(volumes.map(({ groups }) => groups)).toEqual([['web'], ['data']]);
});

test('the next sweep is told in counts and one by one, with the name of the volume', () => {
  const { sweep } = today({
    volumes: [volume(1, { Backup: '', Name: 'web' })],
    primary: [managed(1, vol(1), 3)],
  });

  expect(sweep).toEqual({
    found: [{ region: PRIMARY, lack: 'copy missing', count: 1 }],
    repairs: [
      {
        ...{ name: 'web', volumeId: vol(1), region: PRIMARY, snapshotId: snap(1), takenAt: at(3) },
        ...{ lack: 'copy missing', why: `it has no copy in ${DR}` },
      },
    ],
    notes: [expect.stringContaining('adopt.from'), expect.stringContaining('what runs')],
  });
});
