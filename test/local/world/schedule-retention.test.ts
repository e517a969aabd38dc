import { CreateSnapshotCommand } from '@aws-sdk/client-ec2';
import { tagsFromList } from '../../../functions/domain/tags';
import { parseSettings, type Settings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import { World } from '../../../local/world/world';
import { addVolume, DR, failures, PRIMARY } from '../../support/small-account';

const DATABASE = 'vol-0000000000000000a';
const WEB = 'vol-0000000000000000b';

/** The night covers both volumes; four times a day, of which one is the night's, is for the database. A script takes two a day of the other volume. */
const settingsWith = (ofNightly: object): Settings =>
  parseSettings(
    {
      primary: { region: PRIMARY, retention: { last: 2 } },
      dr: [{ region: DR, retention: { daily: 2 } }],
      schedules: [
        { name: 'nightly', schedule: 'cron(30 1 * * ? *)', digest: 'never', ...ofNightly },
        {
          name: 'often',
          schedule: 'cron(30 1/6 * * ? *)',
          selection: { tagKey: 'Role', tagValues: ['database'] },
          digest: 'never',
          retention: { within: '47h' },
        },
      ],
    },
    'the test',
  );

const SETTINGS = settingsWith({ retention: { daily: 5, weekly: 3 } });
const HOURS_OF_SCRIPT = [12, 18];
const YEAR = '2026-';

/** The times of the data that a Region holds of a volume, newest first, as `MM-DD hh`. */
const heldOf = (world: World, region: string, volumeId: string): string[] =>
  world.ec2
    .snapshots(region)
    .map(({ Tags }) => tagsFromList(Tags))
    .filter((tags) => tags['snapshot-keeper:volume'] === volumeId)
    .map((tags) => (tags['snapshot-keeper:taken-at'] ?? '').slice(YEAR.length, -'mm:ss.mmmZ'.length - 1))
    .map((time) => time.slice(0, 8).replace('T', ' '))
    .sort()
    .reverse();

const OF_DATABASE = [
  '03-31 19', // last 1 of 2, and of the last 47 hours of what is taken four times a day
  '03-31 13', // last 2 of 2, and the same
  '03-31 07',
  '03-31 01', // the night's, too
  '03-30 19',
  '03-30 13',
  '03-30 07',
  '03-30 01', // the night's second day
  '03-29 01', // its third day, and the Sunday of its second week
  '03-28 01',
  '03-27 01', // its fifth day
  '03-22 01', // the Sunday of its third week
];

const OF_WEB = [
  '03-31 18', // last 1 of 2, by the script
  '03-31 12', // last 2 of 2, by the script
  '03-31 01', // the night's first day
  '03-30 01',
  '03-29 01',
  '03-28 01',
  '03-27 01', // its fifth day
  '03-22 01', // the Sunday of its third week
];

/** What a world looks like at one time. */
const look = (world: World) => ({
  held: new Map(
    [PRIMARY, DR].flatMap((region) =>
      [DATABASE, WEB].map((id) => [`${id} in ${region}`, heldOf(world, region, id)] as const),
    ),
  ),
  policies: new Map(
    [PRIMARY, DR].map((region) => {
      const tags = world.ec2.snapshots(region).map(({ Tags }) => tagsFromList(Tags));
      return [region, [...new Set(tags.map((each) => each['snapshot-keeper:policy']))]] as const;
    }),
  ),
  failures: failures(world),
  denials: [...world.denials],
  messages: world.notifications.map(({ message }) => message),
});

let month: ReturnType<typeof look>;
let dayAfter: ReturnType<typeof look>;

beforeAll(async () => {
  const world = await World.build({
    settings: SETTINGS,
    templates: synthesize(SETTINGS),
    seed: 1,
    startMs: Date.parse('2026-03-01T00:00:00Z'),
  });
  addVolume(world, DATABASE, { Backup: '', Role: 'database' });
  addVolume(world, WEB, { Backup: '' });
  for (let day = 1; day <= 31; day += 1)
    for (const hour of HOURS_OF_SCRIPT)
      world.loop.schedule(Date.UTC(2026, 2, day, hour), 'script', () => {
        world
          .as('script')
          .ec2(PRIMARY)
          .send(new CreateSnapshotCommand({ VolumeId: WEB }))
          .catch((error: unknown) => world.loop.fail(error));
      });
  await world.run(Date.parse('2026-03-31T23:00:00Z'));
  month = look(world);
  await world.redeployFunctions(synthesize(settingsWith({})));
  await world.run(Date.parse('2026-04-01T06:00:00Z'));
  dayAfter = look(world);
});

describe('after a month in which both schedules keep more, one of them by a span', () => {
  test.each([
    ['a volume of both schedules', DATABASE, PRIMARY, OF_DATABASE],
    ['a volume of one schedule and a script, which takes no place of the schedule', WEB, PRIMARY, OF_WEB],
    ['where the policy of the DR Region decides, the one', DATABASE, DR, ['03-31 19', '03-30 19']],
    ['where the policy of the DR Region decides, the other', WEB, DR, ['03-31 18', '03-30 18']],
  ])('%s: of %s exactly these survive in %s', (_, volumeId, region, expected) => {
    expect(month.held.get(`${volumeId} in ${region}`)).toEqual(expected);
  });

  test('what was in force stands on each snapshot, and on each copy the policy of its Region alone', () => {
    expect(month.policies.get(PRIMARY)).toEqual(['last 2; nightly daily 5, weekly 3; often within 47h']);
    expect(month.policies.get(DR)).toEqual(['daily 2']);
  });

  test('every run has succeeded, nothing was denied and nobody was told of anything', () => {
    expect(month).toMatchObject({ failures: [], denials: [], messages: [] });
  });
});

describe('once the night keeps no more', () => {
  test('the limit holds what it alone has kept, and what others have taken goes as ever', () => {
    expect(dayAfter.held.get(`${DATABASE} in ${PRIMARY}`)).toEqual(['04-01 01', ...OF_DATABASE]);
    expect(dayAfter.held.get(`${WEB} in ${PRIMARY}`)).toEqual([
      '04-01 01',
      ...OF_WEB.filter((time) => time !== '03-31 12'),
    ]);
  });

  test('a person is told of both volumes, and of how many each would have lost', () => {
    const change = 'last 2; nightly daily 5, weekly 3; often within 47h → last 2; often within 47h';
    const causes = dayAfter.messages.flatMap(
      (message) => message.match(/a change of policy .* at once/g) ?? [],
    );

    expect(causes).toEqual([
      `a change of policy (${change}) would remove 5 of 6 earlier snapshots at once`,
      `a change of policy (${change}) would remove 6 of 6 earlier snapshots at once`,
    ]);
  });
});
