import { statusOf, type Status } from '../../../cli/status/status';
import type { PlanOptions } from '../../../cli/plan/plan-fleet';
import { snap, underWay, vol } from '../../support/builders';
import {
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
} from '../plan/account';

const NOW = new Date('2026-03-05T02:00:00Z');
const REGIONS = [PRIMARY, DR];
const TARGET = 'snapshot-keeper:target';

const statusAt = (account: Account, options: Partial<PlanOptions> = {}, deployed = settings): Status =>
  statusOf(planOf(account, { now: NOW, targetHours: 26, ...options }, deployed), REGIONS);

/** Of a volume, the cause and the next step by Region, with what it is about. */
const whyOf = (account: Account, options: Partial<PlanOptions> = {}, deployed = settings) =>
  statusAt({ volumes: [volume(1)], ...account }, options, deployed).causes.map(
    ({ cause, next, snapshotId, volumes }) => [volumes[0]?.missedIn.join(' and '), cause, next, snapshotId],
  );

const TAKES_NONE =
  'See what takes snapshots of it, such as a policy of Data Lifecycle Manager or a script: Snapshot Keeper takes none.';

describe('a volume that misses its target in the primary Region, and so in the others', () => {
  const old: Account = { primary: [copied(1, vol(1), 2)], dr: [copy(901, vol(1), 2, 1)] };
  const withNewer = (newer: object): Account => ({
    ...old,
    primary: [...old.primary!, { ...snapshot(2, vol(1), 4), ...newer }],
  });

  test.each<[rule: string, account: Account, cause: string, next: string, about: string | undefined]>([
    ['has no newer snapshot', old, 'no snapshot was taken since its newest point', TAKES_NONE, undefined],
    ['has no snapshot', {}, 'no snapshot at all', TAKES_NONE, undefined],
    [
      'has a newest one that failed',
      withNewer({ State: 'error', StateMessage: 'Given key ID is not accessible' }),
      'its newest snapshot has failed: Given key ID is not accessible',
      'Mend what EC2 says of it, and take another snapshot.',
      snap(2),
    ],
    [
      'has a newest one that is not finished',
      withNewer({ State: 'pending' }),
      'its newest snapshot is not finished',
      'Wait until EC2 has finished it.',
      snap(2),
    ],
    [
      'has a newest one in the Recycle Bin',
      withNewer({ State: 'recoverable' }),
      'its newest snapshot is in the state recoverable',
      'Take another snapshot, or restore it from the Recycle Bin.',
      snap(2),
    ],
    [
      'has a newest one that nobody adopts',
      { ...old, primary: [...old.primary!, snapshot(2, vol(1), 4, { 'aws:backup:source-resource': 'i-1' })] },
      'its newest snapshot does not count: made by AWS Backup, which is not adopted',
      'Have others taken, or say in the settings that such are adopted (adopt, in docs/configure.md).',
      snap(2),
    ],
    [
      'has a newest one in the archive tier',
      { ...old, primary: [...old.primary!, { ...managed(2, vol(1), 4), StorageTier: 'archive' }] },
      'its newest snapshot is in the archive tier',
      'Take another snapshot: this one has to be restored for days first.',
      snap(2),
    ],
    [
      'has a newest one from before the deployment',
      withNewer({}),
      'its newest snapshot is not adopted, as one from before',
      'Take another snapshot, or let a sweep adopt what is there (adopt.from, in docs/configure.md).',
      snap(2),
    ],
  ])('%s', (_, account, cause, next, about) => {
    expect(whyOf(account)).toEqual([[`${PRIMARY} and ${DR}`, cause, next, about]]);
  });

  test('has a newest one that no event told of, which the next sweep adopts', () => {
    expect(whyOf(withNewer({}), { deployed: { deployedAt: new Date('2026-03-01T00:00:00Z') } })).toEqual([
      [
        `${PRIMARY} and ${DR}`,
        'its newest snapshot is not adopted: no event has told of it',
        'The next sweep adopts it.',
        snap(2),
      ],
    ]);
  });

  test('has a newest one whose execution runs', () => {
    expect(whyOf(withNewer({}), { deployed: { underWay: underWay(snap(2)) } })).toMatchObject([
      [
        `${PRIMARY} and ${DR}`,
        'its newest snapshot is being adopted',
        'Wait until its execution has ended.',
        snap(2),
      ],
    ]);
  });

  test.each<[rule: string, newest: object, now: string, cause: string, next: string]>([
    [
      'failed',
      { State: 'error' },
      '2026-03-05T02:00:00Z',
      'its newest snapshot has failed',
      'Mend what EC2 says of it, and take another snapshot.',
    ],
    [
      'is running',
      { State: 'pending' },
      '2026-03-05T02:00:00Z',
      'its newest snapshot is not finished',
      'Wait until EC2 has finished it.',
    ],
    [
      'has only just been finished',
      {},
      '2026-03-04T02:30:00Z',
      'its newest snapshot has only just been finished',
      'Its event adopts it within minutes, or else a sweep in an hour or two.',
    ],
  ])('was never adopted, and its newest one %s', (_, newest, now, cause, next) => {
    const account = { primary: [snapshot(1, vol(1), 2), { ...snapshot(2, vol(1), 4), ...newest }] };

    expect(whyOf(account, { now: new Date(now) })).toEqual([[`${PRIMARY} and ${DR}`, cause, next, snap(2)]]);
  });

  test('has a newest one that has only just been finished', () => {
    const now = new Date('2026-03-04T02:20:00Z');

    expect(whyOf(withNewer({}), { now })[0]?.slice(1, 3)).toEqual([
      'its newest snapshot has only just been finished',
      'Its event adopts it within minutes, or else a sweep in an hour or two.',
    ]);
  });

  test('is in no primary Region', () => {
    const there = { ...volume(1), AvailabilityZone: 'eu-west-1a' };

    expect(whyOf({ volumes: [there] })).toEqual([
      [
        'eu-west-1',
        'it is in eu-west-1, no primary Region of the settings',
        'Make eu-west-1 a primary Region in the settings, or take the volume out of the selection.',
        undefined,
      ],
    ]);
  });
});

describe('a volume that misses its target in a DR Region alone', () => {
  const primary = [copied(1, vol(1), 2), managed(2, vol(1), 4)];
  const older = copy(901, vol(1), 2, 1);
  const pending = { ...copy(3, vol(1), 4, 2), State: 'pending' as const };
  const failed = {
    ...copy(3, vol(1), 4, 2),
    State: 'error' as const,
    StateMessage: 'Given key ID is not accessible',
  };

  test.each<[rule: string, account: Account, cause: string, next: string]>([
    [
      'has no copy of its newest snapshot, for which a sweep asks',
      { primary, dr: [older] },
      `its newest snapshot has no copy in ${DR}`,
      'The next sweep asks for it.',
    ],
    [
      'has one that is under way',
      { primary, dr: [older, pending] },
      `the copy of its newest snapshot to ${DR} is under way`,
      'Wait until EC2 has finished it.',
    ],
    [
      'has one that failed longer ago',
      { primary, dr: [older, failed] },
      `the copy of its newest snapshot to ${DR} has failed: Given key ID is not accessible`,
      'The next sweep asks for it again.',
    ],
    ['has never had any', { primary }, `no copy in ${DR}`, 'The next sweep asks for it.'],
    [
      'has a newest snapshot that EC2 does not copy',
      {
        primary: [
          primary[0]!,
          { ...primary[1]!, OutpostArn: 'arn:aws:outposts:us-east-1:111122223333:outpost/op-1' },
        ],
        dr: [older],
      },
      `its newest snapshot has no copy in ${DR}: it is stored on an Outpost, and EC2 copies no such snapshot`,
      'Protect its data in another Region by other means.',
    ],
  ])('%s', (_, account, cause, next) => {
    expect(whyOf(account)).toEqual([[DR, cause, next, snap(2)]]);
  });

  test('has one that failed within a day, which is tried again after that day', () => {
    const now = new Date('2026-03-05T01:00:00Z');

    expect(whyOf({ primary, dr: [older, failed] }, { now })).toEqual([
      [
        DR,
        `the copy of its newest snapshot to ${DR} has failed: Given key ID is not accessible`,
        'A sweep asks for it again a day after it failed; mend before what AWS says of it.',
        snap(2),
      ],
    ]);
  });

  test('has to wait for a deployment, where there is none', () => {
    const deployed = { absent: 'There is no stack x in us-east-1' };
    const next = 'Deploy Snapshot Keeper first: until then nobody adopts or copies a snapshot.';

    expect(whyOf({ primary, dr: [older] }, { deployed })).toEqual([
      [DR, `its newest snapshot has no copy in ${DR}`, next, snap(2)],
    ]);
    expect(whyOf({ primary: [snapshot(2, vol(1), 4)] }, { deployed })).toMatchObject([
      [`${PRIMARY} and ${DR}`, expect.any(String), next, snap(2)],
    ]);
  });

  test('has an execution that waits for the copy', () => {
    expect(whyOf({ primary, dr: [older] }, { deployed: { underWay: underWay(snap(2)) } })).toEqual([
      [
        DR,
        `its newest snapshot has no copy in ${DR}`,
        'Its execution runs: the copy waits for its turn.',
        snap(2),
      ],
    ]);
  });
});

describe('the figures', () => {
  const account: Account = {
    volumes: [volume(1), volume(2), volume(3), volume(4, {})],
    primary: [copied(1, vol(1), 4), copied(2, vol(2), 2)],
    dr: [copy(901, vol(1), 4, 1), copy(902, vol(2), 2, 2)],
  };

  test('are those of the metrics, by Region', () => {
    const { volumes, regions, isProtected } = statusAt(account);
    const figures = { met: 1, overTarget: 1, uncovered: 1, notYet: 0, worstHours: 72 };

    expect(volumes).toEqual({ selected: 3, protected: 1, unprotected: 2, notYet: 0 });
    expect(regions).toEqual([
      { region: PRIMARY, ...figures },
      { region: DR, ...figures },
    ]);
    expect(isProtected).toBe(false);
  });

  test('go by the target of each volume', () => {
    const own = {
      ...account,
      volumes: [volume(1, { Backup: '', [TARGET]: '23h' }), volume(2, { Backup: '', [TARGET]: '3d' })],
    };

    expect(statusAt(own).causes.flatMap(({ volumes }) => volumes)).toEqual([
      {
        volumeId: vol(1),
        name: '',
        targetHours: 23,
        missedIn: [PRIMARY, DR],
        ageHours: { [PRIMARY]: 24, [DR]: 24 },
      },
    ]);
  });

  test('name volumes whose target cannot be read', () => {
    const own = { ...account, volumes: [volume(1, { Backup: '', [TARGET]: 'soon' })] };

    expect(statusAt(own).unreadableTargets).toEqual([{ volumeId: vol(1), value: 'soon' }]);
  });
});

test('the worst comes first: what has no point, then what is furthest over its target', () => {
  const { causes } = statusAt({
    volumes: [volume(1), volume(2), volume(3)],
    primary: [copied(1, vol(1), 3), copied(2, vol(2), 1), managed(3, vol(3), 4)],
    dr: [copy(901, vol(1), 3, 1), copy(902, vol(2), 1, 2)],
  });

  expect(causes.map(({ cause, volumes }) => [cause, volumes.map(({ volumeId }) => volumeId)])).toEqual([
    [`no copy in ${DR}`, [vol(3)]],
    ['no snapshot was taken since its newest point', [vol(2), vol(1)]],
  ]);
});

describe('a volume without a point is not missed yet', () => {
  const young = { ...volume(1), CreateTime: new Date('2026-03-04T12:00:00Z') };

  test('where it is younger than its target', () => {
    const { isProtected, volumes, causes } = statusAt({ volumes: [young] });

    expect([isProtected, volumes.notYet, causes]).toEqual([true, 1, []]);
  });

  test('where the deployment is younger, whatever was taken before', () => {
    const account = { volumes: [volume(1)], primary: [snapshot(1, vol(1), 3)] };
    const deployed = { deployedAt: new Date('2026-03-04T12:00:00Z') };

    expect(statusAt(account, { deployed }).volumes).toMatchObject({ notYet: 1, unprotected: 0 });
    expect(statusAt(account).volumes).toMatchObject({ notYet: 0, unprotected: 1 });
  });

  test('but it is told where what was taken since does not count', () => {
    const failed = { ...snapshot(1, vol(1), 5), State: 'error' as const };
    const { isProtected, causes } = statusAt({ volumes: [young], primary: [failed] });

    expect(isProtected).toBe(false);
    expect(causes.map(({ cause, volumes }) => [cause, volumes[0]?.missedIn])).toEqual([
      ['its newest snapshot has failed', [PRIMARY, DR]],
    ]);
  });
});

test('where the settings select no volume, nothing is protected', () => {
  expect(statusAt({ volumes: [volume(1, {})] })).toMatchObject({
    isProtected: false,
    nothingSelected: 'Of 1 volume in us-east-1 none has the tag Backup.',
  });
});

test('where nobody knows the target of a volume of an instance, nobody knows that it is protected', () => {
  const account: Account = {
    volumes: [{ ...volume(1), Attachments: [{ InstanceId: 'i-0123456789abcdef0' }] }],
    primary: [copied(1, vol(1), 4)],
    dr: [copy(901, vol(1), 4, 1)],
  };
  const isProtected = (instanceOverrides: boolean) =>
    statusAt(account, {}, { ...settings, instanceOverrides }).isProtected;

  expect([isProtected(true), isProtected(false)]).toEqual([false, true]);
});
