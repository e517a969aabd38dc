import type { Bursts, PlayedCase } from '../../../bench/burst/burst';
import { missed, render } from '../../../bench/burst/measurements';
import type { PlayedBurst } from '../../../bench/burst/play';

const HOUR_MS = 3_600_000;

/** 10,000 copies of five minutes, through twenty slots: 41 hours and 40 minutes. */
const WORK_MS = 10_000 * 300_000;

const STEADY: PlayedBurst = {
  makespanMs: HOUR_MS,
  workMs: { 'us-west-2': 40 * 300_000 },
  started: 40,
  copied: 40,
  fullCopies: 0,
  executions: 80,
  failedExecutions: 0,
  failuresTold: 0,
  alarms: [],
  stateTransitions: 480,
  ec2Calls: 480,
  calls: 1160,
  refusals: 0,
  startsPerSecond: 1,
};

const GOOD: PlayedBurst = {
  ...STEADY,
  makespanMs: 43 * HOUR_MS,
  workMs: { 'us-west-2': WORK_MS },
  started: 10_000,
  copied: 10_000,
  executions: 20_000,
  stateTransitions: 120_000,
  ec2Calls: 126_000,
  calls: 300_000,
  startsPerSecond: 30,
};

const bursts = (played: Partial<PlayedBurst>, more: Partial<PlayedCase> = {}): Bursts => ({
  snapshots: 10_000,
  cases: [{ way: 'queue', slots: 20, othersSlots: 0, drRegions: 1, ...more, played: { ...GOOD, ...played } }],
  steady: { 1: STEADY },
});

const namesMissed = (played: Partial<PlayedBurst>, more: Partial<PlayedCase> = {}): string[] =>
  missed(bursts(played, more)).map(({ measurement }) => measurement.name);

test('a burst within all limits misses none', () => {
  expect(namesMissed({})).toEqual([]);
});

test.each<[name: string, played: Partial<PlayedBurst>]>([
  ['makespan to its lower bound', { makespanMs: 44 * HOUR_MS }],
  ['snapshots without a copy', { started: 9_999, copied: 9_999 }],
  ['copies made twice', { started: 10_001 }],
  ['full copies that could be incremental', { fullCopies: 1 }],
  ['failed executions', { failedExecutions: 1 }],
  ['failures told', { failuresTold: 1 }],
  ['EC2 calls per snapshot to those without a wait', { ec2Calls: 133_000 }],
  ['state transitions per snapshot to those without a wait', { stateTransitions: 120_001 }],
  ['executions started in a second', { startsPerSecond: 301 }],
])('above its limit: %s', (name, played) => {
  expect(namesMissed(played)).toEqual([name]);
});

test('the ways that others go have no limits', () => {
  expect(namesMissed({ failedExecutions: 9_000, ec2Calls: 1_000_000 }, { way: 'once' })).toEqual([]);
});

test('the last copies of a smaller burst weigh more, so its makespan has no limit', () => {
  const smaller = { ...bursts({ makespanMs: 99 * HOUR_MS }), snapshots: 9_999 };

  expect(missed(smaller).map(({ measurement }) => measurement.name)).not.toContain(
    'makespan to its lower bound',
  );
});

test('a reader sees each figure, what bounds it, and which limits are missed', () => {
  const text = render([bursts({ makespanMs: 44 * HOUR_MS })]);

  expect(text).toMatch(/makespan +│ +44 h 00 min │/);
  expect(text).toMatch(/its lower bound +│ +41 h 40 min │/);
  expect(text).toMatch(/set by +│ +20 slots │/);
  expect(text).toContain(
    'missed: makespan to its lower bound is 1.056 with the copy queue, 20 slots, one DR Region, at most 1.05 is allowed\n',
  );
});
