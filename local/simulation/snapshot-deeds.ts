import {
  CreateTagsCommand,
  DeleteTagsCommand,
  DeregisterImageCommand,
  DescribeSnapshotsCommand,
  LockSnapshotCommand,
  ModifySnapshotTierCommand,
  RegisterImageCommand,
  UnlockSnapshotCommand,
  type EC2Client,
} from '@aws-sdk/client-ec2';
import { TAG } from '../../functions/domain/tags';
import { Random } from '../kernel/random';
import { HOUR_MS } from '../kernel/time-units';
import type { Deed } from './deed';

type Span = {
  readonly seed: number;
  readonly regions: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
};

/** Begins to use a snapshot, and answers with how that is ended; undefined where it stays as it is. */
type Use = (
  ec2: EC2Client,
  SnapshotId: string,
  number: number,
) => Promise<(() => Promise<unknown>) | undefined>;

const holdAs =
  (Key: string): Use =>
  async (ec2, SnapshotId) => {
    const input = { Resources: [SnapshotId], Tags: [{ Key, Value: 'the auditors want it' }] };
    await ec2.send(new CreateTagsCommand(input));
    return () => ec2.send(new DeleteTagsCommand(input));
  };

const lock: Use = async (ec2, SnapshotId) => {
  await ec2.send(new LockSnapshotCommand({ SnapshotId, LockMode: 'governance', LockDuration: 30 }));
  return () => ec2.send(new UnlockSnapshotCommand({ SnapshotId }));
};

const register: Use = async (ec2, SnapshotId, number) => {
  const { ImageId = '' } = await ec2.send(
    new RegisterImageCommand({
      Name: `golden ${SnapshotId} ${number}`,
      RootDeviceName: '/dev/xvda',
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }],
    }),
  );
  return () => ec2.send(new DeregisterImageCommand({ ImageId }));
};

const archive: Use = async (ec2, SnapshotId) => {
  await ec2.send(new ModifySnapshotTierCommand({ SnapshotId, StorageTier: 'archive' }));
  return undefined;
};

/** Of the prefix, of the word, and of both. */
export const HOLDS_IN_OTHER_CASES = [
  'Snapshot-Keeper:hold',
  'snapshot-keeper:Hold',
  'snapshot-keeper:HOLD',
  'Snapshot-Keeper:Hold',
] as const;

const USES = [
  holdAs(TAG.hold),
  ...HOLDS_IN_OTHER_CASES.map(holdAs),
  holdAs(TAG.optOut),
  lock,
  register,
  archive,
] as const;

/** People who hold, lock, archive and build AMIs on what they find among our snapshots and copies, and end it within two days. */
export function snapshotDeeds({ seed, regions, startMs, endMs }: Span): Deed[] {
  const random = new Random(seed, 'uses of snapshots');
  const deeds: Deed[] = [];
  for (let atMs = startMs + random.integer(0, 24 * HOUR_MS); atMs < endMs;) {
    const region = regions[random.integer(0, regions.length - 1)]!;
    const use = USES[random.integer(0, USES.length - 1)]!;
    const which = random.integer(0, 1_000_000);
    let end: (() => Promise<unknown>) | undefined;
    const begin: Deed['act'] = async (clients) => {
      const ec2 = clients.ec2(region);
      const { Snapshots = [] } = await ec2.send(
        new DescribeSnapshotsCommand({
          OwnerIds: ['self'],
          Filters: [{ Name: 'tag-key', Values: [TAG.managedBy] }],
        }),
      );
      const { SnapshotId } = Snapshots[which % Math.max(1, Snapshots.length)] ?? {};
      if (SnapshotId !== undefined) end = await use(ec2, SnapshotId, deeds.length);
    };
    deeds.push(
      { atMs, who: 'auditor', act: begin },
      { atMs: atMs + random.integer(HOUR_MS, 48 * HOUR_MS), who: 'auditor', act: async () => end?.() },
    );
    atMs += random.integer(2 * HOUR_MS, 20 * HOUR_MS);
  }
  return deeds;
}
