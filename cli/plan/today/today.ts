import type { Price } from '../../../local/rehearsal/cost-estimate';
import type { SizeAssumptions } from '../../../local/rehearsal/snapshot-size';
import type { CopyingCost, Coverage, FleetPlan } from '../planned';
import type { PolicyThatCounts } from './policy-that-counts';

/** A volume in one Region. */
export type PlaceToday = {
  /** Of the newest finished snapshot or copy of ours; null where there is none. */
  readonly ageHours: number | null;
  /** Absent where retention does not look at it. */
  readonly policy?: PolicyThatCounts;
};

export type VolumeToday = {
  readonly volumeId: string;
  readonly name: string;
  readonly verdict: Coverage['verdict'];
  /** How old its newest point may be in each Region. */
  readonly targetHours: number;
  /** Why it is not protected, and what else a person should know. */
  readonly remarks: readonly string[];
  /** The values of the tags by which volumes are grouped, in their order; empty where it has none. */
  readonly groups: readonly string[];
  /** In the order of the page's Regions. */
  readonly places: readonly PlaceToday[];
  readonly removedCount: number;
  readonly blockedCount: number;
  readonly copyCount: number;
  readonly storedGib: number;
  readonly usdPerMonth: number;
};

/** A snapshot that would go now, or that no rule keeps and that stays. */
export type SnapshotToday = {
  readonly snapshotId: string;
  readonly volumeId: string;
  readonly name: string;
  readonly region: string;
  readonly takenAt: string;
  readonly sizeGib: number;
  readonly why: string;
};

/** Snapshots of one cause in one Region. */
export type CauseToday = {
  readonly region: string;
  readonly why: string;
  readonly snapshotCount: number;
  readonly volumeCount: number;
};

/** Selected volumes by how old their newest point in a Region is, against the target of each. */
export type AgesToday = {
  readonly region: string;
  readonly good: number;
  /** Up to twice the target. */
  readonly over: number;
  readonly far: number;
  readonly none: number;
};

/** What the snapshots in a Region cost in a month. */
export type CostToday = {
  readonly region: string;
  readonly oursGib: number;
  readonly othersGib: number;
  readonly freedGib: number;
  /** Of ours and of others together. */
  readonly usd: number;
  readonly freedUsd: number;
  readonly price: Price;
  /** Whether the price is of this Region, and not assumed. */
  readonly hasOwnPrice: boolean;
};

/** What the next sweeps find and start. */
export type SweepToday = {
  readonly found: readonly { readonly region: string; readonly lack: string; readonly count: number }[];
  /** Most urgent first. */
  readonly repairs: readonly {
    readonly name: string;
    readonly volumeId: string;
    readonly region: string;
    readonly snapshotId: string;
    readonly takenAt: string;
    readonly lack: string;
    readonly why: string;
  }[];
  /** What is not known of them, in sentences. */
  readonly notes: readonly string[];
};

/** What the page shows of one primary Region and its DR Regions. */
export type ProtectionToday = Pick<
  FleetPlan,
  'deployment' | 'at' | 'adopt' | 'targetHours' | 'unknown' | 'notDeployed' | 'nothingSelected'
> & {
  /** The primary one first. */
  readonly regions: readonly string[];
  /** The target in words, also where some volumes have one of their own. */
  readonly target: string;
  /** Which volumes the settings select, in words. */
  readonly selection: string;
  readonly coverage: FleetPlan['totals']['coverage'];
  /** Of how many selected volumes the target is not known, in a sentence; absent where it is known of all. */
  readonly unknownTargets?: string;
  /** Of selected volumes that are not protected, the most frequent cause first; a volume that is late bears its age. */
  readonly unprotected: readonly { readonly cause: string; readonly volumes: readonly string[] }[];
  readonly ages: readonly AgesToday[];
  /** The keys of the tags that tell volumes apart in groups. */
  readonly groupKeys: readonly string[];
  /** Those that are not protected first. */
  readonly volumes: readonly VolumeToday[];
  readonly removed: readonly SnapshotToday[];
  readonly removedCauses: readonly CauseToday[];
  readonly blocked: readonly SnapshotToday[];
  readonly blockedCauses: readonly CauseToday[];
  readonly refusedCount: number;
  readonly sweep: SweepToday;
  /** What the copies that are asked for take, by DR Region. */
  readonly copies: readonly CopyingCost[];
  /** What the first snapshots of volumes will take that have none of ours, by DR Region. */
  readonly firstCopies: readonly CopyingCost[];
  readonly costs: readonly CostToday[];
  readonly policies: readonly (PolicyThatCounts & {
    readonly region: string;
    readonly volumeCount: number;
  })[];
  readonly assumptions: SizeAssumptions;
};
