type Fault = {
  /** How likely it is where nothing else is said. */
  readonly probability: number;
  /** What the probability is drawn for. */
  readonly per: string;
  readonly what: string;
};

/** Every fault that a run can be given, by name. */
export const FAULTS = {
  'event-lost': { probability: 0.02, per: 'event of EC2', what: 'EventBridge never delivers it' },
  'event-duplicated': {
    probability: 0.1,
    per: 'event of EC2',
    what: 'EventBridge delivers it again, at once or within ten minutes',
  },
  'event-delayed': { probability: 0.05, per: 'event of EC2', what: 'it comes up to six hours late' },
  'event-out-of-order': {
    probability: 0.2,
    per: 'event of EC2',
    what: 'it comes up to two minutes late, so that later ones overtake it',
  },
  'tick-duplicated': {
    probability: 0.1,
    per: 'run of a schedule',
    what: 'Scheduler delivers it again, at once or within ten minutes',
  },
  'tick-lost': { probability: 0.01, per: 'run of a schedule', what: 'it never comes' },
  'tick-delayed': { probability: 0.05, per: 'run of a schedule', what: 'it comes up to an hour late' },
  'event-before-describe': {
    probability: 0.1,
    per: 'event of EC2',
    what: 'DescribeSnapshots does not show the snapshot until up to 45 seconds after its event',
  },
  'stale-read': {
    probability: 0.1,
    per: 'Describe call of EC2',
    what: 'the answer is up to 45 seconds old',
  },
  'very-stale-read': {
    probability: 0.005,
    per: 'Describe call of EC2',
    what: 'the answer is up to eight minutes old',
  },
  'volume-tags-unseen': {
    probability: 0.1,
    per: 'volume in an answer of DescribeVolumes that is new or was retagged within eight minutes',
    what: 'the answer shows its tags of before, of a new one none, or does not show it at all',
  },
  throttled: { probability: 0.03, per: 'call', what: 'AWS asks for fewer calls' },
  'answer-lost': {
    probability: 0.03,
    per: 'call of a function',
    what: 'it takes effect, and the function sees a time-out',
  },
  'function-not-ready': {
    probability: 0.01,
    per: 'call of Lambda',
    what: 'the function was idle for weeks or is being updated, and Lambda refuses the call',
  },
  'lambda-failed': {
    probability: 0.01,
    per: 'call of Lambda',
    what: 'Lambda fails, or the way to it, and the call is not carried out',
  },
  'function-killed': {
    probability: 0.03,
    per: 'run of a function',
    what: 'it is killed before, between or after its calls',
  },
  'function-repeated': {
    probability: 0.05,
    per: 'run of a function',
    what: 'the same input runs a second time, at once or within a minute',
  },
  'copy-failed': {
    probability: 0.05,
    per: 'copy',
    what: 'AWS accepts it, and it ends in error minutes later',
  },
  'copy-slots-taken': {
    probability: 0.1,
    per: 'Region and six hours',
    what: 'copies of others take all slots for one to four hours',
  },
  'snapshot-failed': { probability: 0.05, per: 'snapshot', what: 'it ends in error' },
  'set-member-failed': {
    probability: 0.1,
    per: 'multi-volume set',
    what: 'one member ends in error and takes the others with it',
  },
  'snapshot-deleted-by-hand': {
    probability: 0.03,
    per: 'snapshot or copy',
    what: 'somebody deletes it within three days',
  },
  'image-registered': {
    probability: 0.05,
    per: 'snapshot that a plan gives up',
    what: 'somebody registers an AMI on it before it is deleted',
  },
  'deletion-refused': {
    probability: 0.05,
    per: 'deletion by a function',
    what: 'EC2 refuses it this once, with any code that it has or may have',
  },
  'tag-changed-by-hand': {
    probability: 0.05,
    per: 'snapshot or copy',
    what: 'somebody holds it, disowns it or garbles a tag of it within three days',
  },
  'any-tag-changed-by-hand': {
    probability: 0.05,
    per: 'snapshot or copy',
    what: 'somebody sets any tag of ours on it to anything, or deletes one, within three days',
  },
  'tags-carried': {
    probability: 0.03,
    per: 'finished snapshot or copy',
    what: 'within three days its tags are put on the next snapshot of some volume, or on a volume that is made of it',
  },
  'copy-reencrypted': {
    probability: 0.05,
    per: 'finished copy from another Region',
    what: 'somebody copies it within its Region, with tags and description, within three days',
  },
  'snapshot-restored': {
    probability: 0.1,
    per: 'deleted snapshot or copy in a Recycle Bin',
    what: 'somebody restores it within three days',
  },
  'freeze-hangs': {
    probability: 0.05,
    per: 'command to an instance',
    what: 'fsfreeze hangs there for up to ten minutes',
  },
  'thaw-fails': {
    probability: 0.05,
    per: 'command to an instance',
    what: 'fsfreeze cannot thaw there for up to a minute',
  },
  'application-not-ready': {
    probability: 0.05,
    per: 'command to an instance',
    what: 'its application does not answer for up to ten minutes',
  },
  'vss-fails': {
    probability: 0.1,
    per: 'command to an instance',
    what: 'its VSS lacks a component, has to be installed for five minutes, has writers that are not ready, or leaves a volume out of what it tags, for up to ten minutes',
  },
  'agent-not-registered': {
    probability: 0.05,
    per: 'command to an instance',
    what: 'its agent is not registered for up to ten minutes, and Systems Manager refuses commands',
  },
  'agent-cut-off': {
    probability: 0.1,
    per: 'command to an instance',
    what: 'its agent loses the connection for up to ten minutes: at once, as soon as all is frozen, or once it has told so',
  },
  'instance-stopped': {
    probability: 0.05,
    per: 'command to an instance',
    what: 'it stops within twenty seconds, and starts again within half an hour',
  },
  'alert-failed': { probability: 0.1, per: 'message to SNS', what: 'SNS fails' },
  'region-down': {
    probability: 0.05,
    per: 'Region and day',
    what: 'nothing in it answers for one to six hours',
  },
  'clock-skew': {
    probability: 0.2,
    per: 'snapshot',
    what: "EC2's start time is up to five minutes off",
  },
} as const satisfies Readonly<Record<string, Fault>>;

export type FaultName = keyof typeof FAULTS;

export const FAULT_NAMES = Object.keys(FAULTS) as readonly FaultName[];

/** The probability of each fault of a run; one that is absent never strikes. */
export type FaultSet = Readonly<Partial<Record<FaultName, number>>>;

/** Every fault, as likely as the catalogue says. */
export const ALL_FAULTS: FaultSet = Object.fromEntries(
  FAULT_NAMES.map((name) => [name, FAULTS[name].probability]),
);
