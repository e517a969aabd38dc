import { parseSettings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import { addAttached, BOOT, DATA, INSTANCE, OTHER, SCRATCH, SELECTED } from '../../support/attached-volumes';
import { PRIMARY, SETTINGS, startOneVolume } from '../../support/one-volume';

const NIGHTLY = {
  name: 'nightly',
  schedule: 'cron(30 1 * * ? *)',
  timeZone: 'UTC',
  instances: { tagKey: 'Tier', tagValues: ['gold'] },
};

const [GOLD, SILVER] = [INSTANCE, 'i-0123456789abcdef1'] as const;

/** Beside the volume without an instance: three of one instance, of which one is opted out, and one of another instance. */
async function start(mode: string) {
  const settings = parseSettings({ ...SETTINGS, schedules: [{ ...NIGHTLY, mode }] }, 'the test');
  const played = await startOneVolume({ settings, templates: synthesize(settings) });
  const { ec2 } = played.world;
  addAttached(
    played.world,
    [
      [BOOT, SELECTED],
      [DATA, SELECTED],
      [SCRATCH, { ...SELECTED, 'snapshot-keeper:opt-out': 'scratch' }],
    ],
    GOLD,
  );
  addAttached(played.world, [[OTHER, SELECTED]], SILVER);
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
