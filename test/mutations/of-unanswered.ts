import type { Mutation } from './mutation';

const TAKE = 'functions/take-snapshots/take-as-many.ts';
const UNIT = 'functions/take-snapshots/take-unit.ts';
const UNANSWERED = 'functions/take-snapshots/unanswered.ts';
const OF_PASSES = ['test/functions/take-unanswered.test.ts'];
const SHORT = 'its outages answer no look either, and its lost answers are few';

/** Rules of what EC2 leaves unanswered. */
export const OF_UNANSWERED: readonly Mutation[] = [
  {
    name: 'a volume that EC2 leaves unanswered holds up all others',
    edits: [
      {
        file: TAKE,
        find: 'isUnknown && named === undefined ?',
        replace: 'isUnknown && named !== undefined ?',
      },
    ],
    otherwise: {
      tests: OF_PASSES,
      because: 'it takes a lost answer before another volume, and no other fault in ten minutes',
    },
  },
  {
    name: 'a person who names a volume waits two hours for an answer of EC2',
    edits: [{ file: TAKE, find: 'isUnknown && named === undefined ?', replace: 'isUnknown ?' }],
    otherwise: { tests: OF_PASSES, because: 'nobody takes one by hand in it' },
  },
  {
    name: 'what EC2 has not answered is tried again at once',
    edits: [
      { file: UNANSWERED, find: 'const waitSeconds = this.#waitSeconds;', replace: 'const waitSeconds = 1;' },
    ],
    otherwise: {
      tests: OF_PASSES,
      because: 'EC2 shows there within seconds what it has taken, but for a few looks',
    },
  },
  {
    name: 'a pass does not wait for what VSS may yet take',
    edits: [
      {
        file: UNANSWERED,
        find: 'this.#waitSeconds = Math.max(this.#waitSeconds, waitSeconds);',
        replace: 'this.#waitSeconds = Math.min(this.#waitSeconds, waitSeconds);',
      },
    ],
    otherwise: {
      tests: OF_PASSES,
      because: 'few deployments have Windows, so that it takes dozens of seeds',
    },
  },
  {
    name: 'a pass forgets what has been in vain, and reboots an instance again',
    edits: [
      {
        file: TAKE,
        find: 'turns.tried(covered) ?? { volumeId, inVain: {} }',
        replace: '{ volumeId, inVain: {} }',
      },
    ],
    otherwise: { tests: OF_PASSES, because: 'few deployments reboot' },
  },
  {
    name: 'what is tried in an outage counts',
    edits: [{ file: UNIT, find: "if (isUnanswered && silence === 'outage')", replace: 'if (before > 99)' }],
    otherwise: { tests: OF_PASSES, because: SHORT },
  },
  {
    name: 'single volumes that are never answered pass for an outage',
    edits: [
      {
        file: 'functions/take-snapshots/turns.ts',
        find: "if (this.#turn !== 'unanswered') this.#unanswered.unanswered",
        replace: 'this.#unanswered.unanswered',
      },
    ],
    otherwise: { tests: OF_PASSES, because: SHORT },
  },
  {
    name: 'an answer does not end an outage',
    edits: [{ file: UNANSWERED, find: 'this.#inARow = 0;', replace: 'this.#inARow += 0;' }],
    otherwise: { tests: OF_PASSES, because: SHORT },
  },
  {
    name: 'an instance that could not be frozen ends an outage',
    edits: [
      {
        file: TAKE,
        find: "else if (taken.taking.outcome !== 'not frozen') turns.answered();",
        replace: 'else turns.answered();',
      },
    ],
    otherwise: { tests: OF_PASSES, because: SHORT },
  },
  {
    name: 'an outage lasts for a volume that EC2 shows as taken',
    edits: [{ file: TAKE, find: 'turns.answered();\n      tally.taken', replace: 'tally.taken' }],
    otherwise: { tests: OF_PASSES, because: SHORT },
  },
  {
    name: 'what EC2 has answered of an older state is tried for two hours',
    edits: [
      {
        file: UNIT,
        find: "taking.outcome === 'unknown' && taking.answered !== true",
        replace: "taking.outcome === 'unknown'",
      },
    ],
    otherwise: { tests: OF_PASSES, because: 'it is taken at the second try' },
  },
  {
    name: 'what EC2 has not answered is given up after three tries',
    edits: [{ file: UNIT, find: 'isUnanswered ? UNANSWERED_TRIES_MAX : TRIES_MAX', replace: 'TRIES_MAX' }],
    otherwise: { tests: OF_PASSES, because: SHORT },
  },
  {
    name: 'any number of volumes that wait for an answer stand in the state',
    edits: [
      {
        file: UNANSWERED,
        find: 'this.#later.size + length <= WAITING_MAX',
        replace: 'this.#later.size >= 0 && length > 0',
      },
    ],
    otherwise: { tests: OF_PASSES, because: 'it has few volumes' },
  },
  {
    name: 'a missing right to look at an instance passes for an outage',
    edits: [
      {
        file: 'functions/take-snapshots/make-image.ts',
        find: "return { outcome: 'unknown', reason: error.message, answered: true };",
        replace: "return { outcome: 'unknown', reason: error.message };",
      },
    ],
    otherwise: { tests: ['test/functions/make-image.test.ts'], because: 'its functions have all rights' },
  },
];
