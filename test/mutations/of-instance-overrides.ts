import type { Mutation } from './mutation';

const RULES = 'functions/domain/instance-overrides.ts';
const TESTS = ['test/functions/domain/instance-overrides.test.ts'];

/** Rules of the overrides that instances bear for their volumes. In the simulation a third of the deployments lets them count. */
export const OF_INSTANCE_OVERRIDES: readonly Mutation[] = [
  {
    name: 'nothing that an instance bears counts',
    edits: [{ file: RULES, find: 'return inherited.length === 0', replace: 'return inherited.length >= 0' }],
  },
  {
    name: 'what an instance bears wins over what its volume bears',
    edits: [{ file: RULES, find: '!isItsOwn(volume.tags[key])', replace: "!isItsOwn(volume.tags[''])" }],
    otherwise: { tests: TESTS, because: 'no volume of an instance has an override of its own there' },
  },
  {
    name: 'a detached volume goes by the settings at once',
    edits: [{ file: RULES, find: 'const isWhole = attached.length > 0 &&', replace: 'const isWhole =' }],
    otherwise: { tests: TESTS, because: 'few seeds detach a volume of an instance that bears an override' },
  },
  {
    name: 'where instances differ, the first counts',
    edits: [
      {
        file: 'functions/domain/override.ts',
        find: 'const isContested = borne.some(([, value]) => value !== borne[0]?.[1]);',
        replace: "const isContested = borne.some(([, value]) => value === '?');",
      },
    ],
    otherwise: { tests: TESTS, because: 'no volume is attached to several instances there' },
  },
  {
    name: 'a wish of an instance in a word that is none of ours means nothing',
    edits: [{ file: RULES, find: '(key === TAG.target ? undefined : unknownWish(tags)) ?? ', replace: '' }],
    otherwise: { tests: TESTS, because: 'few seeds have people who misspell what they put on an instance' },
  },
  {
    name: 'an instance that EC2 does not show yet bears nothing',
    edits: [
      {
        file: 'functions/tag-snapshot/handler.ts',
        find: 'if (unseen !== undefined && !isSettled(enteredAt, now()))',
        replace: "if (unseen === '' && !isSettled(enteredAt, now()))",
      },
    ],
    otherwise: {
      tests: ['test/functions/tag-snapshot.test.ts'],
      because: 'EC2 shows there what volumes are attached to',
    },
  },
  {
    name: 'what a restore has carried onto a volume wins over what its instance bears',
    edits: [
      {
        file: RULES,
        find: 'value !== undefined && readOverride(value).instanceId === undefined;',
        replace: 'value !== undefined;',
      },
    ],
    otherwise: { tests: TESTS, because: 'what somebody restores there is not judged' },
  },
  {
    name: 'for a sweep a snapshot needs no room for what an instance bears',
    edits: [
      {
        file: 'functions/domain/sweep-sources.ts',
        find: 'volume && instances ? withInstanceOverrides(volume, { instances, snapshots: siblings }) : volume',
        replace: 'volume',
      },
    ],
    otherwise: {
      tests: ['test/functions/domain/sweep-sources.test.ts'],
      because: 'no snapshot has so many tags of its own there',
    },
  },
  {
    name: 'a sweep that cannot read the instances tells the ages of volumes all the same',
    edits: [
      {
        file: 'functions/sweep-region/handler.ts',
        find: "if (read.status === 'rejected') throw read.reason;",
        replace: '',
      },
    ],
    otherwise: {
      tests: ['test/functions/sweep-region.test.ts'],
      because: 'calls that fail are tried again there, and answer in the end',
    },
  },
  {
    name: 'status is green where the target of a volume is not known',
    edits: [
      {
        file: 'cli/status/status.ts',
        find: 'unknownTargetCount === 0 &&',
        replace: 'unknownTargetCount >= 0 &&',
      },
    ],
    otherwise: {
      tests: ['test/cli/status/status.test.ts'],
      because: 'nobody asks for the status there',
    },
  },
  {
    name: 'the target of a volume of an instance is known without a list of instances',
    edits: [
      {
        file: 'cli/plan/unknown-target.ts',
        find: 'if (!instanceOverrides || isKnown)',
        replace: 'if (!instanceOverrides || !isKnown)',
      },
    ],
    otherwise: {
      tests: ['test/cli/plan/instance-overrides.test.ts'],
      because: 'plans have the list there',
    },
  },
];
