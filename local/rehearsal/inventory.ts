import type { Image, Instance, LockedSnapshotsInfo, Snapshot, Volume } from '@aws-sdk/client-ec2';

/** What EC2 describes of an account, by Region. */
export type Inventory = {
  readonly volumes: readonly { readonly region: string; readonly volume: Volume }[];
  readonly snapshots: readonly { readonly region: string; readonly snapshot: Snapshot }[];
  /** The account's own AMIs, which keep their snapshots from being deleted. */
  readonly images: readonly { readonly region: string; readonly image: Image }[];
  /** Locks, which keep their snapshots from being deleted. */
  readonly locks: readonly { readonly region: string; readonly lock: LockedSnapshotsInfo }[];
  /** Those whose tags matter to a schedule, and perhaps others. */
  readonly instances?: readonly { readonly region: string; readonly instance: Instance }[];
  /** Which lists of which Regions it holds, empty ones too: what is in no list here is not known. */
  readonly lists: readonly { readonly region: string; readonly list: ListName }[];
  /** DR Regions that could not be read, and why, where the reader goes on without them. */
  readonly unread?: readonly UnreadRegion[];
  /** Whose they are, where the descriptions say so. */
  readonly accountId?: string;
};

export type UnreadRegion = { readonly region: string; readonly why: string };

export type ListName = 'volumes' | 'snapshots' | 'images' | 'locks' | 'instances';

/** Whether a snapshot lies in the Recycle Bin, or is on its way out of it: nobody can copy or delete it by EC2's usual calls. */
export const isInRecycleBin = ({ State }: Snapshot): boolean =>
  State === 'recoverable' || State === 'recovering';

export const volumesIn = ({ volumes }: Inventory, region: string): Volume[] =>
  volumes.flatMap((one) => (one.region === region ? [one.volume] : []));

export const volumeIdsIn = ({ volumes }: Inventory, region: string): string[] =>
  volumes.flatMap((one) => (one.region === region ? [one.volume.VolumeId ?? ''] : []));

/** The newest time of what has happened by an inventory; undefined where it names none. */
export function newestMs({ volumes, snapshots }: Inventory): number | undefined {
  let newest: number | undefined;
  const see = (time: Date | undefined): void => {
    if (time !== undefined && !(newest !== undefined && newest >= time.getTime())) newest = time.getTime();
  };
  for (const { volume } of volumes) see(volume.CreateTime);
  for (const { snapshot } of snapshots) {
    see(snapshot.StartTime);
    see(snapshot.CompletionTime);
  }
  return newest;
}
