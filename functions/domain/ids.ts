import * as z from 'zod';

/**
 * Ids of EC2: a prefix and 8 or 17 hexadecimal digits. Every id that comes in from outside (event, input, tag, message, file)
 * passes one of these before it reaches a filter, an ARN or a name: EC2's filters take `*` and `?` for wildcards.
 */

export const SnapshotId = z
  .string()
  .regex(/^snap-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'expected a snapshot id such as snap-0123456789abcdef0');

/** What EC2 names as the volume of a snapshot: a volume, or a placeholder. */
export const VolumeOrPlaceholderId = z
  .string()
  .regex(/^vol-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'expected the id of a volume such as vol-0123456789abcdef0');

/** Copies, imports and uploads show `vol-ffffffff`, which is no volume: what names it belongs to nothing and to nobody. */
export const VolumeId = VolumeOrPlaceholderId.regex(/^vol-(?!f+$)/, 'expected a volume, not a placeholder');

export const InstanceId = z
  .string()
  .regex(/^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/, 'expected the id of an instance such as i-0123456789abcdef0');

const ImageId = z.string().regex(/^ami-(?:[0-9a-f]{8}|[0-9a-f]{17})$/);

export const isSnapshotId = (text: string): boolean => SnapshotId.safeParse(text).success;

/** False for placeholders too. */
export const isVolumeId = (text: string): boolean => VolumeId.safeParse(text).success;

export const isInstanceId = (text: string): boolean => InstanceId.safeParse(text).success;

export const isImageId = (text: string): boolean => ImageId.safeParse(text).success;
