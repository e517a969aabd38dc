import type { Deletion } from '../../functions/aws/snapshots';
import {
  AccessDenied,
  InvalidEnvironment,
  InvalidInput,
  PruneIncomplete,
  ServiceBusy,
} from '../../functions/domain/errors';
import type { Snapshot } from '../../functions/domain/snapshot';
import { handler, pruneSnapshots } from '../../functions/prune-snapshots/handler';
import { snapshot } from '../support/builders';
import { recorder } from './runtime/recorder';
import { recordingRuntime } from './runtime/recording-runtime';

const given = (...snapshotIds: string[]) => ({
  volumeId: 'vol-1',
  remove: snapshotIds.map((snapshotId) => ({ snapshotId, reason: 'kept by no rule of last 1' })),
});

/**
 * EC2 in memory: `held` can be deleted, except as `obstacles` says, each of which stands in the way once. `blind` is thrown
 * at every look at one of them.
 */
function world(held: Snapshot[], obstacles: Record<string, Deletion | Error> = {}, blind?: Error) {
  const existing = new Map(held.map((one) => [one.snapshotId, one]));
  const inTheWay = new Map(Object.entries(obstacles));
  const asked: string[] = [];
  const { log, metrics, lines, counts } = recorder();
  const run = pruneSnapshots({
    snapshots: {
      delete: (snapshotId) => {
        asked.push(snapshotId);
        const obstacle = inTheWay.get(snapshotId);
        inTheWay.delete(snapshotId);
        if (obstacle instanceof Error) return Promise.reject(obstacle);
        if (obstacle !== undefined) return Promise.resolve(obstacle);
        return Promise.resolve({ outcome: existing.delete(snapshotId) ? 'deleted' : 'gone' });
      },
      byId: (snapshotId) =>
        blind === undefined ? Promise.resolve(existing.get(snapshotId)) : Promise.reject(blind),
    },
    deployment: 'keeper',
    log,
    metrics,
  });
  return { run, existing, asked, lines, counts };
}

const TAKEN = '2026-03-01T02:00:00Z';
const DENIED = new AccessDenied('UnauthorizedOperation: no');

test('what the plan gave up is deleted, in its order, and nothing else', async () => {
  const { run, existing, asked, lines, counts } = world([
    snapshot('snap-1', TAKEN),
    snapshot('snap-2', TAKEN),
    snapshot('snap-3', TAKEN),
  ]);

  await expect(run(given('snap-2', 'snap-1'))).resolves.toEqual({
    deleted: ['snap-2', 'snap-1'],
    blocked: [],
  });
  expect(asked).toEqual(['snap-2', 'snap-1']);
  expect([...existing.keys()]).toEqual(['snap-3']);
  expect(counts).toEqual([
    ['SnapshotsPruned', 1],
    ['SnapshotsPruned', 1],
  ]);
  expect(lines[0]).toEqual([
    'info',
    'prune',
    { volumeId: 'vol-1', snapshotId: 'snap-2', reason: 'kept by no rule of last 1', outcome: 'deleted' },
  ]);
});

test('a plan that gives up nothing deletes nothing', async () => {
  const { run, asked } = world([snapshot('snap-1', TAKEN)]);

  await expect(run(given())).resolves.toEqual({ deleted: [], blocked: [] });
  expect(asked).toEqual([]);
});

test('a repeated call is safe: what is already gone is answered as deleted and not counted again', async () => {
  const { run, counts } = world([snapshot('snap-1', TAKEN)]);

  await run(given('snap-1'));

  await expect(run(given('snap-1'))).resolves.toEqual({ deleted: ['snap-1'], blocked: [] });
  expect(counts).toEqual([['SnapshotsPruned', 1]]);
});

describe('what IAM keeps from being deleted since the plan stays and is reported', () => {
  test.each([
    ['held with a reason', { 'snapshot-keeper:hold': 'audit' }, 'held: audit'],
    ['held without a reason', { 'snapshot-keeper:hold': '' }, 'held: no reason given'],
    [
      'of another deployment now',
      { 'snapshot-keeper:managed-by': 'other' },
      'no longer tagged snapshot-keeper:managed-by = keeper',
    ],
  ])('%s', async (_, tags, reason) => {
    const { run, existing } = world([snapshot('snap-1', TAKEN, { tags }), snapshot('snap-2', TAKEN)], {
      'snap-1': DENIED,
    });

    await expect(run(given('snap-1', 'snap-2'))).resolves.toEqual({
      deleted: ['snap-2'],
      blocked: [{ snapshotId: 'snap-1', reason }],
    });
    expect([...existing.keys()]).toEqual(['snap-1']);
  });
});

test('what IAM keeps because it is gone, and its tags with it, is answered as deleted and not counted', async () => {
  const { run, counts } = world([], { 'snap-1': DENIED });

  await expect(run(given('snap-1'))).resolves.toEqual({ deleted: ['snap-1'], blocked: [] });
  expect(counts).toEqual([]);
});

describe('a denial that no tag explains is a missing permission', () => {
  const three = [snapshot('snap-1', TAKEN), snapshot('snap-2', TAKEN), snapshot('snap-3', TAKEN)];

  test('which is thrown after the others are deleted and counted', async () => {
    const { run, existing, counts } = world(three, { 'snap-1': DENIED });

    await expect(run(given('snap-1', 'snap-2', 'snap-3'))).rejects.toBe(DENIED);
    expect([...existing.keys()]).toEqual(['snap-1']);
    expect(counts).toEqual([
      ['SnapshotsPruned', 1],
      ['SnapshotsPruned', 1],
    ]);
  });

  test('which is told before load: waiting would not mend it', async () => {
    const { run, existing } = world(three, { 'snap-1': new ServiceBusy('Throttling: no'), 'snap-2': DENIED });

    await expect(run(given('snap-1', 'snap-2', 'snap-3'))).rejects.toBe(DENIED);
    expect([...existing.keys()]).toEqual(['snap-1', 'snap-2']);
  });

  test('after which what EC2 refuses is still reported', async () => {
    const blocked = { outcome: 'blocked', reason: 'EC2 refuses, InvalidSnapshot.InUse: no' } as const;
    const { run, counts } = world(three, { 'snap-1': DENIED, 'snap-2': blocked });

    await expect(run(given('snap-1', 'snap-2'))).rejects.toBe(DENIED);
    expect(counts).toEqual([['SnapshotsBlocked', 1]]);
  });
});

test('where the look at what IAM keeps is denied too, that is thrown after the others are deleted', async () => {
  const unseen = new AccessDenied('UnauthorizedOperation: no right to look');
  const { run, existing, counts } = world(
    [snapshot('snap-1', TAKEN), snapshot('snap-2', TAKEN)],
    { 'snap-1': DENIED },
    unseen,
  );

  await expect(run(given('snap-1', 'snap-2'))).rejects.toBe(unseen);
  expect([...existing.keys()]).toEqual(['snap-1']);
  expect(counts).toEqual([['SnapshotsPruned', 1]]);
});

test('what EC2 refuses to delete is left, reported and counted, and the others are deleted', async () => {
  const reason = 'EC2 refuses, InvalidSnapshot.InUse: in use by ami-1';
  const { run, counts, lines } = world([snapshot('snap-1', TAKEN), snapshot('snap-2', TAKEN)], {
    'snap-1': { outcome: 'blocked', reason },
  });

  await expect(run(given('snap-1', 'snap-2'))).resolves.toEqual({
    deleted: ['snap-2'],
    blocked: [{ snapshotId: 'snap-1', reason }],
  });
  expect(counts).toEqual([
    ['SnapshotsPruned', 1],
    ['SnapshotsBlocked', 1],
  ]);
  expect(lines.at(-1)).toEqual([
    'warn',
    'left',
    { volumeId: 'vol-1', blocked: [{ snapshotId: 'snap-1', reason }] },
  ]);
});

describe('where load stands in the way', () => {
  const load = {
    'snap-1': new ServiceBusy('RequestLimitExceeded: no'),
    'snap-3': new ServiceBusy('TimeoutError: no'),
  };
  const four = ['snap-1', 'snap-2', 'snap-3', 'snap-4'];

  test('the others are deleted first, and PruneIncomplete names each that is left, with what stood in the way', async () => {
    const { run, existing, counts } = world(
      four.map((id) => snapshot(id, TAKEN)),
      load,
    );

    const pruned = run(given(...four));

    await expect(pruned).rejects.toThrow(PruneIncomplete);
    await expect(pruned).rejects.toThrow(
      new PruneIncomplete('snap-1: RequestLimitExceeded: no; snap-3: TimeoutError: no'),
    );
    expect([...existing.keys()]).toEqual(['snap-1', 'snap-3']);
    expect(counts).toEqual([
      ['SnapshotsPruned', 1],
      ['SnapshotsPruned', 1],
    ]);
  });

  test('of the look at what IAM keeps, the others are deleted first', async () => {
    const { run, existing, counts } = world(
      [snapshot('snap-1', TAKEN), snapshot('snap-2', TAKEN)],
      { 'snap-1': DENIED },
      new ServiceBusy('RequestLimitExceeded: no'),
    );

    const pruned = run(given('snap-1', 'snap-2'));

    await expect(pruned).rejects.toThrow(PruneIncomplete);
    await expect(pruned).rejects.toThrow(new PruneIncomplete('snap-1: RequestLimitExceeded: no'));
    expect([...existing.keys()]).toEqual(['snap-1']);
    expect(counts).toEqual([['SnapshotsPruned', 1]]);
  });

  test('the machine that comes back finishes the work', async () => {
    const { run, existing } = world(
      four.map((id) => snapshot(id, TAKEN)),
      load,
    );

    await expect(run(given(...four))).rejects.toThrow(PruneIncomplete);
    await expect(run(given(...four))).resolves.toEqual({ deleted: four, blocked: [] });
    expect(existing.size).toBe(0);
  });
});

test('an error of our own code is thrown at once', async () => {
  const { run, asked } = world([snapshot('snap-1', TAKEN), snapshot('snap-2', TAKEN)], {
    'snap-1': new TypeError('x is not a function'),
  });

  await expect(run(given('snap-1', 'snap-2'))).rejects.toThrow(TypeError);
  expect(asked).toEqual(['snap-1']);
});

test('an error of our own code at the look is thrown at once', async () => {
  const bug = new TypeError('x is not a function');
  const { run, asked } = world(
    [snapshot('snap-1', TAKEN), snapshot('snap-2', TAKEN)],
    { 'snap-1': DENIED },
    bug,
  );

  await expect(run(given('snap-1', 'snap-2'))).rejects.toBe(bug);
  expect(asked).toEqual(['snap-1']);
});

describe('the handler', () => {
  const environment = { DEPLOYMENT: 'keeper' };

  test('makes one EC2 call for each deletion, in its own Region', async () => {
    const { runtime, calls, counts } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: { DeleteSnapshotCommand: [{}, {}] },
    });

    await handler.within(runtime)(given('snap-1', 'snap-2'));

    expect(calls).toEqual([
      ['ec2 eu-west-1', 'DeleteSnapshotCommand', { SnapshotId: 'snap-1' }],
      ['ec2 eu-west-1', 'DeleteSnapshotCommand', { SnapshotId: 'snap-2' }],
    ]);
    expect(counts).toEqual([
      ['SnapshotsPruned', 1],
      ['SnapshotsPruned', 1],
    ]);
  });

  test('looks at the tags of a snapshot that IAM keeps', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'us-east-1',
      environment,
      answers: {
        DeleteSnapshotCommand: [
          Object.assign(new Error('no'), {
            name: 'UnauthorizedOperation',
            $metadata: { httpStatusCode: 403 },
          }),
        ],
        DescribeSnapshotsCommand: [
          {
            Snapshots: [
              {
                SnapshotId: 'snap-1',
                State: 'completed',
                StartTime: new Date(TAKEN),
                Tags: [{ Key: 'snapshot-keeper:hold', Value: 'audit' }],
              },
            ],
          },
        ],
      },
    });

    await expect(handler.within(runtime)(given('snap-1'))).resolves.toEqual({
      deleted: [],
      blocked: [{ snapshotId: 'snap-1', reason: 'held: audit' }],
    });
    expect(calls).toEqual([
      ['ec2 us-east-1', 'DeleteSnapshotCommand', { SnapshotId: 'snap-1' }],
      [
        'ec2 us-east-1',
        'DescribeSnapshotsCommand',
        { OwnerIds: ['self'], Filters: [{ Name: 'snapshot-id', Values: ['snap-1'] }], MaxResults: 1000 },
      ],
    ]);
  });

  test('refuses to start without DEPLOYMENT', () => {
    const { runtime } = recordingRuntime({ region: 'us-east-1', environment: {} });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
    expect(() => handler.within(runtime)).toThrow(/^DEPLOYMENT: /);
  });

  test.each([
    [{ remove: [] }, /^volumeId: /],
    [{ volumeId: 'vol-1' }, /^remove: /],
    [{ volumeId: 'vol-1', remove: ['snap-1'] }, /^remove.0: /],
    [{ volumeId: 'vol-1', remove: [{ snapshotId: 'snap-1' }] }, /^remove.0.reason: /],
  ])('refuses the input %p before any call and names the field', async (event, named) => {
    const { runtime, calls } = recordingRuntime({ region: 'us-east-1', environment });

    await expect(handler.within(runtime)(event)).rejects.toThrow(InvalidInput);
    await expect(handler.within(runtime)(event)).rejects.toThrow(named);
    expect(calls).toEqual([]);
  });
});
