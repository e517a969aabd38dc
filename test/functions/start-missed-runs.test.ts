import type { KnownSchedule } from '../../functions/domain/due-run';
import { startMissedRuns } from '../../functions/sweep-region/start-missed-runs';
import { recorder } from '../support/recorder';

const NIGHTLY: KnownSchedule = {
  isOn: true,
  expression: 'cron(30 1 * * ? *)',
  timeZone: 'UTC',
  windowMinutes: 0,
  changedAt: new Date('2029-01-01T00:00:00Z'),
};
const RUN = 'backup-2030-01-02T01-30-00Z';

type World = {
  readonly schedules?: Readonly<Record<string, KnownSchedule | undefined>>;
  readonly running?: readonly string[];
  readonly ended?: readonly string[];
  readonly machines?: Readonly<Record<string, string>>;
};

async function start({
  schedules = { nightly: NIGHTLY },
  running = [],
  ended = [],
  machines = { backup: 'arn:backup' },
}: World = {}) {
  const { log, metrics, lines, counts, gauges } = recorder();
  const started: unknown[] = [];
  await startMissedRuns({
    executions: () => ({
      running: () => Promise.resolve(running.map((name) => ({ name, startedAt: new Date(0) }))),
      start: (machineArn, name, input) => {
        if (ended.includes(name)) return Promise.resolve('exists');
        started.push([machineArn, name, input]);
        return Promise.resolve('started');
      },
    }),
    schedules: { byName: (name) => Promise.resolve(schedules[name.replace('backup-', '')]) },
    environment: {
      MACHINES: { 'us-east-1': machines },
      SCHEDULES: Object.keys(schedules),
    },
    region: 'us-east-1',
    now: () => new Date('2030-01-02T03:00:00Z'),
    log,
    metrics,
  });
  const off = gauges.map(([name, { value, ofRegion }]) => `${name} ${value} of ${ofRegion}`);
  return { started, counts, off, warned: lines.map(([, message]) => message) };
}

test('a run that has not begun is started as Scheduler would have started it, and counted', async () => {
  expect(await start()).toEqual({
    started: [['arn:backup', RUN, { scheduledAt: '2030-01-02T01:30:00Z' }]],
    counts: [['BackupsMissed', 1]],
    off: ['SchedulesOff 0 of us-east-1'],
    warned: ['run was missed'],
  });
});

test.each<[rule: string, world: World]>([
  ['runs', { running: [RUN] }],
  ['has ended', { ended: [RUN] }],
  ['is not due yet', { schedules: { nightly: { ...NIGHTLY, expression: 'cron(30 2 * * ? *)' } } }],
])('one that %s is not started', async (_, world) => {
  expect(await start(world)).toMatchObject({ started: [], counts: [['BackupsMissed', 0]], warned: [] });
});

test('nothing is started of a schedule that is off or gone, which is counted, and the others go on', async () => {
  const { started, off, warned } = await start({
    schedules: { off: { ...NIGHTLY, isOn: false }, gone: undefined, nightly: NIGHTLY },
  });

  expect(started).toHaveLength(1);
  expect(off).toEqual(['SchedulesOff 2 of us-east-1']);
  expect(warned).toEqual(['schedule is off', 'schedule is gone', 'run was missed']);
});

test('one that a person has ended counts as off, and only what was due before is started', async () => {
  const over = await start({
    schedules: { nightly: { ...NIGHTLY, endsAt: new Date('2030-01-01T00:00:00Z') } },
  });
  const sinceThen = await start({
    schedules: { nightly: { ...NIGHTLY, endsAt: new Date('2030-01-02T02:00:00Z') } },
  });

  expect(over).toMatchObject({ started: [], off: ['SchedulesOff 1 of us-east-1'] });
  expect(over.warned).toEqual(['schedule has ended']);
  expect(sinceThen).toMatchObject({
    started: [['arn:backup', RUN, { scheduledAt: '2030-01-02T01:30:00Z' }]],
    off: ['SchedulesOff 1 of us-east-1'],
  });
});

test('what several schedules are due for at one time is one run', async () => {
  const { started, counts } = await start({ schedules: { nightly: NIGHTLY, databases: NIGHTLY } });

  expect([started.length, counts]).toEqual([1, [['BackupsMissed', 1]]]);
});

test('where nothing is scheduled, nothing is asked or counted', async () => {
  expect(await start({ machines: {} })).toEqual({ started: [], counts: [], off: [], warned: [] });
});
