import { ServiceBusy, SnapshotNotVisible, SnapshotStateStale } from '../../functions/domain/errors';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import type { Snapshot } from '../../functions/domain/snapshot';
import type { Tags } from '../../functions/domain/tags';
import type { Volume } from '../../functions/domain/volume';
import { tagSnapshot } from '../../functions/tag-snapshot/handler';
import { snapshot } from '../support/builders';
import { recorder } from './runtime/recorder';

const INPUT = { snapshotId: 'snap-1', volumeId: 'vol-1' };

const VOLUME: Volume = {
  volumeId: 'vol-1',
  volumeType: 'gp3',
  sizeGib: 100,
  zone: 'us-east-1a',
  iops: 3000,
  throughputMibps: 125,
  device: '/dev/xvda',
  instanceId: 'i-1',
  tags: { backup: 'yes', Name: 'data', 'snapshot-keeper:retain': '7d', 'aws:autoscaling:groupName': 'web' },
};

/** What a snapshot of VOLUME is tagged with. */
const WRITTEN = {
  'snapshot-keeper:managed-by': 'keeper',
  'snapshot-keeper:volume': 'vol-1',
  'snapshot-keeper:region': 'us-east-1',
  'snapshot-keeper:taken-at': '2026-03-01T02:00:00.000Z',
  'snapshot-keeper:policy': 'daily 7',
  'snapshot-keeper:volume-type': 'gp3',
  'snapshot-keeper:iops': '3000',
  'snapshot-keeper:throughput': '125',
  'snapshot-keeper:zone': 'us-east-1a',
  'snapshot-keeper:device': '/dev/xvda',
  'snapshot-keeper:instance': 'i-1',
  'snapshot-keeper:retain': '7d',
};
/** What of it travels on to retention. */
const TRAVELLING = {
  'snapshot-keeper:managed-by': 'keeper',
  'snapshot-keeper:volume': 'vol-1',
  'snapshot-keeper:taken-at': '2026-03-01T02:00:00.000Z',
  'snapshot-keeper:policy': 'daily 7',
  'snapshot-keeper:retain': '7d',
};
const FROM_VOLUME = { Name: 'data', backup: 'yes' };

const fresh = (more: Partial<Snapshot> = {}): Snapshot => ({
  snapshotId: 'snap-1',
  state: 'completed',
  startedAt: '2026-03-01T02:00:00.000Z',
  sizeGib: 100,
  storageTier: 'standard',
  description: 'nightly',
  stateMessage: '',
  tags: {},
  ...more,
});

const COPY_RETENTION: Readonly<Record<string, RetentionPolicy>> = { 'eu-west-1': { last: 1 } };

/** EC2 in memory, with the snapshots of vol-1; `tag` takes effect. */
function world(held: Snapshot[], { volumes = [VOLUME], copyRetention = COPY_RETENTION } = {}) {
  let stored = held;
  const written: [snapshotId: string, tags: Tags][] = [];
  const { log, lines } = recorder();
  const run = tagSnapshot({
    snapshots: {
      ofVolume: () => Promise.resolve(stored),
      tag: (snapshotId, tags) => {
        if (Object.keys(tags).length > 0) written.push([snapshotId, tags]);
        stored = stored.map((one) =>
          one.snapshotId === snapshotId ? { ...one, tags: { ...one.tags, ...tags } } : one,
        );
        return Promise.resolve();
      },
    },
    volumes: { find: () => Promise.resolve(volumes) },
    environment: {
      DEPLOYMENT: 'keeper',
      SELECTION: { tagKey: 'backup' },
      ADOPT: { dlm: false, ami: false, awsBackup: false },
      COPY_VOLUME_TAGS: true,
      RETENTION: { last: 30 },
      COPY_RETENTION: copyRetention,
    },
    region: 'us-east-1',
    log,
  });
  return { run, written, lines };
}

test('a new snapshot of a selected volume is tagged with everything that a restore and a decision need', async () => {
  const { run, written } = world([fresh()]);

  await run(INPUT);

  expect(written).toEqual([['snap-1', { ...WRITTEN, ...FROM_VOLUME }]]);
});

test('the answer asks for a copy to each DR Region, with all tags that the copy is born with', async () => {
  const { run } = world([fresh()], {
    copyRetention: { 'eu-west-1': { last: 1 }, 'us-west-2': { daily: 3, weekly: 2 } },
  });

  const output = await run(INPUT);

  const tags = { ...WRITTEN, ...FROM_VOLUME, 'snapshot-keeper:source-snapshot': 'snap-1' };
  const policyThere = (policy: string) => ({ tags: { ...tags, 'snapshot-keeper:policy': policy } });
  expect(output).toEqual({
    managed: true,
    reason: 'the volume is selected',
    snapshots: [{ ...fresh(), description: '', tags: TRAVELLING }],
    copies: [
      { region: 'eu-west-1', snapshotId: 'snap-1', ...policyThere('last 1'), firstRequest: true },
      {
        region: 'us-west-2',
        snapshotId: 'snap-1',
        ...policyThere('daily 3, weekly 2'),
        firstRequest: true,
      },
    ],
  });
});

test("the volume's own overrides count for the policies under which the snapshot and its copies are adopted", async () => {
  const tags = { backup: 'yes', 'snapshot-keeper:retain': '12m', 'snapshot-keeper:dr-retain': '5' };
  const { run, written } = world([fresh()], { volumes: [{ ...VOLUME, tags }] });

  const output = await run(INPUT);

  expect(written[0]?.[1]).toMatchObject({ 'snapshot-keeper:policy': 'monthly 12' });
  expect(output).toMatchObject({ copies: [{ tags: { 'snapshot-keeper:policy': 'last 5' } }] });
});

test('of a late snapshot, the policy is that of the newest one, by which retention goes', async () => {
  const newer = snapshot('snap-2', '2026-03-02T02:00:00Z', {
    tags: { 'snapshot-keeper:retain': '9', 'snapshot-keeper:dr-retain': '3' },
  });
  const { run, written } = world([fresh(), newer]);

  const output = await run(INPUT);

  expect(written[0]?.[1]).toMatchObject({ 'snapshot-keeper:policy': 'last 9' });
  expect(output).toMatchObject({ copies: [{ tags: { 'snapshot-keeper:policy': 'last 3' } }] });
});

describe('a late or repeated call', () => {
  test('after the policy has changed leaves the one under which the snapshot was adopted', async () => {
    const { run, written } = world([
      fresh({ tags: { ...WRITTEN, ...FROM_VOLUME, 'snapshot-keeper:policy': 'last 99' } }),
    ]);

    await run(INPUT);

    expect(written).toEqual([]);
  });

  test('does not guess under which policy a snapshot was adopted that does not tell', async () => {
    const untold = Object.fromEntries(
      Object.entries(WRITTEN).filter(([key]) => key !== 'snapshot-keeper:policy'),
    );
    const { run, written } = world([fresh({ tags: { ...untold, ...FROM_VOLUME } })]);

    await run(INPUT);

    expect(written).toEqual([]);
  });

  test('writes nothing where all tags are there, and asks for the copy as a repeated request', async () => {
    const { run, written } = world([fresh()]);

    await run(INPUT);
    const output = await run(INPUT);

    expect(written).toHaveLength(1);
    expect(output).toMatchObject({ managed: true, copies: [{ region: 'eu-west-1', firstRequest: false }] });
  });

  test('writes only the tags that are missing', async () => {
    const { 'snapshot-keeper:zone': zone, ...some } = WRITTEN;
    const { run, written } = world([fresh({ tags: { ...some, Name: 'data' } })]);

    await run(INPUT);

    expect(written).toEqual([['snap-1', { 'snapshot-keeper:zone': zone, backup: 'yes' }]]);
  });

  test('leaves a tag that somebody else has put there', async () => {
    const { run, written } = world([fresh({ tags: { Name: 'before the upgrade' } })]);

    await run(INPUT);

    expect(written).toEqual([['snap-1', { ...WRITTEN, backup: 'yes' }]]);
  });

  test('after the volume has changed leaves the facts of the time when the snapshot was made', async () => {
    const facts = { ...WRITTEN, ...FROM_VOLUME };
    const { run, written } = world([fresh({ tags: facts })], {
      volumes: [{ ...VOLUME, volumeType: 'io2', iops: 9000, instanceId: 'i-2', device: '/dev/sdf' }],
    });

    const output = await run(INPUT);

    expect(written).toEqual([]);
    expect(output).toMatchObject({
      copies: [
        {
          tags: {
            ...facts,
            'snapshot-keeper:policy': 'last 1',
            'snapshot-keeper:source-snapshot': 'snap-1',
          },
        },
      ],
    });
  });

  test('asks only for the copies that are not confirmed', async () => {
    const tags = { ...WRITTEN, ...FROM_VOLUME, 'snapshot-keeper:copy/eu-west-1': 'snap-copy' };
    const { run } = world([fresh({ tags })], {
      copyRetention: { ...COPY_RETENTION, 'us-west-2': { last: 1 } },
    });

    const output = await run(INPUT);

    expect(output).toMatchObject({ copies: [{ region: 'us-west-2', firstRequest: false }] });
  });

  test('asks for none where all are confirmed', async () => {
    const tags = { ...WRITTEN, ...FROM_VOLUME, 'snapshot-keeper:copy/eu-west-1': 'snap-copy' };
    const { run, written } = world([fresh({ tags })]);

    await expect(run(INPUT)).resolves.toMatchObject({ managed: true, copies: [] });
    expect(written).toEqual([]);
  });
});

test('a snapshot that EC2 does not show at all is SnapshotNotVisible', async () => {
  const { run, written } = world([]);

  await expect(run(INPUT)).rejects.toThrow(SnapshotNotVisible);
  expect(written).toEqual([]);
});

describe('a snapshot of ours that EC2 does not show as completed', () => {
  test.each([
    ['is still pending', [fresh({ state: 'pending' })]],
    ['is being recovered', [fresh({ state: 'recovering' })]],
    ['lies in the Recycle Bin', [fresh({ state: 'recoverable' })]],
  ])('where it %s, is SnapshotStateStale and is not touched', async (_, held) => {
    const { run, written } = world(held);

    await expect(run(INPUT)).rejects.toThrow(SnapshotStateStale);
    expect(written).toEqual([]);
  });
});

describe('a snapshot that is out of scope is left exactly as it is', () => {
  test.each([
    ['the volume is not selected', fresh(), [{ ...VOLUME, tags: {} }], 'the volume is not selected'],
    [
      'the volume is not selected and EC2 shows the snapshot as pending',
      fresh({ state: 'pending' }),
      [{ ...VOLUME, tags: {} }],
      'the volume is not selected',
    ],
    ['it has failed', fresh({ state: 'error' }), [VOLUME], 'the snapshot has failed'],
    [
      'another deployment manages it',
      fresh({ tags: { 'snapshot-keeper:managed-by': 'other' } }),
      [VOLUME],
      'managed by the deployment other',
    ],
    [
      'AWS Backup made it',
      fresh({ tags: { 'aws:backup:source-resource': 'x' } }),
      [VOLUME],
      'made by AWS Backup, which is not adopted',
    ],
    ['its volume is gone', fresh(), [], 'the volume is gone and was not managed'],
  ])('where %s', async (_, one, volumes, reason) => {
    const { run, written, lines } = world([one], { volumes });

    await expect(run(INPUT)).resolves.toEqual({ managed: false, reason });
    expect(written).toEqual([]);
    expect(lines).toEqual([['info', 'not managed', { snapshotId: 'snap-1', volumeId: 'vol-1', reason }]]);
  });
});

test('the last snapshot of a managed volume that is gone is still tagged and copied', async () => {
  const { run, written } = world([fresh(), snapshot('snap-0', '2026-02-28T02:00:00Z')], {
    volumes: [],
  });

  const output = await run(INPUT);

  expect(output).toMatchObject({ managed: true, copies: [{ region: 'eu-west-1', firstRequest: true }] });
  expect(written).toEqual([
    [
      'snap-1',
      {
        'snapshot-keeper:managed-by': 'keeper',
        'snapshot-keeper:volume': 'vol-1',
        'snapshot-keeper:region': 'us-east-1',
        'snapshot-keeper:taken-at': '2026-03-01T02:00:00.000Z',
        'snapshot-keeper:policy': 'last 30',
      },
    ],
  ]);
});

describe('the snapshots that travel on to retention', () => {
  test('are ours alone, with the tags as they are now and without those that retention does not read', async () => {
    const { run } = world([
      snapshot('snap-0', '2026-02-28T02:00:00Z', { description: 'nightly', tags: { Name: 'data' } }),
      fresh({ snapshotId: 'snap-foreign', tags: { 'snapshot-keeper:managed-by': 'other' } }),
      fresh({ snapshotId: 'snap-by-hand' }),
      fresh(),
    ]);

    const output = await run(INPUT);

    expect(output).toMatchObject({
      snapshots: [
        { ...fresh(), description: '', tags: TRAVELLING },
        {
          snapshotId: 'snap-0',
          description: '',
          tags: {
            'snapshot-keeper:managed-by': 'keeper',
            'snapshot-keeper:volume': 'vol-1',
            'snapshot-keeper:taken-at': '2026-02-28T02:00:00Z',
          },
        },
      ],
    });
  });

  const held = (count: number) => [
    fresh(),
    ...Array.from({ length: count - 1 }, (_, index) => snapshot(`snap-old-${index}`, '2026-02-01T02:00:00Z')),
  ];

  test('are up to a hundred', async () => {
    const output = await world(held(100)).run(INPUT);

    expect(output).toHaveProperty('snapshots.length', 100);
  });

  test('are left to be read again where they are more', async () => {
    await expect(world(held(101)).run(INPUT)).resolves.toMatchObject({ managed: true, snapshots: null });
  });
});

test('tags of the volume for which there is no room are named in a warning', async () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`key-${index + 10}`, 'x']));
  const { run, written, lines } = world([fresh()], {
    volumes: [{ ...VOLUME, tags: { backup: 'yes', ...many } }],
  });

  await run(INPUT);

  expect(Object.keys(written[0]?.[1] ?? {})).toHaveLength(48);
  expect(lines[0]).toEqual([
    'warn',
    'no room for these tags of the volume',
    { snapshotId: 'snap-1', dropped: ['key-46', 'key-47', 'key-48', 'key-49'] },
  ]);
});

test('where tagging fails, the error is thrown and no copy is asked for', async () => {
  const run = tagSnapshot({
    snapshots: {
      ofVolume: () => Promise.resolve([fresh()]),
      tag: () => Promise.reject(new ServiceBusy('ConcurrentTagAccess: no')),
    },
    volumes: { find: () => Promise.resolve([VOLUME]) },
    environment: {
      DEPLOYMENT: 'keeper',
      SELECTION: 'all',
      ADOPT: { dlm: false, ami: false, awsBackup: false },
      COPY_VOLUME_TAGS: false,
      RETENTION: { last: 30 },
      COPY_RETENTION,
    },
    region: 'us-east-1',
    ...recorder(),
  });

  await expect(run(INPUT)).rejects.toThrow(ServiceBusy);
});
