import type { Mutation } from './mutation';

const TAKE = 'functions/take-snapshots/take-frozen.ts';
const FREEZE = 'functions/domain/freeze.ts';
const HANDLER = 'functions/take-snapshots/handler.ts';

const OF_DOMAIN = ['test/functions/domain/freeze.test.ts'];
const OF_TAKING = ['test/functions/take-frozen.test.ts'];

const LATE = 'few deployments freeze, so that it takes dozens of seeds';
const RARE = 'few deployments freeze, and it takes a fault at that moment';

/** Rules of the freeze of instances. */
export const OF_FREEZES: readonly Mutation[] = [
  {
    name: 'what the watchdog has thawed too early counts as frozen',
    edits: [{ file: FREEZE, find: 'thaw.code !== 0 || level', replace: 'level' }],
    otherwise: { tests: OF_DOMAIN, because: RARE },
  },
  {
    name: 'what could not be frozen counts as frozen',
    edits: [{ file: FREEZE, find: 'if (freeze.code !== 0)', replace: 'if (freeze.code === 1)' }],
    otherwise: { tests: OF_DOMAIN, because: RARE },
  },
  {
    name: 'a schedule that takes none unfrozen takes all',
    edits: [{ file: TAKE, find: '(!hasFrozen(frozen) || isLate)', replace: 'false' }],
    otherwise: { tests: OF_TAKING, because: LATE },
  },
  {
    name: 'what may have thawed by itself before it was told counts as frozen',
    edits: [{ file: TAKE, find: '(!hasFrozen(frozen) || isLate)', replace: '!hasFrozen(frozen)' }],
    otherwise: { tests: OF_TAKING, because: RARE },
  },
  {
    name: 'a freeze is sent a second time',
    edits: [
      { file: 'functions/aws/freezer.ts', find: 'await withoutRetries.send(', replace: 'await ssm.send(' },
    ],
    otherwise: { tests: ['test/functions/aws/freezer.test.ts'], because: LATE },
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
    otherwise: { tests: OF_TAKING, because: LATE },
  },
  {
    name: 'a repeated attempt freezes by the run of the one before',
    edits: [
      { file: HANDLER, find: 'retryCount > 0 ? { ...before, freezes: [] } : before', replace: 'before' },
    ],
    otherwise: { tests: OF_TAKING, because: LATE },
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
    otherwise: { tests: OF_TAKING, because: RARE },
  },
  {
    name: 'nobody is told of an instance whose snapshots another call has tagged as a crash would leave them',
    edits: [
      {
        file: 'functions/take-snapshots/taken-before.ts',
        find: "if (consistency !== undefined && consistency !== 'crash')",
        replace: 'if (consistency !== undefined)',
      },
    ],
    otherwise: { tests: OF_TAKING, because: RARE },
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
    otherwise: { tests: OF_TAKING, because: 'no deployment of the simulation has thirty instances' },
  },
  {
    name: 'what is started while it is taken counts as stopped',
    edits: [
      { file: TAKE, find: 'return after.isStopped', replace: 'return !after.isStopped || after.isStopped' },
    ],
    otherwise: { tests: OF_TAKING, because: RARE },
  },
];
