import type { Mutation } from './mutation';

const BY_VSS = 'functions/take-snapshots/take-by-vss.ts';
const TAKING = ['test/functions/take-by-vss.test.ts'];
const BECAUSE = 'few deployments have Windows, so that it takes dozens of seeds';

/** Rules of what Windows instances take by themselves. */
export const OF_VSS: readonly Mutation[] = [
  {
    name: 'a set is ready for VSS of which one member is',
    edits: [
      {
        file: BY_VSS,
        find: 'shown.every(({ isAppConsistent }) => isAppConsistent)\n    ?',
        replace: 'true\n    ?',
      },
    ],
    otherwise: { tests: TAKING, because: BECAUSE },
  },
  {
    name: 'a set that lacks what VSS has left out counts as taken',
    edits: [
      {
        file: BY_VSS,
        find: ' && shown.every(({ lackingSet }) => lackingSet === undefined);',
        replace: ';',
      },
    ],
    otherwise: { tests: TAKING, because: BECAUSE },
  },
  {
    name: 'what VSS has left out has the others of its instance fail',
    edits: [
      {
        file: 'functions/take-snapshots/open-units.ts',
        find: '(isUnseen(one) || isLacking(one))',
        replace: 'isUnseen(one)',
      },
    ],
    otherwise: { tests: TAKING, because: BECAUSE },
  },
  {
    name: 'VSS is asked again for what it has left out',
    edits: [
      {
        file: BY_VSS,
        find: 'if (leftOut !== undefined && saidBefore === undefined)',
        replace: "if (leftOut === '')",
      },
      {
        file: BY_VSS,
        find: "if (leftOut !== undefined && freeze.otherwise === 'takeNone')",
        replace: "if (leftOut === '')",
      },
    ],
    otherwise: { tests: TAKING, because: BECAUSE },
  },
  {
    name: 'what VSS may yet take is taken again at once',
    edits: [{ file: BY_VSS, find: "if (ended.end === 'not run')", replace: "if (ended.end !== 'unknown')" }],
    otherwise: { tests: TAKING, because: BECAUSE },
  },
  {
    name: 'a command of VSS that goes on is not waited for',
    edits: [{ file: BY_VSS, find: 'SETTLED_SECONDS + VSS_OVER_SECONDS', replace: 'SETTLED_SECONDS' }],
    otherwise: { tests: TAKING, because: BECAUSE },
  },
  {
    name: 'a data volume that nothing covers is taken by VSS',
    edits: [
      {
        file: BY_VSS,
        find: 'if (strange !== undefined)',
        replace: 'if (others.length === 99 && strange !== undefined)',
      },
    ],
    otherwise: { tests: TAKING, because: BECAUSE },
  },
  {
    name: 'an instance is asked for VSS when the call is almost over',
    edits: [{ file: BY_VSS, find: 'now().getTime() + VSS_PATIENCE_MS > workedMs', replace: 'false' }],
    otherwise: { tests: TAKING, because: BECAUSE },
  },
  {
    name: 'a tag AppConsistent of False says that it is',
    edits: [
      {
        file: 'functions/aws/new-snapshots.ts',
        find: "tags[APP_CONSISTENT]?.toLowerCase() === 'true'",
        replace: 'tags[APP_CONSISTENT] !== undefined',
      },
    ],
    otherwise: { tests: ['test/functions/aws/new-snapshots.test.ts'], because: BECAUSE },
  },
  {
    name: 'the command of VSS is sent a second time',
    edits: [{ file: 'functions/aws/vss.ts', find: 'await withoutRetries.send(', replace: 'await ssm.send(' }],
    otherwise: { tests: ['test/functions/aws/vss.test.ts'], because: BECAUSE },
  },
];
