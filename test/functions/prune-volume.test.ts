import type { Deletion } from '../../functions/aws/snapshots';
import {
  AccessDenied,
  DeletionFailed,
  DeletionRefused,
  InvalidEnvironment,
  InvalidInput,
  PruneIncomplete,
  RetentionRefused,
  ServiceBusy,
} from '../../functions/domain/errors';
import type { Failure } from '../../functions/domain/notification';
import type { Snapshot } from '../../functions/domain/snapshot';
import type { Tags } from '../../functions/domain/tags';
import type { Deps } from '../../functions/prune-volume/deps';
import { handler, pruneVolume } from '../../functions/prune-volume/handler';
import { copy, snap, snapshot, vol } from '../support/builders';
import { pruneDeps } from '../support/prune-deps';
import { member, memberCopy, setId, shownCopy } from '../support/set-members';
import { recorder } from '../support/recorder';
import { recordingRuntime } from '../support/recording-runtime';

const INPUT = {
  snapshotId: snap(3),
  volumeId: vol(1),
  machine: 'snapshot-created',
  executionArn: 'arn:aws:states:us-east-1:111122223333:execution:snapshot-created:snap-1',
};
const THREE = [
  snapshot(snap(3), '2026-03-03T02:00:00Z'),
  snapshot(snap(1), '2026-03-01T02:00:00Z'),
  snapshot(snap(2), '2026-03-02T02:00:00Z'),
];

type World = {
  readonly environment?: Partial<Deps['environment']>;
  readonly region?: string;
  /** What stands in the way of each deletion. */
  readonly obstacles?: Record<string, Deletion | Error>;
  readonly isUnableToTag?: boolean;
  /** EC2 takes tags and does not show them yet. */
  readonly isStale?: boolean;
  readonly now?: () => Date;
  /** Ids of what somebody is archiving. */
  readonly archiving?: readonly string[];
};

/** EC2 in memory with `held`, under `last 1` without a limit. */
function world(
  held: readonly Snapshot[],
  { environment, region, obstacles = {}, isUnableToTag, isStale, now, archiving = [] }: World = {},
) {
  let stored = [...held];
  const asked: string[] = [];
  const deleted: string[] = [];
  const told: Failure[] = [];
  const { log, metrics, lines, counts } = recorder();
  const run = pruneVolume(
    pruneDeps({
      snapshots: {
        ofVolume: (volumeId) => {
          asked.push(`of ${volumeId}`);
          return Promise.resolve(stored.filter((one) => one.volumeId === volumeId));
        },
        taggedAsOf: (deployment, volumeId) => {
          asked.push(`tagged ${deployment} as of ${volumeId}`);
          return Promise.resolve(stored.filter(({ tags }) => tags['snapshot-keeper:volume'] === volumeId));
        },
        membersOf: (ids) => {
          asked.push(`members of ${ids.join(', ')}`);
          return Promise.resolve(
            stored.filter(({ description }) => ids.some((id) => description.includes(id))),
          );
        },
        ofVolumes: (ids) => {
          asked.push(`of ${ids.join(', ')}`);
          return Promise.resolve(stored.filter(({ volumeId }) => ids.includes(volumeId)));
        },
        taggedAsOfAny: (_, ids) => {
          asked.push(`tagged as of ${ids.join(', ')}`);
          return Promise.resolve(
            stored.filter(({ tags }) => ids.includes(tags['snapshot-keeper:volume'] ?? '')),
          );
        },
        byId: (snapshotId) => Promise.resolve(stored.find((one) => one.snapshotId === snapshotId)),
        tag: (snapshotId, tags) => {
          if (isUnableToTag) return Promise.reject(new ServiceBusy('RequestLimitExceeded: no'));
          if (isStale) return Promise.resolve();
          stored = stored.map((one) =>
            one.snapshotId === snapshotId ? { ...one, tags: { ...one.tags, ...tags } } : one,
          );
          return Promise.resolve();
        },
        delete: (snapshotId) => {
          const obstacle = obstacles[snapshotId];
          if (obstacle instanceof Error) return Promise.reject(obstacle);
          if (obstacle !== undefined) return Promise.resolve(obstacle);
          stored = stored.filter((one) => one.snapshotId !== snapshotId);
          deleted.push(snapshotId);
          return Promise.resolve({ outcome: 'deleted' });
        },
      },
      failures: {
        tell: (failure) => {
          told.push(failure);
          return Promise.resolve();
        },
      },
      log,
      metrics,
      ...(environment && { environment }),
      ...(region !== undefined && { region }),
      archiving: () => Promise.resolve(new Set(archiving)),
      ...(now && { now }),
    }),
  );
  return {
    run,
    asked,
    deleted,
    told,
    lines,
    counts,
    tagsOf: (id: string) => stored.find((one) => one.snapshotId === id)?.tags,
  };
}

test('what no rule keeps is deleted, the oldest data first, and is named with its reason', async () => {
  const { run, asked, deleted } = world(THREE);

  await expect(run(INPUT)).resolves.toEqual({
    policy: 'last 1',
    deletedCount: 2,
    deleted: [
      { snapshotId: snap(1), reason: 'kept by no rule of last 1' },
      { snapshotId: snap(2), reason: 'kept by no rule of last 1' },
    ],
    blockedCount: 0,
    blocked: [],
    keptCount: 1,
  });
  expect(asked).toEqual([`of ${vol(1)}`]);
  expect(deleted).toEqual([snap(1), snap(2)]);
});

test('a repeated call reads and decides anew, and finds nothing more to do', async () => {
  const { run, deleted } = world(THREE);

  await run(INPUT);

  await expect(run(INPUT)).resolves.toMatchObject({ deletedCount: 0, keptCount: 1 });
  expect(deleted).toHaveLength(2);
});

test('in a DR Region what is tagged as of the volume is read, and goes by its description', async () => {
  const copies = [1, 2].map((day) => ({
    ...copy(snap(day), snap(`a${day}`), `2026-03-0${day}T02:00:00Z`),
    volumeId: 'vol-ffffffff',
  }));
  const { run, asked, deleted } = world(copies, { region: 'us-west-2' });

  await expect(run(INPUT)).resolves.toMatchObject({ deletedCount: 1, keptCount: 1 });
  expect(asked).toEqual([`tagged keeper as of ${vol(1)}`]);
  expect(deleted).toEqual([snap(1)]);
});

test('what is not proven ours neither counts nor goes: of others, carried tags, another volume', async () => {
  const strangers = [
    snapshot(snap('a'), '2026-03-04T02:00:00Z', { tags: { 'snapshot-keeper:managed-by': 'keeper-2' } }),
    snapshot(snap('b'), '2026-03-05T02:00:00Z', { tags: { 'snapshot-keeper:snapshot': snap(1) } }),
    { ...snapshot(snap('c'), '2026-03-06T02:00:00Z'), tags: {} },
  ];
  const { run, deleted, told } = world([...strangers, ...THREE]);

  await expect(run(INPUT)).resolves.toMatchObject({ deletedCount: 2, keptCount: 1 });
  expect(deleted).toEqual([snap(1), snap(2)]);
  expect(told).toEqual([]);
});

describe('a copy that somebody has re-encrypted, which bears the same description', () => {
  const first = copy(snap(1), snap('a'), '2026-03-01T02:00:00Z', { startedAt: '2026-03-01T02:10:00Z' });
  const theirs = { ...first, snapshotId: snap(2), startedAt: '2026-03-01T02:12:00Z' };

  test('keeps the one that it was made from where that cannot be noted on it, which is reported', async () => {
    const newer = copy(snap(3), snap('b'), '2026-03-02T02:00:00Z', { startedAt: '2026-03-02T02:10:00Z' });
    const { run, deleted, counts } = world([newer, theirs, first], {
      region: 'us-west-2',
      isUnableToTag: true,
    });

    await expect(run(INPUT)).resolves.toMatchObject({
      deletedCount: 0,
      blockedCount: 1,
      blocked: [{ snapshotId: snap(1), reason: 'somebody has copied it, and that could not be noted' }],
      keptCount: 1,
    });
    expect(deleted).toEqual([]);
    expect(counts).toEqual([['SnapshotsBlocked', 1]]);
  });

  test('keeps nothing where it began so late that its start tells, for ever, that it is not ours', async () => {
    const newer = copy(snap(3), snap('b'), '2026-03-02T02:00:00Z', { startedAt: '2026-03-02T02:10:00Z' });
    const late = { ...theirs, startedAt: '2026-03-01T02:40:00Z' };
    const { run, deleted } = world([newer, late, first], { region: 'us-west-2', isUnableToTag: true });

    await run(INPUT);
    await run(INPUT);

    expect(deleted).toEqual([snap(1)]);
  });

  test('is never deleted as a duplicate, and is told of once', async () => {
    const { run, deleted, told } = world([theirs, first], { region: 'us-west-2' });

    await run(INPUT);
    await run(INPUT);

    expect(deleted).toEqual([]);
    expect(told.map(({ error, snapshotIds }) => [error, snapshotIds])).toEqual([
      ['SnapshotInDoubt', [snap(2)]],
    ]);
  });

  test('is told of once where EC2 does not show yet that it was', async () => {
    const { run, told } = world([theirs, first], { region: 'us-west-2', isStale: true });

    await run(INPUT);
    await run(INPUT);

    expect(told).toHaveLength(1);
  });

  test('stays when ours goes', async () => {
    const newer = copy(snap(3), snap('b'), '2026-03-02T02:00:00Z');
    const { run, deleted } = world([theirs, first, newer], { region: 'us-west-2' });

    await run(INPUT);

    expect(deleted).toEqual([snap(1)]);
  });
});

test('a policy without a rule is RetentionRefused and deletes nothing', async () => {
  const { run, deleted } = world(THREE, { environment: { RETENTION: {} } });

  await expect(run(INPUT)).rejects.toThrow(RetentionRefused);
  expect(deleted).toEqual([]);
});

test('where EC2 does not answer, nothing is deleted', async () => {
  const run = pruneVolume(
    pruneDeps({ snapshots: { ofVolume: () => Promise.reject(new ServiceBusy('RequestLimitExceeded: no')) } }),
  );

  await expect(run(INPUT)).rejects.toThrow(ServiceBusy);
});

describe('the override of the volume', () => {
  const overridden = (value: string) =>
    THREE.map((one) =>
      one.snapshotId === snap(3) ? { ...one, tags: { ...one.tags, 'snapshot-keeper:retain': value } } : one,
    );

  test('counts before the settings', async () => {
    await expect(world(overridden('2')).run(INPUT)).resolves.toMatchObject({
      policy: 'last 2',
      deleted: [{ snapshotId: snap(1), reason: 'kept by no rule of last 2' }],
    });
  });

  test('that cannot be read deletes nothing, and is told once', async () => {
    const { run, deleted, told, counts, tagsOf } = world(overridden('forever'));

    await expect(run(INPUT)).resolves.toMatchObject({ deletedCount: 0, blockedCount: 2, keptCount: 1 });
    await run(INPUT);

    expect(deleted).toEqual([]);
    expect(told).toEqual([
      {
        machine: 'snapshot-created',
        executionArn: 'arn:aws:states:us-east-1:111122223333:execution:snapshot-created:snap-1',
        step: 'PruneVolume',
        error: 'RetentionTagIgnored',
        cause:
          'The tag snapshot-keeper:retain has the value "forever". Allowed is a count such as "7" (keep the last 7) or ' +
          'counts with units such as "7d 4w 12m" (7 daily, 4 weekly, 12 monthly), each from 1 to 1000.',
        snapshotIds: [snap(3)],
        volumeIds: [vol(1)],
        region: 'us-east-1',
      },
    ]);
    expect(tagsOf(snap(3))).toHaveProperty(['snapshot-keeper:told'], 'unreadable forever');
    expect(counts).toEqual([
      ['SnapshotsBlocked', 2],
      ['SnapshotsBlocked', 2],
    ]);
  });
});

test('what a schedule keeps of its own stays in the primary Region, by the description and for its deployment alone', async () => {
  const by = (deployment: string) =>
    THREE.map((one) => ({
      ...one,
      description: `snapshot-keeper ${deployment}: due ${one.takenAt} by nightly`,
    }));
  const environment = { SCHEDULE_RETENTION: { nightly: { last: 2 } } };

  await expect(world(by('keeper'), { environment }).run(INPUT)).resolves.toMatchObject({
    policy: 'last 1; nightly last 2',
    deleted: [{ snapshotId: snap(1), reason: "kept by no rule of last 1, nor of nightly's last 2" }],
    keptCount: 2,
  });
  await expect(world(by('other'), { environment }).run(INPUT)).resolves.toMatchObject({ deletedCount: 2 });
});

describe('a change of policy that would remove too much at once', () => {
  const REFUSED = ['last 9', 'last 9', 'last 9', 'last 1'].map((policy, index) =>
    snapshot(snap(index + 1), `2026-03-0${index + 1}T02:00:00Z`, {
      tags: { 'snapshot-keeper:policy': policy },
    }),
  );
  const environment = { DELETION_LIMIT: { share: 0.5, count: 1 } };
  const CAUSE =
    'a change of policy (last 9 → last 1) would remove 3 of 3 earlier snapshots at once, and the setting deletionLimit allows a share of 0.5 or a count of 1.';

  test('is told, deletes nothing and turns the execution red', async () => {
    const { run, deleted, told, tagsOf } = world(REFUSED, { environment });

    await expect(run(INPUT)).rejects.toThrow(new DeletionRefused(CAUSE));
    expect(deleted).toEqual([]);
    expect(told.map(({ error, cause }) => [error, cause])).toEqual([['DeletionRefused', CAUSE]]);
    expect(tagsOf(snap(3))).toHaveProperty(
      ['snapshot-keeper:told'],
      'deletionLimit 2026-03-04T02:00:00Z last 1',
    );
  });

  test('the next time is only blocked and reported: it is told once', async () => {
    const { run, told } = world(REFUSED, { environment });

    await expect(run(INPUT)).rejects.toThrow(DeletionRefused);
    await expect(run(INPUT)).resolves.toMatchObject({ deletedCount: 0, blockedCount: 3, keptCount: 1 });
    expect(told).toHaveLength(1);
  });

  test('is told again where it could not be remembered: twice does less harm than never', async () => {
    const { run, told } = world(REFUSED, { environment, isUnableToTag: true });

    await expect(run(INPUT)).rejects.toThrow(DeletionRefused);
    await expect(run(INPUT)).rejects.toThrow(DeletionRefused);
    expect(told).toHaveLength(2);
  });

  test('is carried out where the limit is released', async () => {
    await expect(world(REFUSED).run(INPUT)).resolves.toMatchObject({ deletedCount: 3, keptCount: 1 });
  });
});

describe('what must stay although no rule keeps it is reported and counted', () => {
  test('as held, or as waiting for its copy', async () => {
    const held = { 'snapshot-keeper:hold': 'audit' };
    const { run, counts } = world(
      [
        snapshot(snap(3), '2026-03-03T02:00:00Z', {
          tags: { 'snapshot-keeper:copy/eu-west-1': `snap-copy of ${snap(3)}` },
        }),
        snapshot(snap(2), '2026-03-02T02:00:00Z', { tags: held }),
        snapshot(snap(1), '2026-03-01T02:00:00Z'),
      ],
      { environment: { COPY_RETENTION: { 'eu-west-1': { last: 3 } } } },
    );

    await expect(run(INPUT)).resolves.toEqual({
      policy: 'last 1',
      deletedCount: 0,
      deleted: [],
      blockedCount: 2,
      blocked: [
        { snapshotId: snap(2), reason: 'held: audit; copy to eu-west-1 still wanted' },
        { snapshotId: snap(1), reason: 'copy to eu-west-1 still wanted' },
      ],
      keptCount: 1,
    });
    expect(counts).toEqual([['SnapshotsBlocked', 2]]);
  });

  test('as refused by EC2 for a reason of its own', async () => {
    const reason = 'EC2 refuses, InvalidSnapshot.InUse: in use by ami-1';
    const { run, counts, lines } = world(THREE, { obstacles: { [snap(1)]: { outcome: 'blocked', reason } } });

    await expect(run(INPUT)).resolves.toMatchObject({
      deletedCount: 1,
      blocked: [{ snapshotId: snap(1), reason }],
    });
    expect(counts).toEqual([
      ['SnapshotsPruned', 1],
      ['SnapshotsBlocked', 1],
    ]);
    expect(lines.at(-1)).toEqual([
      'warn',
      'blocked',
      { volumeId: vol(1), blocked: [{ snapshotId: snap(1), reason }] },
    ]);
  });

  test('a hundred are named, the oldest, with two hundred characters of each reason; all are counted', async () => {
    const many = Array.from({ length: 131 }, (_, day) =>
      snapshot(snap(day + 1), new Date(Date.UTC(2025, 0, 1 + day)).toISOString(), {
        tags: { 'snapshot-keeper:hold': 'x'.repeat(256) },
      }),
    );

    const { blockedCount, blocked } = await world(many).run(INPUT);

    expect(blockedCount).toBe(130);
    expect(blocked).toHaveLength(100);
    expect(blocked[0]).toEqual({ snapshotId: snap(100), reason: `held: ${'x'.repeat(194)}` });
    expect(blocked.at(-1)?.snapshotId).toBe(snap(1));
  });
});

test.each([
  ['PruneIncomplete, which asks for a new plan', new ServiceBusy('Throttling: no'), PruneIncomplete],
  ['a denial, which tells a person', new AccessDenied('UnauthorizedOperation: no'), DeletionFailed],
  [
    'DeletionFailed, which tells a person',
    { outcome: 'failed', reason: 'EC2 refuses, OptInRequired: no' } as const,
    DeletionFailed,
  ],
])('what stands in the way of one deletion is %s, after all others', async (_rule, obstacle, expected) => {
  const { run, deleted } = world(THREE, { obstacles: { [snap(1)]: obstacle } });

  await expect(run(INPUT)).rejects.toThrow(expected);
  expect(deleted).toEqual([snap(2)]);
});

test('every verdict is logged with its reasons', async () => {
  const { run, lines } = world(THREE.slice(0, 2));

  await run(INPUT);

  expect(lines[0]).toEqual([
    'info',
    'planned',
    {
      volumeId: vol(1),
      policy: 'last 1',
      verdicts: [
        { snapshotId: snap(3), action: 'keep', counted: true, reasons: ['last 1 of 1'] },
        { snapshotId: snap(1), action: 'remove', counted: true, reasons: ['kept by no rule of last 1'] },
      ],
    },
  ]);
});

describe('the handler', () => {
  const environment = {
    DEPLOYMENT: 'keeper',
    PRIMARY_REGION: 'us-east-1',
    RETENTION: '{"last":1}',
    SCHEDULE_RETENTION: '{}',
    OVERRIDE_TAG: 'snapshot-keeper:retain',
    TIME_ZONE: 'Asia/Tokyo',
    COPY_RETENTION: '{}',
    IMAGES: 'false',
    DELETION_LIMIT: '{"share":0.5,"count":1}',
    FAILURE_QUEUE_URL: 'https://queue',
  };
  const described = (day: number, more: Record<string, string> = {}) => ({
    SnapshotId: snap(day),
    VolumeId: vol(1),
    State: 'completed',
    StartTime: new Date(`2026-03-0${day}T02:00:00Z`),
    Tags: Object.entries({
      ...snapshot(snap(day), `2026-03-0${day}T02:00:00.000Z`, {
        tags: { 'snapshot-keeper:policy': 'last 1' },
      }).tags,
      ...more,
    }).map(([Key, Value]) => ({ Key, Value })),
  });

  test('reads once, asks what is being archived and for a Recycle Bin rule, and makes one call for each deletion, in its own Region', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'us-east-1',
      environment,
      answers: {
        DescribeSnapshotsCommand: [{ Snapshots: [described(3), described(2), described(1)] }],
        DescribeSnapshotTierStatusCommand: [{ SnapshotTierStatuses: [] }],
        ListRulesCommand: [{ Rules: [] }],
        DeleteSnapshotCommand: [{}, {}],
      },
    });

    await handler.within(runtime)(INPUT);

    expect(calls).toEqual([
      [
        'ec2 us-east-1',
        'DescribeSnapshotsCommand',
        { OwnerIds: ['self'], Filters: [{ Name: 'volume-id', Values: [vol(1)] }], MaxResults: 1000 },
      ],
      [
        'ec2 us-east-1',
        'DescribeSnapshotTierStatusCommand',
        {
          Filters: [{ Name: 'last-tiering-operation', Values: ['archival-in-progress'] }],
          MaxResults: 1000,
        },
      ],
      ['rbin us-east-1', 'ListRulesCommand', { ResourceType: 'EBS_SNAPSHOT' }],
      ['ec2 us-east-1', 'DeleteSnapshotCommand', { SnapshotId: snap(1) }],
      ['ec2 us-east-1', 'DeleteSnapshotCommand', { SnapshotId: snap(2) }],
    ]);
  });

  test('tells through the failure queue and then remembers that', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'us-east-1',
      environment,
      answers: {
        DescribeSnapshotsCommand: [{ Snapshots: [described(3, { 'snapshot-keeper:retain': 'forever' })] }],
        SendMessageCommand: [{}],
        CreateTagsCommand: [{}],
      },
    });

    await handler.within(runtime)(INPUT);

    expect(calls.slice(1).map(([client, command]) => [client, command])).toEqual([
      ['sqs us-east-1', 'SendMessageCommand'],
      ['ec2 us-east-1', 'CreateTagsCommand'],
    ]);
  });

  test.each([
    ['DEPLOYMENT', undefined],
    ['PRIMARY_REGION', undefined],
    ['RETENTION', '{}'],
    ['RETENTION', '{"last":0}'],
    ['OVERRIDE_TAG', 'retain'],
    ['TIME_ZONE', 'Mars/Olympus'],
    ['COPY_RETENTION', '{"eu-west-1":{}}'],
    ['DELETION_LIMIT', 'none'],
    ['DELETION_LIMIT', '{"share":1,"count":1}'],
    ['FAILURE_QUEUE_URL', undefined],
  ])('refuses to start where %s is %p', (variable, value) => {
    const { runtime } = recordingRuntime({
      region: 'us-east-1',
      environment: { ...environment, [variable]: value },
    });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
    expect(() => handler.within(runtime)).toThrow(new RegExp(`^${variable}[.:]`));
  });

  test.each([
    ['snapshotId', 'snap-*'],
    ['snapshotId', undefined],
    ['volumeId', '*'],
    ['volumeId', 'vol-ffffffff'],
    ['machine', undefined],
    ['executionArn', undefined],
    [
      'executionArn',
      'arn:aws:states:us-east-1:111122223333:execution:snapshot-created:x, restored 2000-01-01',
    ],
  ])(
    'refuses an input whose %s is %p before any call: no text of others reaches a query',
    async (field, value) => {
      const { runtime, calls } = recordingRuntime({ region: 'us-east-1', environment });

      await expect(handler.within(runtime)({ ...INPUT, [field]: value })).rejects.toThrow(InvalidInput);
      await expect(handler.within(runtime)({ ...INPUT, [field]: value })).rejects.toThrow(
        new RegExp(`^${field}: `),
      );
      expect(calls).toEqual([]);
    },
  );
});

describe('volumes that share sets', () => {
  const two = (day: number, of: typeof member) => [
    of(2, { id: 2 * day + 1, volume: 1, day }),
    of(2, { id: 2 * day + 2, volume: 2, day }),
  ];
  const now = () => new Date('2030-03-20T00:00:00Z');

  test('in the primary Region each execution deletes of its own volume, once the newer set is whole', async () => {
    const { run, asked, deleted } = world([...two(1, member), ...two(2, member)], { now });

    await run(INPUT);

    expect(deleted).toEqual([snap(3)]);
    expect(asked).toEqual([`of ${vol(1)}`, `members of ${setId(1)}, ${setId(2)}`, `of ${vol(2)}`]);
  });

  test('of a set that lacks a member nothing goes for it', async () => {
    const { run, deleted } = world([...two(1, member), ...two(2, member).slice(0, 1)], { now });

    await run(INPUT);

    expect(deleted).toEqual([]);
  });

  const THERE = {
    region: 'us-west-2',
    environment: { OVERRIDE_TAG: 'snapshot-keeper:dr-retain' as const },
    now,
  };
  const copies = (day: number) => two(day, memberCopy).map(shownCopy);

  test('in a DR Region the execution of the last copy deletes the older set of all its volumes', async () => {
    const { run, asked, deleted } = world([...copies(1), ...copies(2)], THERE);

    await run({ ...INPUT, snapshotId: snap('c5') });

    expect(deleted).toEqual([snap('c3'), snap('c4')]);
    expect(asked).toEqual([
      `tagged keeper as of ${vol(1)}`,
      `members of ${setId(1)}, ${setId(2)}`,
      `tagged as of ${vol(2)}`,
    ]);
  });

  test('a member that somebody is archiving keeps its set', async () => {
    const { run, deleted } = world([...copies(1), ...copies(2)], { ...THERE, archiving: [snap('c4')] });

    await run({ ...INPUT, snapshotId: snap('c5') });

    expect(deleted).toEqual([]);
  });

  test('what is planned of another volume stands in the log before anything of it goes', async () => {
    const { run, lines } = world([...copies(1), ...copies(2)], THERE);

    await run({ ...INPUT, snapshotId: snap('c5') });

    const planned = lines.filter(([, message]) => message === 'planned');
    expect(planned.map(([, , fields]) => (fields as { volumeId: string }).volumeId)).toEqual([
      vol(1),
      vol(2),
    ]);
  });

  test('of another volume of which somebody has yet to be told something, its own execution deletes', async () => {
    const [mine, other] = copies(1);
    const forged = { ...other!, snapshotId: snap('d4') };
    const { run, deleted } = world([mine!, other!, forged, ...copies(2)], THERE);

    await run({ ...INPUT, snapshotId: snap('c5') });

    expect(deleted).toEqual([snap('c3')]);
  });

  test('of another volume of which a copy is here again that nobody has been told of, its own execution deletes', async () => {
    const givenUp = (tags: Tags) =>
      [memberCopy(2, { id: 3, volume: 1, day: 1 }), memberCopy(2, { id: 4, volume: 2, day: 1, tags })].map(
        shownCopy,
      );
    const mark = '2030-03-10T00:00:00.000Z snap-00000000000000c04';
    const told = `${mark}, restored 2030-03-19T00:00:00.000Z`;
    const deletedWith = async (value: string) => {
      const { run, deleted } = world(
        [...givenUp({ 'snapshot-keeper:given-up': value }), ...copies(2), ...copies(3)],
        THERE,
      );
      await run({ ...INPUT, snapshotId: snap('c7') });
      return deleted;
    };

    expect(await deletedWith(mark)).toEqual([snap('c5')]);
    expect(await deletedWith(told)).toEqual([snap('c5'), snap('c6')]);
  });

  test('a volume that has changed its instance is read with both', async () => {
    const { run, asked } = world(
      [...two(1, member), member(2, { id: 7, volume: 2, day: 3 }), member(2, { id: 8, volume: 3, day: 3 })],
      { now },
    );

    await run(INPUT);

    expect(asked).toEqual([
      `of ${vol(1)}`,
      `members of ${setId(1)}`,
      `of ${vol(2)}`,
      `members of ${setId(3)}`,
      `of ${vol(3)}`,
    ]);
  });
});
