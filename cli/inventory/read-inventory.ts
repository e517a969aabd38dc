import type { Image, Instance, LockedSnapshotsInfo, Snapshot, Volume } from '@aws-sdk/client-ec2';
import type { Settings } from '../../infra/settings';
import type { Inventory, ListName } from '../../local/rehearsal/inventory';
import { ImageEntry, LockEntry, regionOfZone, reservationEntry, snapshotEntry, volumeEntry } from './entries';
import { InventoryError, InventoryFile } from './inventory-file';
import { sourceOf, type InventorySource } from './inventory-source';

/** What one file holds. */
type FileLists = InventorySource & {
  readonly volumes: readonly Volume[];
  readonly snapshots: readonly Snapshot[];
  readonly images: readonly Image[];
  readonly locks: readonly LockedSnapshotsInfo[];
  readonly instances: readonly Instance[];
  /** Which lists it holds. An empty one of locks looks like one of snapshots. */
  readonly lists: readonly (ListName | 'snapshots or locks')[];
};

/**
 * Reads the JSON output of `aws ec2 describe-volumes`, `describe-snapshots --owner-ids self`, `describe-images --owners
 * self`, `describe-locked-snapshots` and `describe-instances`, any number of files in any order. A volume's zone says its Region. The others say
 * none: `REGION=FILE` does, one of the Regions of the settings, else it is the primary one. Throws InventoryError for the
 * first file that cannot be used, and for files that contradict each other.
 *
 * An empty list of locks looks like one of snapshots: it counts as snapshots where no other list of its Region is, else as
 * locks.
 */
export function readInventory(
  sources: readonly string[],
  { primary, dr }: Pick<Settings, 'primary' | 'dr'>,
): Inventory {
  const regions = dr.map(({ region }) => region);
  const named = sources.map((source) => sourceOf(source, [primary.region, ...regions]));
  const files = named.map(readFile);
  const accountId = accountOf(files);
  refuseRepeats(files, ({ volumes }) => volumes.map(({ VolumeId }) => VolumeId));
  refuseRepeats(files, ({ snapshots }) => snapshots.map(({ SnapshotId }) => SnapshotId));
  refuseRepeats(files, ({ images }) => images.map(({ ImageId }) => ImageId));
  refuseRepeats(files, ({ instances }) => instances.map(({ InstanceId }) => InstanceId));
  refuseStrangers(files);
  const volumes = files.flatMap((file) =>
    file.volumes.map((volume) => ({ region: regionOfZone(volume.AvailabilityZone ?? '') ?? '', volume })),
  );
  refuseNoVolume(volumes, primary.region);
  refuseSwapped(files);
  return {
    volumes,
    snapshots: files.flatMap(({ region, snapshots }) => snapshots.map((snapshot) => ({ region, snapshot }))),
    images: files.flatMap(({ region, images }) => images.map((image) => ({ region, image }))),
    locks: files.flatMap(({ region, locks }) => locks.map((lock) => ({ region, lock }))),
    instances: files.flatMap(({ region, instances }) => instances.map((instance) => ({ region, instance }))),
    lists: [...listsOf(files), { region: primary.region, list: 'volumes' }],
    ...(accountId === undefined ? {} : { accountId }),
  };
}

function readFile(source: InventorySource): FileLists {
  const { path, region, isSaid } = source;
  const file = new InventoryFile(path);
  const volumes = file.take('Volumes', volumeEntry(isSaid ? region : undefined));
  const images = file.take('Images', ImageEntry);
  const holdsLocks = file.has('Snapshots', 'LockState');
  const locks = holdsLocks ? file.take('Snapshots', LockEntry) : [];
  const snapshots = holdsLocks ? [] : file.take('Snapshots', snapshotEntry(region));
  const reservations = file.take('Reservations', reservationEntry(region));
  const lists: FileLists['lists'][number][] = [];
  if (file.isEmpty('Snapshots')) lists.push('snapshots or locks');
  else if (file.names.includes('Snapshots')) lists.push(holdsLocks ? 'locks' : 'snapshots');
  if (file.names.includes('Images')) lists.push('images');
  if (file.names.includes('Reservations')) lists.push('instances');
  return {
    ...source,
    volumes: volumes as unknown as Volume[],
    snapshots: snapshots as Snapshot[],
    images: images,
    locks,
    instances: reservations.flatMap(({ Instances }) => Instances as Instance[]),
    lists,
  };
}

function listsOf(files: readonly FileLists[]): { region: string; list: ListName }[] {
  const found = files.flatMap(({ region, lists }) => lists.map((list) => ({ region, list })));
  const known = found.flatMap(({ region, list }) =>
    list === 'snapshots or locks' ? [] : [{ region, list }],
  );
  for (const { region, list } of found) {
    if (list !== 'snapshots or locks') continue;
    const hasSnapshots = known.some((other) => other.region === region && other.list === 'snapshots');
    known.push({ region, list: hasSnapshots ? 'locks' : 'snapshots' });
  }
  return known;
}

function refuseNoVolume(volumes: Inventory['volumes'], primaryRegion: string): void {
  if (volumes.length === 0)
    throw new InventoryError('The inventory holds no volume. Add the output of "aws ec2 describe-volumes".');
  if (volumes.some(({ region }) => region === primaryRegion)) return;
  const found = [...new Set(volumes.map(({ region }) => region))].join(', ');
  throw new InventoryError(
    `The inventory holds no volume in ${primaryRegion}, the primary Region of the settings; its volumes are in ${found}.`,
  );
}

/** The one account that owns the snapshots; undefined where there are none. A key says nothing of it: it may be another's. */
function accountOf(files: readonly FileLists[]): string | undefined {
  const examples = new Map<string, string>();
  for (const { path, snapshots } of files)
    for (const { OwnerId, SnapshotId } of snapshots)
      if (OwnerId !== undefined && !examples.has(OwnerId)) examples.set(OwnerId, `${SnapshotId} in ${path}`);
  if (examples.size <= 1) return [...examples.keys()][0];
  const named = [...examples].slice(0, EXAMPLES_MAX).map(([account, example]) => `${account} (${example})`);
  const more = examples.size - named.length;
  throw new InventoryError(
    `The inventory holds snapshots of several accounts: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}. ` +
      'Call describe-snapshots with --owner-ids self, and give files of one account.',
  );
}

const EXAMPLES_MAX = 3;

function refuseRepeats(
  files: readonly FileLists[],
  idsOf: (file: FileLists) => readonly (string | undefined)[],
): void {
  const paths = new Map<string, string>();
  for (const file of files)
    for (const id of idsOf(file)) {
      const other = paths.get(id ?? '');
      if (other !== undefined)
        throw new InventoryError(
          `${id} is in the inventory twice: ${other === file.path ? `both times in ${other}` : `in ${other} and in ${file.path}`}.`,
        );
      paths.set(id ?? '', file.path);
    }
}

/**
 * A file of snapshots that is given for another Region than the volumes that they are of: a snapshot shows a volume of its own Region,
 * and a copy a placeholder.
 */
function refuseSwapped(files: readonly FileLists[]): void {
  const homes = new Map<string, { readonly path: string; readonly region: string }>();
  for (const { path, volumes } of files)
    for (const { VolumeId = '', AvailabilityZone = '' } of volumes)
      homes.set(VolumeId, { path, region: regionOfZone(AvailabilityZone) ?? '' });
  for (const file of files)
    for (const { SnapshotId, VolumeId = '' } of file.snapshots) {
      const home = homes.get(VolumeId);
      if (home !== undefined && home.region !== file.region)
        throw new InventoryError(
          `${file.path} is given for ${file.region} and has ${SnapshotId} of ${VolumeId}, which ${home.path} has in ${home.region}: ` +
            'a snapshot is in the Region of its volume, and a copy shows no volume. The file is of another Region (REGION=FILE says of which).',
        );
    }
}

/** A file of AMIs or locks that is given for another Region than the snapshots that it names. */
function refuseStrangers(files: readonly FileLists[]): void {
  if (files.every(({ locks, images }) => locks.length + images.length === 0)) return;
  const homes = new Map<string | undefined, FileLists>();
  for (const file of files) for (const { SnapshotId } of file.snapshots) homes.set(SnapshotId, file);
  for (const file of files)
    for (const id of [
      ...file.locks.map(({ SnapshotId }) => SnapshotId),
      ...file.images.flatMap(({ BlockDeviceMappings = [] }) =>
        BlockDeviceMappings.map(({ Ebs }) => Ebs?.SnapshotId),
      ),
    ]) {
      const home = homes.get(id);
      if (home !== undefined && home.region !== file.region)
        throw new InventoryError(
          `${file.path} is given for ${file.region} and names ${id}, which ${home.path} has in ${home.region}: ` +
            'one of them is of another Region (REGION=FILE says of which).',
        );
    }
}
