import { parseSettings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import { PRIMARY, SETTINGS, START_MS, startOneVolume } from '../../support/one-volume';

const NIGHTLY = {
  name: 'nightly',
  schedule: 'cron(30 1 * * ? *)',
  timeZone: 'UTC',
  instances: { tagKey: 'Tier', tagValues: ['gold'] },
};

const [GOLD, SILVER] = ['i-0123456789abcdef0', 'i-0123456789abcdef1'] as const;
const [BOOT, DATA, SCRATCH, OTHER] = ['1', '2', '3', '4'].map((digit) => `vol-${digit.repeat(17)}`) as [
  string,
  string,
  string,
  string,
];

/** Beside the volume without an instance: three of one instance, of which one is opted out, and one of another instance. */
async function start(mode: string) {
  const settings = parseSettings({ ...SETTINGS, schedules: [{ ...NIGHTLY, mode }] }, 'the test');
  const played = await startOneVolume({ settings, templates: synthesize(settings) });
  const { ec2 } = played.world;
  for (const [VolumeId, InstanceId, Device, tags] of [
    [BOOT, GOLD, '/dev/xvda', []],
    [DATA, GOLD, '/dev/sdf', []],
    [SCRATCH, GOLD, '/dev/sdg', [{ Key: 'snapshot-keeper:opt-out', Value: 'scratch' }]],
    [OTHER, SILVER, '/dev/xvda', []],
  ] as const)
    ec2.addVolume(PRIMARY, {
      VolumeId,
      Size: 10,
      VolumeType: 'gp3',
      AvailabilityZone: 'eu-west-1a',
      CreateTime: new Date(START_MS),
      Attachments: [{ InstanceId, VolumeId, Device, State: 'attached' }],
      Tags: [{ Key: 'Backup', Value: 'yes' }, ...tags],
    });
  ec2.tagInstance(PRIMARY, GOLD, [{ Key: 'Tier', Value: 'gold' }]);
  ec2.tagInstance(PRIMARY, SILVER, [{ Key: 'Tier', Value: 'silver' }]);
  const taken = () => ec2.snapshots(PRIMARY).map(({ VolumeId }) => VolumeId);
  return { ...played, taken };
}

test.each(['volume', 'instance'])(
  'in the mode %s a schedule takes what is attached to an instance with its tag and not opted out, and nothing else',
  async (mode) => {
    const { world, runTo, taken } = await start(mode);

    await runTo(3);

    expect(taken()).toEqual([BOOT, DATA]);
    const descriptions = world.ec2.snapshots(PRIMARY).map(({ Description }) => Description ?? '');
    for (const text of descriptions)
      expect(text).toMatch(mode === 'instance' ? /by nightly, set [0-9a-f]{12}\/2$/ : /by nightly$/);
    expect(world.denials).toEqual([]);
    expect(world.notifications.filter(({ subject = '' }) => subject.includes('failed'))).toEqual([]);
  },
);

test('the tags count as they are when a run begins: the next one takes what has come, and leaves what has gone', async () => {
  const { world, runTo, taken } = await start('volume');
  await runTo(3);

  world.ec2.tagInstance(PRIMARY, GOLD, []);
  world.ec2.tagInstance(PRIMARY, SILVER, [{ Key: 'Tier', Value: 'gold' }]);
  await runTo(27);

  expect(taken().sort()).toEqual([BOOT, DATA, OTHER]);
});
