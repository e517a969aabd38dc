import { parseSettings } from '../../infra/settings';
import type { Attempt, AskedFreeze, InstanceTaking } from '../../local/simulation/freeze-history';
import { judgeFreezing, type Frozen } from '../../local/simulation/freezing';

const INSTANCE = 'i-00000000000000001';
const ASKED_MS = Date.parse('2026-03-01T01:30:10Z');
const TAKEN_MS = ASKED_MS + 3_000;
const EXECUTION = 'Execution: https://…:backup-2026-03-01T01-30-00Z';

const { schedules } = parseSettings(
  {
    primary: { region: 'eu-west-1', retention: { last: 2 } },
    dr: [{ region: 'eu-central-1', retention: { last: 1 } }],
    schedules: [
      {
        name: 'nightly',
        schedule: 'cron(30 1 * * ? *)',
        mode: 'instance',
        freeze: { application: 'postgresql', thawAfterSeconds: 20 },
      },
      { name: 'plain', schedule: 'cron(30 1 * * ? *)' },
      {
        name: 'evening',
        schedule: 'cron(30 1 * * ? *)',
        mode: 'instance',
        freeze: { otherwise: 'takeNone' },
      },
    ],
  },
  'the test',
);

const by = (names: string): string =>
  `snapshot-keeper snapshot-keeper: due 2026-03-01T01:30:00Z by ${names}, set 0123456789ab/2`;

const ASKED: AskedFreeze = {
  atMs: ASKED_MS,
  instanceId: INSTANCE,
  run: 'one',
  application: 'postgresql',
  thawAfterSeconds: 20,
};

const TAKING: InstanceTaking = {
  atMs: TAKEN_MS,
  snapshotId: 'snap-1',
  instanceId: INSTANCE,
  description: by('nightly'),
  wasStopped: false,
  level: 'application',
};

const ATTEMPT: Attempt = {
  startMs: ASKED_MS - 1_000,
  endMs: TAKEN_MS + 5_000,
  runs: ['one'],
  hasLived: true,
};

/** An instance is frozen for five seconds, and its snapshot is taken in the middle. */
const GOOD: Frozen = {
  history: { asked: [ASKED], takings: [TAKING], attempts: [ATTEMPT], repeatedMs: [], thawFailsMs: [] },
  runs: [{ instanceId: INSTANCE, run: 'one', freezeAskedMs: ASKED_MS, thawAskedMs: TAKEN_MS + 100 }],
  starts: [],
  periods: [
    {
      instanceId: INSTANCE,
      run: 'one',
      fromMs: ASKED_MS + 1_000,
      wholeFromMs: ASKED_MS + 2_000,
      wholeToMs: ASKED_MS + 5_000,
      toMs: ASKED_MS + 6_000,
      thawedBy: 'thaw',
    },
  ],
  schedules,
  notifications: [],
  settledMs: Infinity,
  nowMs: ASKED_MS + 3_600_000,
};

const rules = (changes: Partial<Frozen>, history: Partial<Frozen['history']> = {}): string[] =>
  judgeFreezing({ ...GOOD, ...changes, history: { ...GOOD.history, ...history } }).map(({ rule }) => rule);

const thawedAfter = (ms: number | undefined): Partial<Frozen> => ({
  runs: [
    {
      instanceId: INSTANCE,
      run: 'one',
      freezeAskedMs: ASKED_MS,
      ...(ms !== undefined && { thawAskedMs: ASKED_MS + ms }),
    },
  ],
});

/** The one snapshot, with changes. */
const taken = (changes: Partial<InstanceTaking>): Partial<Frozen['history']> => ({
  takings: [{ ...TAKING, ...changes }],
});

const UNTOLD = 'what was not frozen is told';
const UNTRUE = 'a snapshot is worth what its tag says';
const UNTHAWED = 'every freeze is followed by the call of its thaw';

test('nothing is wrong with what is frozen, taken and thawed', () => {
  expect(rules({})).toEqual([]);
});

describe('what an instance has taken by VSS', () => {
  const both = (...ready: readonly boolean[]): Partial<Frozen['history']> => ({
    asked: [],
    attempts: [],
    takings: ready.map((isReady, index) => ({
      ...TAKING,
      snapshotId: `snap-${index}`,
      isByVss: true,
      ...(isReady && { isReady }),
    })),
  });
  const alone = { runs: [], periods: [] };

  test('is what its tag says where it has said of the whole set that all was ready', () => {
    expect(rules(alone, both(true, true))).toEqual([]);
    expect(rules(alone, both(true, false))).toEqual([UNTRUE, UNTRUE]);
  });

  test('is taken before it is known, so that a schedule that takes none otherwise has it, and is told', () => {
    const { takings = [] } = both(false);
    const evening = takings.map((one) => ({ ...one, level: 'crash', description: by('evening') }));

    expect(rules(alone, { takings: evening })).toEqual([UNTOLD]);
  });
});

test('a freeze without a thaw within four minutes is found, also where the freeze was refused', () => {
  const without = { takings: [] };

  expect(rules(thawedAfter(undefined), without)).toEqual([UNTHAWED]);
  expect(rules({ ...thawedAfter(undefined), periods: [] }, without)).toEqual([UNTHAWED]);
  expect(rules(thawedAfter(240_000), without)).toEqual([]);
  expect(rules(thawedAfter(240_001), without)).toEqual([UNTHAWED]);
});

test('where the function was killed, the next attempt that lives calls the thaw, and first of all', () => {
  const killed = { ...ATTEMPT, hasLived: false };
  const killedAgain = { ...killed, startMs: ASKED_MS + 300_000, endMs: ASKED_MS + 300_010 };
  const next = { ...ATTEMPT, startMs: ASKED_MS + 600_000, endMs: ASKED_MS + 900_000 };
  const attempts = [killed, killedAgain, next];

  expect(rules(thawedAfter(605_000), { takings: [], attempts })).toEqual([]);
  expect(rules(thawedAfter(605_001), { takings: [], attempts })).toEqual([UNTHAWED]);
  expect(rules(thawedAfter(undefined), { takings: [], attempts })).toEqual([UNTHAWED]);
  expect(rules(thawedAfter(undefined), { takings: [], attempts: [killed, killedAgain] })).toEqual([]);
});

test('a thaw that is not called as soon as EC2 has taken the snapshots is found, unless the function was killed', () => {
  const killed = [{ ...ATTEMPT, hasLived: false }];

  expect(rules(thawedAfter(13_000))).toEqual([]);
  expect(rules(thawedAfter(13_001))).toEqual(['the thaw is called as soon as EC2 has taken the snapshots']);
  expect(rules(thawedAfter(13_001), { attempts: killed })).toEqual([]);
  expect(rules(thawedAfter(13_001), { repeatedMs: [ASKED_MS - 60_000] })).toEqual([]);
});

test('what stands frozen for longer than the freeze allows is found, unless the instance cannot thaw', () => {
  const frozenFor = (ms: number) => ({
    periods: [{ ...GOOD.periods[0]!, toMs: GOOD.periods[0]!.fromMs + ms }],
  });
  const RULE = 'nothing stands frozen for longer than its watchdog lets it';
  const failing = { thawFailsMs: [{ instanceId: INSTANCE, atMs: TAKEN_MS }] };

  expect(rules(frozenFor(25_000))).toEqual([]);
  expect(rules(frozenFor(25_001))).toEqual([RULE]);
  expect(rules(frozenFor(60_000), failing)).toEqual([]);
  expect(rules(frozenFor(70_000), failing)).toEqual([RULE]);
});

test('what still stands frozen in the end is found', () => {
  const lasting = { instanceId: INSTANCE, run: 'one', fromMs: ASKED_MS, wholeFromMs: ASKED_MS };

  expect(rules({ periods: [lasting] })).toEqual([
    'nothing stands frozen for longer than its watchdog lets it',
  ]);
});

test('a run of the freeze document that is asked to freeze twice is found, but where its input ran twice', () => {
  const asked = [ASKED, { ...ASKED, atMs: ASKED_MS + 1_000 }];

  expect(rules({}, { asked })).toEqual(['a run of the freeze document freezes once']);
  expect(rules({}, { asked, repeatedMs: [ASKED_MS - 60_000] })).toEqual([]);
  expect(rules({}, { asked: [ASKED, { ...ASKED, run: 'two', atMs: ASKED_MS + 1_000 }] })).toEqual([]);
});

test.each([
  ['before all stood still', ASKED_MS + 1_999],
  ['after the thaw had begun', ASKED_MS + 5_001],
])('a snapshot that counts as frozen and was taken %s is found', (_, atMs) => {
  const called = thawedAfter(5_000);

  expect(rules(called, taken({ atMs }))).toEqual([UNTRUE]);
  expect(rules(called, taken({ atMs, level: 'filesystem' }))).toEqual([UNTRUE]);
});

test('so is one that counts as taken with an application that nobody had asked', () => {
  const asked = [{ ...ASKED, application: 'none' }];

  expect(rules({}, { asked })).toEqual([UNTRUE]);
  expect(rules({}, { asked, ...taken({ level: 'filesystem' }) })).toEqual([]);
});

test('so are one of an instance that counts as stopped and ran, and one with a level that nobody knows', () => {
  expect(rules({}, taken({ level: 'stopped' }))).toEqual([UNTRUE]);
  expect(rules({ periods: [] }, taken({ level: 'stopped', wasStopped: true }))).toEqual([]);
  expect(rules({}, taken({ level: 'frozen' }))).toEqual([UNTRUE]);
});

test('what only schedules with takeNone have taken of an instance that runs and does not stand still is found', () => {
  const RULE = 'what is to be taken frozen or not at all is not taken otherwise';
  const told = { notifications: [{ message: `${INSTANCE}: it hangs\n${EXECUTION}` }] };
  const unfrozen = { ...told, periods: [] };
  const crash = (names: string) => taken({ description: by(names), level: 'crash' });

  expect(rules(unfrozen, crash('evening'))).toEqual([RULE]);
  expect(rules(unfrozen, { ...crash('evening'), repeatedMs: [TAKEN_MS - 60_000] })).toEqual([]);
  expect(rules(told, crash('evening'))).toEqual([]);
  expect(rules(unfrozen, crash('nightly, evening'))).toEqual([]);
  expect(rules(unfrozen, crash('plain, evening'))).toEqual([]);
  expect(rules(unfrozen, taken({ description: by('evening'), level: 'stopped', wasStopped: true }))).toEqual(
    [],
  );
  const started = (minutes: number, instanceId = INSTANCE) => ({
    ...unfrozen,
    starts: [{ instanceId, atMs: TAKEN_MS - minutes * 60_000 }],
  });
  // EC2's answers may be so old that it still showed it as stopped.
  expect(rules(started(8), crash('evening'))).toEqual([]);
  expect(rules(started(9), crash('evening'))).toEqual([RULE]);
  expect(rules(started(-1), crash('evening'))).toEqual([RULE]);
  expect(rules(started(1, 'i-00000000000000009'), crash('evening'))).toEqual([RULE]);
});

test('what was not frozen and is not told is found: the digest names the instance, or a failure the run', () => {
  const digest = `Not frozen:\n  ${INSTANCE}: it hangs\n${EXECUTION}`;
  const failure = `Error: SnapshotsNotTaken\n${EXECUTION}`;
  const told = (message: string) => rules({ notifications: [{ message }] }, taken({ level: 'crash' }));

  expect(rules({}, taken({ level: 'crash' }))).toEqual([UNTOLD]);
  expect(rules({}, { takings: [{ ...TAKING, level: undefined }] as unknown as InstanceTaking[] })).toEqual([
    UNTOLD,
  ]);
  expect(told(`backup done\n${EXECUTION}`)).toEqual([UNTOLD]);
  expect(told(digest.replace('T01-30', 'T13-30'))).toEqual([UNTOLD]);
  expect(told(digest)).toEqual([]);
  expect(told(failure)).toEqual([]);
});

test('nobody is told of what no schedule wants frozen, nor hears how the second run of an input ends', () => {
  expect(rules({}, taken({ level: 'crash', description: by('plain') }))).toEqual([]);
  expect(rules({}, { ...taken({ level: 'crash' }), repeatedMs: [TAKEN_MS - 60_000] })).toEqual([]);
});

test('once nothing goes wrong any more, what is not frozen as the schedule asks is found', () => {
  const RULE = 'what nothing hinders is frozen';
  const settled = { settledMs: TAKEN_MS, notifications: [{ message: `${INSTANCE}\n${EXECUTION}` }] };

  expect(rules(settled)).toEqual([]);
  expect(rules(settled, taken({ level: 'crash' }))).toEqual([RULE]);
  expect(rules(settled, taken({ level: 'filesystem' }))).toEqual([RULE]);
  expect(rules(settled, taken({ level: 'filesystem', description: by('evening') }))).toEqual([]);
});

test('a message that leaves out for want of a freeze what a schedule takes anyway is found', () => {
  const left = (names: string) =>
    `2 volumes of ${names} have no snapshot of 2026-03-01T01:30:00Z, 0 have one. vol-1: ${INSTANCE} cannot be frozen: 206\n${EXECUTION}`;

  expect(rules({ notifications: [{ message: left('evening') }] })).toEqual([]);
  expect(rules({ notifications: [{ message: left('nightly, evening') }] })).toEqual([
    'only what takes none unfrozen is left out for it',
  ]);
});
