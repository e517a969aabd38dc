import type { Image, LockedSnapshotsInfo, Snapshot, Volume } from '@aws-sdk/client-ec2';

/** What EC2 describes of an account, by Region. */
export type Inventory = {
  readonly volumes: readonly { readonly region: string; readonly volume: Volume }[];
  readonly snapshots: readonly { readonly region: string; readonly snapshot: Snapshot }[];
  /** The account's own AMIs, which keep their snapshots from being deleted. */
  readonly images: readonly { readonly region: string; readonly image: Image }[];
  /** Locks, which keep their snapshots from being deleted. */
  readonly locks: readonly { readonly region: string; readonly lock: LockedSnapshotsInfo }[];
  /** Which lists of which Regions it holds, empty ones too: what is in no list here is not known. */
  readonly lists: readonly { readonly region: string; readonly list: ListName }[];
  /** Whose they are, where the descriptions say so. */
  readonly accountId?: string;
};

export type ListName = 'volumes' | 'snapshots' | 'images' | 'locks';
