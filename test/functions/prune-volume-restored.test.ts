import type { Deletion } from '../../functions/aws/snapshots';
import { describeCopy } from '../../functions/domain/copy-description';
import { AccessDenied, DeletionFailed, ServiceBusy, SnapshotNotVisible } from '../../functions/domain/errors';
import type { Failure } from '../../functions/domain/notification';
import type { Snapshot } from '../../functions/domain/snapshot';
import type { Tags } from '../../functions/domain/tags';
import { pruneVolume } from '../../functions/prune-volume/handler';
import { MINUTE_MS } from '../../local/kernel/time-units';
import { snap } from '../support/builders';
import { pruneDeps } from '../support/prune-deps';
import { recorder } from '../support/recorder';

const VOLUME = 'vol-0123456789abcdef0';
const [PRIMARY, DR] = ['us-east-1', 'us-west-2'];
const NOW = '2031-03-10T12:00:00.000Z';
const GIVEN_UP = 'snapshot-keeper:given-up';
const MARK = `${NOW} snap-00000000000000003`;

const taken = (number: number): string => `2031-03-0${number}T00:00:00.000Z`;

/** Ours, in the primary Region, taken on the day of its number. */
const source = (number: number, tags: Tags = {}): Snapshot => ({
  snapshotId: snap(number),
  volumeId: VOLUME,
  state: 'completed',
  startedAt: taken(number),
  completedAt: taken(number),
  sizeGib: 8,
  storageTier: 'standard',
  description: '',
  stateMessage: '',
  tags: {
    'snapshot-keeper:managed-by': 'keeper',
    'snapshot-keeper:snapshot': snap(number),
    'snapshot-keeper:volume': VOLUME,
    'snapshot-keeper:region': PRIMARY,
    'snapshot-keeper:taken-at': taken(number),
    'snapshot-keeper:policy': 'last 1',
    ...tags,
  },
});

/** A copy of ours of the source of another volume's day. */
const copy = (number: number, tags: Tags = {}): Snapshot => ({
  ...source(number),
  volumeId: 'vol-ffffffff',
  description: describeCopy({
    deployment: 'keeper',
    sourceSnapshotId: snap(number + 100),
    volumeId: VOLUME,
    region: PRIMARY,
    takenAt: taken(number),
    requestedAt: taken(number),
    requestId: `call-${number}`,
  }),
  tags: {
    'snapshot-keeper:managed-by': 'keeper',
    'snapshot-keeper:source-snapshot': snap(number + 100),
    'snapshot-keeper:volume': VOLUME,
    'snapshot-keeper:region': PRIMARY,
    'snapshot-keeper:taken-at': taken(number),
    'snapshot-keeper:policy': 'last 1',
    ...tags,
  },
});

type World = {
  readonly held: readonly Snapshot[];
  readonly region?: string;
  /** Whether there is a rule, or why it cannot be asked. */
  readonly rule?: boolean | Error;
  /** By snapshot, why it cannot be tagged; in a call for several, the first of them counts. */
  readonly untaggable?: Readonly<Record<string, Error>>;
  /** By snapshot, what its deletion answers or throws. */
  readonly deletions?: Readonly<Record<string, Deletion | Error>>;
  /** What the second read does not show any more. */
  readonly gone?: readonly string[];
  /** Whether the second read fails. */
  readonly isBlindLater?: boolean;
};

/** EC2 in memory, and what the function does to it. */
function world({
  held,
  region = PRIMARY,
  rule = true,
  untaggable = {},
  deletions = {},
  gone = [],
  isBlindLater = false,
}: World) {
  let reads = 0;
  const read = (): Promise<Snapshot[]> => {
    reads += 1;
    if (reads === 1) return Promise.resolve([...held]);
    if (isBlindLater) return Promise.reject(new ServiceBusy('RequestLimitExceeded'));
    return Promise.resolve(held.filter(({ snapshotId }) => !gone.includes(snapshotId)));
  };
  const calls: unknown[][] = [];
  const told: Failure[] = [];
  const { log, metrics, lines } = recorder();
  const tagAll = (ids: readonly string[], tags: Tags): Promise<void> => {
    const error = ids.map((id) => untaggable[id]).find((one) => one !== undefined);
    calls.push(['tag', ids, tags]);
    return error === undefined ? Promise.resolve() : Promise.reject(error);
  };
  const run = pruneVolume(
    pruneDeps({
      snapshots: {
        ofVolume: read,
        taggedAsOf: read,
        byIds: async (ids) => (await read()).filter(({ snapshotId }) => ids.includes(snapshotId)),
        byId: (id) => Promise.resolve(held.find(({ snapshotId }) => snapshotId === id)),
        tag: (id, tags) => tagAll([id], tags),
        tagAll,
        untagAll: (ids, tags) => {
          if (ids.length > 0) calls.push(['untag', ids, tags]);
          return Promise.resolve();
        },
        delete: (id) => {
          calls.push(['delete', id]);
          const answer = deletions[id] ?? { outcome: 'deleted' };
          return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
        },
      },
      recycleBin: { hasRule: () => (rule instanceof Error ? Promise.reject(rule) : Promise.resolve(rule)) },
      failures: { tell: (failure) => Promise.resolve(void told.push(failure)) },
      environment: {
        OVERRIDE_TAG: region === PRIMARY ? 'snapshot-keeper:retain' : 'snapshot-keeper:dr-retain',
      },
      region,
      now: () => new Date(NOW),
      log,
      metrics,
    }),
  );
  const prune = () =>
    run({
      snapshotId: snap(3),
      volumeId: VOLUME,
      machine: 'snapshot-created',
      executionArn: `arn:aws:states:${region}:111122223333:execution:snapshot-created:${snap(3)}`,
    });
  return { prune, calls, told, lines };
}

const THREE = [source(3), source(2), source(1)];

test('where there is a rule, all that goes is marked by one call before the first deletion', async () => {
  const { prune, calls } = world({ held: THREE });

  await expect(prune()).resolves.toMatchObject({ deletedCount: 2 });
  expect(calls).toEqual([
    ['tag', [snap(1), snap(2)], { [GIVEN_UP]: MARK }],
    ['delete', snap(1)],
    ['delete', snap(2)],
  ]);
});

test('where there is none, nothing is marked', async () => {
  const { prune, calls } = world({ held: THREE, rule: false });
  await prune();

  expect(calls).toEqual([
    ['delete', snap(1)],
    ['delete', snap(2)],
  ]);
});

test('where nobody says, there may be one', async () => {
  const { prune, calls, lines } = world({ held: THREE, rule: new AccessDenied('no') });
  await prune();

  expect(calls[0]).toEqual(['tag', [snap(1), snap(2)], { [GIVEN_UP]: MARK }]);
  expect(lines).toContainEqual([
    'warn',
    'cannot ask for Recycle Bin rules, so there may be one',
    { error: 'AccessDenied: no' },
  ]);
});

test('where nothing goes, nobody asks for rules', async () => {
  const { prune, calls, lines } = world({ held: [source(3)], rule: new Error('asked') });
  await prune();

  expect(calls).toEqual([]);
  expect(lines.filter(([level]) => level === 'warn')).toEqual([]);
});

test('at most 100 are marked and deleted in one attempt, the oldest', async () => {
  const many = Array.from({ length: 102 }, (_, index) => ({
    ...source(1, {
      'snapshot-keeper:snapshot': snap(200 + index),
      'snapshot-keeper:taken-at': minute(index),
    }),
    snapshotId: snap(200 + index),
    startedAt: minute(index),
  }));
  const { prune, calls } = world({ held: many });

  await expect(prune()).rejects.toMatchObject({ name: 'PruneIncomplete', message: '1 more to delete' });
  const [[, marked]] = calls as [[string, string[]]];
  expect(marked).toEqual(Array.from({ length: 100 }, (_, index) => snap(200 + index)));
});

const minute = (index: number): string => new Date(Date.parse(taken(1)) + index * MINUTE_MS).toISOString();

describe('what cannot be marked is not deleted', () => {
  test('one that is gone is missed by nobody, and the others are marked one by one', async () => {
    const { prune, calls } = world({
      held: THREE,
      untaggable: { [snap(1)]: new SnapshotNotVisible('gone') },
    });

    await expect(prune()).resolves.toMatchObject({ deletedCount: 2 });
    expect(calls).toEqual([
      ['tag', [snap(1), snap(2)], { [GIVEN_UP]: MARK }],
      ['tag', [snap(1)], { [GIVEN_UP]: MARK }],
      ['tag', [snap(2)], { [GIVEN_UP]: MARK }],
      ['delete', snap(2)],
    ]);
  });

  test('while EC2 is busy it waits for a new plan', async () => {
    const { prune, calls } = world({ held: THREE, untaggable: { [snap(1)]: new ServiceBusy('slow down') } });

    await expect(prune()).rejects.toMatchObject({
      name: 'PruneIncomplete',
      message: `${snap(1)}: slow down; ${snap(2)}: slow down`,
    });
    expect(calls).toEqual([['tag', [snap(1), snap(2)], { [GIVEN_UP]: MARK }]]);
  });

  test('one without room for the mark is blocked', async () => {
    const full = Object.assign(new Error('50 tags'), {
      name: 'TagLimitExceeded',
      $metadata: { httpStatusCode: 400 },
    });
    const { prune, calls } = world({ held: THREE, untaggable: { [snap(1)]: full } });

    await expect(prune()).resolves.toMatchObject({
      deleted: [{ snapshotId: snap(2) }],
      blocked: [{ snapshotId: snap(1), reason: 'cannot be marked, TagLimitExceeded: 50 tags' }],
    });
    expect(calls.filter(([call]) => call === 'delete')).toEqual([['delete', snap(2)]]);
  });

  test('a refusal of another kind is a failure', async () => {
    const refused = Object.assign(new Error('odd'), {
      name: 'OddRefusal',
      $metadata: { httpStatusCode: 400 },
    });
    const { prune } = world({ held: THREE, untaggable: { [snap(1)]: refused } });

    await expect(prune()).rejects.toMatchObject({
      name: 'DeletionFailed',
      message: `${snap(1)}: cannot be marked, OddRefusal: odd`,
    });
  });

  test('a missing permission is told, and what has changed hands since the read is blocked', async () => {
    const denied = new AccessDenied('UnauthorizedOperation: no');
    const { prune, calls } = world({ held: THREE, untaggable: { [snap(1)]: denied } });

    await expect(prune()).rejects.toEqual(new DeletionFailed(`${snap(1)}: UnauthorizedOperation: no`));
    expect(calls.filter(([call]) => call === 'delete')).toEqual([['delete', snap(2)]]);
  });
});

describe('a mark stays only on what may have been deleted', () => {
  test.each<[what: string, answer: Deletion | Error]>([
    ['EC2 leaves', { outcome: 'blocked', reason: 'in use' }],
    ['EC2 refuses', { outcome: 'failed', reason: 'odd' }],
    ['EC2 still shows after a call that did not come through', new ServiceBusy('RequestLimitExceeded')],
  ])('what %s loses it', async (_, answer) => {
    const { prune, calls } = world({ held: THREE, deletions: { [snap(1)]: answer } });
    await prune().catch(() => undefined);

    expect(calls.at(-1)).toEqual(['untag', [snap(1)], { [GIVEN_UP]: MARK }]);
  });

  test.each<[what: string, answer: Deletion | Error]>([
    ['is gone', { outcome: 'gone' }],
    ['is not shown any more after a call without an answer', new ServiceBusy('TimeoutError')],
  ])('what %s keeps it', async (_, answer) => {
    const { prune, calls } = world({ held: THREE, deletions: { [snap(1)]: answer }, gone: [snap(1)] });
    await prune().catch(() => undefined);

    expect(calls.map(([call]) => call)).toEqual(['tag', 'delete', 'delete']);
  });

  test('where EC2 does not show what a call without an answer has done, it stays', async () => {
    const busy = new ServiceBusy('RequestLimitExceeded');
    const { prune, calls } = world({ held: THREE, deletions: { [snap(1)]: busy }, isBlindLater: true });
    await prune().catch(() => undefined);

    expect(calls.map(([call]) => call)).toEqual(['tag', 'delete', 'delete']);
  });

  test('what is sure to stay loses it by a call of its own, which nothing that may be gone can make fail', async () => {
    const { prune, calls } = world({
      held: THREE,
      deletions: {
        [snap(1)]: { outcome: 'blocked', reason: 'in use' },
        [snap(2)]: new ServiceBusy('TimeoutError'),
      },
    });
    await prune().catch(() => undefined);

    expect(calls.filter(([call]) => call === 'untag')).toEqual([
      ['untag', [snap(1)], { [GIVEN_UP]: MARK }],
      ['untag', [snap(2)], { [GIVEN_UP]: MARK }],
    ]);
  });

  test('where nothing was marked, nothing is taken away', async () => {
    const { prune, calls } = world({
      held: THREE,
      rule: false,
      deletions: { [snap(1)]: { outcome: 'blocked', reason: 'in use' } },
    });
    await prune();

    expect(calls.map(([call]) => call)).toEqual(['delete', 'delete']);
  });
});

describe.each([
  ['a snapshot', PRIMARY, source],
  ['a copy', DR, copy],
])('%s that was given up and is here', (_, region, make) => {
  const held = (mark: string): Snapshot[] => [make(3), make(1, { [GIVEN_UP]: mark })];

  test('by this very execution stays too: whoever restores it meanwhile would see it deleted again', async () => {
    const { prune, calls } = world({ region, held: held(`2031-03-10T11:55:00.000Z ${snap(3)}`) });

    await expect(prune()).resolves.toMatchObject({
      deletedCount: 0,
      blocked: [{ snapshotId: snap(1), reason: `being deleted by ${snap(3)}` }],
    });
    expect(calls).toEqual([]);
  });

  test('by another a moment ago is left to that one, and nobody is told', async () => {
    const { prune, calls, told } = world({ region, held: held(`2031-03-10T11:55:00.000Z ${snap(2)}`) });

    await expect(prune()).resolves.toMatchObject({
      deletedCount: 0,
      blocked: [{ snapshotId: snap(1), reason: `being deleted by ${snap(2)}` }],
    });
    expect([calls, told]).toEqual([[], []]);
  });

  test('since long ago was restored: it is told, remembered, and kept', async () => {
    const { prune, calls, told } = world({ region, held: held(`2031-03-05T00:00:00.000Z ${snap(2)}`) });

    await expect(prune()).resolves.toMatchObject({ deletedCount: 0, blockedCount: 1 });
    expect(told).toEqual([
      {
        machine: 'snapshot-created',
        executionArn: `arn:aws:states:${region}:111122223333:execution:snapshot-created:${snap(3)}`,
        step: 'PruneVolume',
        error: 'SnapshotRestored',
        cause: `${snap(1)} was given up at 2031-03-05T00:00:00.000Z by ${snap(2)}, and is here: restored from the Recycle Bin, or its deletion broke off. It is deleted after 2031-03-17T12:00:00.000Z.`,
        snapshotIds: [snap(1)],
        volumeIds: [VOLUME],
        region,
      },
    ]);
    expect(calls).toEqual([
      ['tag', [snap(1)], { [GIVEN_UP]: `2031-03-05T00:00:00.000Z ${snap(2)}, restored ${NOW}` }],
    ]);
  });

  test('seven days after it was told goes, with a new mark', async () => {
    const mark = `2031-03-01T00:00:00.000Z ${snap(2)}, restored 2031-03-03T12:00:00.000Z`;
    const { prune, calls, told } = world({ region, held: held(mark) });
    await prune();

    expect(calls).toEqual([
      ['tag', [snap(1)], { [GIVEN_UP]: MARK }],
      ['delete', snap(1)],
    ]);
    expect(told).toEqual([]);
  });
});
