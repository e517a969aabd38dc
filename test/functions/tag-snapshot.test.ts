import { calendarOf } from '../../functions/domain/calendar';
import {
  AccessDenied,
  InvalidInput,
  OtherOwner,
  ScopeUnknown,
  ScopeUnsettled,
  ServiceBusy,
  SnapshotGone,
  SnapshotNotVisible,
  SnapshotStateStale,
} from '../../functions/domain/errors';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import type { Snapshot } from '../../functions/domain/snapshot';
import { tagsWithKeys, type Tags } from '../../functions/domain/tags';
import type { Volume } from '../../functions/domain/volume';
import { tagSnapshot } from '../../functions/tag-snapshot/handler';
import type { Image } from '../../functions/domain/image';
import { snap, snapshot, vol } from '../support/builders';
import { ami, image, imageMember, INSTANCE } from '../support/images';
import { recorder } from '../support/recorder';

const INPUT = { snapshotId: snap(1), volumeId: vol(1) };
/** The machine has looked for ten minutes. */
const LATE = { ...INPUT, enteredAt: '2026-03-01T01:55:00Z' };

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
  'snapshot-keeper:snapshot': 'snap-00000000000000001',
  'snapshot-keeper:volume': 'vol-00000000000000001',
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
/** What of it a copy is born with, beside the policy of its own Region. */
const ON_COPY = {
  ...tagsWithKeys(WRITTEN, (key) => !['snapshot-keeper:snapshot', 'snapshot-keeper:policy'].includes(key)),
  'snapshot-keeper:source-snapshot': 'snap-00000000000000001',
};
const FROM_VOLUME = { Name: 'data', backup: 'yes' };

const fresh = (more: Partial<Snapshot> = {}): Snapshot => ({
  snapshotId: snap(1),
  volumeId: vol(1),
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

type World = {
  readonly volume?: Volume | null;
  readonly copyRetention?: Readonly<Record<string, RetentionPolicy>>;
  /** The AMIs that EC2 shows, where a schedule makes some. */
  readonly images?: readonly Image[];
  /** What EC2 shows by id and not among those of the volume. */
  readonly elsewhere?: Snapshot;
  /** Thrown where the snapshot is tagged, and the tags that it has then. */
  readonly refusal?: Error;
  readonly meanwhile?: Tags;
  /** Those that EC2 shows, with their tags under our prefix; absent where these do not count. */
  readonly instances?: Readonly<Record<string, Tags>>;
};

/** EC2 in memory, with the snapshots of vol(1); `tag` and `untag` take effect. */
function world(held: Snapshot[], { volume = VOLUME, copyRetention = COPY_RETENTION, ...more }: World = {}) {
  let stored = held;
  const written: [snapshotId: string, tags: Tags][] = [];
  const taken: [snapshotId: string, tags: Tags][] = [];
  const asked: string[] = [];
  const { log, metrics, lines, counts } = recorder();
  const retag = (snapshotId: string, change: (tags: Tags) => Tags) => {
    stored = stored.map((one) => (one.snapshotId === snapshotId ? { ...one, tags: change(one.tags) } : one));
    return Promise.resolve();
  };
  const run = tagSnapshot({
    snapshots: {
      ofVolume: () => Promise.resolve(stored),
      byId: (snapshotId) =>
        Promise.resolve(more.elsewhere ?? stored.find((one) => one.snapshotId === snapshotId)),
      tag: async (snapshotId, tags) => {
        if (more.refusal !== undefined) {
          await retag(snapshotId, (has) => ({ ...has, ...more.meanwhile }));
          throw more.refusal;
        }
        if (Object.keys(tags).length > 0) written.push([snapshotId, tags]);
        await retag(snapshotId, (has) => ({ ...has, ...tags }));
      },
      untag: (snapshotId, tags) => {
        if (Object.keys(tags).length > 0) taken.push([snapshotId, tags]);
        return retag(snapshotId, (has) => tagsWithKeys(has, (key) => !Object.hasOwn(tags, key)));
      },
    },
    volumes: { byId: () => Promise.resolve(volume ?? undefined) },
    instanceOverrides: {
      of: (ids) => {
        asked.push(...ids);
        return Promise.resolve(
          new Map(Object.entries(more.instances ?? {}).filter(([id]) => ids.includes(id))),
        );
      },
    },
    ...(more.images && {
      images: {
        byIds: (ids) => Promise.resolve(more.images!.filter(({ imageId }) => ids.includes(imageId))),
      },
    }),
    environment: {
      DEPLOYMENT: 'keeper',
      SELECTION: { tagKey: 'backup' },
      ADOPT: { dlm: false, ami: false, awsBackup: false, kubernetes: false, exceptTags: [] },
      IMAGES: false,
      COPY_VOLUME_TAGS: true,
      INSTANCE_OVERRIDES: more.instances !== undefined,
      TIME_ZONE: 'UTC',
      RETENTION: { last: 30 },
      SCHEDULE_RETENTION: {},
      TARGET_HOURS: 26,
      SWEEP_HOURS: 1,
      COPY_RETENTION: copyRetention,
    },
    region: 'us-east-1',
    calendar: calendarOf('UTC'),
    now: () => new Date('2026-03-01T02:05:00Z'),
    log,
    metrics,
  });
  return { run, written, taken, asked, lines, counts };
}

test('a new snapshot of a selected volume is tagged with everything that a restore and a decision need', async () => {
  const { run, written } = world([fresh()]);

  await run(INPUT);

  expect(written).toEqual([[snap(1), { ...WRITTEN, ...FROM_VOLUME }]]);
});

test('the answer asks for a copy to each DR Region, with all tags that the copy is born with', async () => {
  const { run } = world([fresh()], {
    copyRetention: { 'eu-west-1': { last: 1 }, 'us-west-2': { daily: 3, weekly: 2 } },
  });

  const output = await run(INPUT);

  const each = {
    atWorst: 'first',
    newlyAdopted: true,
    newerFrom: '2026-03-02T14:00:00.000Z',
    goesFirst: false,
  };
  expect(output).toEqual({
    managed: true,
    reason: 'the volume is selected',
    adopted: true,
    volumeId: vol(1),
    takenAt: '2026-03-01T02:00:00.000Z',
    tags: { ...ON_COPY, ...FROM_VOLUME },
    copies: [
      { region: 'eu-west-1', policy: 'last 1', ...each },
      { region: 'us-west-2', policy: 'daily 3, weekly 2', ...each },
    ],
  });
});

test.each([
  ['a shorter target than the others', '25h', true],
  ['the same target', '26h', false],
  ['a longer target', '2d', false],
  ['a target that cannot be read', 'soon', false],
])('the copies of a volume with %s', async (_, target, goesFirst) => {
  const { run } = world([fresh()], {
    volume: { ...VOLUME, tags: { backup: 'yes', 'snapshot-keeper:target': target } },
  });

  await expect(run(INPUT)).resolves.toMatchObject({ copies: [{ goesFirst }] });
});

test("the volume's own overrides count for the policies under which the snapshot and its copies are adopted", async () => {
  const tags = { backup: 'yes', 'snapshot-keeper:retain': '12m', 'snapshot-keeper:dr-retain': '5' };
  const { run, written } = world([fresh()], { volume: { ...VOLUME, tags } });

  const output = await run(INPUT);

  expect(written[0]?.[1]).toMatchObject({ 'snapshot-keeper:policy': 'monthly 12' });
  expect(output).toMatchObject({ copies: [{ policy: 'last 5' }] });
});

describe('the overrides of an instance', () => {
  const [A, B] = ['i-0123456789abcdef0', 'i-0123456789abcdef1'];
  const attached = (tags: Tags = {}, ...[instanceId, ...otherInstanceIds]: string[]): Volume => ({
    ...VOLUME,
    tags: { backup: 'yes', ...tags },
    ...(instanceId === undefined ? {} : { instanceId, otherInstanceIds }),
  });
  const OURS = { 'snapshot-keeper:retain': '12m', 'snapshot-keeper:dr-retain': '5' };

  test('are repeated on the snapshot with its id, and count as those of the volume would', async () => {
    const { run, written } = world([fresh()], { volume: attached({}, A), instances: { [A]: OURS } });

    const output = await run(INPUT);

    expect(written[0]?.[1]).toMatchObject({
      'snapshot-keeper:policy': 'monthly 12',
      'snapshot-keeper:retain': `12m of ${A}`,
      'snapshot-keeper:dr-retain': `5 of ${A}`,
    });
    expect(output).toMatchObject({
      tags: { 'snapshot-keeper:dr-retain': `5 of ${A}` },
      copies: [{ policy: 'last 5' }],
    });
  });

  test('do not count where the settings do not say so, and nobody is asked', async () => {
    const { run, written, asked } = world([fresh()], { volume: attached({}, A) });

    await run(INPUT);

    expect(written[0]?.[1]).not.toHaveProperty('snapshot-keeper:retain');
    expect(asked).toEqual([]);
  });

  test('nobody is asked of a snapshot out of scope', async () => {
    const { run, asked } = world([fresh()], { volume: { ...VOLUME, tags: {} }, instances: { [A]: OURS } });

    await run(LATE);

    expect(asked).toEqual([]);
  });

  test('are asked of every instance of the volume', async () => {
    const { run, asked } = world([fresh()], { volume: attached({}, B, A), instances: { [A]: {}, [B]: {} } });

    await run(INPUT);

    expect(asked).toEqual([B, A]);
  });

  test('a shorter target of it lets the copies go first', async () => {
    const instances = { [A]: { 'snapshot-keeper:target': '6h' } };
    const { run } = world([fresh()], { volume: attached({}, A), instances });

    expect(await run(INPUT)).toMatchObject({ copies: [{ goesFirst: true }] });
  });

  test('are looked for again for ten minutes where EC2 does not show the instance', async () => {
    const { run, written } = world([fresh()], { volume: attached({}, A, B), instances: { [A]: {} } });

    await expect(run(INPUT)).rejects.toThrow(
      new ScopeUnsettled(`vol-1: EC2 does not show ${B}, to which it is attached`),
    );
    expect(written).toEqual([]);
  });

  test('of one that EC2 does not show then, nor of none, the last that is known counts on', async () => {
    const before = snapshot(snap(2), '2026-02-28T02:00:00Z', {
      tags: { 'snapshot-keeper:retain': `3 of ${A}` },
    });
    for (const volume of [attached({}, A), { ...attached(), instanceId: undefined as never }]) {
      const { run, written } = world([fresh(), before], { volume, instances: {} });

      await run(LATE);

      expect(written[0]?.[1]).toMatchObject({
        'snapshot-keeper:policy': 'last 3',
        'snapshot-keeper:retain': `3 of ${A}`,
      });
    }
  });

  test('one that nobody can read lets nothing be adopted under a policy, and is repeated with the instance', async () => {
    const instances = { [A]: { 'snapshot-keeper:retain': 'forever' } };
    const { run, written } = world([fresh()], { volume: attached({}, A), instances });

    await run(INPUT);

    expect(written[0]?.[1]).toMatchObject({ 'snapshot-keeper:retain': `forever of ${A}` });
    expect(written[0]?.[1]).not.toHaveProperty('snapshot-keeper:policy');
  });
});

test('of a late snapshot, the policy is that of the newest one, by which retention goes', async () => {
  const newer = snapshot(snap(2), '2026-03-02T02:00:00Z', {
    tags: { 'snapshot-keeper:retain': '9', 'snapshot-keeper:dr-retain': '3' },
  });
  const { run, written } = world([fresh(), newer]);

  const output = await run(INPUT);

  expect(written[0]?.[1]).toMatchObject({ 'snapshot-keeper:policy': 'last 9' });
  expect(output).toMatchObject({ copies: [{ policy: 'last 3' }] });
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
    expect(output).toMatchObject({ managed: true, copies: [{ region: 'eu-west-1', newlyAdopted: false }] });
  });

  test('writes only the tags that are missing', async () => {
    const { 'snapshot-keeper:zone': zone, ...some } = WRITTEN;
    const { run, written } = world([fresh({ tags: { ...some, Name: 'data' } })]);

    await run(INPUT);

    expect(written).toEqual([[snap(1), { 'snapshot-keeper:zone': zone, backup: 'yes' }]]);
  });

  test('leaves a tag that somebody else has put there', async () => {
    const { run, written } = world([fresh({ tags: { Name: 'before the upgrade' } })]);

    await run(INPUT);

    expect(written).toEqual([[snap(1), { ...WRITTEN, backup: 'yes' }]]);
  });

  test('after the volume has changed leaves the facts of the time when the snapshot was made', async () => {
    const facts = { ...WRITTEN, ...FROM_VOLUME };
    const { run, written } = world([fresh({ tags: facts })], {
      volume: { ...VOLUME, volumeType: 'io2', iops: 9000, instanceId: 'i-2', device: '/dev/sdf' },
    });

    const output = await run(INPUT);

    expect(written).toEqual([]);
    expect(output).toMatchObject({ tags: { ...ON_COPY, ...FROM_VOLUME } });
  });

  const confirmed = { 'snapshot-keeper:copy/eu-west-1': `snap-copy of ${snap(1)}` };
  const newer = snapshot(snap(2), '2026-03-02T02:00:00Z', {
    tags: { 'snapshot-keeper:copy/eu-west-1': `snap-newer of ${snap(2)}` },
  });

  test('asks only for the copies that are not confirmed, or that the policy there keeps', async () => {
    const { run } = world([fresh({ tags: { ...WRITTEN, ...FROM_VOLUME, ...confirmed } }), newer], {
      copyRetention: { ...COPY_RETENTION, 'us-west-2': { last: 1 } },
    });

    const output = await run(INPUT);

    expect(output).toMatchObject({ copies: [{ region: 'us-west-2', newlyAdopted: false }] });
  });

  test('asks for the confirmed one that the policy there keeps: the confirmation may outlive the copy', async () => {
    const { run } = world([fresh({ tags: { ...WRITTEN, ...FROM_VOLUME, ...confirmed } })]);

    await expect(run(INPUT)).resolves.toMatchObject({
      copies: [{ region: 'eu-west-1', policy: 'last 1', newlyAdopted: false }],
    });
  });

  test('takes back that the copies are there that a sweep has found gone, and asks for them', async () => {
    const [gone, there] = ['snapshot-keeper:copy/eu-west-1', 'snapshot-keeper:copy/eu-north-1'];
    const tags = {
      ...WRITTEN,
      [gone]: `${snap(21)} of ${snap(1)}`,
      [there]: `${snap(22)} of ${snap(1)}`,
    };
    const copyRetention = { 'eu-west-1': { last: 1 }, 'eu-north-1': { last: 1 } };
    const { run, taken } = world([fresh({ tags })], { copyRetention });

    const output = await run({ ...INPUT, goneCopies: `${snap(21)} ${snap(29)}` });

    expect(taken).toEqual([[snap(1), { [gone]: `${snap(21)} of ${snap(1)}` }]]);
    expect(output).toMatchObject({ copies: [{ region: 'eu-west-1', atWorst: 'first' }, {}] });
  });

  test.each(['', snap(22), 'snap-*', `${snap(21)}0`])(
    'takes nothing back of a copy that is not named: "%s"',
    async (goneCopies) => {
      const tags = { ...WRITTEN, 'snapshot-keeper:copy/eu-west-1': `${snap(21)} of ${snap(1)}` };
      const { run, taken } = world([fresh({ tags })]);

      await run({ ...INPUT, goneCopies });

      expect(taken).toEqual([]);
    },
  );

  test('counts the snapshot as adopted once', async () => {
    const { run, counts } = world([fresh()]);

    await run(INPUT);
    await run(INPUT);

    expect(counts).toEqual([['SnapshotsAdopted', 1]]);
  });
});

describe('a snapshot that EC2 does not show', () => {
  test('is SnapshotNotVisible within ten minutes: absence is believed late', async () => {
    const { run, written } = world([]);

    await expect(run(INPUT)).rejects.toThrow(SnapshotNotVisible);
    await expect(run({ ...INPUT, enteredAt: '2026-03-01T01:55:01Z' })).rejects.toThrow(SnapshotNotVisible);
    expect(written).toEqual([]);
  });

  test.each([
    ['a selected volume', VOLUME],
    ['a volume that is gone', null],
  ])('of %s is then gone, and a person is told', async (_rule, volume) => {
    await expect(world([], { volume }).run(LATE)).rejects.toThrow(
      new SnapshotGone(`${snap(1)} of ${vol(1)} was deleted before it could be tagged and copied.`),
    );
  });

  test('of a volume that is not selected is then of no concern', async () => {
    await expect(world([], { volume: { ...VOLUME, tags: {} } }).run(LATE)).resolves.toEqual({
      managed: false,
      reason: 'the snapshot is gone, and its volume is not selected',
    });
  });

  test('among those of the volume, but by its id, is still SnapshotNotVisible', async () => {
    await expect(world([], { elsewhere: fresh() }).run(LATE)).rejects.toThrow(SnapshotNotVisible);
  });

  test('as one of that volume, but of another, is InvalidInput', async () => {
    const elsewhere = fresh({ volumeId: vol(2) });

    await expect(world([], { elsewhere }).run(INPUT)).rejects.toThrow(
      new InvalidInput(`volumeId: ${snap(1)} is of ${vol(2)}, not of ${vol(1)}`),
    );
  });
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
  const adopted = (more: object) => ({ ...WRITTEN, ...more });

  test.each<[rule: string, one: Snapshot, volume: Volume | null, reason: string]>([
    ['the volume is not selected', fresh(), { ...VOLUME, tags: {} }, 'the volume is not selected'],
    [
      'the volume is not selected and EC2 shows the snapshot as pending',
      fresh({ state: 'pending' }),
      { ...VOLUME, tags: {} },
      'the volume is not selected',
    ],
    ['it has failed', fresh({ state: 'error' }), VOLUME, 'the snapshot has failed'],
    [
      'AWS Backup made it',
      fresh({ tags: { 'aws:backup:source-resource': 'x' } }),
      VOLUME,
      'made by AWS Backup, which is not adopted',
    ],
  ])('where %s', async (_, one, volume, reason) => {
    const { run, written, taken, lines } = world([one], { volume });

    await expect(run(LATE)).resolves.toEqual({ managed: false, reason });
    expect([...written, ...taken]).toEqual([]);
    expect(lines).toEqual([['info', 'not managed', { snapshotId: snap(1), volumeId: vol(1), reason }]]);
  });

  test('where a placeholder stands for its volume', async () => {
    const placeholder = fresh({ volumeId: 'vol-ffffffff' });

    await expect(world([placeholder]).run({ ...INPUT, volumeId: 'vol-ffffffff' })).resolves.toEqual({
      managed: false,
      reason: 'vol-ffffffff is no volume',
    });
  });

  test('but not where only the input says so: whoever starts an execution could keep any snapshot from being copied', async () => {
    await expect(world([fresh()]).run({ ...INPUT, volumeId: 'vol-ffffffff' })).rejects.toThrow(
      `volumeId: ${snap(1)} is of ${vol(1)}, not of vol-ffffffff`,
    );
  });

  test('and not before EC2 shows the snapshot, or has not shown it for ten minutes', async () => {
    await expect(world([]).run({ ...INPUT, volumeId: 'vol-ffffffff' })).rejects.toThrow(SnapshotNotVisible);
  });

  describe('where another deployment has adopted it', () => {
    const OTHER = { 'snapshot-keeper:managed-by': 'other' };
    const claimed = fresh({ tags: adopted(OTHER) });

    test.each([
      ['', []],
      [
        ', as it had the one before, which is no proof that anybody was told',
        [snapshot(snap(2), '2026-02-28T02:00:00Z', { tags: OTHER })],
      ],
    ])('it is told: OtherOwner%s', async (_, earlier) => {
      await expect(world([claimed, ...earlier]).run(INPUT)).rejects.toThrow(
        new OtherOwner(`${snap(1)} of ${vol(1)} is managed by the deployment other.`),
      );
    });

    test('and the volume is not selected here, it is nothing to us', async () => {
      await expect(world([claimed], { volume: { ...VOLUME, tags: {} } }).run(LATE)).resolves.toEqual({
        managed: false,
        reason: 'managed by the deployment other',
      });
    });
  });

  test('where another deployment adopts it at the same time and IAM keeps us from tagging it: OtherOwner', async () => {
    const refusal = new AccessDenied('UnauthorizedOperation: no');
    const meanwhile = adopted({ 'snapshot-keeper:managed-by': 'other' });

    await expect(world([fresh()], { refusal, meanwhile }).run(INPUT)).rejects.toThrow(OtherOwner);
    await expect(world([fresh()], { refusal }).run(INPUT)).rejects.toBe(refusal);
  });
});

describe('whether the volume is selected', () => {
  test.each([
    ['not selected', { ...VOLUME, tags: {} }, `${vol(1)}: the volume is not selected`],
    ['not at all', null, `${vol(1)}: the volume is gone`],
  ])(
    'is ScopeUnsettled within ten minutes where EC2 shows it %s: absence is believed late',
    async (_rule, volume, message) => {
      await expect(world([fresh()], { volume }).run(INPUT)).rejects.toThrow(new ScopeUnsettled(message));
    },
  );

  test('is then unknown where the volume is gone, and a person is told', async () => {
    const { run, written } = world([fresh()], { volume: null });

    await expect(run(LATE)).rejects.toThrow(
      new ScopeUnknown(`${vol(1)}: the volume is gone, so that nobody knows whether it was selected.`),
    );
    expect(written).toEqual([]);
  });
});

test('the last snapshot of a managed volume that is gone is still tagged and copied', async () => {
  const { run, written } = world([fresh(), snapshot(snap(2), '2026-02-28T02:00:00Z')], { volume: null });

  const output = await run(INPUT);

  expect(output).toMatchObject({ managed: true, copies: [{ region: 'eu-west-1', newlyAdopted: true }] });
  expect(written).toEqual([
    [
      snap(1),
      {
        'snapshot-keeper:managed-by': 'keeper',
        'snapshot-keeper:snapshot': snap(1),
        'snapshot-keeper:volume': vol(1),
        'snapshot-keeper:region': 'us-east-1',
        'snapshot-keeper:taken-at': '2026-03-01T02:00:00.000Z',
        'snapshot-keeper:policy': 'last 30',
      },
    ],
  ]);
});

test('tags of ours that were carried here are taken away before the snapshot is tagged, and decide nothing', async () => {
  const carried = { ...WRITTEN, 'snapshot-keeper:snapshot': snap(9), 'snapshot-keeper:policy': 'last 99' };
  const { run, written, taken, counts } = world([fresh({ tags: carried })]);

  const output = await run(INPUT);

  expect(taken).toEqual([[snap(1), carried]]);
  expect(written[0]?.[1]).toMatchObject({
    'snapshot-keeper:policy': 'daily 7',
    'snapshot-keeper:snapshot': snap(1),
  });
  expect(output).toMatchObject({ copies: [{ newlyAdopted: true }] });
  expect(counts).toEqual([['SnapshotsAdopted', 1]]);
});

test('tags of the volume for which there is no room are named in a warning', async () => {
  const many = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`key-${index + 10}`, 'x']));
  const { run, written, lines } = world([fresh()], {
    volume: { ...VOLUME, tags: { backup: 'yes', ...many } },
  });

  await run(INPUT);

  expect(Object.keys(written[0]?.[1] ?? {})).toHaveLength(48);
  expect(lines[0]).toEqual([
    'warn',
    'no room for these tags',
    { snapshotId: snap(1), dropped: ['key-45', 'key-46', 'key-47', 'key-48', 'key-49'] },
  ]);
});

test('a snapshot without room for our tags is left as it is and copied: in doubt nothing is deleted', async () => {
  const own = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`own-${index}`, 'x']));
  const { run, written, counts } = world([fresh({ tags: own })]);

  await expect(run(INPUT)).resolves.toMatchObject({
    managed: true,
    adopted: false,
    tags: { 'snapshot-keeper:managed-by': 'keeper', 'snapshot-keeper:source-snapshot': snap(1) },
    copies: [{ region: 'eu-west-1', newlyAdopted: true }],
  });
  expect(written).toEqual([]);
  expect(counts).toEqual([]);
});

test('where tagging fails, the error is thrown and no copy is asked for', async () => {
  const refusal = new ServiceBusy('ConcurrentTagAccess: no');

  await expect(world([fresh()], { refusal }).run(INPUT)).rejects.toBe(refusal);
});

test('of one that is adopted long after it was finished whoever starts the copy looks whether there is one: a sweep may have asked for it meanwhile', async () => {
  const startedAt = '2026-03-01T00:00:00.000Z';
  const late = await world([fresh({ startedAt, completedAt: '2026-03-01T00:05:00.000Z' })]).run(INPUT);
  const prompt = await world([fresh({ completedAt: '2026-03-01T02:04:00.000Z' })]).run(INPUT);

  expect(late).toMatchObject({ adopted: true, copies: [{ newlyAdopted: false }] });
  expect(prompt).toMatchObject({ adopted: true, copies: [{ newlyAdopted: true }] });
});

describe('what EC2 took with an AMI', () => {
  const member = fresh({
    description: `Created by CreateImage(${INSTANCE}) for ${ami(1)}`,
    startedAt: '2026-03-01T02:00:00.000Z',
  });

  test('is adopted as a member of a set, and so are its copies, where a schedule has made the AMI', async () => {
    const { run, written } = world([member], { images: [image(1, [1, 2])] });

    const output = await run(INPUT);

    expect(written[0]![1]).toMatchObject({ 'snapshot-keeper:set': '000000000001/2' });
    expect(output).toMatchObject({ managed: true, tags: { 'snapshot-keeper:set': '000000000001/2' } });
  });

  test('that all of an earlier AMI has failed, and people know it, is noted on the next one: the one that bears it may go', async () => {
    const failed = imageMember({
      id: 2,
      volume: 1,
      day: 10,
      state: 'error',
      tags: { 'snapshot-keeper:managed-by': '' },
    });
    const before = imageMember({
      id: 3,
      volume: 1,
      day: 9,
      tags: { 'snapshot-keeper:told': `${ami(10)} has failed` },
    });
    const { run, written } = world([member, failed, before], { images: [image(1, [1])] });

    await run(INPUT);

    expect(written[0]![1]).toMatchObject({ 'snapshot-keeper:told': `${ami(10)} has failed` });
  });

  test('is left alone where somebody else has made it', async () => {
    const { run, written } = world([member], { images: [image(1, [1, 2], { name: 'golden image' })] });

    await expect(run(INPUT)).resolves.toMatchObject({ managed: false });
    expect(written).toEqual([]);
  });

  test.each<[what: string, images: Image[]]>([
    ['the AMI', []],
    ['what the AMI holds', [image(1, [])]],
  ])('is looked at again while EC2 does not show %s', async (_, images) => {
    const { run } = world([member], { images });

    await expect(run({ ...INPUT, enteredAt: '2026-03-01T02:04:00Z' })).rejects.toThrow(ScopeUnsettled);
  });

  test('is no matter where no schedule makes any', async () => {
    await expect(world([member]).run(INPUT)).resolves.toMatchObject({ managed: false });
  });
});
