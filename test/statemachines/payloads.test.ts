import { exceedsPayloadLimit } from '../../local/asl/payload-limit';
import type { Json } from '../../local/asl/json';
import { calendarOf } from '../../functions/domain/calendar';
import type { Snapshot } from '../../functions/domain/snapshot';
import type { Tags } from '../../functions/domain/tags';
import { pruneVolume, type Output as Pruned } from '../../functions/prune-volume/handler';
import { tagSnapshot, type Output as Tagged } from '../../functions/tag-snapshot/handler';
import { HOUR_MS } from '../../local/kernel/time-units';
import { pruneDeps } from '../support/prune-deps';
import { recorder } from '../support/recorder';
import { returns, type Script } from './script';
import { ScriptedRun } from './scripted-run';

const SNAPSHOT = 'snap-00000000000000001';
const VOLUME = 'vol-00000000000000001';
const REGIONS = ['eu-west-1', 'eu-north-1', 'us-west-2', 'ap-northeast-1', 'ap-southeast-2'];
const NOW = new Date('2030-01-01T00:00:00Z');

/** 256 characters of three bytes each: the longest value of a tag. */
const LONG = '雪'.repeat(256);

/** Fifty tags with the longest keys and values. */
const FIFTY_TAGS: Tags = Object.fromEntries(
  Array.from({ length: 50 }, (_, index) => [`${index + 10}${'鍵'.repeat(126)}`, LONG]),
);

const snapshot = (snapshotId: string, startedAt: string, tags: Tags): Snapshot => ({
  snapshotId,
  volumeId: VOLUME,
  state: 'completed',
  startedAt,
  sizeGib: 8,
  storageTier: 'standard',
  description: '',
  stateMessage: '',
  tags,
});

const nothing = (): Promise<void> => Promise.resolve();

/** What TagSnapshot returns of a snapshot with `tags` of a volume with fifty. */
function tagged(tags: Tags): Promise<Tagged> {
  const { log, metrics } = recorder();
  const shown = snapshot(SNAPSHOT, '2029-12-31T23:50:00.000Z', tags);
  return tagSnapshot({
    snapshots: {
      ofVolume: () => Promise.resolve([shown]),
      byId: () => Promise.resolve(shown),
      tag: nothing,
      untag: nothing,
    },
    volumes: {
      byId: () =>
        Promise.resolve({
          volumeId: VOLUME,
          volumeType: 'gp3',
          sizeGib: 8,
          zone: 'us-east-1a',
          tags: FIFTY_TAGS,
        }),
    },
    instanceOverrides: { of: () => Promise.resolve(new Map()) },
    environment: {
      DEPLOYMENT: 'keeper',
      SELECTION: 'all',
      ADOPT: { dlm: false, ami: false, awsBackup: false, kubernetes: false, exceptTags: [] },
      IMAGES: false,
      COPY_VOLUME_TAGS: true,
      INSTANCE_OVERRIDES: false,
      TIME_ZONE: 'UTC',
      RETENTION: { last: 7 },
      SCHEDULE_RETENTION: {},
      TARGET_HOURS: 26,
      SWEEP_HOURS: 1,
      COPY_RETENTION: Object.fromEntries(REGIONS.map((region) => [region, { last: 1 }])),
    },
    region: 'us-east-1',
    calendar: calendarOf('UTC'),
    now: () => NOW,
    log,
    metrics,
  })({ snapshotId: SNAPSHOT, volumeId: VOLUME });
}

/** What PruneVolume returns where people hold `heldCount` snapshots, with the longest reasons, and no rule keeps them. */
function pruned(heldCount: number): Promise<Pruned> {
  const shown = Array.from({ length: heldCount + 1 }, (_, index) => {
    const snapshotId = `snap-${index.toString(16).padStart(17, '0')}`;
    const startedAt = new Date(NOW.getTime() - (index + 1) * HOUR_MS).toISOString();
    return snapshot(snapshotId, startedAt, {
      'snapshot-keeper:managed-by': 'keeper',
      'snapshot-keeper:snapshot': snapshotId,
      'snapshot-keeper:volume': VOLUME,
      'snapshot-keeper:region': 'us-east-1',
      'snapshot-keeper:taken-at': startedAt,
      'snapshot-keeper:policy': 'last 1',
      ...(index > 0 && { 'snapshot-keeper:hold': LONG }),
    });
  });
  return pruneVolume(
    pruneDeps({
      snapshots: { ofVolume: () => Promise.resolve(shown) },
      now: () => NOW,
    }),
  )({ snapshotId: SNAPSHOT, volumeId: VOLUME, machine: 'machine', executionArn: 'arn' });
}

const scriptOf = (tagging: string, answer: unknown, pruning: unknown): Script => ({
  [tagging]: [returns(answer)],
  PruneVolume: [returns(pruning)],
  FailureQueue: [returns(null)],
  ...Object.fromEntries(
    REGIONS.map((region) => [`CopyQueue ${region}`, [returns({ outcome: 'started', copyId: 'snap-c' })]]),
  ),
});

const created = (answer: Tagged, pruning: unknown): Promise<ScriptedRun> =>
  new ScriptedRun('snapshot-created', scriptOf('TagSnapshot', answer, pruning)).run(SNAPSHOT, {
    snapshotId: SNAPSHOT,
    volumeId: VOLUME,
  });

test('the fifty longest tags go to five DR Regions, and no payload is too large', async () => {
  const answer = await tagged({});

  const { outcome } = await created(answer, {});

  expect(exceedsPayloadLimit(Array(5).fill(FIFTY_TAGS))).toBe(true);
  expect(outcome.ended).toBe('SUCCEEDED');
  for (const region of REGIONS) {
    const [message] = outcome.calls[`CopyQueue ${region}`] as { MessageBody: { copy: { tags: Tags } } }[];
    expect(Object.keys(message!.MessageBody.copy.tags)).toHaveLength(43);
    expect(exceedsPayloadLimit(message as unknown as Json)).toBe(false);
  }
});

test('a snapshot with fifty tags of its own, the longest, is copied to five DR Regions with 48 of them', async () => {
  const answer = await tagged(FIFTY_TAGS);

  const { outcome } = await created(answer, {});

  expect(answer).toMatchObject({ managed: true, adopted: false });
  expect(outcome.calls['FailureQueue']).toMatchObject([{ error: 'NoRoomForTags' }]);
  for (const region of REGIONS) {
    const [message] = outcome.calls[`CopyQueue ${region}`] as { MessageBody: { copy: { tags: Tags } } }[];
    expect(Object.keys(message!.MessageBody.copy.tags)).toHaveLength(48);
    expect(exceedsPayloadLimit(message as unknown as Json)).toBe(false);
  }
});

test('350 holds with the longest reasons do not fail a machine: the answer names a hundred, in short', async () => {
  const pruning = await pruned(350);

  const machines = [
    await created(await tagged({}), pruning),
    await new ScriptedRun(
      'snapshot-copied',
      scriptOf('TagCopy', { managed: true, volumeId: VOLUME }, pruning),
    ).run(SNAPSHOT, { snapshotId: SNAPSHOT, sourceSnapshotId: 'snap-00000000000000002' }),
  ];

  expect(exceedsPayloadLimit(Array(350).fill(LONG))).toBe(true);
  expect(pruning).toMatchObject({ deletedCount: 0, blockedCount: 350, keptCount: 1 });
  expect(pruning.blocked).toHaveLength(100);
  expect(machines.map(({ outcome }) => outcome.ended)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
});
