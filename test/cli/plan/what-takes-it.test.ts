import { coveringSchedules } from '../../../cli/plan/covering-schedules';
import { whatTakesIt } from '../../../cli/plan/what-takes-it';
import { parseSettings } from '../../../infra/settings';
import { vol } from '../../support/builders';
import { copied, copy, DR, planOf, PRIMARY, volume, type Account } from './account';

const NOW = new Date('2026-03-05T12:00:00Z');
const VOLUME = {
  volumeId: vol(1),
  volumeType: 'gp3',
  sizeGib: 8,
  zone: 'us-east-1a',
  tags: { Backup: '' },
  instanceId: 'i-a',
};

const settingsWith = (...schedules: object[]) =>
  parseSettings({ primary: { region: PRIMARY }, dr: [{ region: DR }], schedules }, 'the test');

const NIGHTLY = { name: 'nightly', schedule: 'cron(0 2 * * ? *)' };
const MONTHLY = { name: 'monthly', schedule: 'cron(0 2 1 * ? *)', timeZone: 'Europe/Berlin' };
const HOURLY = { name: 'hourly', schedule: 'rate(1 hour)' };
const ONCE = { name: 'once', schedule: 'at(2026-02-01T02:00:00)' };
const OTHERS = { name: 'others', schedule: 'cron(0 2 * * ? *)', selection: { tagKey: 'Role' } };
const BY_INSTANCE = { ...NIGHTLY, name: 'tagged', instances: { tagKey: 'Backup' } };

type Known = {
  readonly since?: Date | undefined;
  readonly isDeployed?: boolean;
  readonly tagged?: ReadonlySet<string>;
};

const nextOf = (schedules: object[], known: Known = {}): string => {
  const { isDeployed = true, tagged } = known;
  const settings = settingsWith(...schedules);
  const since = 'since' in known ? known.since : new Date('2026-03-03T02:00:10Z');
  const covering = coveringSchedules(settings.schedules, () => tagged)(VOLUME);
  return whatTakesIt({ covering, settings, isDeployed, now: NOW }, since);
};

const due = (names: string): string =>
  `One was due by schedule (${names}): see whether that is off (docs/runbooks/schedule-off.md) or the run did not come (docs/runbooks/backup-missed.md), or else what the run says of it.`;

const FOR_OTHERS = 'See what takes snapshots of it, such as a policy of Data Lifecycle Manager or a script';

describe('where a volume has no snapshot, the next step', () => {
  test.each<[rule: string, schedules: object[], known: Known, next: string]>([
    ['is somebody else where nothing has schedules', [], {}, `${FOR_OTHERS}: Snapshot Keeper takes none.`],
    ['is somebody else where no schedule covers it', [OTHERS], {}, `${FOR_OTHERS}: no schedule covers it.`],
    [
      'is the schedules that cover it and were due since',
      [NIGHTLY, OTHERS, HOURLY, MONTHLY],
      {},
      due('nightly and hourly'),
    ],
    ['is those that cover it where nobody knows since when', [MONTHLY], { since: undefined }, due('monthly')],
    [
      'is the time of one that was not due since',
      [MONTHLY, ONCE],
      {},
      'Take one by hand ("keeper backup"): by schedule (monthly and once) none is due before 2026-04-01 00:00 UTC. If that is early enough, the target is too short (docs/status.md, "Settings to think about").',
    ],
    [
      'is another schedule where the last time has passed',
      [ONCE],
      {},
      'Give it another schedule: the last time of those that cover it (once) has passed.',
    ],
    [
      'is a deployment where there is none, for what a schedule covers',
      [NIGHTLY],
      { isDeployed: false },
      'Deploy Snapshot Keeper first: until then its schedules take none.',
    ],
    [
      'is the list of instances where a schedule goes by their tags and nobody knows them',
      [OTHERS, BY_INSTANCE],
      {},
      'Add the output of describe-instances: nobody knows here whether a schedule (tagged) covers it. If none does, see what else takes snapshots of it.',
    ],
    [
      'goes by the tags of instances where these are known',
      [BY_INSTANCE],
      { tagged: new Set(['i-a']) },
      due('tagged'),
    ],
    [
      'is somebody else where the instance has no such tag',
      [BY_INSTANCE],
      { tagged: new Set(['i-b']) },
      `${FOR_OTHERS}: no schedule covers it.`,
    ],
  ])('%s', (_, schedules, known, next) => {
    expect(nextOf(schedules, known)).toBe(next);
  });
});

describe('whether a schedule was due is asked', () => {
  const nextSteps = (account: Account, ...schedules: object[]) =>
    planOf(account, { now: NOW, targetHours: 26 }, settingsWith(...schedules)).volumes.map(
      ({ points }) => points[0]?.why?.next,
    );
  const copiedOnDay = (day: number): Account => ({
    volumes: [volume(1)],
    primary: [copied(1, vol(1), day)],
    dr: [copy(901, vol(1), day, 1)],
  });

  test('since the newest point', () => {
    expect(nextSteps(copiedOnDay(1), { ...NIGHTLY, schedule: 'cron(0 1 3 * ? *)' })).toEqual([
      due('nightly'),
    ]);
    expect(nextSteps(copiedOnDay(3), { ...NIGHTLY, schedule: 'cron(0 1 3 * ? *)' })).toEqual([
      expect.stringContaining('none is due before 2026-04-03 01:00 UTC'),
    ]);
  });

  test('since a volume without any point was created', () => {
    const created = { ...volume(1), CreateTime: new Date('2026-03-02T00:00:00Z') };

    expect(nextSteps({ volumes: [created] }, MONTHLY)).toEqual([
      expect.stringContaining('none is due before 2026-04-01 00:00 UTC'),
    ]);
    expect(nextSteps({ volumes: [created] }, NIGHTLY)).toEqual([due('nightly')]);
  });
});
