import { backUp, type Wanted } from '../../../cli/backup/back-up';
import { parseSettings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import { DR, PRIMARY, SETTINGS, startOneVolume, VOLUME } from '../../support/one-volume';

const SCHEDULED = parseSettings(
  { ...SETTINGS, schedules: [{ name: 'weekly', schedule: 'cron(0 3 ? * SUN *)', digest: 'never' }] },
  'the test',
);
const OPTIONS = { settings: SCHEDULED, templates: synthesize(SCHEDULED) };

async function start() {
  const played = await startOneVolume(OPTIONS);
  const { world } = played;
  return {
    ...played,
    /** What a person is answered who takes a backup, and waits a minute for it. */
    backUp: async (wanted: Wanted) => {
      const answer = backUp(PRIMARY, {
        settings: SCHEDULED,
        source: 'the test',
        wanted,
        now: new Date(world.loop.nowMs()),
        states: world.as('operator').sfn(PRIMARY),
        pause: (milliseconds) => world.loop.sleep(milliseconds, 'a person waits'),
        onStart: () => undefined,
      });
      await world.run(world.loop.nowMs() + 60_000);
      return answer;
    },
  };
}

test.each<[of: string, wanted: Wanted, by: string]>([
  ['a volume', { volumeId: VOLUME }, 'hand'],
  ['the volumes of a schedule', { schedule: 'weekly' }, 'weekly'],
])(
  'a snapshot that a person has taken of %s is named, and then protected as any other',
  async (_, wanted, by) => {
    const { world, runTo, held, backUp } = await start();

    const answer = await backUp(wanted);
    const [snapshot] = world.ec2.snapshots(PRIMARY);

    expect(answer).toEqual({ region: PRIMARY, taken: 1, snapshotIds: [snapshot?.SnapshotId] });
    expect(snapshot?.Description).toBe(`snapshot-keeper snapshot-keeper: due 2031-03-01T00:00:00Z by ${by}`);
    await runTo(3);
    expect([held(PRIMARY).length, held(DR).length]).toEqual([1, 1]);
    expect([world.notifications, world.denials]).toEqual([[], []]);
  },
);

test('of a volume that is not there a person reads so, and an alarm tells of the red execution', async () => {
  const { world, runTo, held, backUp } = await start();

  expect(await backUp({ volumeId: 'vol-0123456789abcdef9' })).toMatchObject({
    unsuccessful: {
      error:
        'BackupFailed: SnapshotNotTaken: vol-0123456789abcdef9: there is no such volume here, or this deployment does not select it',
    },
  });
  await runTo(1);
  expect(held(PRIMARY)).toEqual([]);
  expect(world.notifications.map(({ subject }) => subject)).toEqual([
    expect.stringContaining('BackupMachineUnsuccessful'),
  ]);
});
