import type { Mutation } from './mutation';

const STEP = 'functions/domain/restore-step.ts';
const HANDLER = 'functions/restore-volumes/handler.ts';
const PLAN = 'functions/domain/plan-restore.ts';
const tried = (file: string) => ({
  tests: [`test/functions/${file}.test.ts`],
  because: 'few histories of the simulation come to it',
});

/** What restores make, and how. */
export const OF_RESTORES: readonly Mutation[] = [
  {
    name: 'a restore makes a volume anew each time it is called again',
    edits: [
      {
        file: HANDLER,
        find: '.update(`${executionArn} ${snapshotId}`)',
        replace: '.update(`${executionArn} ${snapshotId} ${Math.random()}`)',
      },
    ],
  },
  {
    name: 'a volume that was deleted by mistake is left out of its instance at once',
    edits: [
      {
        file: 'functions/domain/restored-together.ts',
        find: 'if (lastMs < newest - SOME_RUNS_MS)',
        replace: 'if (lastMs < newest - ONE_RUN_MS)',
      },
    ],
    otherwise: tried('domain/restored-together'),
  },
  {
    name: 'a volume that another one has replaced comes back with its instance',
    edits: [
      {
        file: 'functions/domain/restored-together.ts',
        find: ': place.device !== undefined && isSameDevice(place.device, device)),',
        replace: ': false),',
      },
    ],
    otherwise: tried('domain/restored-together'),
  },
  {
    name: 'an instance is restored without a volume of which nothing is left, and ends well',
    edits: [
      {
        file: 'functions/domain/restore-choice.ts',
        find: '...(lacking.length > 0 && {',
        replace: '...(lacking.length > counted.length && {',
      },
    ],
    otherwise: tried('domain/restore-choice'),
  },
  {
    name: 'a volume is left out though the one that has its device now has nothing to restore',
    edits: [
      {
        file: 'functions/domain/restored-together.ts',
        find: 'lastMs: restorableMs(one, at) })),',
        replace: 'lastMs: attachedMs })),',
      },
    ],
    otherwise: tried('domain/restored-together'),
  },
  {
    name: 'an instance lacks what has come in the place of what is restored',
    edits: [
      {
        file: 'functions/domain/restored-together.ts',
        find: '!devices.some((other) => isSameDevice(other, device));',
        replace: "!devices.includes('');",
      },
    ],
    otherwise: tried('domain/restored-together'),
  },
  {
    name: 'a restore fails as soon as EC2 does not show the instance for which it chooses another device',
    edits: [
      {
        file: HANDLER,
        find: 'return unseen(taken, now(), `EC2 shows ${taken.instanceId} no more`);',
        replace: 'return { ...taken, failed: `EC2 shows ${taken.instanceId} no more` };',
      },
    ],
    otherwise: tried('restore-volumes'),
  },
  {
    name: 'a device that a person has named is changed for another',
    edits: [
      {
        file: 'functions/domain/restore-step.ts',
        find: 'isTaken && wanted.isAnyDevice === true',
        replace: 'isTaken',
      },
    ],
    otherwise: tried('domain/restore-step'),
  },
  {
    name: 'what a runbook leaves empty is asked for as an empty text',
    edits: [
      {
        file: 'functions/plan-restore/runbook-form.ts',
        find: "value !== ''",
        replace: 'value !== undefined',
      },
    ],
    otherwise: tried('runbook-form'),
  },
  {
    name: 'an empty text of a person is as nothing at all',
    edits: [
      {
        file: 'functions/plan-restore/runbook-form.ts',
        find: "if (!isRecord(input) || !isRecord(input['runbook']) || Object.keys(input).length > 1) return input;\n  const { of, ...asked } = input['runbook'];",
        replace:
          "if (!isRecord(input)) return input;\n  const { of, ...asked } = isRecord(input['runbook']) ? input['runbook'] : input;",
      },
    ],
    otherwise: tried('runbook-form'),
  },
  {
    name: 'two restores of one snapshot share their volume',
    edits: [
      {
        file: HANDLER,
        find: '.update(`${executionArn} ${snapshotId}`)',
        replace: '.update(`${executionArn.slice(0, 3)} ${snapshotId}`)',
      },
    ],
    otherwise: tried('restore-volumes'),
  },
  {
    name: 'a volume is attached though another of its restore has failed',
    edits: [{ file: HANDLER, find: 'isFailing || isMaking ?', replace: 'isMaking ?' }],
    otherwise: tried('restore-volumes'),
  },
  {
    name: 'a volume is attached though another of its restore is not there yet',
    edits: [{ file: HANDLER, find: 'isFailing || isMaking ?', replace: 'isFailing ?' }],
    otherwise: tried('restore-volumes'),
  },
  {
    name: 'after one that is refused a restore makes the others all the same',
    edits: [
      { file: HANDLER, find: 'if (volumes.some(({ failed }) => failed !== undefined)) break;', replace: '' },
    ],
    otherwise: tried('restore-volumes'),
  },
  {
    name: 'what a restore has made is forgotten where EC2 does not answer then',
    edits: [{ file: HANDLER, find: 'if (!isProgress) throw error;', replace: 'throw error;' }],
    otherwise: tried('restore-volumes'),
  },
  {
    name: 'a device that a repeated call has taken itself counts as taken by another',
    edits: [
      {
        file: STEP,
        find: 'IS_TAKEN.test(made.refusal)',
        replace: 'IS_TAKEN.test(made.volumeId)',
      },
    ],
    otherwise: tried('domain/restore-step'),
  },
  {
    name: 'a volume that was made with other tags is made as none',
    edits: [
      {
        file: 'functions/aws/new-volumes.ts',
        find: "if (codeOf(error) === 'IdempotentParameterMismatch')",
        replace: "if (codeOf(error) === 'IdempotentParameter')",
      },
    ],
    otherwise: tried('aws/new-volumes'),
  },
  {
    name: 'a volume that somebody has attached elsewhere counts as restored',
    edits: [
      {
        file: STEP,
        find: 'if (instanceId !== wanted.instanceId || device !== wanted.device)',
        replace: 'if (wanted.instanceId !== undefined && device !== device)',
      },
    ],
    otherwise: tried('domain/restore-step'),
  },
  {
    name: 'a volume that EC2 does not show yet has failed',
    edits: [
      {
        file: STEP,
        find: 'sinceMs(made.madeAt) < SETTLED_SECONDS * 1000',
        replace: 'sinceMs(made.madeAt) < 0',
      },
    ],
    otherwise: tried('domain/restore-step'),
  },
  {
    name: 'with an instance, the data of another one is restored to which its volume was moved',
    edits: [
      {
        file: 'functions/domain/restored-together.ts',
        find: 'return was === instanceId ? undefined :',
        replace: "return was !== '' ? undefined :",
      },
    ],
    otherwise: tried('domain/restored-together'),
  },
  {
    name: 'a restore chooses what IAM denies it',
    edits: [
      {
        file: 'functions/domain/restore-points.ts',
        find: 'isOurs && !isDenied);',
        replace: "isOurs && String(isDenied) !== '');",
      },
    ],
    otherwise: tried('domain/restore-choice'),
  },
  {
    name: 'a volume is made of what is of others',
    edits: [{ file: PLAN, find: 'if (!isOurs)', replace: "if (!isOurs && snapshotId === '')" }],
    otherwise: tried('domain/plan-restore'),
  },
  {
    name: 'a volume is attached in place of a device that is taken',
    edits: [{ file: PLAN, find: 'isSameDevice(other, device)', replace: 'other === device' }],
    otherwise: tried('domain/plan-restore'),
  },
  {
    name: 'a restored volume is held as its snapshot was, or bears what else is ours',
    edits: [
      {
        file: 'functions/domain/restored-tags.ts',
        find: 'const carried = Object.fromEntries(carriedTags(tags, true));',
        replace: 'const carried = tags;',
      },
    ],
    otherwise: tried('domain/restored-tags'),
  },
  {
    name: 'a restored volume is not protected where its snapshot does not repeat the tag of the selection',
    edits: [
      {
        file: 'functions/domain/restored-tags.ts',
        find: "selection === 'all' || isUnselected ? {}",
        replace: "selection === 'all' || isUnselected || !isSelected(carried, selection) ? {}",
      },
    ],
    otherwise: tried('domain/restored-tags'),
  },
  {
    name: 'a restored volume bears as its own what its instance bore',
    edits: [
      {
        file: 'functions/domain/restored-tags.ts',
        find: 'value === undefined || readOverride(value).instanceId !== undefined',
        replace: 'value === undefined',
      },
    ],
    otherwise: tried('domain/restored-tags'),
  },
];
