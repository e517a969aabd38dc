import {
  CreateSnapshotCommand,
  CreateTagsCommand,
  CreateVolumeCommand,
  DeleteTagsCommand,
  DeleteVolumeCommand,
  type Tag,
} from '@aws-sdk/client-ec2';
import { TAG } from '../../functions/domain/tags';
import { Random } from '../kernel/random';
import { HOUR_MS, MINUTE_MS } from '../kernel/time-units';
import type { Deed } from './deed';

/** What people write into an override: what can be read, and what only looks like it. */
const OVERRIDES = ['2', '1 2d', '3h 2d', '1w 1', '1m, 1y', '１４', '0', '7d 4w twelve months', 'forever'];

type Span = {
  readonly seed: number;
  readonly region: string;
  readonly startMs: number;
  readonly endMs: number;
};

/** People who put volumes into scope and out of it, change what their owners want, and make volumes that do not live long. */
export const volumeDeeds = (span: Span, volumeIds: { readonly [name in Role]: string }): Deed[] => [
  ...rescoped(span, volumeIds.leaves, true),
  ...rescoped(span, volumeIds.joins, false),
  ...overridden(span, volumeIds.overridden),
  ...shortLived(span),
];

/** One that is in scope and leaves it for a while, one that is not and joins, and one whose overrides change. */
type Role = 'leaves' | 'joins' | 'overridden';

const set = (region: string, volumeId: string, tag: Tag, atMs: number): Deed => ({
  atMs,
  who: 'owner',
  act: (clients) =>
    clients
      .ec2(region)
      .send(
        tag.Value === undefined
          ? (new DeleteTagsCommand({ Resources: [volumeId], Tags: [tag] }) as never)
          : (new CreateTagsCommand({ Resources: [volumeId], Tags: [tag] }) as never),
      ),
});

function rescoped({ seed, region, startMs, endMs }: Span, volumeId: string, isInScope: boolean): Deed[] {
  const random = new Random(seed, `scope of ${volumeId}`);
  if (!random.chance(0.5)) return [];
  const changes = [
    { Key: 'Backup', ...(!isInScope && { Value: 'yes' }) },
    { Key: 'Backup', ...(isInScope && { Value: 'yes' }) },
  ];
  const firstMs = startMs + random.integer(0, endMs - startMs);
  const secondMs = firstMs + random.integer(HOUR_MS, 24 * HOUR_MS);
  return [set(region, volumeId, changes[0]!, firstMs), set(region, volumeId, changes[1]!, secondMs)];
}

/** What somebody takes for a word of ours. */
const UNKNOWN_WISH = 'snapshot-keeper:Retention';

const WISHES = [TAG.retain, TAG.drRetain, UNKNOWN_WISH] as const;

/** Now and then another wish; in the end one that can be read. */
function overridden({ seed, region, startMs, endMs }: Span, volumeId: string): Deed[] {
  const random = new Random(seed, 'changed overrides');
  if (!random.chance(0.5)) return [];
  const deeds: Deed[] = [];
  for (let atMs = startMs + random.integer(0, 24 * HOUR_MS); atMs < endMs;) {
    const Key = WISHES[random.integer(0, WISHES.length - 1)]!;
    const Value = OVERRIDES[random.integer(0, OVERRIDES.length - 1)]!;
    deeds.push(set(region, volumeId, random.chance(0.1) ? { Key } : { Key, Value }, atMs));
    atMs += random.integer(4 * HOUR_MS, 30 * HOUR_MS);
  }
  const readable = [TAG.retain, TAG.drRetain].map((Key) =>
    set(region, volumeId, { Key, Value: '2' }, endMs - HOUR_MS),
  );
  return [...deeds, set(region, volumeId, { Key: UNKNOWN_WISH }, endMs - HOUR_MS), ...readable];
}

/** A volume that is deleted a second after its first snapshot was taken. */
function shortLived({ seed, region, startMs, endMs }: Span): Deed[] {
  const random = new Random(seed, 'short-lived volume');
  if (!random.chance(0.3)) return [];
  const atMs = startMs + random.integer(0, endMs - startMs);
  let VolumeId: string | undefined;
  return [
    {
      atMs,
      who: 'batch job',
      act: async (clients) => {
        const volume = await clients.ec2(region).send(
          new CreateVolumeCommand({
            AvailabilityZone: `${region}a`,
            Size: 8,
            TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'Backup', Value: 'yes' }] }],
          }),
        );
        VolumeId = volume.VolumeId;
      },
    },
    {
      atMs: atMs + 5 * MINUTE_MS,
      who: 'batch job',
      act: (clients) => clients.ec2(region).send(new CreateSnapshotCommand({ VolumeId })),
    },
    {
      atMs: atMs + 5 * MINUTE_MS + 1000,
      who: 'batch job',
      act: (clients) => clients.ec2(region).send(new DeleteVolumeCommand({ VolumeId })),
    },
  ];
}
