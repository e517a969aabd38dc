import type { Deletion } from '../../functions/aws/snapshots';
import {
  AccessDenied,
  DeletionFailed,
  GuardRefused,
  PruneIncomplete,
  ServiceBusy,
} from '../../functions/domain/errors';
import type { ManagedSnapshot } from '../../functions/domain/snapshot';
import { deleteGivenUp } from '../../functions/prune-volume/delete-given-up';
import { snap, snapshot, vol } from '../support/builders';
import { pruneDeps } from '../support/prune-deps';
import { recorder } from '../support/recorder';

const REASON = 'kept by no rule of last 1';
const NOW = new Date('2026-03-10T00:00:00Z');
const DENIED = new AccessDenied('UnauthorizedOperation: no');

/** Daily snapshots snap(1) and so on, the oldest first. */
const daily = (count: number): ManagedSnapshot[] =>
  Array.from({ length: count }, (_, day) =>
    snapshot(snap(day + 1), new Date(Date.UTC(2025, 0, 1 + day)).toISOString()),
  );

/** As a plan gives them up: newest data first. */
const given = (...numbers: readonly number[]) =>
  numbers.map((number) => ({ snapshotId: snap(number), reason: REASON }));

type World = {
  /** What stands in the way of each deletion. */
  readonly obstacles?: Record<string, Deletion | Error>;
  /** Tags as they have become since the read; null where the snapshot is gone. */
  readonly meanwhile?: Record<string, Record<string, string> | null>;
  /** Thrown at every look at one of them. */
  readonly blind?: Error;
  /** What is on its way into the archive tier, or why EC2 does not say. */
  readonly archiving?: readonly string[] | Error;
  /** How old what was read is. */
  readonly ageSeconds?: number;
  /** What each deletion takes. */
  readonly seconds?: number;
};

function world(
  shown: readonly ManagedSnapshot[],
  { obstacles = {}, meanwhile = {}, blind, archiving = [], ageSeconds = 0, seconds = 0 }: World = {},
) {
  const asked: string[] = [];
  let nowMs = NOW.getTime() + ageSeconds * 1000;
  const { log, metrics, lines, counts } = recorder();
  const run = (numbers: readonly number[]) =>
    deleteGivenUp(
      pruneDeps({
        snapshots: {
          byId: (snapshotId) => {
            if (blind !== undefined) return Promise.reject(blind);
            const tags = meanwhile[snapshotId];
            const one = shown.find((other) => other.snapshotId === snapshotId);
            if (tags === null || one === undefined) return Promise.resolve(undefined);
            return Promise.resolve({ ...one, tags: { ...one.tags, ...tags } });
          },
          delete: (snapshotId) => {
            asked.push(snapshotId);
            nowMs += seconds * 1000;
            const obstacle = obstacles[snapshotId];
            if (obstacle instanceof Error) return Promise.reject(obstacle);
            return Promise.resolve(obstacle ?? { outcome: 'deleted' });
          },
        },
        archiving: () =>
          archiving instanceof Error ? Promise.reject(archiving) : Promise.resolve(new Set(archiving)),
        now: () => new Date(nowMs),
        log,
        metrics,
      }),
      {
        given: given(...numbers),
        shown,
        images: [],
        withImage: new Map(),
        tell: () => Promise.reject(new Error('not expected')),
        readAt: NOW,
        volumeId: vol(1),
        execution: 'the execution',
      },
    );
  return { run, asked, lines, counts };
}

test('what the plan gave up is deleted, the oldest data first, and nothing else', async () => {
  const { run, asked, lines, counts } = world(daily(3));

  await expect(run([2, 1])).resolves.toEqual({ deleted: given(1, 2), blocked: [] });
  expect(asked).toEqual([snap(1), snap(2)]);
  expect(counts).toEqual([
    ['SnapshotsPruned', 1],
    ['SnapshotsPruned', 1],
  ]);
  expect(lines[0]).toEqual([
    'info',
    'prune',
    { volumeId: vol(1), snapshotId: snap(1), reason: REASON, outcome: 'deleted' },
  ]);
});

test('a plan that gives up nothing deletes nothing', async () => {
  const { run, asked } = world(daily(1));

  await expect(run([])).resolves.toEqual({ deleted: [], blocked: [] });
  expect(asked).toEqual([]);
});

test('what is already gone is answered as deleted and not counted', async () => {
  const { run, counts } = world(daily(2), { obstacles: { [snap(1)]: { outcome: 'gone' } } });

  await expect(run([1])).resolves.toEqual({ deleted: given(1), blocked: [] });
  expect(counts).toEqual([]);
});

describe('the guard stands between a plan and EC2', () => {
  test('a plan that gives up all leaves the newest good one: GuardRefused, after the others', async () => {
    const { run, asked, counts } = world(daily(3));

    await expect(run([3, 2, 1])).rejects.toThrow(
      new GuardRefused(`${snap(3)}: it is the newest good one of ${vol(1)}`),
    );
    expect(asked).toEqual([snap(1), snap(2)]);
    expect(counts).toEqual([
      ['SnapshotsPruned', 1],
      ['SnapshotsPruned', 1],
    ]);
  });

  test('what is held is not even asked for, and a plan of which nothing goes is counted', async () => {
    const [one, ...others] = daily(2) as [ManagedSnapshot, ManagedSnapshot];
    const held = { ...one, tags: { ...one.tags, 'snapshot-keeper:hold': 'audit' } };
    const { run, asked, counts } = world([held, ...others]);

    await expect(run([1])).rejects.toThrow(new GuardRefused(`${snap(1)}: it is held`));
    expect(asked).toEqual([]);
    expect(counts).toEqual([['PlansRefused', 1]]);
  });

  test('of two of the same time one goes: what was deleted in this run is no other good one any more', async () => {
    const twins = [1, 2].map((number) => snapshot(snap(number), '2026-03-01T02:00:00Z'));
    const { run, asked } = world(twins);

    await expect(run([2, 1])).rejects.toThrow(
      new GuardRefused(`${snap(2)}: it is the newest good one of ${vol(1)}`),
    );
    expect(asked).toEqual([snap(1)]);
  });
});

describe('what IAM keeps from being deleted since the read stays and is reported', () => {
  test.each([
    ['held in another case', { 'Snapshot-Keeper:Hold': 'audit' }, 'held: audit'],
    ['held with a reason', { 'snapshot-keeper:hold': 'audit' }, 'held: audit'],
    ['held without a reason', { 'snapshot-keeper:hold': '' }, 'held: no reason given'],
    [
      'of another deployment now',
      { 'snapshot-keeper:managed-by': 'other' },
      'no longer tagged snapshot-keeper:managed-by = keeper',
    ],
  ])('%s', async (_, tags, reason) => {
    const { run } = world(daily(3), { obstacles: { [snap(1)]: DENIED }, meanwhile: { [snap(1)]: tags } });

    await expect(run([2, 1])).resolves.toEqual({
      deleted: given(2),
      blocked: [{ snapshotId: snap(1), reason }],
    });
  });

  test('unless it is gone, and its tags with it: that is answered as deleted and not counted', async () => {
    const { run, counts } = world(daily(2), {
      obstacles: { [snap(1)]: DENIED },
      meanwhile: { [snap(1)]: null },
    });

    await expect(run([1])).resolves.toEqual({ deleted: given(1), blocked: [] });
    expect(counts).toEqual([]);
  });
});

describe('a denial that no tag explains is a failure, which is planned anew before it is told: EC2 may show what is gone', () => {
  const denied = (number: number, text = 'UnauthorizedOperation: no') =>
    new DeletionFailed(`${snap(number)}: ${text}`);

  test('thrown after the others are deleted and counted', async () => {
    const { run, asked, counts } = world(daily(4), { obstacles: { [snap(1)]: DENIED } });

    await expect(run([3, 2, 1])).rejects.toEqual(denied(1));
    expect(asked).toEqual([snap(1), snap(2), snap(3)]);
    expect(counts).toEqual([
      ['SnapshotsPruned', 1],
      ['SnapshotsPruned', 1],
    ]);
  });

  test('before load', async () => {
    const obstacles = { [snap(1)]: new ServiceBusy('Throttling: no'), [snap(2)]: DENIED };

    await expect(world(daily(4), { obstacles }).run([3, 2, 1])).rejects.toEqual(denied(2));
  });

  test('also where the look at the tags is denied', async () => {
    const blind = new AccessDenied('UnauthorizedOperation: no right to look');

    await expect(world(daily(3), { obstacles: { [snap(1)]: DENIED }, blind }).run([2, 1])).rejects.toEqual(
      denied(1, 'UnauthorizedOperation: no right to look'),
    );
  });
});

test('what EC2 refuses for a reason of the snapshot is blocked, and the others are deleted', async () => {
  const reason = 'EC2 refuses, InvalidSnapshot.InUse: in use by ami-1';
  const { run } = world(daily(3), { obstacles: { [snap(1)]: { outcome: 'blocked', reason } } });

  await expect(run([2, 1])).resolves.toEqual({
    deleted: given(2),
    blocked: [{ snapshotId: snap(1), reason }],
  });
});

test('what EC2 refuses for any other reason is DeletionFailed, after the others', async () => {
  const reason = 'EC2 refuses, OptInRequired: no';
  const { run, asked } = world(daily(3), { obstacles: { [snap(1)]: { outcome: 'failed', reason } } });

  await expect(run([2, 1])).rejects.toThrow(new DeletionFailed(`${snap(1)}: ${reason}`));
  expect(asked).toEqual([snap(1), snap(2)]);
});

describe('where load stands in the way', () => {
  test('the others are deleted first, and PruneIncomplete names each that is left, with what stood in the way', async () => {
    const { run, asked } = world(daily(5), {
      obstacles: {
        [snap(1)]: new ServiceBusy('RequestLimitExceeded: no'),
        [snap(3)]: new ServiceBusy('TimeoutError: no'),
      },
    });

    await expect(run([4, 3, 2, 1])).rejects.toThrow(
      new PruneIncomplete(`${snap(1)}: RequestLimitExceeded: no; ${snap(3)}: TimeoutError: no`),
    );
    expect(asked).toEqual([snap(1), snap(2), snap(3), snap(4)]);
  });

  test('of the look at what IAM keeps, it is PruneIncomplete too', async () => {
    const blind = new ServiceBusy('RequestLimitExceeded: no');

    await expect(world(daily(3), { obstacles: { [snap(1)]: DENIED }, blind }).run([2, 1])).rejects.toThrow(
      new PruneIncomplete(`${snap(1)}: RequestLimitExceeded: no`),
    );
  });

  test('so long that the read is three minutes old, the rest waits for a new plan', async () => {
    const { run, asked } = world(daily(5), { seconds: 100 });

    await expect(run([4, 3, 2, 1])).rejects.toThrow(new PruneIncomplete('2 more to delete'));
    expect(asked).toEqual([snap(1), snap(2)]);
  });
});

describe('what somebody is archiving', () => {
  test('is blocked, and the others go', async () => {
    const { run, asked } = world(daily(4), { archiving: [snap(2)] });

    await expect(run([3, 2, 1])).resolves.toEqual({
      deleted: given(1, 3),
      blocked: [{ snapshotId: snap(2), reason: 'somebody is archiving it' }],
    });
    expect(asked).toEqual([snap(1), snap(3)]);
  });

  test('is not known where EC2 does not say, and then nothing goes', async () => {
    const { run, asked } = world(daily(3), { archiving: new ServiceBusy('RequestLimitExceeded: no') });

    await expect(run([2, 1])).rejects.toThrow(ServiceBusy);
    expect(asked).toEqual([]);
  });

  test('is not asked for where nothing goes', async () => {
    const { run } = world(daily(3), { archiving: new ServiceBusy('RequestLimitExceeded: no') });

    await expect(run([])).resolves.toEqual({ deleted: [], blocked: [] });
  });
});

describe('what EC2 will not delete for a reason of its own', () => {
  const numbers = Array.from({ length: 110 }, (_, index) => 110 - index);
  const locked = (count: number): Record<string, Deletion> =>
    Object.fromEntries(
      Array.from({ length: count }, (_, index) => [
        snap(index + 1),
        { outcome: 'blocked', reason: 'locked' },
      ]),
    );

  test('does not keep the others from their turn, however much of it there is', async () => {
    const { run, asked } = world(daily(111), { obstacles: locked(105) });

    await expect(run(numbers)).resolves.toMatchObject({
      deleted: [106, 107, 108, 109, 110].map((number) => ({ snapshotId: snap(number) })),
    });
    expect(asked).toHaveLength(110);
  });

  test('is no reason for a new plan where it took the time of this one: that would come no further', async () => {
    const { run, asked } = world(daily(111), { obstacles: locked(105), seconds: 2 });

    await expect(run(numbers)).rejects.toThrow(
      new DeletionFailed('EC2 refuses the 91 oldest, each for a reason of its own; 19 more to delete'),
    );
    expect(asked).toHaveLength(91);
  });

  test('nor is a plan that came too late for any: that is no refusal of EC2', async () => {
    const { run, asked } = world(daily(3), { ageSeconds: 181 });

    await expect(run([2, 1])).rejects.toThrow(
      new PruneIncomplete('the plan was too old before anything was deleted; 2 more to delete'),
    );
    expect(asked).toEqual([]);
  });

  test('is one where anything was deleted beside it', async () => {
    const { run } = world(daily(111), {
      obstacles: { ...locked(105), [snap(1)]: { outcome: 'deleted' } },
      seconds: 2,
    });

    await expect(run(numbers)).rejects.toThrow(new PruneIncomplete('19 more to delete'));
  });
});

test('a hundred are deleted in one attempt, the oldest; a new plan does the rest', async () => {
  const { run, asked } = world(daily(104));
  const numbers = Array.from({ length: 103 }, (_, index) => 103 - index);

  await expect(run(numbers)).rejects.toThrow(new PruneIncomplete('3 more to delete'));
  expect(asked).toHaveLength(100);
  expect(asked[0]).toBe(snap(1));
  expect(asked.at(-1)).toBe(snap(100));
});

test('what was deleted before does not count as the newer good one of what comes after', async () => {
  const twins = [100, 101].map((number) => snapshot(snap(number), '2026-03-01T00:00:00.000Z'));
  const { run, asked } = world([...daily(99), ...twins], {
    obstacles: { [snap(1)]: { outcome: 'blocked', reason: 'in use' } },
  });
  const numbers = Array.from({ length: 101 }, (_, index) => 101 - index);

  await expect(run(numbers)).rejects.toThrow(
    new GuardRefused(`${snap(101)}: it is the newest good one of ${vol(1)}`),
  );
  expect(asked.at(-1)).toBe(snap(100));
});

test.each([
  ['at a deletion', { obstacles: { [snap(1)]: new TypeError('x is not a function') } }],
  ['at the look', { obstacles: { [snap(1)]: DENIED }, blind: new TypeError('x is not a function') }],
])('an error of our own code is thrown at once, %s', async (_rule, obstacles) => {
  const { run, asked } = world(daily(3), obstacles);

  await expect(run([2, 1])).rejects.toThrow(TypeError);
  expect(asked).toEqual([snap(1)]);
});
