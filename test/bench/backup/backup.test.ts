import { missed, render } from '../../../bench/backup/backup';
import type { PlayedBackup, PlayedRegion } from '../../../bench/backup/play';

const FIRST: PlayedRegion = {
  region: 'us-east-1',
  toldMs: 2_000,
  makespanMs: 632_000,
  boundMs: 580_000,
  taken: 3000,
  volumesTaken: 3000,
};
const LAST: PlayedRegion = { ...FIRST, region: 'eu-west-1', toldMs: 45_000, makespanMs: 670_000 };

const backup = (more: Partial<PlayedBackup> = {}): PlayedBackup => ({
  volumes: 3000,
  regions: [FIRST, LAST],
  ec2Calls: 6040,
  refusals: 0,
  stateTransitions: 20,
  failedExecutions: 0,
  digests: 2,
  otherMessages: 0,
  ...more,
});

const withLast = (more: Partial<PlayedRegion>): PlayedBackup =>
  backup({ regions: [FIRST, { ...LAST, ...more }] });

const namesMissed = (played: PlayedBackup): string[] => missed(played).map(({ name }) => name);

test('a backup within all limits misses none', () => {
  expect(namesMissed(backup())).toEqual([]);
});

test.each<[name: string, played: PlayedBackup]>([
  ['volumes without a snapshot', withLast({ taken: 2999, volumesTaken: 2999 })],
  ['snapshots taken twice', withLast({ taken: 3001 })],
  ['the same from when Scheduler tells', withLast({ makespanMs: 684_000 })],
  ['EC2 calls per snapshot', backup({ ec2Calls: 6601 })],
  ['failed executions', backup({ failedExecutions: 1 })],
  ['other messages to people', backup({ otherMessages: 1 })],
])('above its limit: %s', (name, played) => {
  expect(namesMissed(played)).toEqual([name]);
});

test('a quota of snapshots that are under way costs refusals and looks, up to one more call for each snapshot', () => {
  expect(namesMissed(backup({ pendingSnapshots: 100, ec2Calls: 12_000 }))).toEqual([]);
  expect(namesMissed(backup({ pendingSnapshots: 100, ec2Calls: 12_001 }))).toEqual([
    'EC2 calls per snapshot',
  ]);
});

test('how late Scheduler tells is not held against the run', () => {
  expect(namesMissed(withLast({ toldMs: 59_000, makespanMs: 690_000 }))).toEqual([]);
});

test('the beginning of a smaller backup weighs more, so its makespan has no limit', () => {
  const smaller = withLast({ makespanMs: 9_000_000 });

  expect(namesMissed({ ...smaller, volumes: 2999 })).not.toContain('the same from when Scheduler tells');
});

test('a reader sees each figure of the last Region, what bounds it, and which limits are missed', () => {
  const text = render([withLast({ makespanMs: 684_000 }), backup({ pendingSnapshots: 100 })]);

  expect(text).toContain('As many snapshots under way as are asked for\n');
  expect(text).toContain('At most 100 snapshots under way in a Region\n');
  expect(text).toMatch(/makespan, seconds +│ +684 │/);
  expect(text).toMatch(/until Scheduler tells, seconds +│ +45 │/);
  expect(text).toMatch(/lower bound, seconds +│ +580 │/);
  expect(text).toMatch(/makespan to its lower bound +│ +1\.179 │/);
  expect(text).toMatch(/EC2 calls per snapshot +│ +1\.007 │ +1\.1 │/);
  expect(text).toMatch(/state transitions per 1,000 snapshots +│ +3\.333 │/);
  expect(text).toContain('missed: the same from when Scheduler tells is 1.102, at most 1.1 is allowed');
});
