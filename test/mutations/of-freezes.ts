import type { Mutation } from './mutation';

const TAKE = 'functions/take-snapshots/take-frozen.ts';
const FREEZE = 'functions/domain/freeze.ts';
const HANDLER = 'functions/take-snapshots/handler.ts';

const byTests = (because: string) => ({
  tests: [
    'test/functions/take-frozen.test.ts',
    'test/functions/domain/freeze.test.ts',
    'test/functions/aws/freezer.test.ts',
  ],
  because,
});

const RARE = 'few deployments freeze, and it takes a fault at that moment';

/** Rules of the freeze of instances. */
export const OF_FREEZES: readonly Mutation[] = [
  {
    name: 'what the watchdog has thawed too early counts as frozen',
    edits: [{ file: FREEZE, find: 'thaw.code !== 0 || level', replace: 'level' }],
    otherwise: byTests(RARE),
  },
  {
    name: 'what could not be frozen counts as frozen',
    edits: [{ file: FREEZE, find: 'if (freeze.code !== 0)', replace: 'if (freeze.code === 1)' }],
    otherwise: byTests(RARE),
  },
  {
    name: 'a schedule that takes none unfrozen takes all',
    edits: [{ file: TAKE, find: '&& !hasFrozen(frozen)', replace: '&& false' }],
  },
  {
    name: 'a freeze is sent a second time',
    edits: [
      { file: 'functions/aws/freezer.ts', find: 'await withoutRetries.send(', replace: 'await ssm.send(' },
    ],
  },
  {
    name: 'a repeated attempt thaws nothing',
    edits: [
      {
        file: HANDLER,
        find: 'thawAnnounced(deps, input.progress?.freezes)',
        replace: 'thawAnnounced(deps, [])',
      },
    ],
  },
  {
    name: 'a repeated attempt freezes by the run of the one before',
    edits: [
      { file: HANDLER, find: 'retryCount > 0 ? { ...before, freezes: [] } : before', replace: 'before' },
    ],
  },
  {
    name: 'what cannot be tagged counts as frozen',
    edits: [
      {
        file: TAKE,
        find: "standing: { ...standing, consistency: 'crash', reason: `cannot",
        replace: 'standing: { ...standing, reason: `cannot',
      },
    ],
    otherwise: byTests(RARE),
  },
  {
    name: 'only what a volume itself asks for is announced',
    edits: [
      {
        file: 'functions/take-snapshots/freezes.ts',
        find: 'instanceId !== undefined && asking.has(instanceId)',
        replace:
          'instanceId !== undefined && asking.has(instanceId) && this.isAskedFor({ volume, schedules: [] })',
      },
    ],
    otherwise: byTests('no deployment of the simulation has thirty instances'),
  },
  {
    name: 'what is started while it is taken counts as stopped',
    edits: [
      { file: TAKE, find: 'return after.isStopped', replace: 'return !after.isStopped || after.isStopped' },
    ],
    otherwise: byTests(RARE),
  },
];
