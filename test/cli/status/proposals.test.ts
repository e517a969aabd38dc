import type { EndedRun } from '../../../cli/status/last-runs';
import { proposalsOf } from '../../../cli/status/proposals';
import { parseSettings } from '../../../infra/settings';

const NIGHTLY = { name: 'nightly', schedule: 'cron(0 3 * * ? *)' };

const settings = (schedule: object, target = 26) =>
  parseSettings(
    {
      primary: { region: 'us-east-1' },
      dr: [{ region: 'us-west-2' }],
      target: { hours: target },
      schedules: [{ ...NIGHTLY, ...schedule }],
    },
    'the test',
  );

/** Runs at three o'clock of the days before each other, the newest first. */
const took = (...minutes: number[]): EndedRun[] =>
  minutes.map((each, index) => ({
    scheduledAt: `2030-01-${20 - index}T03:00:00Z`,
    tookMs: each * 60_000,
  }));

const ends = (schedule: object, runs: readonly EndedRun[]) =>
  proposalsOf(settings(schedule), { schedules: undefined, runs });

describe('endsWithinMinutes', () => {
  test.each<[rule: string, schedule: object, minutes: number[], proposed: number | undefined]>([
    ['fits where runs take less than half of it', {}, [100, 110, 119], undefined],
    ['is short where one took more than half, and twice as long is proposed', {}, [100, 130, 110], 270],
    ['is short with a window beside', { flexibleMinutes: 60 }, [10, 100, 10], 270],
    ['never leaves the hours in which a run is taken up', {}, [700, 10, 10], 720],
    [
      'is too long where runs end long before, and an hour is the least',
      { endsWithinMinutes: 300 },
      [3, 4, 2],
      60,
    ],
    ['is not called too long at four times as much', { endsWithinMinutes: 240 }, [3, 4, 2], undefined],
    ['is the user’s own where it is less than the least', { endsWithinMinutes: 20 }, [3, 4, 2], undefined],
    ['of two runs nothing is known', {}, [130, 130], undefined],
    ['by the last ten alone', {}, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 600], undefined],
  ])('%s', (_, schedule, minutes, proposed) => {
    expect(ends(schedule, took(...minutes)).map((one) => one.proposed)).toEqual(
      proposed === undefined ? [] : [proposed],
    );
  });

  test('is told with what is set, and with the reason', () => {
    expect(ends({ flexibleMinutes: 30 }, took(3, 150.5, 4))).toEqual([
      {
        setting: 'schedules[nightly].endsWithinMinutes',
        set: 240,
        proposed: 345,
        because: 'its last 3 runs took 151 minutes at most, after a window of 30',
      },
    ]);
  });

  test('goes by runs of its own times, or of it alone, and by no other', () => {
    const others: EndedRun[] = took(200, 200, 200).map((run) => ({ ...run, schedule: 'hourly' }));
    const atNoon = took(200, 200, 200).map((run) => ({ ...run, scheduledAt: '2030-01-01T12:00:00Z' }));
    const own: EndedRun[] = took(200, 200, 200).map((run) => ({ ...run, schedule: 'nightly' }));

    expect(ends({}, [...others, ...atNoon])).toEqual([]);
    expect(ends({ schedule: 'rate(1 day)' }, own)).toMatchObject([{ proposed: 405 }]);
  });
});

describe('target.hours', () => {
  const target = (hours: number, hoursApart: number | undefined, coveredByNone: string[] = []) =>
    proposalsOf(settings({ flexibleMinutes: 30 }, hours), {
      schedules: { each: [], coveredByNone, ...(hoursApart !== undefined && { hoursApart }) },
      runs: [],
    });

  test.each<[rule: string, hours: number, hoursApart: number | undefined, proposed: number | undefined]>([
    ['fits a day and the hour of a change of clocks', 26, 25, undefined],
    ['is missed before the next time of a week', 26, 168, 171],
    ['is too long by more than twice, where snapshots are taken every six hours', 26, 6, 9],
    ['is not too long at twice as much', 18, 6, undefined],
    ['of no covered volume nothing is known', 26, undefined, undefined],
  ])('%s', (_, hours, hoursApart, proposed) => {
    expect(target(hours, hoursApart).map((one) => one.proposed)).toEqual(
      proposed === undefined ? [] : [proposed],
    );
  });

  test('is told with what is set, and with the reason', () => {
    expect(target(26, 168)).toEqual([
      {
        setting: 'target.hours',
        set: 26,
        proposed: 171,
        because: 'by the schedules up to 168 hours lie between two snapshots of a volume',
      },
    ]);
  });

  test('is not called too long where a volume is covered by no schedule, and something else takes it', () => {
    expect(target(26, 6, ['vol-1'])).toEqual([]);
    expect(target(26, 168, ['vol-1'])).toHaveLength(1);
  });
});
