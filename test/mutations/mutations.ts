/** One safety rule of the code, broken on purpose. The simulation has to notice. */
export type Mutation = {
  /** What the code does wrong now. */
  readonly name: string;
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
};

export const MUTATIONS: readonly Mutation[] = [
  {
    name: 'failed snapshots count as good ones',
    file: 'functions/domain/snapshot.ts',
    find: "({ state }: Snapshot): boolean => state === 'completed'",
    replace: "({ state }: Snapshot): boolean => state === 'completed' || state === 'error'",
  },
  {
    name: 'pending snapshots count as good ones',
    file: 'functions/domain/snapshot.ts',
    find: "({ state }: Snapshot): boolean => state === 'completed'",
    replace: "({ state }: Snapshot): boolean => state !== 'error'",
  },
  {
    name: 'a source is given up while its copy is still wanted',
    file: 'functions/domain/plan-retention.ts',
    find: 'return rulesKeeping(there, policy, calendar).has(snapshot.snapshotId) ? [region] : [];',
    replace: 'return rulesKeeping(there, policy, calendar).has(snapshot.snapshotId) ? [] : [];',
  },
  {
    name: 'what is blocked is deleted too',
    file: 'functions/plan-retention/handler.ts',
    find: "remove: having('remove')",
    replace: "remove: [...having('remove'), ...blocked]",
  },
  {
    name: 'a changed policy may remove everything at once',
    file: 'functions/domain/deletion-limit.ts',
    find: 'if (guarded.length <= limit.count ||',
    replace: 'if (guarded.length > 0 ||',
  },
  {
    name: 'the limit of a changed policy also holds back what the policy in force adopted',
    file: 'functions/domain/deletion-limit.ts',
    find: 'counted && adoptedUnder.get(snapshotId) !== now;',
    replace: 'counted;',
  },
  {
    name: 'copies are ordered by when they were copied',
    file: 'functions/domain/snapshot.ts',
    find: 'b.atMs - a.atMs ||',
    replace: '',
  },
  {
    name: 'a volume’s own policy in the DR Region is ignored',
    file: 'functions/domain/effective-policy.ts',
    find: 'return { policy, overridden: true };',
    replace: 'return { policy: defaultPolicy, overridden: true };',
  },
  {
    name: 'snapshots of all volumes are counted together',
    file: 'functions/aws/snapshots.ts',
    find: '{ Name: `tag:${TAG.volume}`, Values: [volumeId] },',
    replace: '',
  },
  {
    name: 'volumes that are not selected are protected as well',
    file: 'functions/domain/selection.ts',
    find: 'return value !== undefined && (',
    replace: 'return value === undefined || (',
  },
  {
    name: 'snapshots of AWS Backup are adopted',
    file: 'functions/domain/origin.ts',
    find: "origin === 'other' || adoption[origin]",
    replace: "origin === 'other' || origin === 'awsBackup' || adoption[origin]",
  },
  {
    name: 'a repeated message starts a second copy',
    file: 'functions/copy-snapshot/handler.ts',
    find: 'const isFirst = firstRequest && attributes.ApproximateReceiveCount === 1;',
    replace: 'const isFirst = firstRequest || attributes.ApproximateReceiveCount > 1;',
  },
  {
    name: 'a failed copy is started again although another has taken its place',
    file: 'functions/retry-copy/handler.ts',
    find: 'existing === undefined ? await copies.start(copy)',
    replace: 'existing !== copy.snapshotId ? await copies.start(copy)',
  },
  {
    name: 'a failure is logged and told to nobody',
    file: 'functions/notify-failure/handler.ts',
    find: 'await alerts.publish(described(deps, gathering));',
    replace: 'await Promise.resolve([alerts, described(deps, gathering)]);',
  },
  {
    name: 'a snapshot that EC2 does not show yet is taken as gone at once',
    file: 'statemachines/snapshot-created.asl.json',
    find: '"ErrorEquals": ["SnapshotNotVisible", "SnapshotStateStale"],\n          "IntervalSeconds": 2,\n          "MaxAttempts": 8,',
    replace:
      '"ErrorEquals": ["SnapshotNotVisible", "SnapshotStateStale"],\n          "IntervalSeconds": 2,\n          "MaxAttempts": 0,',
  },
  {
    name: 'waiting for a copy slot is told as a failure',
    file: 'functions/copy-snapshot/handler.ts',
    find: 'error instanceof NoCopySlot || error instanceof ServiceBusy;',
    replace: 'error instanceof ServiceBusy;',
  },
  {
    name: 'every copy is started twice',
    file: 'functions/copy-snapshot/handler.ts',
    find: 'return existing === undefined ? copies.start(copy)',
    replace: 'return existing === undefined ? copies.start(copy).then(() => copies.start(copy))',
  },
  {
    name: 'the retention tags of a volume are not carried on to its snapshots',
    file: 'functions/domain/snapshot-tags.ts',
    find: '[TAG.drRetain]: volume.tags[TAG.drRetain],',
    replace: '',
  },
  {
    name: 'only failed snapshots and copies are told',
    file: 'functions/notify-failure/handler.ts',
    find: 'await alerts.publish(described(deps, gathering));',
    replace: 'if (/SnapshotFailed|CopyFailed/.test(cause)) await alerts.publish(described(deps, gathering));',
  },
  {
    name: 'what is held to be told later is taken as told',
    file: 'functions/notify-failure/handler.ts',
    find: 'batchItemFailures: [...hold, ...untold]',
    replace: 'batchItemFailures: untold',
  },
];
