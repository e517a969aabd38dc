import type { Mutation } from './mutation';

/** Safety rules of which the simulation has to notice that they are broken. */
export const FOUND_BY_SIMULATION: readonly Mutation[] = [
  {
    name: 'failed snapshots count as good ones',
    edits: [
      {
        file: 'functions/domain/snapshot.ts',
        find: `({ state }: Pick<Snapshot, 'state'>): boolean => state === 'completed'`,
        replace: `({ state }: Pick<Snapshot, 'state'>): boolean => state === 'completed' || state === 'error'`,
      },
    ],
  },
  {
    name: 'pending snapshots count as good ones',
    edits: [
      {
        file: 'functions/domain/snapshot.ts',
        find: `({ state }: Pick<Snapshot, 'state'>): boolean => state === 'completed'`,
        replace: `({ state }: Pick<Snapshot, 'state'>): boolean => state !== 'error'`,
      },
    ],
  },
  {
    name: 'a source is given up while its copy is still wanted',
    edits: [
      {
        file: 'functions/domain/plan-retention.ts',
        find: 'return rulesKeeping([...there, snapshot], policy, calendar).has(snapshot.snapshotId);',
        replace: 'return rulesKeeping(there, policy, calendar).has(snapshot.snapshotId);',
      },
    ],
  },
  {
    name: 'what is blocked is deleted too',
    edits: [
      {
        file: 'functions/prune-volume/handler.ts',
        find: `const givenUp = having(verdicts, 'remove');`,
        replace: `const givenUp = [...having(verdicts, 'remove'), ...blocked];`,
      },
    ],
  },
  {
    name: 'a changed policy may remove everything at once',
    edits: [
      {
        file: 'functions/domain/deletion-limit.ts',
        find: 'const isTooMuch = givenUpCount > limit.count &&',
        replace: 'const isTooMuch = givenUpCount < 0 &&',
      },
    ],
  },
  {
    name: 'the limit of a changed policy also blocks what the policy in force adopted',
    edits: [
      {
        file: 'functions/domain/deletion-limit.ts',
        find: 'counted && ofAnother.has(snapshotId);',
        replace: 'counted;',
      },
    ],
  },
  {
    name: 'copies are ordered by when they were copied',
    edits: [{ file: 'functions/domain/snapshot.ts', find: 'b.atMs - a.atMs ||', replace: '' }],
  },
  {
    name: 'a volume’s own policy is ignored',
    edits: [
      {
        file: 'functions/domain/effective-policy.ts',
        find: ': { policy, overridden: true, ',
        replace: ': { policy: defaultPolicy, overridden: true, ',
      },
    ],
  },
  {
    name: 'the DR override is ignored when asking which copies are wanted',
    edits: [
      {
        file: 'functions/domain/effective-policy.ts',
        find: 'effectivePolicy(snapshots, TAG.drRetain, policy).policy,',
        replace: 'policy,',
      },
    ],
  },
  {
    name: 'an override that cannot be read means the default policy',
    edits: [
      {
        file: 'functions/domain/plan-region.ts',
        find: 'if (effective.unreadable !== undefined) {',
        replace: `if (effective.unreadable === '') {`,
      },
    ],
  },
  {
    name: 'volumes that are not selected are protected as well',
    edits: [
      {
        file: 'functions/domain/selection.ts',
        find: 'return value !== undefined && (',
        replace: 'return value === undefined || (',
      },
    ],
  },
  {
    name: 'snapshots of AWS Backup are adopted',
    edits: [
      {
        file: 'functions/domain/origin.ts',
        find: `origin === 'other' || (origin`,
        replace: `origin === 'other' || origin === 'awsBackup' || (origin`,
      },
    ],
  },
  {
    name: 'nobody is told of what the deletion limit holds back',
    edits: [{ file: 'functions/domain/notices.ts', find: '  ...refusedByLimit(question),', replace: '' }],
  },
  {
    name: 'snapshots of a scan are adopted',
    edits: [
      {
        file: 'functions/domain/origin.ts',
        find: `['GuardDutyScanId', 'InspectorScan']`,
        replace: `['InspectorScan']`,
      },
    ],
  },
  {
    name: "a maker's tag that a tool has copied from the volume tells who made a snapshot",
    edits: [
      {
        file: 'functions/domain/origin.ts',
        find: `!Object.hasOwn(volumeTags, key) || volumeTags[key] !== tags[key]`,
        replace: `Object.hasOwn(volumeTags, key) || true`,
      },
    ],
  },
  {
    name: "a maker's tag is carried from the volume to its snapshots",
    edits: [{ file: 'functions/domain/copied-tags.ts', find: `!tellsOrigin(key) && `, replace: '' }],
  },
  {
    name: 'a repeated message starts a second copy',
    edits: [
      {
        file: 'functions/domain/copy-request.ts',
        find: '  receiveCount === 1;',
        replace: '  receiveCount > 0;',
      },
    ],
  },
  {
    name: 'a failed copy is started again although another has taken its place',
    edits: [
      {
        file: 'functions/retry-copy/handler.ts',
        find: 'await startUnlessExisting(copies, copy)',
        replace:
          'await (startUnlessExisting === undefined ? startUnlessExisting(copies, copy) : copies.start(copy))',
      },
    ],
  },
  {
    name: 'beside a full copy that runs another one of its volume is started',
    edits: [
      {
        file: 'functions/domain/copy-turn.ts',
        find: "if (full !== undefined) return { turn: 'after', copyId: full.snapshotId };",
        replace: '',
      },
    ],
  },
  {
    name: 'every copy is started twice',
    edits: [
      {
        file: 'functions/copy-snapshot/handler.ts',
        find: '? copies.start(body.copy)',
        replace: '? copies.start(body.copy).then(() => copies.start(body.copy))',
      },
    ],
  },
  {
    name: 'a failure is logged and told to nobody',
    edits: [
      {
        file: 'functions/notify-failure/handler.ts',
        find: 'await alerts.publish(described(deps, gathering));',
        replace: 'await Promise.resolve([alerts, described(deps, gathering)]);',
      },
    ],
  },
  {
    name: 'only failed snapshots and copies are told',
    edits: [
      {
        file: 'functions/notify-failure/handler.ts',
        find: 'await alerts.publish(described(deps, gathering));',
        replace:
          'if (/SnapshotFailed|CopyFailed/.test(cause)) await alerts.publish(described(deps, gathering));',
      },
    ],
  },
  {
    name: 'what is held to be told later is taken as told',
    edits: [
      {
        file: 'functions/notify-failure/handler.ts',
        find: 'batchItemFailures: [...hold, ...untold]',
        replace: 'batchItemFailures: untold',
      },
    ],
  },
  {
    name: 'waiting for a copy slot is told as a failure',
    edits: [
      {
        file: 'functions/copy-snapshot/handler.ts',
        find: 'error instanceof NoCopySlot || error instanceof StackMissing || error instanceof ServiceBusy;',
        replace: 'error instanceof StackMissing || error instanceof ServiceBusy;',
      },
    ],
  },
  {
    name: 'a message that cannot be read stays in front of the copies behind it',
    edits: [
      {
        file: 'functions/copy-snapshot/handler.ts',
        find: `  return true;
}

/**
 * A message may wait`,
        replace: `  return false;
}

/**
 * A message may wait`,
      },
    ],
  },
  {
    name: 'tags are believed to be about a snapshot that they do not name',
    edits: [
      {
        file: 'functions/domain/recognise.ts',
        find: 'isTaggedBy(snapshot, deployment) && snapshot.tags[TAG.snapshot] === snapshot.snapshotId;',
        replace: 'isTaggedBy(snapshot, deployment);',
      },
    ],
  },
  {
    name: 'a start time that was garbled is not seen',
    edits: [
      {
        file: 'functions/domain/recognise.ts',
        find: `      [TAG.takenAt]: isSameSecond(snapshot) ? (snapshot.tags[TAG.takenAt] ?? '') : snapshot.startedAt,
`,
        replace: '',
      },
    ],
  },
  {
    name: 'the planner gives up everything',
    edits: [
      {
        file: 'functions/domain/plan-retention.ts',
        find: '    const { action, reasons } = decide(snapshot);',
        replace: `    const { reasons } = decide(snapshot);
    const action = 'remove' as const;`,
      },
    ],
  },
  {
    name: 'what EC2 does not show is believed to be absent at once',
    edits: [
      {
        file: 'functions/domain/settled.ts',
        find: 'now.getTime() - Date.parse(enteredAt) >= SETTLED_SECONDS * 1000;',
        replace: 'now.getTime() - Date.parse(enteredAt) >= 0;',
      },
    ],
  },
  {
    name: 'a copy of a copy counts as ours',
    edits: [
      {
        file: 'functions/domain/recognise.ts',
        find: 'const copiedFrom = first === snapshot.snapshotId ? wasToldAsCopyOf(snapshot) : first;',
        replace: `const copiedFrom = first === '' ? wasToldAsCopyOf(snapshot) : undefined;`,
      },
      {
        file: 'functions/domain/recognise.ts',
        find: '> START_LAG_MAX_MS;',
        replace: '> START_LAG_MAX_MS * 100_000;',
      },
    ],
  },
  {
    name: 'failed copies are removed at once',
    edits: [
      {
        file: 'functions/domain/plan-retention.ts',
        find: 'const EVIDENCE_DAYS = 14;',
        replace: 'const EVIDENCE_DAYS = 0;',
      },
    ],
  },
  {
    name: 'placeholders are taken for volumes',
    edits: [{ file: 'functions/domain/ids.ts', find: '(?!f+$)', replace: '' }],
  },
  {
    name: 'a snapshot that EC2 does not show yet is given up at once',
    edits: [
      {
        file: 'statemachines/snapshot-created.asl.json',
        find: `"ErrorEquals": ["SnapshotNotVisible", "SnapshotStateStale"],
          "IntervalSeconds": 2,
          "MaxAttempts": 16,`,
        replace: `"ErrorEquals": ["SnapshotNotVisible", "SnapshotStateStale"],
          "IntervalSeconds": 2,
          "MaxAttempts": 0,`,
      },
    ],
  },
  {
    name: 'what was restored from the Recycle Bin is deleted again at once',
    edits: [
      {
        file: 'functions/domain/restored.ts',
        find: 'if (value === undefined) return undefined;',
        replace: `if (value !== 'never') return undefined;`,
      },
    ],
  },
];
