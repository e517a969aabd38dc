import type { Mutation } from './mutation';

const PLAN = 'functions/domain/plan-retention.ts';
const SET = 'functions/domain/snapshot-set.ts';
const PRUNE = 'functions/prune-volume/handler.ts';

/** Rules of the sets of an instance. In the simulation one deployment of five takes some. */
export const OF_SETS: readonly Mutation[] = [
  {
    name: 'a set that lacks a member counts as a recovery point',
    edits: [{ file: SET, find: 'volumeId)).size >= size', replace: 'volumeId)).size >= 1' }],
    otherwise: {
      tests: ['test/functions/domain/plan-together.test.ts', 'test/local/world/instance-backup.test.ts'],
      because: 'the guard refuses what the plan would delete then',
    },
  },
  {
    name: 'a set goes in part',
    edits: [
      {
        file: 'functions/domain/plan-together.ts',
        find: 'if (volumeIds.length === 1 && ',
        replace: 'if (volumeIds.length > 0 || ',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/plan-together.test.ts'],
      because: 'it takes some seeds with schedules, which are one in five',
    },
  },
  {
    name: 'copies of another volume go though one of it is here again that nobody has been told of',
    edits: [{ file: PRUNE, find: 'restored.length === 0 &&', replace: 'restored.length >= 0 &&' }],
    otherwise: {
      tests: ['test/functions/prune-volume.test.ts'],
      because: 'few histories of the simulation come to it',
    },
  },
  {
    name: 'the newest whole set goes for single snapshots',
    edits: [{ file: SET, find: '? setOf(other) !== undefined :', replace: '? setOf(other) === undefined :' }],
    otherwise: {
      tests: ['test/functions/domain/plan-together.test.ts'],
      because: 'the guard refuses what the plan would delete then',
    },
  },
  {
    name: 'of a set that lacks a member more goes than if it counted',
    edits: [
      {
        file: PLAN,
        find: 'keptIfAllCounted.has(snapshot.snapshotId) || !mayGo',
        replace: '!mayGo',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/plan-together.test.ts'],
      because: 'it takes some seeds with schedules, which are one in five',
    },
  },
  {
    name: 'the guard takes a set that lacks a member for a newer one',
    edits: [
      {
        file: 'functions/domain/guard.ts',
        find: 'new Set(volumes).size >= Number(size)',
        replace: 'new Set(volumes).size >= 1',
      },
    ],
    otherwise: { tests: ['test/functions/domain/guard.test.ts'], because: 'the plan is right' },
  },
  {
    name: 'in a DR Region the older copies of the other volumes of a set stay until their next one',
    edits: [{ file: PRUNE, find: 'if (region !== primaryRegion)', replace: 'if (region === primaryRegion)' }],
    otherwise: {
      tests: ['test/functions/prune-volume.test.ts'],
      because: 'the next sweep prunes them',
    },
  },
  {
    name: 'a set goes while one of it is being archived',
    edits: [
      {
        file: PRUNE,
        find: 'if (ofOthers.length === 0) return managed;',
        replace: 'if (ofOthers.length > -1) return [...managed, ...ofOthers];',
      },
    ],
    otherwise: {
      tests: ['test/functions/prune-volume.test.ts'],
      because: 'it takes some seeds with schedules, which are one in five',
    },
  },
  {
    name: 'what two calls take for one run passes for one set',
    edits: [
      {
        file: 'functions/aws/new-snapshots.ts',
        find: 'id: setIdOf(newId()), size',
        replace: "id: run.scheduledAt.replace(/\\D/g, '').slice(2), size",
      },
    ],
    otherwise: {
      tests: ['test/functions/aws/new-snapshots.test.ts'],
      because: 'where two calls of it take a run, each takes all',
    },
  },
  {
    name: 'what was taken with another of its instance is taken again',
    edits: [
      {
        file: 'functions/take-snapshots/turns.ts',
        find: ' && !this.#ahead.has(volumeId)',
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/functions/take-snapshots.test.ts'],
      because: 'a run of its few volumes is done in one call',
    },
  },
  {
    name: 'a set is taken with what is attached and not covered',
    edits: [
      {
        file: 'functions/take-snapshots/units.ts',
        find: '.filter((id) => !ids.has(id))',
        replace: '.filter((id) => ids.has(id) && id === undefined)',
      },
    ],
    otherwise: {
      tests: ['test/functions/take-snapshots.test.ts', 'test/local/world/instance-backup.test.ts'],
      because: 'all volumes of its instance are covered',
    },
  },
  {
    name: 'the copy of a member does not say of which set',
    edits: [{ file: 'functions/aws/copies.ts', find: 'set: readSet(tags[TAG.set]),', replace: '' }],
    otherwise: {
      tests: ['test/local/world/instance-backup.test.ts'],
      because: 'copies are single snapshots then, which are kept as such',
    },
  },
  {
    name: 'a member of a set is left out for a newer copy of its volume',
    edits: [{ file: 'functions/domain/left-out-copy.ts', find: ' || isOfSet', replace: '' }],
    otherwise: {
      tests: ['test/functions/domain/left-out-copy.test.ts'],
      because: 'its copies rarely wait for so long',
    },
  },
  {
    name: 'the ages that a sweep tells count members of broken sets',
    edits: [
      {
        file: 'functions/sweep-region/report-protection.ts',
        find: 'byVolume(ofWholeSets(managed, now))',
        replace: 'byVolume(managed)',
      },
    ],
    otherwise: {
      tests: ['test/functions/report-protection.test.ts'],
      because: 'it breaks no set for as long as a target',
    },
  },
];
