import cdkJson from '../../../cdk.json';
import { parseSettings } from '../../../infra/settings';
import { withBuiltInSchedules } from '../../../local/rehearsal/built-in-schedules';
import { rehearse, type RehearsalReport } from '../../../local/rehearsal/rehearsal';
import { synthesize } from '../../../local/world/synthesize';

let report: RehearsalReport;

/** The month of `npm start`. */
beforeAll(async () => {
  const settings = withBuiltInSchedules(parseSettings(cdkJson.context.snapshotKeeper, 'cdk.json'));
  report = await rehearse({
    settings,
    templates: synthesize(settings),
    seed: 1,
    startMs: Date.parse('2026-03-01T00:00:00Z'),
    days: 30,
  });
});

/** The hours, which a run that comes within its minute does not change. */
const hoursOf = (name: string, region: string): string[] =>
  report.volumes
    .find((volume) => volume.name === name)!
    .regions.find((points) => points.region === region)!
    .points.map(({ takenAt }) => takenAt.slice(8, 13).replace('T', ' '));

// Berlin has summer time from the 29th on, New York from the 8th.
test.each([
  [
    'of the one schedule, the last seven nights',
    'web-3',
    'us-east-1',
    ['30 01', '29 01', '28 02', '27 02', '26 02', '25 02', '24 02'],
  ],
  [
    'of both schedules, which are due together but for the weeks in which New York alone has summer time',
    'db-1',
    'us-east-1',
    ['30 01', '29 01', '28 02', '28 01', '27 02', '27 01', '26 02'],
  ],
  [
    'of both, by a day and a week, and those whose sets are kept of its instance',
    'db-1-data-1',
    'us-east-1',
    ['30 01', '29 01', '28 02', '28 01', '27 02', '27 01', '26 02', '25 02', '24 02', '22 02', '15 09'],
  ],
  ['of both, the last three copies', 'db-1-data-1', 'us-west-2', ['30 01', '29 01', '28 02']],
  ['of one schedule, the last copy', 'web-3', 'us-west-2', ['30 01']],
  [
    'what DLM takes goes on beside the schedules',
    'mail-1',
    'us-east-1',
    ['30 04', '29 04', '28 04', '27 04', '26 04', '25 04', '24 04'],
  ],
  ['of a volume that nobody has selected, nothing', 'scratch-1', 'us-east-1', []],
])('%s: exactly these survive of %s in %s', (_, name, region, expected) => {
  expect(hoursOf(name, region)).toEqual(expected);
});

test('it is said who took snapshots of how many volumes', () => {
  expect(report.takers).toEqual([
    '19 volumes: Snapshot Keeper, schedule nightly, cron(30 3 * * ? *) in Europe/Berlin',
    '4 volumes: Snapshot Keeper, schedule databases, cron(30 21 * * ? *) in America/New_York',
    '2 volumes: DLM, every day',
    '1 volume: AWS Backup, every day',
    '4 volumes: weekly, by a developer',
  ]);
});

test('28 nights of winter in Berlin and 2 of summer, and 20 that New York has for itself, are 50 runs, each with its digest', () => {
  const backups = report.executions.find(({ machine }) => machine.endsWith('-backup'));
  const digests = report.notifications.filter(({ subject }) => subject.includes('backup done'));

  expect(backups).toMatchObject({ succeeded: 50, failed: 0 });
  expect(digests).toHaveLength(50);
});

test('the instance of the databases stands frozen each night but the one in which fsfreeze hangs, which is told', () => {
  expect(report.frozen).toEqual({
    asked: 30,
    frozen: 29,
    longestMs: expect.any(Number) as number,
    unfrozen: [
      {
        at: expect.stringMatching(/^2026-03-25T01:30/) as string,
        instanceId: 'i-00000000000000008',
        isTold: true,
      },
    ],
  });
  // A freeze that hangs is given up after half of its 30 seconds.
  expect(Math.round(report.frozen!.longestMs / 1000)).toBe(15);
});

test('no run begins after the days, so that the life of one snapshot is counted alone', () => {
  expect(report.lifecycle!.ec2CallCount).toBe(12);
});

test('nothing contradicts the settings', () => {
  expect(report.problems).toEqual([]);
  expect(report.denials).toEqual([]);
});

test('settings that have schedules are left as they are', () => {
  const given = parseSettings(
    { ...cdkJson.context.snapshotKeeper, schedules: [{ name: 'mine', schedule: 'rate(1 day)' }] },
    'the test',
  );

  expect(withBuiltInSchedules(given)).toBe(given);
});
