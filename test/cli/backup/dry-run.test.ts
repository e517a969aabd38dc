import {
  DescribeInstancesCommand,
  DescribeVolumesCommand,
  EC2Client,
  type DescribeInstancesCommandInput,
  type DescribeVolumesCommandInput,
} from '@aws-sdk/client-ec2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { backupCommand } from '../../../cli/backup/backup-command';
import { callsTo, mockAws } from '../../support/aws-mock';
import { vol } from '../../support/builders';
import { temporaryFiles } from '../keeper';
import { run } from '../run-command';

const file = temporaryFiles();
const [ec2, states] = [mockAws(EC2Client), mockAws(SFNClient)];

const DR = [{ region: 'us-west-2' }];
const TIMES = { schedule: 'cron(0 3 * * ? *)' };
const SETTINGS = {
  primary: { region: 'us-east-1' },
  dr: DR,
  schedules: [
    { ...TIMES, name: 'nightly', selection: { tagKey: 'Role', tagValues: ['database', 'web'] } },
    {
      ...TIMES,
      name: 'apps',
      mode: 'instance',
      instances: { tagKey: 'Tier', tagValues: ['gold'] },
      freeze: { application: 'postgresql', thawAfterSeconds: 30 },
    },
    { ...TIMES, name: 'servers', mode: 'image' },
    { ...TIMES, name: 'strict', mode: 'instance', freeze: { otherwise: 'takeNone' } },
    { ...TIMES, name: 'windows', mode: 'instance', freeze: { application: 'vss' } },
  ],
};
const TWO_REGIONS = {
  primary: ['us-east-1', 'eu-west-1'].map((region) => ({ region, dr: DR })),
  schedules: SETTINGS.schedules,
};

const [GOLD, SILVER, STOPPED] = ['i-0123456789abcdef0', 'i-0123456789abcdef1', 'i-0123456789abcdef2'];

type Facts = {
  readonly tags?: Readonly<Record<string, string>>;
  readonly instances?: readonly string[];
};

const tagList = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** EC2 with these volumes, by the last digits of their ids, and the instances that they are attached to. */
function holding(volumes: Readonly<Record<number, Facts>>): void {
  const all = Object.entries(volumes).map(([digits, { tags = {}, instances = [] }]) => ({
    VolumeId: vol(Number(digits)),
    Size: 10,
    Tags: tagList(tags),
    Attachments: instances.map((InstanceId) => ({ InstanceId, Device: `/dev/sd${digits}` })),
  }));
  const attachedTo = (id: string) =>
    all.filter(({ Attachments }) => Attachments.some(({ InstanceId }) => InstanceId === id));
  const matches = (
    { VolumeId, Tags, Attachments }: (typeof all)[number],
    name = '',
    values: string[] = [],
  ) =>
    name === 'volume-id'
      ? values.includes(VolumeId)
      : name === 'attachment.instance-id'
        ? Attachments.some(({ InstanceId }) => values.includes(InstanceId))
        : Tags.some(({ Key }) => values.includes(Key));
  ec2.on(DescribeVolumesCommand).callsFake(({ Filters = [] }: DescribeVolumesCommandInput) => ({
    Volumes: all.filter((volume) => Filters.every(({ Name, Values }) => matches(volume, Name, Values))),
  }));
  ec2.on(DescribeInstancesCommand).callsFake(({ Filters: [filter] = [] }: DescribeInstancesCommandInput) => ({
    Reservations: [
      {
        Instances: [GOLD, SILVER, STOPPED]
          .filter((id) => (filter?.Name === 'instance-id' ? filter.Values?.includes(id) : id !== SILVER))
          .map((InstanceId) => ({
            InstanceId,
            ...(InstanceId === GOLD && { Platform: 'windows' as const, RootDeviceName: '/dev/sd1' }),
            State: { Name: InstanceId === STOPPED ? 'stopped' : 'running' },
            Tags: tagList({ Tier: InstanceId === SILVER ? 'silver' : 'gold' }),
            RootDeviceName: attachedTo(InstanceId)[0]?.Attachments[0]?.Device,
            BlockDeviceMappings: attachedTo(InstanceId).map(({ VolumeId, Attachments }) => ({
              DeviceName: Attachments[0]?.Device,
              Ebs: { VolumeId },
            })),
          })),
      },
    ],
  }));
}

const regionOf = (client: unknown): Promise<string> =>
  (client as () => { config: { region(): Promise<string> } })().config.region();

const dryRun = async (settings: object, ...words: string[]) => {
  const told = await run(
    backupCommand(),
    '--settings',
    file('settings.json', settings),
    '--dry-run',
    ...words,
  );
  expect(callsTo(states)).toEqual([]);
  return { ...told, lines: told.stdout.split('\n').slice(0, -2), last: told.stdout.split('\n').at(-2) };
};

const SELECTED = { Backup: '' };

test('of a schedule it tells what would be taken, and what is left out and why', async () => {
  holding({
    1: { tags: { ...SELECTED, Role: 'web', Name: 'shop' } },
    2: { tags: { ...SELECTED, Role: 'database' } },
    3: { tags: { ...SELECTED, Role: 'cache' } },
    4: { tags: { Role: 'web' } },
  });

  const { status, stderr, lines, last } = await dryRun(SETTINGS, '--schedule', 'nightly');

  expect(lines).toEqual([
    'us-east-1: a backup of nightly would take 2 snapshots now, of volumes of 20 GiB.',
    `  each by itself: ${vol(1)} (shop), ${vol(2)}`,
    `  left out, since nightly selects volumes with the tag Role = database or web: ${vol(3)}`,
    `  left out, since the deployment selects volumes with the tag Backup: ${vol(4)}`,
  ]);
  expect(last).toMatch(
    /^Nothing was taken, frozen or started\. This is by .*settings\.json; a backup goes by what is deployed\.$/,
  );
  expect([status, stderr]).toEqual([0, []]);
});

test('of one that freezes it tells the sets, what would be frozen and how, and which instance is stopped', async () => {
  holding({
    1: { tags: SELECTED, instances: [GOLD] },
    2: { tags: SELECTED, instances: [GOLD] },
    3: { tags: { ...SELECTED, 'snapshot-keeper:opt-out': 'scratch' }, instances: [GOLD] },
    4: { tags: SELECTED, instances: [STOPPED] },
    5: { tags: SELECTED, instances: [STOPPED] },
    6: { tags: SELECTED, instances: [SILVER] },
    7: { tags: SELECTED },
  });

  const { status, lines } = await dryRun(SETTINGS, '--schedule', 'apps');

  expect(lines).toEqual([
    'us-east-1: a backup of apps would take 4 snapshots now, of volumes of 40 GiB.',
    `  as a set, 2 volumes of ${GOLD} at one moment: ${vol(1)},`,
    `    ${vol(2)}`,
    '    frozen meanwhile: application postgresql, thawAfterSeconds 30, otherwise takeAnyway',
    `    without ${vol(3)}`,
    `  as a set, 2 volumes of ${STOPPED} at one moment: ${vol(4)},`,
    `    ${vol(5)}`,
    '    not frozen: the instance is stopped, so that nobody writes',
    `  left out, tagged snapshot-keeper:opt-out: ${vol(3)}`,
    `  left out, since no instance with the tag Tier = gold has it: ${vol(6)}`,
    `  left out, since no instance has it: ${vol(7)}`,
  ]);
  expect(status).toBe(0);
});

test('of one that takes by VSS it tells what instances would take themselves, and which of them cannot be asked', async () => {
  holding({
    1: { tags: SELECTED, instances: [GOLD] },
    2: { tags: SELECTED, instances: [GOLD] },
    3: { tags: SELECTED, instances: [GOLD] },
    6: { tags: SELECTED, instances: [SILVER] },
  });

  const { lines } = await dryRun(SETTINGS, '--schedule', 'windows');

  expect(lines).toEqual([
    'us-east-1: a backup of windows would take 4 snapshots now, of volumes of 40 GiB.',
    `  as a set, 3 volumes of ${GOLD} at one moment: ${vol(1)},`,
    `    ${vol(2)}, ${vol(3)}`,
    '    by VSS: Windows and what writes on it are asked to be ready',
    `  by itself, of ${SILVER}: ${vol(6)}`,
    '    not frozen, and taken all the same: it is not Windows',
  ]);
});

test('by VSS the boot volume alone can be left out: with another one, an instance is taken as a crash would leave it', async () => {
  const facts = { 1: { instances: [GOLD] }, 2: { tags: SELECTED, instances: [GOLD] } };
  holding(facts);
  const without = await dryRun(SETTINGS, '--schedule', 'windows');
  holding({ ...facts, 3: { instances: [GOLD] } });
  const strange = await dryRun(SETTINGS, '--schedule', 'windows');

  expect(without.lines.slice(1, 3)).toEqual([
    `  by itself, of ${GOLD}: ${vol(2)}`,
    '    by VSS: Windows and what writes on it are asked to be ready',
  ]);
  expect(strange.lines.slice(1, 4)).toEqual([
    `  by itself, of ${GOLD}: ${vol(2)}`,
    `    not frozen, and taken all the same: VSS cannot leave out ${vol(3)}, which is`,
    '      attached and not to be taken',
  ]);
});

test('of one that makes AMIs it tells of which instances, and what would not be in them', async () => {
  holding({
    1: { tags: SELECTED, instances: [GOLD] },
    2: { tags: SELECTED, instances: [GOLD] },
    3: { instances: [GOLD] },
    4: { instances: [SILVER] },
    5: { tags: SELECTED, instances: [SILVER] },
    6: { tags: SELECTED },
  });

  const { status, lines } = await dryRun(SETTINGS, '--schedule', 'servers');

  expect(lines).toEqual([
    'us-east-1: a backup of servers would take 3 snapshots now, of volumes of 30 GiB.',
    `  each by itself: ${vol(6)}`,
    `  with an AMI of ${GOLD}, 2 volumes at one moment: ${vol(1)},`,
    `    ${vol(2)}`,
    `    without ${vol(3)}`,
    `  none of ${vol(5)}: ${vol(4)}, from which ${SILVER} boots, is not`,
    '    covered, or has a snapshot of this time already, and an AMI needs it',
    `  left out, since the deployment selects volumes with the tag Backup: ${vol(3)},`,
    `    ${vol(4)}`,
  ]);
  expect(status).toBe(1);
});

test('what would fail is told with the reason of the run, and the exit code is 1', async () => {
  holding({
    1: { tags: SELECTED, instances: [GOLD, SILVER] },
    2: { tags: SELECTED, instances: [SILVER] },
  });

  const { status, lines } = await dryRun(SETTINGS, '--schedule', 'strict');

  expect(lines).toEqual([
    'us-east-1: a backup of strict would take 1 snapshot now, of volumes of 10 GiB.',
    `  by itself, of ${SILVER}: ${vol(2)}`,
    '    frozen meanwhile: application none, thawAfterSeconds 60, otherwise takeNone',
    `  none of ${vol(1)}: ${GOLD} cannot be frozen: ${vol(1)} is`,
    '    attached to other instances as well',
  ]);
  expect(status).toBe(1);
});

test('what cannot be frozen and is taken all the same is told so', async () => {
  holding({ 1: { tags: SELECTED, instances: [GOLD, SILVER] } });

  const { status, lines } = await dryRun(SETTINGS, '--schedule', 'apps');

  expect(lines).toEqual([
    'us-east-1: a backup of apps would take 1 snapshot now, of volumes of 10 GiB.',
    `  by itself, of ${GOLD}: ${vol(1)}`,
    `    not frozen, and taken all the same: ${vol(1)} is attached to other instances as well`,
  ]);
  expect(status).toBe(0);
});

test('of an instance it tells its set, and what on it is left out', async () => {
  holding({
    1: { tags: SELECTED, instances: [GOLD] },
    2: { tags: SELECTED, instances: [GOLD] },
    3: { instances: [GOLD] },
    4: { tags: SELECTED, instances: [SILVER] },
  });

  const { status, lines } = await dryRun(SETTINGS, '--instance', GOLD);

  expect(lines).toEqual([
    `us-east-1: a backup of ${GOLD} would take 2 snapshots now, of volumes of 20 GiB.`,
    `  as a set, 2 volumes of ${GOLD} at one moment: ${vol(1)},`,
    `    ${vol(2)}`,
    `    without ${vol(3)}`,
    `  left out, since the deployment selects volumes with the tag Backup: ${vol(3)}`,
  ]);
  expect(status).toBe(0);
});

test('a volume that is not selected would not be taken, with the reason, and the exit code is 1', async () => {
  holding({ 1: {} });

  const { status, lines } = await dryRun(SETTINGS, '--volume', vol(1));

  expect(lines).toEqual([
    `us-east-1: a backup of ${vol(1)} would take nothing now.`,
    `  none of ${vol(1)}: there is no such volume here, or this deployment does not select it`,
    `  left out, since the deployment selects volumes with the tag Backup: ${vol(1)}`,
  ]);
  expect(status).toBe(1);
});

test('of many that are left out for one reason the first are named, and with --all each', async () => {
  holding(Object.fromEntries(Array.from({ length: 12 }, (_, index) => [index + 10, { tags: SELECTED }])));

  const few = await dryRun(SETTINGS, '--schedule', 'nightly');
  const all = await dryRun(SETTINGS, '--schedule', 'nightly', '--all');

  expect(few.status).toBe(1);
  expect(few.lines[0]).toBe('us-east-1: a backup of nightly would take nothing now.');
  expect(few.stdout.replace(/\s+/g, ' ')).toContain(`${vol(14)}, and 7 others; --all names them`);
  expect(few.stdout).not.toContain(vol(15));
  expect(all.stdout).toContain(vol(21));
});

test('a Region that denies a call is one line, the other is told all the same, and the exit code is 2', async () => {
  const denied = Object.assign(new Error('not authorized'), { name: 'UnauthorizedOperation' });
  ec2.on(DescribeVolumesCommand).callsFake(async (_, client) => {
    if ((await regionOf(client)) === 'us-east-1') throw denied;
    return { Volumes: [{ VolumeId: vol(1), Size: 10, Tags: tagList({ ...SELECTED, Role: 'web' }) }] };
  });

  const { status, stdout, stderr } = await dryRun(TWO_REGIONS, '--schedule', 'nightly');

  expect(stderr).toEqual([
    'us-east-1: it cannot be told what a backup would take: ec2:DescribeVolumes was denied (UnauthorizedOperation: not authorized). docs/operate.md has the policy that is needed.',
  ]);
  expect(stdout).toContain('eu-west-1: a backup of nightly would take 1 snapshot now');
  expect(status).toBe(2);
});

test('where instances may not be looked at, that is told, and not that they cannot be frozen', async () => {
  holding({ 1: { tags: SELECTED, instances: [GOLD] } });
  const denied = Object.assign(new Error('not authorized'), { name: 'UnauthorizedOperation' });
  ec2.on(DescribeInstancesCommand).rejects(denied);

  const { status, stderr } = await dryRun(SETTINGS, '--schedule', 'strict');

  expect(stderr.join('\n')).toContain('ec2:DescribeInstances was denied');
  expect(status).toBe(2);
});
