import type { Snapshot } from '@aws-sdk/client-ec2';
import { tagsFromList } from '../../../functions/domain/tags';
import { parseSettings } from '../../../infra/settings';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { synthesize } from '../../../local/world/synthesize';
import { World } from '../../../local/world/world';
import { addVolume, DR, failures, PRIMARY } from '../../support/small-account';

const WEB = 'vol-0000000000000000a';
const DATABASE = 'vol-0000000000000000b';
const OTHER = 'vol-0000000000000000c';

/**
 * Half past midnight in Berlin is 23:30 in winter and 22:30 in summer, as all times here in UTC. So in summer both schedules are due at 22:30,
 * in the first hour of the day in Berlin; in winter the six hours' 22:30 is its last hour, and the night's snapshot follows an hour later.
 */
const SETTINGS = parseSettings(
  {
    primary: { region: PRIMARY, retention: { last: 3, daily: 7, weekly: 4 } },
    dr: [{ region: DR, retention: { daily: 3, weekly: 2 } }],
    timeZone: 'Europe/Berlin',
    schedules: [
      { name: 'nightly', schedule: 'cron(30 0 * * ? *)', digest: 'never' },
      {
        name: 'databases',
        schedule: 'cron(30 4/6 * * ? *)',
        timeZone: 'UTC',
        selection: { tagKey: 'Role', tagValues: ['database'] },
        digest: 'never',
      },
    ],
  },
  'the test',
);
const TEMPLATES = synthesize(SETTINGS);

/** From one midnight in UTC to another, and two hours for what has begun. */
async function play(from: string, to: string) {
  const world = await World.build({
    settings: SETTINGS,
    templates: TEMPLATES,
    seed: 1,
    startMs: Date.parse(from),
  });
  addVolume(world, WEB, { Backup: '' });
  addVolume(world, DATABASE, { Backup: '', Role: 'database' });
  addVolume(world, OTHER, { Role: 'database' });
  const taken: string[] = [];
  world.observe({
    onCall: ({ request: { operation, input } }) => {
      if (operation === 'CreateSnapshot')
        taken.push(`${String(input['VolumeId'])} ${String(input['Description'])}`);
    },
  });
  await world.run(Date.parse(to) + 2 * HOUR_MS);
  return { world, taken };
}

type Played = Awaited<ReturnType<typeof play>>;

/** The times of the data that a Region holds of a volume, newest first, as `MM-DD hh`: a run comes within a minute of its half hour. */
const heldOf = ({ world }: Played, region: string, volumeId: string): string[] =>
  world.ec2
    .snapshots(region)
    .filter((snapshot) => tagOf(snapshot, 'snapshot-keeper:volume') === volumeId)
    .map((snapshot) => tagOf(snapshot, 'snapshot-keeper:taken-at').slice(5, 13).replace('T', ' '))
    .sort()
    .reverse();

const tagOf = ({ Tags }: Snapshot, key: string): string => tagsFromList(Tags)[key] ?? '';

/** How many calls of CreateSnapshot there were, by volume and schedules. */
const counts = ({ taken }: Played): Record<string, number> => {
  const count: Record<string, number> = {};
  for (const one of taken) {
    const key = one.replace(/ snapshot-keeper .* by /, ' by ');
    count[key] = (count[key] ?? 0) + 1;
  }
  return count;
};

type Month = {
  readonly name: string;
  readonly from: string;
  readonly to: string;
  readonly nights: string;
  /** By volume and schedules. */
  readonly taken: Readonly<Record<string, number>>;
  readonly survivors: readonly (readonly [
    of: string,
    region: string,
    volumeId: string,
    times: readonly string[],
  ])[];
};

const MONTHS: readonly Month[] = [
  {
    name: 'March 2026, where the clocks go forward on Sunday the 29th',
    from: '2026-03-01T00:00:00Z',
    to: '2026-04-01T00:00:00Z',
    nights: '28 nights of winter and 3 of summer',
    taken: {
      [`${WEB} by nightly`]: 31,
      [`${DATABASE} by nightly`]: 28,
      // Four a day, without the three of both.
      [`${DATABASE} by databases`]: 121,
      [`${DATABASE} by nightly, databases`]: 3,
    },
    survivors: [
      [
        'the volume of one schedule: one a night of seven days, and of the last nights of two weeks before',
        PRIMARY,
        WEB,
        [
          '03-31 22', // 1 April in Berlin
          '03-30 22', // 31 March
          '03-29 22', // 30 March, the first night of summer
          '03-28 23', // 29 March, in the last hours of winter; the last of its week
          '03-27 23',
          '03-26 23',
          '03-25 23', // 26 March, the seventh day
          '03-21 23', // Sunday the 22nd
          '03-14 23', // Sunday the 15th
        ],
      ],
      [
        'the volume of both: the last of seven days, which is the last hour of winter and the evening of summer',
        PRIMARY,
        DATABASE,
        [
          '03-31 22', // 1 April in Berlin, both schedules
          '03-31 16', // 31 March
          '03-31 10', // the third of the last three
          '03-30 16', // 30 March
          '03-29 16', // 29 March, which is in summer by then; the last of its week
          '03-28 22', // 28 March, 23:30 of winter
          '03-27 22',
          '03-26 22', // the seventh day
          '03-22 22', // Sunday the 22nd
          '03-15 22', // Sunday the 15th
        ],
      ],
      ['the volume of one schedule', DR, WEB, ['03-31 22', '03-30 22', '03-29 22', '03-28 23']],
      ['the volume of both', DR, DATABASE, ['03-31 22', '03-31 16', '03-30 16', '03-29 16']],
    ],
  },
  {
    name: 'October 2026, where the clocks go back on Sunday the 25th',
    from: '2026-10-01T00:00:00Z',
    to: '2026-11-01T00:00:00Z',
    nights: '24 nights of summer and 7 of winter',
    taken: {
      [`${WEB} by nightly`]: 31,
      [`${DATABASE} by nightly`]: 7,
      [`${DATABASE} by databases`]: 100,
      [`${DATABASE} by nightly, databases`]: 24,
    },
    survivors: [
      [
        'the volume of one schedule',
        PRIMARY,
        WEB,
        [
          '10-31 23', // Sunday, 1 November in Berlin
          '10-30 23',
          '10-29 23',
          '10-28 23',
          '10-27 23',
          '10-26 23',
          '10-25 23', // 26 October, the seventh day
          '10-24 22', // Sunday the 25th, in the last hours of summer
          '10-17 22', // Sunday the 18th
          '10-10 22', // Sunday the 11th
        ],
      ],
      [
        'the volume of both',
        PRIMARY,
        DATABASE,
        [
          '10-31 23', // Sunday, 1 November in Berlin
          '10-31 22', // 31 October, 23:30 of winter
          '10-31 16', // the third of the last three
          '10-30 22',
          '10-29 22',
          '10-28 22',
          '10-27 22',
          '10-26 22', // the seventh day
          '10-25 22', // Sunday the 25th, which is in winter by then
          '10-18 16', // Sunday the 18th, the evening of summer
          '10-11 16', // Sunday the 11th
        ],
      ],
      ['the volume of one schedule', DR, WEB, ['10-31 23', '10-30 23', '10-29 23', '10-24 22']],
      ['the volume of both', DR, DATABASE, ['10-31 23', '10-31 22', '10-30 22', '10-25 22']],
    ],
  },
];

describe.each(MONTHS)('$name', ({ from, to, nights, taken, survivors }) => {
  let month: Played;

  beforeAll(async () => {
    month = await play(from, to);
  });

  test(`${nights}: a volume of both schedules has one snapshot where both are due`, () => {
    expect(counts(month)).toEqual(taken);
  });

  test.each(survivors)('%s: exactly these survive in %s', (_, region, volumeId, times) => {
    expect(heldOf(month, region, volumeId)).toEqual(times);
  });

  test('a volume that a schedule covers and the deployment does not select has none', () => {
    expect(heldOf(month, PRIMARY, OTHER)).toEqual([]);
  });

  test('every run of the month succeeds, nothing is denied and nobody is told of anything', () => {
    expect(failures(month.world)).toEqual([]);
    expect(month.world.denials).toEqual([]);
    expect(month.world.notifications).toEqual([]);
  });
});
