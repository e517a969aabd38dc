import { readFileSync } from 'node:fs';
import type { Snapshot, Volume } from '@aws-sdk/client-ec2';
import { z } from 'zod';
import type { Inventory } from './fleet';

/** An inventory file that cannot be used. The message names the file, the place, and what is allowed. */
export class InventoryError extends Error {
  override readonly name = 'InventoryError';
}

const Tags = z.array(z.looseObject({ Key: z.string(), Value: z.string().default('') })).default([]);
const time = z
  .string()
  .refine((text) => !Number.isNaN(Date.parse(text)), 'expected a time such as 2026-03-01T02:00:00Z')
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

const SnapshotEntry = z.looseObject({
  SnapshotId: z
    .string()
    .regex(/^snap-([0-9a-f]{8}|[0-9a-f]{17})$/, 'expected an id such as snap-0123456789abcdef0'),
  VolumeId: z.string(),
  VolumeSize: z.number(),
  State: z.enum(['pending', 'completed', 'error', 'recoverable', 'recovering']),
  StartTime: time,
  CompletionTime: time.optional(),
  RestoreExpiryTime: time.optional(),
  Tags,
});

const InventoryFile = z
  .looseObject({ Volumes: z.array(VolumeEntry).optional(), Snapshots: z.array(SnapshotEntry).optional() })
  .refine(
    ({ Volumes, Snapshots }) => Volumes !== undefined || Snapshots !== undefined,
    'expected the output of "aws ec2 describe-volumes" or "aws ec2 describe-snapshots": an object with Volumes or Snapshots',
  );

/**
 * Reads the JSON output of `aws ec2 describe-volumes` and `aws ec2 describe-snapshots --owner-ids self`, any number of
 * files in any order. A volume's zone says its Region. Snapshots say none: `REGION=FILE` does, else it is `primaryRegion`.
 * Throws InventoryError for the first file that cannot be used.
 */
export function readInventory(sources: readonly string[], primaryRegion: string): Inventory {
  const volumes: { region: string; volume: Volume }[] = [];
  const snapshots: { region: string; snapshot: Snapshot }[] = [];
  for (const source of sources) {
    const [, region = primaryRegion, path = source] =
      /^([a-z]{2}(?:-[a-z]+)+-[0-9]+)=(.+)$/.exec(source) ?? [];
    const file = parseFile(path);
    for (const volume of file.Volumes ?? [])
      volumes.push({
        region: ZONE.exec(volume.AvailabilityZone)?.[1] ?? '',
        volume: volume as unknown as Volume,
      });
    for (const snapshot of file.Snapshots ?? []) snapshots.push({ region, snapshot: snapshot });
  }
  const accountId = accountOf(volumes, snapshots);
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
  return { volumes, snapshots, ...(accountId === undefined ? {} : { accountId }) };
}

/** The one account that the inventory names, as owner of snapshots or of keys; undefined where it names none. */
function accountOf(
  volumes: readonly { readonly volume: Volume }[],
  snapshots: readonly { readonly snapshot: Snapshot }[],
): string | undefined {
  const keyIds = [...volumes.map(({ volume }) => volume.KmsKeyId)];
  const accounts = new Set([
    ...snapshots.flatMap(({ snapshot }) => snapshot.OwnerId ?? []),
    ...keyIds.flatMap((keyId) => /^arn:[^:]+:kms:[^:]+:([0-9]{12}):/.exec(keyId ?? '')?.[1] ?? []),
  ]);
  if (accounts.size > 1)
    throw new InventoryError(
      `The inventory is of several accounts: ${[...accounts].join(', ')}. Only snapshots and keys of one account can be rehearsed.`,
    );
  return [...accounts][0];
}

function parseFile(path: string): z.output<typeof InventoryFile> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new InventoryError(`Cannot read the inventory file ${path}.`);
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new InventoryError(`${path} is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
  const result = InventoryFile.safeParse(value);
  if (result.success) return result.data;
  const lines = result.error.issues
    .slice(0, 5)
    .map((issue) => `  ${issue.path.join('.') || 'file'}: ${issue.message}`);
  throw new InventoryError([`${path} is not an inventory:`, ...lines].join('\n'));
}

function refuseRepeats(ids: readonly string[]): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw new InventoryError(`${id} is in the inventory twice.`);
    seen.add(id);
  }
}
