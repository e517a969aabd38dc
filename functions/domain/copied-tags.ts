import * as z from 'zod';
import { isUserTag, type Tags } from './tags';

const KEY = 'expected the key of a tag, 1 to 128 characters, or the beginning of one and an asterisk';

/** Whether the tags of a volume are put on its snapshots and copies, or which are not. */
export const CopyVolumeTags = z.union([
  z.boolean(),
  z.strictObject({ except: z.array(z.string(KEY).min(1, KEY).max(128, KEY)).min(1) }),
]);

export type CopyVolumeTags = Readonly<z.infer<typeof CopyVolumeTags>>;

/** The user's own tags that may be carried from a volume to its snapshots, and from a snapshot to its copies, in order of their keys. */
export const carriedTags = (tags: Tags, copyVolumeTags: CopyVolumeTags): [key: string, value: string][] =>
  Object.entries(tags)
    .filter(([key, value]) => isUserTag(key) && !isOwnership(key, value) && !isExcepted(key, copyVolumeTags))
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** By such a tag a cluster deletes what is its own when it is deleted itself (Kubernetes, cloud-provider-aws, "owned"). */
const isOwnership = (key: string, value: string): boolean =>
  key.startsWith('kubernetes.io/cluster/') && value === 'owned';

const isExcepted = (key: string, copyVolumeTags: CopyVolumeTags): boolean =>
  typeof copyVolumeTags === 'object' &&
  copyVolumeTags.except.some((one) => (one.endsWith('*') ? key.startsWith(one.slice(0, -1)) : key === one));
