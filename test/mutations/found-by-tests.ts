import type { Mutation } from './mutation';

/** Rules that a second key stands behind, or that no history of the simulation meets: tests of the named files have to notice. */
export const FOUND_BY_TESTS: readonly Mutation[] = [
  {
    name: 'a copy that is gone counts as confirmed while it is made again',
    edits: [
      {
        file: 'functions/tag-snapshot/handler.ts',
        find: '{ ...stray, ...withdrawn }',
        replace: 'stray',
      },
    ],
    otherwise: {
      tests: ['test/functions/tag-snapshot.test.ts'],
      because: 'a source seldom goes in the minutes in which its copy is made again',
    },
  },
  {
    name: 'what was deleted before counts as the newer good one of what comes after',
    edits: [
      {
        file: 'functions/prune-volume/delete-given-up.ts',
        find: 'standing = standing.filter(({ snapshotId }) => !gone.has(snapshotId));',
        replace: 'standing = standing.filter(() => gone.size > 0 || true);',
      },
    ],
    otherwise: {
      tests: ['test/functions/delete-given-up.test.ts'],
      because: 'no volume of it has a hundred snapshots to delete at once',
    },
  },
  {
    name: 'what somebody has copied from ours is deleted',
    edits: [
      {
        file: 'functions/domain/guard.ts',
        find: "if (tags['snapshot-keeper:told']?.startsWith('in doubt: copied from '))",
        replace: "if (tags['snapshot-keeper:told'] === 'in doubt: copied from ')",
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/guard.test.ts'],
      because: 'no plan gives it up, and the guard is asked after it',
    },
  },
  {
    name: 'a volume without any point has no age on which an alarm could ring',
    edits: [
      {
        file: 'functions/domain/recovery-point-age.ts',
        find: 'return since === undefined ? undefined : Math.max(0, now.getTime() - Date.parse(since));',
        replace: 'return undefined;',
      },
    ],
    otherwise: {
      tests: [
        'test/functions/report-protection.test.ts',
        'test/functions/domain/recovery-point-age.test.ts',
        'test/local/world/volume-metrics.test.ts',
      ],
      because: 'it is a metric that nobody has unless it is set',
    },
  },
  {
    name: 'the facts of a volume that is gone are those of its first snapshot',
    edits: [
      {
        file: 'functions/domain/snapshot-tags.ts',
        find: 'factsOf(newestFirst(question.siblings)[0])',
        replace: 'factsOf(newestFirst(question.siblings).at(-1))',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/snapshot-tags.test.ts'],
      because: 'facts for a restore are no ground of a deletion',
    },
  },
  {
    name: 'one that runs under another key counts for an incremental one',
    edits: [
      {
        file: 'functions/domain/copy-turn.ts',
        find: '&& copy.kmsKeyId === running.kmsKeyId',
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/copy-turn.test.ts'],
      because: 'no key is changed in it',
    },
  },
  {
    name: 'whatever passes for a newer copy takes the place of a first one',
    edits: [
      {
        file: 'functions/domain/copy-turn.ts',
        find: 'isCompleted(copy) && ofSource(copy) === copy.snapshotId',
        replace: 'isCompleted(copy)',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/copy-turn.test.ts', 'test/local/world/first-copies.test.ts'],
      because: 'nobody in it makes copies of its own beside first ones',
    },
  },
  {
    name: 'a copy of older data that retention would delete again is made after that of newer data',
    edits: [
      {
        file: 'functions/aws/copies.ts',
        find: "if (answer.turn === 'never') return { outcome: 'overtaken' };",
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/functions/copy-snapshot.test.ts'],
      because: 'it costs transfer and time, and loses nothing',
    },
  },
  {
    name: 'periods are remembered by the hour of UTC',
    edits: [
      {
        file: 'functions/domain/calendar.ts',
        find: 'Math.floor(instant.getTime() / MINUTE_MS)',
        replace: 'Math.floor(instant.getTime() / (60 * MINUTE_MS))',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/calendar.test.ts'],
      because: `it takes a time zone that is not whole hours from UTC, at a period's very beginning`,
    },
  },
  {
    name: 'a month before the end of a month reaches into the same month',
    edits: [
      {
        file: 'functions/domain/calendar.ts',
        find: 'result.setUTCDate(Math.min(instant.getUTCDate(), lastDay));',
        replace: 'result.setUTCDate(instant.getUTCDate() + 0 * lastDay);',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/calendar.test.ts'],
      because: 'the simulated days are no end of a month',
    },
  },
  {
    name: 'a copy is asked for where no stack would confirm it',
    edits: [
      {
        file: 'functions/copy-snapshot/handler.ts',
        find: `    await ready(region);
`,
        replace: `    if (region === '') await ready(region);
`,
      },
    ],
    otherwise: {
      tests: ['test/local/world/late-dr-stack.test.ts'],
      because: 'every stack of the simulation stands from its start',
    },
  },
  {
    name: 'the copy queue hands a message out again while it is worked on',
    edits: [
      {
        file: 'functions/domain/copy-receives.ts',
        find: 'const HIDDEN_SECONDS = 180;',
        replace: 'const HIDDEN_SECONDS = 60;',
      },
    ],
    otherwise: { tests: ['test/infra'], because: 'Lambda refuses such a mapping, so that no stack has it' },
  },
  {
    name: 'a hold without a reason is ignored',
    edits: [
      {
        file: 'functions/domain/plan-retention.ts',
        find: '...(hold === undefined ? [] :',
        replace: '...(!hold ? [] :',
      },
    ],
    otherwise: { tests: ['test/functions/domain'], because: 'the guard and IAM refuse the deletion as well' },
  },
  {
    name: 'what AWS Backup manages is not blocked',
    edits: [
      {
        file: 'functions/domain/plan-retention.ts',
        find: `...(Object.keys(tags).some((key) => key.startsWith('aws:backup:')) ? ['managed by AWS Backup'] : []),`,
        replace: '',
      },
    ],
    otherwise: { tests: ['test/functions/domain'], because: 'the guard and EC2 refuse the deletion as well' },
  },
  {
    name: 'what is in the archive tier is not blocked',
    edits: [
      {
        file: 'functions/domain/plan-retention.ts',
        find: `...(storageTier === 'archive' ? ['in the archive tier'] : []),`,
        replace: '',
      },
    ],
    otherwise: { tests: ['test/functions/domain'], because: 'the guard refuses the deletion as well' },
  },
  {
    name: 'a lock is taken for a failure',
    edits: [
      {
        file: 'functions/aws/snapshots.ts',
        find: `/managed by the AWS Backup service|\\bsnapshot\\b.*\\blocked\\b|\\blocked\\b.*\\bsnapshot\\b/i`,
        replace: '/managed by the AWS Backup service/i',
      },
    ],
    otherwise: {
      tests: ['test/functions/aws/snapshots.test.ts'],
      because: 'nothing is deleted, and a person is told more than needed',
    },
  },
  {
    name: 'any refusal of a deletion counts as the snapshot’s own',
    edits: [
      {
        file: 'functions/aws/snapshots.ts',
        find: "return { outcome: 'failed', reason };",
        replace: "return { outcome: 'blocked', reason };",
      },
    ],
    otherwise: {
      tests: ['test/functions/aws/snapshots.test.ts'],
      because: 'the refusals of the simulation pass with the next plan',
    },
  },
  {
    name: 'only the first branch turns a run red',
    edits: [
      {
        file: 'statemachines/snapshot-created.asl.json',
        find: '{% $not($adopted) or true in $states.input.failed %}',
        replace: '{% $not($adopted) or ($states.input.failed)[0] %}',
      },
    ],
    otherwise: {
      tests: ['test/statemachines/snapshot-created.test.ts'],
      because: 'the failure has been told all the same',
    },
  },
  {
    name: 'an empty page ends a listing',
    edits: [
      {
        file: 'functions/aws/snapshots.ts',
        find: '} while (nextToken);',
        replace: '} while (nextToken && found.length > 0);',
      },
    ],
    otherwise: {
      tests: ['test/functions/aws/snapshots.test.ts'],
      because: 'EC2 may send an empty page, and the emulator does not',
    },
  },
  {
    name: 'the guard always says yes',
    edits: [
      {
        file: 'functions/domain/guard.ts',
        find: '  const { snapshotId, shown, volumeId, readAt, now } = deletion;',
        replace: `  if (deletion.snapshotId !== '') return undefined;
  const { snapshotId, shown, volumeId, readAt, now } = deletion;`,
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/guard.test.ts'],
      because: 'a planner that is right gives it nothing to refuse',
    },
  },
  {
    name: 'the guard lets the last point go',
    edits: [
      {
        file: 'functions/domain/guard.ts',
        find: 'if (shown.some(isLater)) return undefined;',
        replace: 'if (shown.length > 0) return undefined;',
      },
    ],
    otherwise: { tests: ['test/functions/domain/guard.test.ts'], because: 'the planner keeps it as well' },
  },
  {
    name: 'a confirmation that was carried to another snapshot counts',
    edits: [
      {
        file: 'functions/domain/tags.ts',
        find: 'return sourceSnapshotId === snapshotId ? copyId : undefined;',
        replace: 'return sourceSnapshotId === undefined ? undefined : copyId;',
      },
    ],
    otherwise: { tests: ['test/functions/domain'], because: 'adoption takes carried tags off as well' },
  },
  {
    name: 'wildcards are taken for ids',
    edits: [
      { file: 'functions/domain/ids.ts', find: '/^vol-(?:[0-9a-f]{8}|[0-9a-f]{17})$/', replace: '/^vol-/' },
    ],
    otherwise: {
      tests: ['test/functions/domain/ids.test.ts'],
      because: 'what a wildcard finds is still held against its witness and the volume',
    },
  },
  {
    name: 'another deployment’s claim is passed over in silence',
    edits: [
      {
        file: 'functions/tag-snapshot/handler.ts',
        find: `if (verdict === 'others')`,
        replace: `if (verdict === 'others' && reason === '')`,
      },
    ],
    otherwise: {
      tests: ['test/functions/tag-snapshot.test.ts'],
      because: 'a volume that another deployment protects is protected',
    },
  },
  {
    name: 'of what is adopted late nobody looks for the copy that a sweep may have asked for',
    edits: [
      {
        file: 'functions/tag-snapshot/handler.ts',
        find: 'newlyAdopted: isFirst && !isOverdue(snapshot, now())',
        replace: 'newlyAdopted: isFirst',
      },
    ],
    otherwise: {
      tests: ['test/functions/tag-snapshot.test.ts'],
      because: 'two calls of a sweep at the same time are one of hundreds of seeds',
    },
  },
  {
    name: 'a person is told of the same doubt with every plan',
    edits: [
      {
        file: 'functions/domain/notices.ts',
        find: 'doubt.snapshot.tags[TAG.told] === ownMarkOf(doubt) ||',
        replace: `doubt.snapshot.tags[TAG.told] === '' ||`,
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/notices.test.ts'],
      because: 'each is a message of another execution',
    },
  },
  {
    name: 'a copy that somebody has made late of ours keeps ours, where that cannot be noted',
    edits: [
      {
        file: 'functions/domain/recognise.ts',
        find: '...(beganLate && { beganLate }),',
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/functions/prune-volume.test.ts', 'test/functions/domain/recognise.test.ts'],
      because: 'hardly any copy is full of tags',
    },
  },
  {
    name: 'the role that deletes may delete what is held',
    edits: [
      {
        file: 'infra/functions/prune-volume.ts',
        find: `        Null: isHeldByNobody,
`,
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/infra/permissions.test.ts'],
      because: 'the plan and the guard keep it as well',
    },
  },
  {
    name: 'the role that deletes may delete what another primary Region has',
    edits: [
      {
        file: 'infra/functions/prune-volume.ts',
        find: 'const isOurs = { ...isOfDeployment, [`aws:ResourceTag/${TAG.region}`]: primary.region };',
        replace: 'const isOurs = isOfDeployment;',
      },
    ],
    otherwise: {
      tests: ['test/infra/permissions.test.ts'],
      because: 'the simulation has one primary Region',
    },
  },
  {
    name: 'what nobody knows the policy of goes one by one',
    edits: [
      {
        file: 'functions/domain/deletion-limit.ts',
        find: ': guarded.filter(({ snapshotId }) => adoptedUnder.get(snapshotId) === undefined);',
        replace: ': [];',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/deletion-limit.test.ts'],
      because: 'its late events come at once, and then the limit holds',
    },
  },
  {
    name: 'a policy that would remove too much is told with every plan',
    edits: [
      {
        file: 'functions/domain/notices.ts',
        find: 'told?.policy === policy &&',
        replace: `told?.policy === ' ' &&`,
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/limit-told-once.test.ts'],
      because: 'each is a message of another execution',
    },
  },
  {
    name: 'a copy is told as missing although a newer one has its place',
    edits: [
      {
        file: 'functions/domain/missed-copy.ts',
        find: 'if (unreadable !== undefined) return true;',
        replace: 'if (unreadable !== null) return true;',
      },
    ],
    otherwise: {
      tests: ['test/functions/aws/copies.test.ts', 'test/functions/tag-copy.test.ts'],
      because: 'a message too many is no failure there',
    },
  },
  {
    name: 'copies wait for a source that somebody has archived',
    edits: [
      {
        file: 'functions/aws/copies.ts',
        find: `?.storageTier === 'archive')`,
        replace: `?.storageTier === undefined)`,
      },
    ],
    otherwise: {
      tests: ['test/functions/aws/copies.test.ts'],
      because: 'its queues have time enough',
    },
  },
  {
    name: 'the retention tags of a volume are not carried on to its snapshots',
    edits: [
      {
        file: 'functions/domain/snapshot-tags.ts',
        find: '[TAG.drRetain]: unknown ?? volume.tags[TAG.drRetain],',
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/snapshot-tags.test.ts'],
      because: 'whoever may tag a snapshot may set its volume’s policy, so the oracle goes by the snapshot',
    },
  },
  {
    name: 'tags of AWS take the room for what is told',
    edits: [
      {
        file: 'functions/domain/tags.ts',
        find: "TAG_LIMIT - Object.keys(tags).filter((key) => !key.startsWith('aws:')).length",
        replace: 'TAG_LIMIT - Object.keys(tags).length',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/notices.test.ts'],
      because: 'it is remembered elsewhere then',
    },
  },
  {
    name: 'a hold in another case is hearsay',
    edits: [
      {
        file: 'functions/domain/snapshot-tags.ts',
        find: '!key.startsWith(TAG_PREFIX) || isHold(key) ||',
        replace: '!key.startsWith(TAG_PREFIX) || key === TAG.hold ||',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/snapshot-tags.test.ts'],
      because: 'IAM refuses to take it off, so that what is left of it is a failure that is told',
    },
  },
  {
    name: 'copies inherit a hold',
    edits: [
      {
        file: 'functions/domain/snapshot-tags.ts',
        find: '  TAG.attempt,\n  TAG.consistency,',
        replace: '  TAG.attempt,\n  TAG.hold,\n  TAG.consistency,',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/snapshot-tags.test.ts'],
      because: 'a hold too many keeps too much, and the oracle asks nobody why',
    },
  },
  {
    name: 'late events are adopted under the policy of today',
    edits: [
      {
        file: 'functions/domain/snapshot-tags.ts',
        find: 'const PROMPT_HOURS = 2;',
        replace: 'const PROMPT_HOURS = Infinity;',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/adopt-snapshot.test.ts', 'test/functions/domain/snapshot-tags.test.ts'],
      because: 'what a snapshot was adopted under is written on it alone, where the oracle reads it too',
    },
  },
  {
    name: 'the limit forgets what a hold or a copy still wanted keeps for now',
    edits: [
      {
        file: 'functions/domain/deletion-limit.ts',
        find: `verdict.action !== 'keep' && isOfAnother(verdict)).length`,
        replace: `verdict.action === 'remove' && isOfAnother(verdict)).length`,
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/deletion-limit.test.ts'],
      because: 'its holds come off at times of their own',
    },
  },
  {
    name: 'tags that were carried to a new snapshot are left on it',
    edits: [
      {
        file: 'functions/domain/snapshot-tags.ts',
        find: 'stray: isRepeat ? {} :',
        replace: 'stray: isRepeat || TAG_LIMIT > 0 ? {} :',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/snapshot-tags.test.ts'],
      because:
        'what is carried names another snapshot, which nobody believes: taking it away is the second key',
    },
  },
  {
    name: 'a pending copy is confirmed',
    edits: [
      {
        file: 'functions/tag-copy/handler.ts',
        find: `if (copy.state !== 'completed' || confirmed === undefined)`,
        replace: `if (copy.state === 'error')`,
      },
      {
        file: 'functions/tag-copy/handler.ts',
        find: 'survivingCopies(ofSource).get(sourceSnapshotId);',
        replace: 'survivingCopies(ofSource).get(sourceSnapshotId) ?? snapshotId;',
      },
    ],
    otherwise: {
      tests: ['test/functions/tag-copy.test.ts'],
      because: 'an event comes when the copy has ended, whatever EC2 shows by then',
    },
  },
  {
    name: 'a Region that does not answer counts for one without selected volumes',
    edits: [
      {
        file: 'functions/sweep-region/report-elsewhere.ts',
        find: 'isForGood(error) ? 0 : undefined',
        replace: '0',
      },
    ],
    otherwise: {
      tests: ['test/functions/report-elsewhere.test.ts', 'test/local/world/recovery-point-age.test.ts'],
      because: 'no volume of it is in a Region without a stack',
    },
  },
  {
    name: 'a sweep starts work beside what runs in a DR Region',
    edits: [
      {
        file: 'functions/sweep-region/read-region.ts',
        find: 'running.push(...read.running);',
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/functions/read-region.test.ts'],
      because: 'what is confirmed twice is confirmed',
    },
  },
  {
    name: 'a copy whose key cannot be used counts for a point in the primary Region’s sweep',
    edits: [
      {
        file: 'functions/sweep-region/handler.ts',
        find: 'new Map([[region, snapshots], ...copies])',
        replace: 'new Map([[region, snapshots]])',
      },
    ],
    otherwise: {
      tests: ['test/functions/sweep-region.test.ts', 'test/local/world/recovery-point-age.test.ts'],
      because: 'no key is disabled in it',
    },
  },
  {
    name: 'a source that claims to be from the future takes the place of another’s copy',
    edits: [
      {
        file: 'functions/domain/missing-copies.ts',
        find: ' && takenAtMs(source) <= question.now.getTime()',
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/missing-copies.test.ts'],
      because: 'its clocks are minutes off, and a sweep comes by the hour',
    },
  },
  {
    name: 'a copy of a volume that has left is never confirmed, and others wait for it',
    edits: [
      {
        file: 'functions/domain/sweep-sources.ts',
        find: "areInScope || lack === 'copy unconfirmed'",
        replace: 'areInScope',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/sweep-sources.test.ts'],
      because: 'few volumes of it leave within the hour in which an event is lost',
    },
  },
  {
    name: 'a volume is pruned no more for a day once any repair of it has been tried',
    edits: [
      {
        file: 'functions/sweep-region/start-repairs.ts',
        find: 'if (name === undefined) {',
        replace: 'if (prunes !== undefined) pruned.add(prunes);\n      if (name === undefined) {',
      },
    ],
    otherwise: {
      tests: ['test/functions/start-repairs.test.ts'],
      because:
        'it takes DR stacks that keep less than the primary one knows of, or what people have been told of',
    },
  },
  {
    name: 'a source is pruned whose copy a sweep has found gone',
    edits: [
      {
        file: 'functions/domain/sweep-sources.ts',
        find: ' || over.givenUp.some((id) => lost.has(id))',
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/sweep-sources.test.ts'],
      because: 'the copy has to be deleted on the very day on which it was made anew',
    },
  },
  {
    name: 'a Region that takes no executions is asked again for each repair',
    edits: [
      {
        file: 'functions/sweep-region/start-repairs.ts',
        find: 'closed.add(repair.region);',
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/functions/start-repairs.test.ts'],
      because: 'what is asked for in vain only takes time',
    },
  },
  {
    name: 'a freeze that was given up stays frozen when it ends',
    edits: [
      {
        file: 'infra/documents/freeze/4-watchdog.sh',
        find: '[ -z "$late" ] || { fsfreeze -u "$1" && exit 124; }',
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/infra/documents/freeze-watchdog.test.ts'],
      because: 'the local world plays what the script does, and not the script',
    },
  },
  {
    name: 'nobody thaws where no thaw comes',
    edits: [
      {
        file: 'infra/documents/freeze/4-watchdog.sh',
        find: '[ "$NOW" -lt "$deadline" ] ||',
        replace: 'true ||',
      },
    ],
    otherwise: {
      tests: ['test/infra/documents/freeze-watchdog.test.ts'],
      because: 'the local world plays what the script does, and not the script',
    },
  },
  {
    name: 'a freeze that comes after the thaw of its run freezes',
    edits: [
      {
        file: 'infra/documents/freeze/5-actions.sh',
        find: 'if mkdir "$dir" 2>/dev/null; then put',
        replace: 'if false; then put',
      },
    ],
    otherwise: {
      tests: ['test/infra/documents/freeze-and-thaw.test.ts'],
      because: 'the local world plays what the script does, and not the script',
    },
  },
  {
    name: 'the file system that holds the agent is frozen',
    edits: [
      {
        file: 'infra/documents/freeze/2-file-systems.sh',
        find: 'if [ -n "$held" ]; then',
        replace: 'if false; then',
      },
    ],
    otherwise: {
      tests: ['test/infra/documents/freeze-file-systems.test.ts'],
      because: 'the local world plays what the script does, and not the script',
    },
  },
];
