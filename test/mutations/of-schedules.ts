import type { Mutation } from './mutation';

const HANDLER = 'functions/take-snapshots/handler.ts';
const TAKE = 'functions/take-snapshots/take-as-many.ts';
const BY_HAND = 'functions/take-snapshots/by-hand.ts';
const OF_HANDLER = ['test/functions/take-snapshots.test.ts'];

/** Rules of the scheduled backups. */
export const OF_SCHEDULES: readonly Mutation[] = [
  {
    name: 'a run does not look for what it has taken before',
    edits: [
      {
        file: TAKE,
        find: 'if (shown !== undefined) {',
        replace: 'if (shown?.snapshotId === volumeId) {',
      },
    ],
  },
  {
    name: 'a schedule takes a volume that is being deleted or in error, and its run fails',
    edits: [
      {
        file: 'functions/domain/schedule-coverage.ts',
        find: 'volume.unfit === undefined &&',
        replace: "String(volume.unfit) !== '' &&",
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/schedule-coverage.test.ts'],
      because: 'there volumes are gone at once, and none is in error',
    },
  },
  {
    name: 'a snapshot that EC2 shows as failed counts as taken, and the run sends a digest',
    edits: [
      {
        file: TAKE,
        find: 'shown?.failed !== undefined && shown.lackingSet',
        replace: "shown?.failed === '' && shown.lackingSet",
      },
    ],
    otherwise: { tests: OF_HANDLER, because: 'that it has failed is told by its own event as well' },
  },
  {
    name: 'a volume of which EC2 says once that there is none is left out at once',
    edits: [
      {
        file: 'functions/take-snapshots/turns.ts',
        find: 'this.#missing.size < MISSING_MAX',
        replace: 'this.#missing.size < 0',
      },
    ],
    otherwise: { tests: OF_HANDLER, because: 'there EC2 knows each volume that it shows' },
  },
  {
    name: 'an execution takes the name of a run to come, and nobody hears',
    edits: [
      {
        file: 'functions/domain/scheduled-run.ts',
        find: 'if (named === undefined) return;',
        replace: 'if (named !== null) return;',
      },
    ],
    otherwise: {
      tests: [...OF_HANDLER, 'test/functions/domain/scheduled-run.test.ts'],
      because: 'nobody starts such there',
    },
  },
  {
    name: 'a set that lacks a member counts as taken by a repeated attempt',
    edits: [
      {
        file: TAKE,
        find: 'if (shown?.lackingSet !== undefined) {',
        replace: "if (shown?.lackingSet === '') {",
      },
    ],
    otherwise: { tests: OF_HANDLER, because: 'no volume is detached while a set is taken' },
  },
  {
    name: 'a lost answer is not waited for after freezes that failed',
    edits: [
      {
        file: 'functions/take-snapshots/take-unit.ts',
        find: 'const before = tried.inVain[outcome] ?? 0;',
        replace: 'const before = Object.values(tried.inVain).reduce((all, of) => all + of, 0);',
      },
    ],
    otherwise: {
      tests: ['test/functions/take-frozen.test.ts'],
      because: 'few deployments freeze, and it takes two faults of one instance, one after the other',
    },
  },
  {
    name: 'another volume inherits the tries of the one that went away',
    edits: [{ file: TAKE, find: 'before.tried?.volumeId === volumeId', replace: 'before.tried !== null' }],
    otherwise: { tests: OF_HANDLER, because: 'no volume goes away between two tries' },
  },
  {
    name: 'what is put off to be frozen is forgotten',
    edits: [
      {
        file: 'functions/take-snapshots/turns.ts',
        find: "this.#turn === 'first' && this.#putOff.size > 0",
        replace: "this.#turn === 'first' && this.#putOff.size > 9",
      },
    ],
  },
  {
    name: 'a lost answer of CreateSnapshot is taken for a refusal',
    edits: [
      {
        file: 'functions/aws/new-snapshots.ts',
        find: "isRefused ? 'refused' : 'unknown'",
        replace: "isRefused ? 'refused' : 'busy'",
      },
    ],
  },
  {
    name: 'two schedules of one time are two runs',
    edits: [
      {
        file: 'functions/domain/due-run.ts',
        find: 'last === undefined ? { scheduledAt, schedule } : { scheduledAt: timeOfRun(last) }',
        replace: '{ scheduledAt, schedule }',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/due-run.test.ts', 'test/functions/domain/snapshot-event.test.ts'],
      because: 'EC2 refuses a second snapshot within 15 seconds, so that few seeds have two',
    },
  },
  {
    name: 'a run that Scheduler loses is not made up for',
    edits: [
      {
        file: 'functions/sweep-region/handler.ts',
        find: 'await startMissedRuns(deps);',
        replace: 'await Promise.resolve();',
      },
    ],
    otherwise: {
      tests: ['test/functions/sweep-region.test.ts'],
      because: 'Scheduler loses so few that it takes hundreds of seeds',
    },
  },
  {
    name: 'a sweep runs what a person has switched off',
    edits: [
      {
        file: 'functions/sweep-region/start-missed-runs.ts',
        find: 'known?.isOn !== true',
        replace: 'known === undefined',
      },
    ],
    otherwise: {
      tests: ['test/functions/start-missed-runs.test.ts', 'test/local/world/drain.test.ts'],
      because: 'nobody switches a schedule off in it',
    },
  },
  {
    name: 'a sweep makes up for what was due before the schedule was enabled',
    edits: [
      {
        file: 'functions/domain/due-run.ts',
        find: 'changedAt.getTime() + MINUTE_MS,',
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/due-run.test.ts', 'test/local/world/drain.test.ts'],
      because: 'nobody switches a schedule off in it',
    },
  },
  {
    name: 'one that is switched off runs with another of the same time',
    edits: [
      {
        file: HANDLER,
        find: 'due.length === 1 || isOnAt(await schedules.byName(schedulerName(name)), new Date(scheduledAt))',
        replace: 'true',
      },
    ],
    otherwise: { tests: OF_HANDLER, because: 'nobody switches a schedule off in it' },
  },
  {
    name: 'a run takes snapshots of what it was due for half a day ago',
    edits: [{ file: TAKE, find: 'now().getTime() >= lateMs', replace: 'false' }],
    otherwise: { tests: OF_HANDLER, because: 'no run of it is so late' },
  },
  {
    name: 'a volume that is busy is left out, and nobody hears of it',
    edits: [
      {
        file: 'functions/take-snapshots/tally.ts',
        find: "if (taking.outcome === 'gone') this.gone(one);\n      else if (taking.outcome !== 'taken') this.failed(one, taking.reason);",
        replace: "if (taking.outcome !== 'taken') this.gone(one);",
      },
    ],
    otherwise: { tests: OF_HANDLER, because: 'EC2 refuses few of its volumes' },
  },
  {
    name: 'a failed run ends with a digest that says it is done',
    edits: [{ file: HANDLER, find: ' || reached.failed > 0', replace: '' }],
    otherwise: { tests: OF_HANDLER, because: 'it does not read digests' },
  },
  {
    name: 'a volume that is opted out is taken with its instance',
    edits: [
      { file: 'functions/domain/schedule-coverage.ts', find: '!isOptedOut(volume.tags) && ', replace: '' },
    ],
    otherwise: {
      tests: [
        'test/functions/domain/schedule-coverage.test.ts',
        'test/local/world/instance-tag-backup.test.ts',
      ],
      because: 'nobody opts a volume of an instance out there',
    },
  },
  {
    name: 'a schedule that goes by a tag of instances takes what is attached to any',
    edits: [
      {
        file: 'functions/domain/schedule-coverage.ts',
        find: 'instanceIdsOf(volume).some((id) => tagged.has(id))',
        replace: 'instanceIdsOf(volume).length + tagged.size > 0',
      },
    ],
    otherwise: {
      tests: [
        'test/functions/domain/schedule-coverage.test.ts',
        'test/local/world/instance-tag-backup.test.ts',
      ],
      because: 'it takes some seeds with schedules, of which some go by instances',
    },
  },
  {
    name: 'a person has a snapshot taken of a volume that the deployment does not select',
    edits: [{ file: BY_HAND, find: '.filter(({ tags }) => isSelected(tags, selection))', replace: '' }],
    otherwise: { tests: OF_HANDLER, because: 'nobody takes one by hand in it' },
  },
  {
    name: 'a person who names an instance has its volumes taken one by one',
    edits: [
      {
        file: 'functions/take-snapshots/covered.ts',
        find: "if (named !== undefined) return 'instanceId' in named ? 'instance' : 'volume';",
        replace: '',
      },
    ],
    otherwise: {
      tests: [...OF_HANDLER, 'test/local/world/backup-by-hand.test.ts'],
      because: 'nobody takes one by hand in it',
    },
  },
  {
    name: 'Scheduler takes the role for schedules of other groups, too',
    edits: [
      {
        file: 'infra/constructs/schedules.ts',
        find: "'aws:SourceArn': this.#group.scheduleGroupArn,",
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/infra/permissions.test.ts'],
      because: 'nobody in it has schedules of another group',
    },
  },
];
