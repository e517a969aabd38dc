import type { Mutation } from './mutation';

const RULES = 'functions/domain/schedule-retention-rules.ts';
const TESTS = ['test/functions/domain/schedule-retention.test.ts'];

/** Rules of what schedules keep of their own snapshots. In the simulation one deployment of five has schedules. */
export const OF_SCHEDULE_RETENTION: readonly Mutation[] = [
  {
    name: 'what a schedule keeps goes by the policy of the volume',
    edits: [
      {
        file: 'functions/domain/plan-retention.ts',
        find: 'schedulesKeeping(some, schedules, calendar)',
        replace: 'schedulesKeeping([], schedules, calendar)',
      },
    ],
    otherwise: { tests: TESTS, because: 'it takes some seeds with schedules, of which some keep more' },
  },
  {
    name: 'snapshots of others take the places of a schedule',
    edits: [{ file: RULES, find: "taken(snapshot) === 'yes'", replace: "taken(snapshot) !== 'perhaps'" }],
    otherwise: { tests: TESTS, because: 'it takes some seeds with schedules, of which some keep more' },
  },
  {
    name: 'a snapshot whose description is cut off is of no schedule',
    edits: [
      {
        file: 'functions/domain/scheduled-run.ts',
        find: "if (description.length >= DESCRIPTION_MAX) return 'perhaps';",
        replace: "if (description.length >= DESCRIPTION_MAX) return 'no';",
      },
    ],
    otherwise: { tests: TESTS, because: 'the names of its schedules are short' },
  },
  {
    name: 'a schedule that is renamed is no change of policy',
    edits: [
      {
        file: 'functions/domain/schedule-retention.ts',
        find: 'policy === policyNow && !ofSchedules.some(isGone)',
        replace: 'policy === policyNow',
      },
    ],
    otherwise: { tests: TESTS, because: 'nobody renames a schedule in it' },
  },
];
