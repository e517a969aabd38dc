import type { Snapshot } from '@aws-sdk/client-ec2';
import type { Random } from '../kernel/random';
import { DAY_MS } from '../kernel/time-units';

/** The keys of the tags that the stacks set: those that are known, and whatever else begins with the prefix. */
export type OwnTags = { readonly prefix: string; readonly keys: readonly string[] };

/** A tag to set, or one to delete where there is no `Value`. */
export type TagChange = { readonly Key: string; readonly Value?: string };

/** What people and scripts write into tags that they do not understand. */
const TEXTS = [
  '',
  '*',
  'vol-*',
  'snap-*',
  'vol-ffffffff',
  'another-deployment',
  'somebody wants it',
  'yesterday',
  '0',
  '１４',
  '99999999999999999999',
  '7d 4w twelve months',
  '2026-02-30T25:00:00.000Z',
  '+275760-09-13T00:00:00.001Z',
  'données 保存 🗄️',
  'x'.repeat(256),
] as const;

/** A change of any of our tags of `snapshot`, with a value that stands elsewhere among `all` snapshots or nowhere. */
export function drawTagChange(
  random: Random,
  own: OwnTags,
  snapshot: Snapshot,
  all: readonly Snapshot[],
  nowMs: number,
): TagChange {
  const { Tags = [] } = snapshot;
  const present = Tags.flatMap(({ Key = '' }) => (Key.startsWith(own.prefix) ? [Key] : []));
  const keys = [...new Set([...present, ...own.keys])];
  const pick = <T>(from: readonly T[]): T => from[random.integer(0, from.length - 1)]!;
  if (present.length > 0 && random.chance(0.25)) return { Key: pick(present) };
  const Key = pick(keys);
  const others = all.filter(({ SnapshotId }) => SnapshotId !== snapshot.SnapshotId);
  const elsewhere = [
    ...others.flatMap(({ SnapshotId = '', VolumeId = '' }) => [SnapshotId, VolumeId]),
    ...others.flatMap((other) =>
      (other.Tags ?? []).flatMap((tag) => (tag.Key === Key ? [tag.Value ?? ''] : [])),
    ),
  ];
  if (elsewhere.length > 0 && random.chance(0.5)) return { Key, Value: pick(elsewhere) };
  if (random.chance(0.3)) {
    const atMs = nowMs + random.integer(-400, 400) * DAY_MS;
    return { Key, Value: new Date(atMs).toISOString() };
  }
  return { Key, Value: pick(TEXTS) };
}
