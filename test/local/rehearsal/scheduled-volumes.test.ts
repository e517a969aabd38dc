import { parseSettings } from '../../../infra/settings';
import type { Inventory } from '../../../local/rehearsal/inventory';
import { rehearse } from '../../../local/rehearsal/rehearsal';
import { describeSchedules, schedulesOf } from '../../../local/rehearsal/scheduled-volumes';
import { taggedInstancesIn } from '../../../local/rehearsal/tagged-instances';
import { synthesize } from '../../../local/world/synthesize';
import { vol } from '../../support/builders';

const REGION = 'us-east-1';
const SETTINGS = parseSettings(
  {
    primary: { region: REGION },
    dr: [{ region: 'us-west-2' }],
    schedules: [
      { name: 'gold', schedule: 'rate(1 day)', instances: { tagKey: 'Tier', tagValues: ['gold'] } },
      { name: 'data', schedule: 'rate(1 hour)', selection: { tagKey: 'Role' } },
    ],
  },
  'the test',
);

const volume = (digits: number, InstanceId: string, ...keys: string[]) => ({
  VolumeId: vol(digits),
  Attachments: [{ InstanceId }],
  Tags: ['Backup', ...keys].map((Key) => ({ Key, Value: 'yes' })),
});
const VOLUMES = [volume(1, 'i-a'), volume(2, 'i-a', 'Role'), volume(3, 'i-b')];

const inventory = (lists: Inventory['lists']): Inventory => ({
  volumes: [],
  snapshots: [],
  images: [],
  locks: [],
  instances: [
    { region: REGION, instance: { InstanceId: 'i-a', Tags: [{ Key: 'Tier', Value: 'gold' }] } },
    { region: 'us-west-2', instance: { InstanceId: 'i-b', Tags: [{ Key: 'Tier', Value: 'gold' }] } },
  ],
  lists,
});
const KNOWN = taggedInstancesIn(inventory([{ region: REGION, list: 'instances' }]), REGION);
const UNKNOWN = taggedInstancesIn(inventory([]), REGION);

const DAYS = { startMs: Date.parse('2026-03-01T00:00:00Z'), days: 2 };

test.each<[what: string, schedule: string, timeZone: string, isDue: boolean]>([
  ['in the days', 'cron(0 3 * * ? *)', 'UTC', true],
  ['at their first moment', 'at(2026-03-01T00:00:00)', 'UTC', true],
  ['at their end', 'at(2026-03-03T00:00:00)', 'UTC', false],
  ['before them', 'at(2026-02-01T00:00:00)', 'UTC', false],
  ['in them by the clocks of its zone alone', 'at(2026-02-28T23:30:00)', 'America/New_York', true],
  ['after them', 'cron(0 3 5 * ? *)', 'UTC', false],
])('of a schedule that is due %s, that is told or not: %s in %s, %s', (_, schedule, timeZone, isDue) => {
  const schedules = [{ name: 'other', schedule, timeZone, selection: { tagKey: 'Role' } }];
  const settings = parseSettings({ primary: SETTINGS.primary, dr: SETTINGS.dr, schedules }, 'the test');

  expect(describeSchedules(VOLUMES, settings, KNOWN, DAYS)).toEqual([
    `1 volume: Snapshot Keeper, schedule other, ${schedule} in ${timeZone}${isDue ? '' : ', which is never due in these days'}`,
  ]);
});

test('the schedules of a volume go by its tags and by those of its instance in that Region', () => {
  const names = VOLUMES.map((one) => schedulesOf(one, SETTINGS, KNOWN).map(({ name }) => name));

  expect(names).toEqual([['gold'], ['gold', 'data'], []]);
});

test('where nobody knows which instances bear a tag, none does, and the words say so', () => {
  expect(describeSchedules(VOLUMES, SETTINGS, KNOWN, DAYS)).toEqual([
    '2 volumes: Snapshot Keeper, schedule gold, rate(1 day)',
    '1 volume: Snapshot Keeper, schedule data, rate(1 hour)',
  ]);
  expect(describeSchedules(VOLUMES, SETTINGS, UNKNOWN, DAYS)).toEqual([
    '0 volumes: Snapshot Keeper, schedule gold, rate(1 day): the inventory has no list of instances, and so none with its tag',
    '1 volume: Snapshot Keeper, schedule data, rate(1 hour)',
  ]);
});

test('a rehearsal knows the tags of the instances of an inventory, and its schedules take what these cover', async () => {
  const startMs = Date.parse('2026-03-01T00:00:00Z');
  const { volumes, denials } = await rehearse({
    settings: SETTINGS,
    templates: synthesize(SETTINGS),
    seed: 1,
    startMs,
    days: 2,
    inventory: {
      ...inventory([
        { region: REGION, list: 'volumes' },
        { region: REGION, list: 'snapshots' },
        { region: REGION, list: 'instances' },
      ]),
      volumes: [volume(1, 'i-a'), volume(3, 'i-b')].map((one) => ({
        region: REGION,
        volume: {
          ...one,
          Size: 8,
          VolumeType: 'gp3',
          AvailabilityZone: 'us-east-1a',
          CreateTime: new Date(startMs),
        },
      })),
    },
  });

  expect(volumes.map(({ volumeId, protection }) => [volumeId, protection])).toEqual([
    [vol(1), 'protected'],
    [vol(3), 'unprotected'],
  ]);
  expect(denials).toEqual([]);
});
