import { DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { Random } from '../kernel/random';
import { HOUR_MS } from '../kernel/time-units';
import type { Deed } from './deed';

type Span = {
  readonly seed: number;
  readonly region: string;
  readonly drRegion: string;
  readonly startMs: number;
  readonly endMs: number;
};

/** People who start executions by hand and put messages into queues that are not for them. */
export function stackDeeds(span: Span): Deed[] {
  const random = new Random(span.seed, 'hands on the stacks');
  const deeds: Deed[] = [];
  for (let atMs = span.startMs + random.integer(0, 24 * HOUR_MS); atMs < span.endMs;) {
    const kinds = [startOnSnapshot, startOnNonsense, startOnCopy, misplaceMessage];
    deeds.push({ atMs, who: 'tinkerer', act: kinds[random.integer(0, kinds.length - 1)]!(span, random) });
    atMs += random.integer(6 * HOUR_MS, 30 * HOUR_MS);
  }
  return deeds;
}

const pick = <T>(random: Random, from: readonly T[]): T => from[random.integer(0, from.length - 1)]!;

const start =
  (region: string, machine: string, input: object): Deed['act'] =>
  (clients, places) =>
    clients.sfn(region).send(
      new StartExecutionCommand({
        stateMachineArn: places.machineArn(region, machine),
        input: JSON.stringify(input),
      }),
    );

/** Whatever snapshot there is, old or new, of its own volume, of another one, or of a pattern. */
function startOnSnapshot({ region }: Span, random: Random): Deed['act'] {
  const which = random.integer(0, 1_000_000);
  const volumeId = pick(random, [
    '',
    '',
    'vol-*',
    'vol-ffffffff',
    'vol-00000000000000001',
    'vol-0000000000000000?',
  ]);
  return async (clients, places) => {
    const { Snapshots = [] } = await clients
      .ec2(region)
      .send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    const snapshot = Snapshots[which % Math.max(1, Snapshots.length)];
    const input = { snapshotId: snapshot?.SnapshotId, volumeId: volumeId || snapshot?.VolumeId };
    return start(region, 'snapshot-created', input)(clients, places);
  };
}

const NONSENSE = [
  { snapshotId: 'snap-*', volumeId: 'vol-*' },
  { snapshotId: 'snap-0000000000000dead', volumeId: 'vol-00000000000000001' },
  { snapshotId: 'snap-１２３４５６７８', volumeId: 'vol-１２３４５６７８' },
  { snapshotId: 'snap-123', volumeId: 'vol-00000000000000002' },
  { snapshotId: 'vol-00000000000000001', volumeId: 'snap-00000000000000001' },
  { volumeId: 'vol-00000000000000001' },
  {},
];

const startOnNonsense = ({ region }: Span, random: Random): Deed['act'] =>
  start(region, pick(random, ['snapshot-created', 'snapshot-failed']), {
    cause: 'a test',
    ...pick(random, NONSENSE),
  });

/** Whatever there is in the DR Region, as a copy of what it does not come from. */
function startOnCopy({ drRegion }: Span, random: Random): Deed['act'] {
  const which = random.integer(0, 1_000_000);
  const machine = pick(random, ['snapshot-copied', 'copy-failed']);
  const sourceSnapshotId = pick(random, ['snap-*', 'snap-0000000000000dead', 'snap-ffffffff']);
  return async (clients, places) => {
    const { Snapshots = [] } = await clients
      .ec2(drRegion)
      .send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }));
    const { SnapshotId: snapshotId } = Snapshots[which % Math.max(1, Snapshots.length)] ?? {};
    return start(drRegion, machine, { snapshotId, sourceSnapshotId, cause: 'a test' })(clients, places);
  };
}

const MISPLACED = [
  'hello',
  '{}',
  JSON.stringify({ taskToken: 'AQC', copy: { region: 'mars-north-1' } }),
  JSON.stringify({ Records: [] }),
];

function misplaceMessage({ region, drRegion }: Span, random: Random): Deed['act'] {
  const isCopyQueue = random.chance(0.5);
  const MessageBody = pick(random, [
    ...MISPLACED,
    // As the machine sends it, but for `request` and a token for which nobody waits.
    JSON.stringify({
      taskToken: 'AQCEAAAAKgAAAAMAAAAAAAAAAQ',
      copy: {
        region: drRegion,
        snapshotId: 'snap-0000000000000dead',
        volumeId: 'vol-00000000000000001',
        takenAt: '2026-02-01T00:00:00.000Z',
        tags: {},
      },
    }),
  ]);
  const id = `by hand ${random.integer(0, 1_000_000)}`.replaceAll(' ', '-');
  return (clients, { copyQueueUrl, failureQueueUrl }) =>
    clients.sqs(region).send(
      isCopyQueue
        ? new SendMessageCommand({
            QueueUrl: copyQueueUrl,
            MessageBody,
            MessageGroupId: drRegion,
            MessageDeduplicationId: id,
          })
        : new SendMessageCommand({ QueueUrl: failureQueueUrl, MessageBody }),
    );
}
