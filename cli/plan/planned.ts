/** `copy`: stays, and its event asks for a copy. `blocked`: no rule keeps it, yet it is not deleted now. */
export type Action = 'keep' | 'copy' | 'blocked' | 'remove';

/** Of good snapshots of ours, how many go. What an AMI, a lock, a hold or a copy still wanted keeps goes in neither way. */
export type PlannedRemoval = {
  /** Nothing stands in the way. */
  readonly removedCount: number;
  /** Only the setting deletionLimit stands in the way, since a policy has changed. */
  readonly blockedByLimitCount: number;
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

/** One volume's snapshots in one Region. */
export type PlannedRegion = {
  readonly region: string;
  /** Absent where retention does not look at the volume here. */
  readonly retention?: {
    readonly policy: string;
    /** Where the policy comes from. */
    readonly from: string;
    readonly removal: PlannedRemoval;
    /** Why the limit blocks those of another policy: it is too much at once. */
    readonly refusal?: string;
    /** An override that cannot be read. */
    readonly notice?: string;
  };
  /** Newest data first. */
  readonly snapshots: readonly PlannedSnapshot[];
};

export type PlannedVolume = {
  readonly volumeId: string;
  readonly name: string;
  /** Whether its next snapshot is protected, or, where it is gone, its last ones are looked after. */
  readonly covered: boolean;
  readonly reason: string;
  /** What a person should know before the volume's next snapshot. */
  readonly notes: readonly string[];
  /** Those Regions in which it has something, the primary one first. */
  readonly regions: readonly PlannedRegion[];
};

export type Amount = { readonly count: number; readonly sizeGib: number };

export type FleetPlan = {
  readonly deployment: string;
  readonly at: string;
  /** Whether it supposes that an event about every completed snapshot came. */
  readonly adopt: boolean;
  /** What the inventory does not tell, in words: the plan may be wrong there. */
  readonly unknown: readonly string[];
  /** In order of their ids. */
  readonly volumes: readonly PlannedVolume[];
  readonly totals: {
    /** By Region and action. */
    readonly snapshots: Readonly<Record<string, Readonly<Record<Action, Amount>>>>;
    /** Copies to ask for, by the Region that they go to. */
    readonly copies: Readonly<Record<string, Amount>>;
    readonly removal: PlannedRemoval;
    /** Volumes in a Region of whose removals the limit blocks some as too many at once. */
    readonly refusedCount: number;
  };
};
