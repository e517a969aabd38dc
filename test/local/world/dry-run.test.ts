import { backUp, type Wanted } from '../../../cli/backup/back-up';
import { dryRun } from '../../../cli/backup/dry-run/dry-run';
import { parseSettings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import { PRIMARY, SETTINGS, START_MS, startOneVolume, VOLUME } from '../../support/one-volume';

const settings = parseSettings(
  {
    ...SETTINGS,
    schedules: [
      { name: 'weekly', schedule: 'cron(0 3 ? * SUN *)', selection: { tagKey: 'Role' } },
      {
        name: 'gold',
        schedule: 'cron(0 3 ? * SUN *)',
        mode: 'instance',
        instances: { tagKey: 'Tier', tagValues: ['gold'] },
      },
      {
        name: 'frozen',
        schedule: 'cron(0 3 ? * SUN *)',
        mode: 'instance',
        freeze: { application: 'mysql', thawAfterSeconds: 30, otherwise: 'takeNone' },
      },
    ],
  },
  'the test',
);
const OPTIONS = { settings, templates: synthesize(settings) };

const [GOLD, SILVER, STOPPED] = [
  'i-0123456789abcdef0',
  'i-0123456789abcdef1',
  'i-0123456789abcdef2',
] as const;
const vol = (digit: number): string => `vol-${String(digit).repeat(17)}`;

/** Beside the volume without an instance, all kinds that are taken and left out. */
const ATTACHED = [
  [vol(1), [GOLD], '/dev/xvda', { Backup: '' }],
  [vol(2), [GOLD], '/dev/sdf', { Backup: '', Role: 'database' }],
  [vol(3), [GOLD], '/dev/sdg', { Backup: '', 'snapshot-keeper:opt-out': 'scratch' }],
  [vol(4), [GOLD], '/dev/sdh', { Other: '' }],
  [vol(5), [SILVER], '/dev/xvda', { Other: '' }],
  [vol(6), [SILVER], '/dev/sdf', { Backup: '', Role: 'database' }],
  [vol(7), [STOPPED], '/dev/xvda', { Backup: '' }],
  [vol(8), [STOPPED], '/dev/sdf', { Backup: '' }],
  [vol(9), [SILVER, GOLD], '/dev/sdi', { Backup: '' }],
] as const;

async function start() {
  const { world } = await startOneVolume(OPTIONS);
  for (const [VolumeId, instances, Device, tags] of ATTACHED)
    world.ec2.addVolume(PRIMARY, {
      VolumeId,
      Size: 10,
      VolumeType: instances.length > 1 ? 'io2' : 'gp3',
      AvailabilityZone: 'eu-west-1a',
      CreateTime: new Date(START_MS),
      Attachments: instances.map((InstanceId) => ({ InstanceId, VolumeId, Device, State: 'attached' })),
      Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })),
    });
  world.ec2.tagInstance(PRIMARY, GOLD, [{ Key: 'Tier', Value: 'gold' }]);
  world.instances.of(PRIMARY, STOPPED).stop();
  const operations: string[] = [];
  world.observe({
    onCall: ({ request: { caller, operation } }) => {
      if ('outsider' in caller && caller.outsider === 'operator') operations.push(operation);
    },
  });
  const now = new Date(world.loop.nowMs());
  return {
    world,
    operations,
    dryRun: async (wanted: Wanted) => {
      const answer = dryRun(settings, { wanted, now, ec2: world.as('operator').ec2(PRIMARY) });
      await world.run(world.loop.nowMs() + 10_000);
      return answer;
    },
    backUp: async (wanted: Wanted) => {
      const answer = backUp(PRIMARY, {
        settings,
        source: 'the test',
        wanted,
        now,
        states: world.as('operator').sfn(PRIMARY),
        pause: (milliseconds) => world.loop.sleep(milliseconds, 'a person waits'),
        onStart: () => undefined,
      });
      await world.run(world.loop.nowMs() + 600_000);
      return answer;
    },
  };
}

test.each<[of: string, wanted: Wanted]>([
  ['a schedule of single volumes', { schedule: 'weekly' }],
  ['one that goes by a tag of instances', { schedule: 'gold' }],
  ['one that freezes', { schedule: 'frozen' }],
  ['a volume', { volumeId: VOLUME }],
  ['a volume that is not selected', { volumeId: vol(4) }],
  ['an instance', { instanceId: GOLD }],
  ['an instance that is not there', { instanceId: 'i-0123456789abcdef9' }],
])('of %s, a dry run tells the snapshots, sets and levels that the backup then takes', async (_, wanted) => {
  const { world, operations, dryRun, backUp } = await start();

  const answer = await dryRun(wanted);
  expect(operations.filter((operation) => !operation.startsWith('Describe'))).toEqual([]);
  expect(world.ec2.snapshots(PRIMARY)).toEqual([]);
  if ('failure' in answer) throw new Error(answer.failure);
  const ended = await backUp(wanted);

  const taken = new Map<string, { volumeIds: string[]; consistency: string | undefined }>();
  for (const { VolumeId = '', Description = '', Tags = [] } of world.ec2.snapshots(PRIMARY)) {
    const [, set = VolumeId] = /, set (\S+)$/.exec(Description) ?? [];
    const consistency = Tags.find(({ Key }) => Key === 'snapshot-keeper:consistency')?.Value;
    taken.set(set, { volumeIds: [...(taken.get(set)?.volumeIds ?? []), VolumeId].sort(), consistency });
  }
  expect(
    answer.takings.map(({ volumes, consistency }) => ({
      volumeIds: volumes.map(({ volumeId }) => volumeId),
      consistency,
    })),
  ).toEqual([...taken.values()]);
  expect(answer.failed > 0).toBe('unsuccessful' in ended);
});

test.each(['weekly', 'gold', 'frozen'])(
  'each volume of the Region is taken by a dry run of %s, or fails in it, or is left out for a reason',
  async (schedule) => {
    const { world, dryRun } = await start();

    const answer = await dryRun({ schedule });
    if ('failure' in answer) throw new Error(answer.failure);

    const { takings, failures, leftOut } = answer;
    const told = [...takings.flatMap(({ volumes }) => volumes), ...failures, ...leftOut];
    expect(told.map(({ volumeId }) => volumeId).sort()).toEqual(
      world.ec2
        .volumes(PRIMARY)
        .map(({ VolumeId }) => VolumeId)
        .sort(),
    );
  },
);
