import { backUp, type Wanted } from '../../../cli/backup/back-up';
import { parseSettings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import { addAttached, BOOT, DATA, INSTANCE, OTHER, SCRATCH, SELECTED } from '../../support/attached-volumes';
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

describe('of an instance', () => {
  test('the selected volumes are taken at one moment as a set, and protected as any other', async () => {
    const { world, runTo, held, backUp } = await start();
    addAttached(world, [
      [BOOT, SELECTED],
      [DATA, SELECTED],
      [SCRATCH, { ...SELECTED, 'snapshot-keeper:opt-out': 'yes' }],
      [OTHER, { Other: 'yes' }],
    ]);

    const answer = await backUp({ instanceId: INSTANCE });
    const taken = world.ec2.snapshots(PRIMARY);

    expect(taken.map(({ VolumeId }) => VolumeId)).toEqual([BOOT, DATA]);
    expect(answer).toEqual({ region: PRIMARY, taken: 2, snapshotIds: taken.map((one) => one.SnapshotId) });
    expect(new Set(taken.map(({ Description }) => Description)).size).toBe(1);
    expect(taken[0]?.Description).toMatch(/ due 2031-03-01T00:00:00Z by hand, set [0-9a-f]{12}\/2$/);
    await runTo(3);
    expect([held(PRIMARY).length, held(DR).length]).toEqual([2, 2]);
    const sets = world.ec2
      .snapshots(DR)
      .map(({ Tags = [] }) => Tags.find(({ Key }) => Key === 'snapshot-keeper:set')?.Value);
    expect(new Set(sets).size).toBe(1);
    expect(sets[0]).toMatch(/^[0-9a-f]{12}\/2$/);
    expect([world.notifications, world.denials]).toEqual([[], []]);
  });

  test('that is not there a person reads so', async () => {
    const { held, backUp } = await start();

    expect(await backUp({ instanceId: INSTANCE })).toMatchObject({
      unsuccessful: {
        error: `BackupFailed: SnapshotNotTaken: ${INSTANCE}: there is no such instance here, or this deployment selects none of its volumes, or all of them are opted out`,
      },
    });
    expect(held(PRIMARY)).toEqual([]);
  });
});

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
