import * as z from 'zod';
import { tellsOrigin } from './origin';
import { isNamed, TagKey } from './tag-keys';
import { isUserTag, type Tags } from './tags';

/** Whether the tags of a volume are put on its snapshots and copies, or which are not. */
export const CopyVolumeTags = z.union([z.boolean(), z.strictObject({ except: z.array(TagKey).min(1) })]);

export type CopyVolumeTags = Readonly<z.infer<typeof CopyVolumeTags>>;

/**
 * The user's own tags that may be carried from a volume to its snapshots, and from a snapshot to its copies, in order of their keys.
 * Never those by which a snapshot would pass for one of another maker, who deletes by them.
 */
export const carriedTags = (tags: Tags, copyVolumeTags: CopyVolumeTags): [key: string, value: string][] =>
  Object.entries(tags)
    .filter(
      ([key, value]) =>
        isUserTag(key) && !tellsOrigin(key) && !isOwnership(key, value) && !isExcepted(key, copyVolumeTags),
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** By such a tag a cluster deletes what is its own when it is deleted itself (Kubernetes, cloud-provider-aws, "owned"). */
const isOwnership = (key: string, value: string): boolean =>
  key.startsWith('kubernetes.io/cluster/') && value === 'owned';

const isExcepted = (key: string, copyVolumeTags: CopyVolumeTags): boolean =>
  typeof copyVolumeTags === 'object' && isNamed(copyVolumeTags.except, key);
