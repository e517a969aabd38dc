import type { CauseCode } from './cause-code';
import type { NextSweep } from './next-sweep';
import type { PlannedSchedules } from './planned-schedules';
import type { LocatedAge } from './volume-ages';

/** `copy`: stays, and its event asks for a copy. `blocked`: no rule keeps it, yet it is not deleted now. */
export type Action = 'keep' | 'copy' | 'blocked' | 'remove';

/** Of good snapshots of ours, how many go. What an AMI, a lock or a hold keeps goes in no way. */
export type PlannedRemoval = {
  /** Nothing stands in the way. */
  readonly removedCount: number;
  /** Only the setting deletionLimit stands in the way, since a policy has changed. */
  readonly blockedByLimitCount: number;
  /** Nothing will stand in the way once the copies that are wanted are confirmed. */
  readonly afterCopiesCount: number;
  /** Only deletionLimit will stand in the way once the copies that are wanted are confirmed. */
  readonly blockedAfterCopiesCount: number;
  readonly ofCount: number;
};

/** What becomes of one snapshot or copy. */
export type PlannedSnapshot = {
  readonly snapshotId: string;
  /** When its data is from, ISO 8601 in UTC. */
  readonly takenAt: string;
  readonly state: string;
  readonly sizeGib: number;
  /** Whether it is this deployment's; of the others, nothing is ever removed. */
  readonly managed: boolean;
  readonly action: Action;
  /** At least one, in words: the rules that keep it, what blocks it, or why it goes. */
  readonly reasons: readonly string[];
  /** What keeps EC2 from deleting it, whatever the rules say: AMIs and a lock. */
  readonly obstacles: readonly string[];
  /** DR Regions to which its event asks for a copy that does not exist yet. */
  readonly copyTo: readonly string[];
  /** Of ours in the primary Region: by DR Region, what is known of its copy. */
  readonly copies?: Readonly<Record<string, string>>;
  /** Of a copy: the snapshot that it was made from. */
  readonly source?: string;
};

/**
 * Whether a volume is protected now. `not yet`: it is younger than the target, and its first point or copy is still to come. Of one
 * that is not there, or is none, only snapshots are left.
 */
export type Coverage = {
  readonly verdict: 'protected' | 'unprotected' | 'not yet' | 'not selected' | 'gone' | 'no volume';
  /** Why it is selected and not protected, in words that volumes of one cause share, the worst first; else empty. */
  readonly reasons: readonly string[];
  /** The age of the oldest of its newest points that are older than the target. */
  readonly lateHours?: number;
};

/** The newest point of a volume in a Region from which it can be restored. */
export type NewestPoint = {
  readonly snapshotId: string;
  readonly takenAt: string;
  readonly ageHours: number;
};

/** Why something is not as it should be, and what comes next, in words that volumes of one cause share. */
export type Why = {
  readonly code: CauseCode;
  readonly cause: string;
  readonly next: string;
  /** What it is about, where there is such a snapshot. */
  readonly snapshotId?: string;
  /** Where that is of a set that lacks a member in the Region: of which volumes, as far as any member of theirs is left. */
  readonly lacking?: readonly string[];
};

/** How old the newest point of a selected volume is in one Region, against its target. */
export type RegionPoint = LocatedAge & {
  /** Present unless the target is met. */
  readonly why?: Why;
};

/** One volume's snapshots in one Region. */
export type PlannedRegion = {
  readonly region: string;
  /** Absent where retention does not look at the volume here. */
  readonly retention?: {
    readonly policy: string;
    /** Where the policy comes from. */
    readonly from: string;
    /** What schedules keep beside it of their own snapshots, such as `nightly's daily 30`; absent where the volume has none of such a schedule here. */
    readonly ofSchedules?: readonly string[];
    readonly removal: PlannedRemoval;
    /** Why the limit blocks those of another policy: it is too much at once. */
    readonly refusal?: string;
    /** Why the limit will block those of another policy once the copies that are wanted are confirmed. */
    readonly refusalAfterCopies?: string;
    /** An override that cannot be read. */
    readonly notice?: string;
  };
  /** The newest of ours from which it can be restored at once. */
  readonly newest?: NewestPoint;
  /** Newest data first. */
  readonly snapshots: readonly PlannedSnapshot[];
};

export type PlannedVolume = {
  readonly volumeId: string;
  readonly name: string;
  /** Whether its next snapshot is protected, or, where it is gone, its last ones are looked after. */
  readonly covered: boolean;
  readonly reason: string;
  readonly coverage: Coverage;
  /** How old its newest point may be in each Region: by its tag, or as all others. */
  readonly targetHours: number;
  /** Only of a selected one whose instance may bear another target, where the inventory does not tell what instances bear. */
  readonly isTargetUnknown?: true;
  /** Of a selected one, its newest points in all Regions, the primary one first; else empty. */
  readonly points: readonly RegionPoint[];
  /** What a person should know before the volume's next snapshot. */
  readonly notes: readonly string[];
  /** Those Regions in which it has something, the primary one first. */
  readonly regions: readonly PlannedRegion[];
};

/** What it takes to make copies in one DR Region. */
export type CopyingCost = {
  readonly region: string;
  readonly copyCount: number;
  readonly sentGib: number;
  /** With all slots taken where there are as many copies, at the fast and at the slow end of what a copy does. */
  readonly days: { readonly least: number; readonly most: number };
  /** To send them, once. */
  readonly usd: number;
};

export type Amount = { readonly count: number; readonly sizeGib: number };

export type FleetPlan = {
  readonly deployment: string;
  readonly at: string;
  /** Whether it supposes that an event about every completed snapshot came. */
  readonly adopt: boolean;
  /** How old the newest point of a selected volume may be in each Region, where it has no target of its own. */
  readonly targetHours: number;
  /** What the inventory does not tell, in words: the plan may be wrong there. */
  readonly unknown: readonly string[];
  /** What is not looked at, in sentences: a verdict may be too good there. */
  readonly notLookedAt: readonly string[];
  /** Where somebody has asked, and nothing is deployed that could protect anything: how that shows, in a sentence. */
  readonly notDeployed?: string;
  /** Where the settings select no volume: why, in a sentence. */
  readonly nothingSelected?: string;
  /** In order of their ids. */
  readonly volumes: readonly PlannedVolume[];
  /** What it takes to make the copies that are asked for. */
  readonly adoption: readonly CopyingCost[];
  /** What the first snapshots will cost of the selected volumes of which there is none of ours, each with a full copy. */
  readonly firstCopies: readonly CopyingCost[];
  readonly totals: {
    /** By Region and action. */
    readonly snapshots: Readonly<Record<string, Readonly<Record<Action, Amount>>>>;
    /** Copies to ask for, by the Region that they go to. */
    readonly copies: Readonly<Record<string, Amount>>;
    readonly removal: PlannedRemoval;
    /** Volumes by whether they are protected now. */
    readonly coverage: Readonly<Record<Coverage['verdict'], number>>;
    /** Selected volumes whose instance may bear another target, which nobody knows: by that one they may not be protected. */
    readonly unknownTargetCount: number;
    /** Volumes in a Region of whose removals the limit blocks some as too many at once. */
    readonly refusedCount: number;
  };
  /** Absent where the settings have no schedule. */
  readonly schedules?: PlannedSchedules;
  readonly nextSweep: NextSweep;
};
