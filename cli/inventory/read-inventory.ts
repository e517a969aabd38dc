import type { Image, LockedSnapshotsInfo, Snapshot, Volume } from '@aws-sdk/client-ec2';
import * as z from 'zod';
import type { Settings } from '../../infra/settings';
import type { Inventory, ListName } from '../../local/rehearsal/inventory';
import { isTime } from '../flags/time';
import { InventoryError, InventoryFile } from './inventory-file';

const Tags = z.array(z.looseObject({ Key: z.string(), Value: z.string().default('') })).default([]);
const time = z
  .string()
  .refine(isTime, 'expected a time in UTC or with an offset, such as 2026-03-01T02:00:00Z')
  .transform((text) => new Date(text));

/** A zone, or a Local Zone such as us-east-1-bos-1a; the first group is the Region. */
const ZONE = /^([a-z]{2}(?:-[a-z]+)+?-[0-9]+)(?:[a-z]|-[a-z0-9-]+)$/;

const VolumeEntry = z.looseObject({
  VolumeId: z
    .string()
    .regex(/^vol-([0-9a-f]{8}|[0-9a-f]{17})$/, 'expected an id such as vol-0123456789abcdef0'),
  AvailabilityZone: z.string().regex(ZONE, 'expected a zone such as eu-west-1a'),
  Size: z.number(),
  VolumeType: z.string(),
  CreateTime: time.optional(),
  Tags,
});

const SnapshotId = z
  .string()
  .regex(/^snap-([0-9a-f]{8}|[0-9a-f]{17})$/, 'expected an id such as snap-0123456789abcdef0');

const SnapshotEntry = z.looseObject({
  SnapshotId,
  VolumeId: z.string(),
  OwnerId: z
    .string()
    .regex(/^[0-9]{12}$/, 'expected an account of 12 digits')
    .optional(),
  VolumeSize: z.number(),
  State: z.enum(['pending', 'completed', 'error', 'recoverable', 'recovering']),
  StartTime: time,
  CompletionTime: time.optional(),
  RestoreExpiryTime: time.optional(),
  Tags,
});

const ImageEntry = z.looseObject({
  ImageId: z.string().regex(/^ami-[0-9a-f]+$/, 'expected an id such as ami-0123456789abcdef0'),
  BlockDeviceMappings: z
    .array(z.looseObject({ Ebs: z.looseObject({ SnapshotId: SnapshotId.optional() }).optional() }))
    .default([]),
});

const LockEntry = z.looseObject({
  SnapshotId,
  LockState: z.enum(['compliance', 'governance', 'compliance-cooloff', 'expired']),
  LockExpiresOn: time.optional(),
  LockCreatedOn: time.optional(),
});

/**
 * Reads the JSON output of `aws ec2 describe-volumes`, `describe-snapshots --owner-ids self`, `describe-images --owners
 * self` and `describe-locked-snapshots`, any number of files in any order. A volume's zone says its Region. The others say
 * none: `REGION=FILE` does, one of the Regions of the settings, else it is the primary one. Throws InventoryError for the
 * first file that cannot be used.
 *
 * An empty list of locks looks like one of snapshots: it counts as snapshots where no other list of its Region is, else as
 * locks.
 */
export function readInventory(
  sources: readonly string[],
  { primary, dr }: Pick<Settings, 'primary' | 'dr'>,
): Inventory {
  const primaryRegion = primary.region;
  const regions = [primaryRegion, ...dr.map(({ region }) => region)];
  const volumes: { region: string; volume: Volume }[] = [];
  const snapshots: { region: string; snapshot: Snapshot }[] = [];
  const images: { region: string; image: Image }[] = [];
  const locks: { region: string; lock: LockedSnapshotsInfo }[] = [];
  const lists: { region: string; list: ListName }[] = [];
  const emptyIn: string[] = [];
  for (const source of sources) {
    const [, region = primaryRegion, path = source] =
      /^([a-z]{2}(?:-[a-z]+)+-[0-9]+)=(.+)$/.exec(source) ?? [];
    if (!regions.includes(region))
      throw new InventoryError(
        `${source}: ${region} is no Region of the settings; expected ${regions.join(' or ')}.`,
      );
    const file = new InventoryFile(path);
    for (const volume of file.take('Volumes', VolumeEntry))
      volumes.push({
        region: ZONE.exec(volume.AvailabilityZone)?.[1] ?? '',
        volume: volume as unknown as Volume,
      });
    for (const image of file.take('Images', ImageEntry)) images.push({ region, image });
    const holdsLocks = file.has('Snapshots', 'LockState');
    if (holdsLocks) for (const lock of file.take('Snapshots', LockEntry)) locks.push({ region, lock });
    else for (const snapshot of file.take('Snapshots', SnapshotEntry)) snapshots.push({ region, snapshot });
    if (file.isEmpty('Snapshots')) emptyIn.push(region);
    else if (file.names.includes('Snapshots'))
      lists.push({ region, list: holdsLocks ? 'locks' : 'snapshots' });
    if (file.names.includes('Images')) lists.push({ region, list: 'images' });
  }
  for (const region of emptyIn) {
    const isKnown = lists.some((known) => known.region === region && known.list === 'snapshots');
    lists.push({ region, list: isKnown ? 'locks' : 'snapshots' });
  }
  const accountId = accountOf(snapshots);
  refuseRepeats(volumes.map(({ volume }) => volume.VolumeId ?? ''));
  refuseRepeats(snapshots.map(({ snapshot }) => snapshot.SnapshotId ?? ''));
  if (volumes.length === 0)
    throw new InventoryError('The inventory holds no volume. Add the output of "aws ec2 describe-volumes".');
  if (!volumes.some(({ region }) => region === primaryRegion)) {
    const found = [...new Set(volumes.map(({ region }) => region))].join(', ');
    throw new InventoryError(
      `The inventory holds no volume in ${primaryRegion}, the primary Region of the settings; its volumes are in ${found}.`,
    );
  }
  lists.push({ region: primaryRegion, list: 'volumes' });
  return { volumes, snapshots, images, locks, lists, ...(accountId === undefined ? {} : { accountId }) };
}

/** The one account that owns the snapshots; undefined where there are none. A key says nothing of it: it may be another's. */
function accountOf(snapshots: readonly { readonly snapshot: Snapshot }[]): string | undefined {
  const examples = new Map<string, string>();
  for (const { snapshot } of snapshots) {
    const { OwnerId, SnapshotId = '' } = snapshot;
    if (OwnerId !== undefined && !examples.has(OwnerId)) examples.set(OwnerId, SnapshotId);
  }
  if (examples.size > 1) {
    const named = [...examples].map(([account, id]) => `${account} (${id})`).join(', ');
    throw new InventoryError(
      `The inventory holds snapshots of several accounts: ${named}. Call describe-snapshots with --owner-ids self, and give files of one account.`,
    );
  }
  return [...examples.keys()][0];
}

function refuseRepeats(ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw new InventoryError(`${id} is in the inventory twice.`);
    seen.add(id);
  }
}
