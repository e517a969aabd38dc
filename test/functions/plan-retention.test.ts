import { calendarOf } from '../../functions/domain/calendar';
import type { DeletionLimit } from '../../functions/domain/deletion-limit';
import {
  DeletionRefused,
  InvalidEnvironment,
  InvalidInput,
  RetentionRefused,
  ServiceBusy,
} from '../../functions/domain/errors';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import type { Snapshot } from '../../functions/domain/snapshot';
import type { Tags } from '../../functions/domain/tags';
import { handler, planRetention } from '../../functions/plan-retention/handler';
import { snapshot } from '../support/builders';
import { recorder } from './runtime/recorder';
import { recordingRuntime } from './runtime/recording-runtime';

const NOW = '2026-03-10T00:00:00Z';
const INPUT = { snapshotId: 'snap-3', volumeId: 'vol-1', now: NOW };

const THREE = [
  snapshot('snap-3', '2026-03-03T02:00:00Z'),
  snapshot('snap-1', '2026-03-01T02:00:00Z'),
  snapshot('snap-2', '2026-03-02T02:00:00Z'),
];

/** EC2 in memory with `held`, under `retention`; `asked` is what was asked of it. */
function world(
  held: Snapshot[],
  retention: RetentionPolicy = { last: 1 },
  copyRetention: Record<string, RetentionPolicy> = {},
  deletionLimit: DeletionLimit = 'none',
) {
  const asked: [deployment: string, volumeId: string][] = [];
  const { log, metrics, lines, counts } = recorder();
  const run = planRetention({
    snapshots: {
      managedOf: (deployment, volumeId) => {
        asked.push([deployment, volumeId]);
        return Promise.resolve(held);
      },
    },
    environment: {
      DEPLOYMENT: 'keeper',
      RETENTION: retention,
      OVERRIDE_TAG: 'snapshot-keeper:retain',
      TIME_ZONE: 'UTC',
      COPY_RETENTION: copyRetention,
      DELETION_LIMIT: deletionLimit,
    },
    calendar: calendarOf('UTC'),
    log,
    metrics,
  });
  return { run, asked, lines, counts };
}

test('the plan gives up what no rule keeps, oldest data last, with a reason each', async () => {
  const { run } = world(THREE);

  await expect(run(INPUT)).resolves.toEqual({
    policy: 'last 1',
    remove: [
      { snapshotId: 'snap-2', reason: 'kept by no rule of last 1' },
      { snapshotId: 'snap-1', reason: 'kept by no rule of last 1' },
    ],
    blocked: [],
    keptCount: 1,
  });
});

test('snapshots that the machine has already are not asked for again', async () => {
  const { run, asked } = world([]);

  await expect(run({ ...INPUT, snapshots: THREE })).resolves.toMatchObject({ keptCount: 1 });
  expect(asked).toEqual([]);
});

test.each([[undefined], [null]])(
  'with %p for snapshots, those of the deployment and volume are asked for',
  async (snapshots) => {
    const { run, asked } = world(THREE);

    await run({ ...INPUT, snapshots });

    expect(asked).toEqual([['keeper', 'vol-1']]);
  },
);

test('an empty list of given snapshots is an answer and gives nothing up', async () => {
  const { run, asked } = world(THREE);

  await expect(run({ ...INPUT, snapshots: [] })).resolves.toEqual({
    policy: 'last 1',
    remove: [],
    blocked: [],
    keptCount: 0,
  });
  expect(asked).toEqual([]);
});

test('the same snapshots and the same now give the same verdicts, in whatever order they come', async () => {
  const first = await world(THREE, { daily: 2 }).run(INPUT);

  await expect(world([...THREE].reverse(), { daily: 2 }).run(INPUT)).resolves.toEqual(first);
});

test('now is the input, so a snapshot taken later is not counted', async () => {
  const { run } = world(THREE);

  await expect(run({ ...INPUT, now: '2026-03-02T12:00:00Z' })).resolves.toMatchObject({
    remove: [{ snapshotId: 'snap-1', reason: 'kept by no rule of last 1' }],
    keptCount: 2,
  });
});

test('a policy without a rule is RetentionRefused and gives nothing up', async () => {
  await expect(world(THREE, {}).run(INPUT)).rejects.toThrow(RetentionRefused);
});

test('the override tag of the volume counts before the settings', async () => {
  const [newest, ...older] = THREE as [Snapshot, ...Snapshot[]];
  const overridden = { ...newest, tags: { ...newest.tags, 'snapshot-keeper:retain': '2' } };

  await expect(world([overridden, ...older]).run(INPUT)).resolves.toEqual({
    policy: 'last 2',
    remove: [{ snapshotId: 'snap-1', reason: 'kept by no rule of last 2' }],
    blocked: [],
    keptCount: 2,
  });
});

test('an override that cannot be read is ignored with a notice', async () => {
  const [newest, ...older] = THREE as [Snapshot, ...Snapshot[]];
  const overridden = { ...newest, tags: { ...newest.tags, 'snapshot-keeper:retain': 'forever' } };

  const output = await world([overridden, ...older]).run(INPUT);

  expect(output).toMatchObject({ policy: 'last 1', keptCount: 1 });
  expect(output.notice).toMatch(/^The tag snapshot-keeper:retain has the value "forever"\./);
});

test('what must stay although no rule keeps it is reported and counted', async () => {
  const { run, counts } = world(
    [
      snapshot('snap-3', '2026-03-03T02:00:00Z', { tags: { 'snapshot-keeper:copy/eu-west-1': 'snap-copy' } }),
      snapshot('snap-2', '2026-03-02T02:00:00Z', { tags: { 'snapshot-keeper:hold': 'audit' } }),
      snapshot('snap-1', '2026-03-01T02:00:00Z'),
    ],
    { last: 1 },
    { 'eu-west-1': { last: 3 } },
  );

  await expect(run(INPUT)).resolves.toEqual({
    policy: 'last 1',
    remove: [],
    blocked: [
      { snapshotId: 'snap-2', reason: 'held: audit; copy to eu-west-1 still wanted' },
      { snapshotId: 'snap-1', reason: 'copy to eu-west-1 still wanted' },
    ],
    keptCount: 1,
  });
  expect(counts).toEqual([['SnapshotsBlocked', 2]]);
});

test('where nothing is blocked, nothing is counted', async () => {
  const { run, counts } = world(THREE);

  await run(INPUT);

  expect(counts).toEqual([]);
});

describe('a plan fits the payload of a state machine: at most 400 are given up and named at once, the oldest', () => {
  const daily = (count: number, tags: Tags = {}): Snapshot[] =>
    Array.from({ length: count }, (_, day) =>
      snapshot(`snap-${day}`, new Date(Date.UTC(2024, 0, 1 + day)).toISOString(), { tags }),
    );
  const held = { 'snapshot-keeper:hold': 'audit' };
  const ends = (given: readonly { snapshotId: string }[]) => [
    given.length,
    given[0]?.snapshotId,
    given.at(-1)?.snapshotId,
  ];

  test('of 400 none is left out', async () => {
    const { remove, keptCount } = await world(daily(401)).run(INPUT);

    expect(ends(remove)).toEqual([400, 'snap-399', 'snap-0']);
    expect(keptCount).toBe(1);
  });

  test('of 403, the three newest stay for the next plan and do not count as kept', async () => {
    const { remove, blocked, keptCount } = await world(daily(404)).run(INPUT);

    expect(ends(remove)).toEqual([400, 'snap-399', 'snap-0']);
    expect(blocked).toEqual([]);
    expect(keptCount).toBe(1);
  });

  test('of 403 blocked ones 400 are named, and all are counted', async () => {
    const { run, counts } = world(daily(404, held));

    const { remove, blocked, keptCount } = await run(INPUT);

    expect(ends(blocked)).toEqual([400, 'snap-399', 'snap-0']);
    expect(remove).toEqual([]);
    expect(keptCount).toBe(1);
    expect(counts).toEqual([['SnapshotsBlocked', 403]]);
  });

  test('the log has every verdict all the same', async () => {
    const { run, lines } = world(daily(404));

    await run(INPUT);

    expect(lines).toHaveLength(1);
    expect(lines[0]?.[2]).toHaveProperty('verdicts.length', 404);
  });
});

test('every verdict is logged with its reasons', async () => {
  const { run, lines } = world(THREE.slice(0, 2));

  await run(INPUT);

  expect(lines).toEqual([
    [
      'info',
      'planned',
      {
        volumeId: 'vol-1',
        policy: 'last 1',
        verdicts: [
          { snapshotId: 'snap-3', action: 'keep', counted: true, reasons: ['last 1 of 1'] },
          { snapshotId: 'snap-1', action: 'remove', counted: true, reasons: ['kept by no rule of last 1'] },
        ],
      },
    ],
  ]);
});

describe('a change of policy that would remove too much at once', () => {
  const LIMIT = { share: 0.5, count: 1 };

  /** Daily snapshots of March, the oldest first, each adopted under this policy. */
  const under = (...policies: string[]): Snapshot[] =>
    policies.map((policy, index) =>
      snapshot(`snap-${index + 1}`, `2026-03-0${index + 1}T02:00:00Z`, {
        tags: { 'snapshot-keeper:policy': policy },
      }),
    );
  const FIRST = under('last 9', 'last 9', 'last 9', 'last 1');
  const AFTER = { ...INPUT, snapshotId: 'snap-4' };

  test('is DeletionRefused with the first snapshot under it: the volume, both policies, how many of how many and the setting are named', async () => {
    await expect(world(FIRST, { last: 1 }, {}, LIMIT).run(AFTER)).rejects.toThrow(
      new DeletionRefused(
        'vol-1, policy last 1: a change of policy (last 9 → last 1) would remove 3 of 3 earlier snapshots at once, and the setting deletionLimit allows a share of 0.5 or a count of 1.',
      ),
    );
  });

  test('with the later ones is only blocked, reported and counted, and what was made under the new policy goes', async () => {
    const later = under('last 9', 'last 9', 'last 9', 'last 1', 'last 1');
    const { run, counts } = world(later, { last: 1 }, {}, LIMIT);
    const reason = 'deletionLimit: a change of policy (last 9 → last 1) would remove 3 of 3 at once';

    await expect(run({ ...INPUT, snapshotId: 'snap-5' })).resolves.toEqual({
      policy: 'last 1',
      remove: [{ snapshotId: 'snap-4', reason: 'kept by no rule of last 1' }],
      blocked: [
        { snapshotId: 'snap-3', reason },
        { snapshotId: 'snap-2', reason },
        { snapshotId: 'snap-1', reason },
      ],
      keptCount: 1,
    });
    expect(counts).toEqual([['SnapshotsBlocked', 3]]);
  });

  test('is told by the first snapshot under it, however many there are by then', async () => {
    const { run } = world(under('last 9', 'last 9', 'last 9', 'last 1', 'last 1'), { last: 1 }, {}, LIMIT);

    await expect(run(AFTER)).rejects.toThrow(DeletionRefused);
  });

  test('is carried out where the limit is released', async () => {
    await expect(world(FIRST, { last: 1 }, {}, 'none').run(INPUT)).resolves.toMatchObject({
      remove: [{ snapshotId: 'snap-3' }, { snapshotId: 'snap-2' }, { snapshotId: 'snap-1' }],
      blocked: [],
    });
  });

  test('tells of an override that was ignored, which may be the cause', async () => {
    const newest = FIRST.at(-1)!;
    const overridden = { ...newest, tags: { ...newest.tags, 'snapshot-keeper:retain': '30x' } };

    await expect(
      world([...FIRST.slice(0, -1), overridden], { last: 1 }, {}, LIMIT).run(AFTER),
    ).rejects.toThrow(/a count of 1\. The tag snapshot-keeper:retain has the value "30x"\./);
  });

  test('is logged with all its verdicts all the same', async () => {
    const { run, lines } = world(FIRST, { last: 1 }, {}, LIMIT);

    await expect(run(AFTER)).rejects.toThrow(DeletionRefused);

    expect(lines.map(([, message]) => message)).toEqual(['planned']);
  });
});

test('however many snapshots pile up under one policy, all are given up at once', async () => {
  const tags = { 'snapshot-keeper:policy': 'last 1' };
  const backlog = Array.from({ length: 31 }, (_, day) =>
    snapshot(`snap-${day}`, new Date(Date.UTC(2026, 0, 1 + day)).toISOString(), { tags }),
  );

  const output = await world(backlog, { last: 1 }, {}, { share: 0, count: 0 }).run(INPUT);

  expect(output).toMatchObject({ remove: { length: 30 }, blocked: [], keptCount: 1 });
});

test('where EC2 is busy, nothing is given up', async () => {
  const run = planRetention({
    snapshots: { managedOf: () => Promise.reject(new ServiceBusy('RequestLimitExceeded: no')) },
    environment: {
      DEPLOYMENT: 'keeper',
      RETENTION: { last: 1 },
      OVERRIDE_TAG: 'snapshot-keeper:retain',
      TIME_ZONE: 'UTC',
      COPY_RETENTION: {},
      DELETION_LIMIT: 'none',
    },
    calendar: calendarOf('UTC'),
    ...recorder(),
  });

  await expect(run(INPUT)).rejects.toThrow(ServiceBusy);
});

describe('the handler', () => {
  const environment = {
    DEPLOYMENT: 'keeper',
    RETENTION: '{"daily":2}',
    OVERRIDE_TAG: 'snapshot-keeper:dr-retain',
    TIME_ZONE: 'Asia/Tokyo',
    COPY_RETENTION: '{}',
    DELETION_LIMIT: '{"share":0.5,"count":1}',
  };

  test('makes no EC2 call with snapshots given, and counts days in the time zone', async () => {
    const { runtime, calls } = recordingRuntime({ region: 'eu-west-1', environment });
    const snapshots = [
      snapshot('snap-3', '2026-03-02T16:00:00.000Z'),
      snapshot('snap-2', '2026-03-02T14:00:00.000Z'),
      snapshot('snap-1', '2026-03-02T13:00:00.000Z'),
      snapshot('snap-0', '2026-03-01T13:00:00.000Z'),
    ];

    const output = await handler.within(runtime)({ ...INPUT, snapshots });

    expect(output).toMatchObject({
      remove: [
        { snapshotId: 'snap-1', reason: 'kept by no rule of daily 2' },
        { snapshotId: 'snap-0', reason: 'kept by no rule of daily 2' },
      ],
      keptCount: 2,
    });
    expect(calls).toEqual([]);
  });

  test('reads the override tag that counts in its Region', async () => {
    const { runtime } = recordingRuntime({ region: 'eu-west-1', environment });
    const snapshots = [
      snapshot('snap-1', '2026-03-02T16:00:00.000Z', {
        tags: { 'snapshot-keeper:retain': '5', 'snapshot-keeper:dr-retain': '4w' },
      }),
    ];

    await expect(handler.within(runtime)({ ...INPUT, snapshots })).resolves.toMatchObject({
      policy: 'weekly 4',
    });
  });

  test.each([[undefined], [null]])('makes one with %p given, in its own Region', async (snapshots) => {
    const { runtime, calls } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: { DescribeSnapshotsCommand: [{ Snapshots: [] }] },
    });

    await handler.within(runtime)({ ...INPUT, snapshots });

    expect(calls).toEqual([
      [
        'ec2 eu-west-1',
        'DescribeSnapshotsCommand',
        {
          OwnerIds: ['self'],
          Filters: [
            { Name: 'tag:snapshot-keeper:managed-by', Values: ['keeper'] },
            { Name: 'tag:snapshot-keeper:volume', Values: ['vol-1'] },
          ],
          MaxResults: 1000,
        },
      ],
    ]);
  });

  test.each([
    ['DEPLOYMENT', undefined],
    ['RETENTION', undefined],
    ['RETENTION', '{}'],
    ['RETENTION', '{"last":0}'],
    ['RETENTION', '{"fortnightly":1}'],
    ['OVERRIDE_TAG', 'retain'],
    ['TIME_ZONE', ''],
    ['TIME_ZONE', 'Mars/Olympus'],
    ['COPY_RETENTION', '{"eu-west-1":{}}'],
    ['DELETION_LIMIT', undefined],
    ['DELETION_LIMIT', 'none'],
    ['DELETION_LIMIT', '{"share":1,"count":1}'],
  ])('refuses to start where %s is %p', (variable, value) => {
    const { runtime } = recordingRuntime({
      region: 'eu-west-1',
      environment: { ...environment, [variable]: value },
    });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
    expect(() => handler.within(runtime)).toThrow(new RegExp(`^${variable}[.:]`));
  });

  test.each([
    [{ volumeId: 'vol-1', now: NOW }, /^snapshotId: /],
    [{ snapshotId: 'snap-1', now: NOW }, /^volumeId: /],
    [{ snapshotId: 'snap-1', volumeId: 'vol-1' }, /^now: /],
    [{ ...INPUT, now: 'today' }, /^now: /],
    [{ ...INPUT, snapshots: [{ snapshotId: 'snap-1' }] }, /^snapshots.0.state: /],
  ])('refuses the input %p before any call and names the field', async (event, named) => {
    const { runtime, calls } = recordingRuntime({ region: 'eu-west-1', environment });

    await expect(handler.within(runtime)(event)).rejects.toThrow(InvalidInput);
    await expect(handler.within(runtime)(event)).rejects.toThrow(named);
    expect(calls).toEqual([]);
  });
});
