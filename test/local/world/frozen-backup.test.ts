import { CreateSnapshotsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { parseSettings, type Settings } from '../../../infra/settings';
import type { Conditions } from '../../../local/world/instances/conditions';
import { loadHandler } from '../../../local/world/load-handler';
import { synthesize } from '../../../local/world/synthesize';
import type { WorldOptions } from '../../../local/world/world-options';
import { addAttached, BOOT, DATA, INSTANCE, SELECTED } from '../../support/attached-volumes';
import { DR, PRIMARY, SETTINGS, startOneVolume } from '../../support/one-volume';

const settingsWith = (freeze: object): Settings =>
  parseSettings(
    {
      ...SETTINGS,
      schedules: [
        { name: 'nightly', schedule: 'cron(30 1 * * ? *)', timeZone: 'UTC', mode: 'instance', freeze },
      ],
    },
    'the test',
  );
const optionsOf = (settings: Settings) => ({ settings, templates: synthesize(settings) });
const ANYWAY = optionsOf(settingsWith({ application: 'postgresql', thawAfterSeconds: 30 }));
const NONE = optionsOf(settingsWith({ thawAfterSeconds: 30, otherwise: 'takeNone' }));

/** Beside the volume without an instance, an instance with a boot volume and one with data. */
async function start(options: Pick<WorldOptions, 'settings' | 'templates' | 'loadHandler'>) {
  const played = await startOneVolume(options);
  const { world } = played;
  addAttached(world, [
    [BOOT, SELECTED],
    [DATA, SELECTED],
  ]);
  const instance = world.instances.of(PRIMARY, INSTANCE);
  let takenMs: number[] = [];
  world.observe({
    onCall: ({ request: { operation }, atMs }) => {
      if (operation === 'CreateSnapshots') takenMs = [...takenMs, atMs];
    },
  });
  /** The levels of what is there of the instance in a Region. */
  const levels = (region: string): (string | undefined)[] =>
    world.ec2
      .snapshots(region)
      .filter(({ Description = '' }) => Description.includes(', set '))
      .map(({ Tags = [] }) => Tags.find(({ Key }) => Key === 'snapshot-keeper:consistency')?.Value);
  /** Of all freezes: for how many seconds something stood frozen, and who thawed. */
  const freezes = () =>
    world.instances
      .freezes(PRIMARY)
      .map(({ fromMs, toMs = NaN, thawedBy }) => `${((toMs - fromMs) / 1000).toFixed(0)} s, ${thawedBy}`);
  const runs = () => world.instances.runs(PRIMARY);
  return { ...played, instance, levels, freezes, runs, taken: () => takenMs };
}

const messages = ({ world }: Awaited<ReturnType<typeof start>>): string[] =>
  world.notifications.map(({ subject, message }) => `${subject}\n${message}`);

test('an instance stands frozen while its set is taken, and for seconds; how it stood is on snapshots and copies', async () => {
  const played = await start(ANYWAY);
  const { world, runTo, levels, freezes, runs, taken } = played;

  await runTo(12);

  expect(levels(PRIMARY)).toEqual(['application', 'application']);
  expect(levels(DR)).toEqual(['application', 'application']);
  expect(freezes()).toEqual([expect.stringMatching(/^[2-6] s, thaw$/)]);
  const [{ wholeFromMs = NaN, wholeToMs = NaN } = {}] = world.instances.freezes(PRIMARY);
  expect(taken()).toHaveLength(1);
  expect([wholeFromMs <= taken()[0]!, taken()[0]! <= wholeToMs]).toEqual([true, true]);
  expect(runs()).toHaveLength(1);
  expect(messages(played)).toEqual([expect.stringContaining('  Consistency:      2 application')]);
  expect(world.denials).toEqual([]);
});

test.each<[failure: string, conditions: Partial<Conditions>, frozen: string[], reason: string]>([
  [
    'the freeze hangs',
    { freezeHangs: true },
    ['15 s, watchdog'],
    'it may still stand frozen: fsfreeze of /mnt/sdf has not ended in time',
  ],
  [
    'the application is not ready',
    { applicationNotReady: true },
    [],
    'freeze failed with 206: postgresql is not ready',
  ],
  ['the agent is gone', { agent: 'not registered' }, [], 'freeze without an answer: InvalidInstanceId: '],
  ['no command comes', { agent: 'connection lost' }, [], 'freeze without an answer: Pending'],
  [
    'the agent goes away frozen',
    { connectionLost: 'when frozen' },
    ['30 s, watchdog'],
    'freeze without an answer: ',
  ],
  [
    'the agent goes away when it has told',
    { connectionLost: 'when told' },
    ['30 s, watchdog'],
    'thaw without an answer: ',
  ],
])(
  'where %s, a thaw is called, nothing stands frozen for longer than the watchdog lets it, and what is taken is told as crash-consistent',
  async (_, conditions, frozen, reason) => {
    const played = await start(ANYWAY);
    const { runTo, instance, levels, freezes, runs, taken } = played;
    instance.set(conditions);

    await runTo(12);

    expect(levels(PRIMARY)).toEqual(['crash', 'crash']);
    expect(taken()).toHaveLength(1);
    expect(freezes()).toEqual(frozen);
    expect(runs().map(({ thawAskedMs }) => thawAskedMs === undefined)).toEqual([false]);
    expect(messages(played)).toContainEqual(expect.stringContaining(`\n  ${INSTANCE}: ${reason}`));
  },
);

test('where the thaw fails on the instance, that is told at once, and it thaws as soon as it can', async () => {
  const played = await start(ANYWAY);
  const { runTo, instance, levels, freezes } = played;
  instance.set({ thawFails: true });
  await runTo(1.6);
  expect(messages(played)).toContainEqual(
    expect.stringContaining(`Cause:     ${INSTANCE}: frozen for a snapshot, and the thaw has failed there`),
  );
  instance.set({ thawFails: false });

  await runTo(12);

  expect(levels(PRIMARY)).toEqual(['crash', 'crash']);
  expect(freezes()).toEqual([expect.stringMatching(/, thaw$/)]);
  expect(messages(played)).toContainEqual(
    expect.stringContaining(`${INSTANCE}: it may still stand frozen: `),
  );
});

test('a stopped instance is taken as it is', async () => {
  const played = await start(ANYWAY);
  const { runTo, instance, levels, runs } = played;
  instance.stop();

  await runTo(12);

  expect([levels(PRIMARY), runs()]).toEqual([['stopped', 'stopped'], []]);
  expect(messages(played)).toEqual([expect.stringContaining('  Consistency:      2 stopped')]);
});

describe('where the schedule takes none that is not frozen', () => {
  test('it is tried three times, and the run fails with the reason', async () => {
    const played = await start(NONE);
    const { runTo, instance, levels, runs } = played;
    instance.set({ freezeHangs: true });

    await runTo(3);

    expect(levels(PRIMARY)).toEqual([]);
    expect(runs().map(({ thawAskedMs }) => thawAskedMs === undefined)).toEqual([false, false, false]);
    expect(messages(played)).toContainEqual(
      expect.stringContaining(`${BOOT}: ${INSTANCE} cannot be frozen: `),
    );
  });

  test('a later attempt of the same run takes it', async () => {
    const played = await start(NONE);
    const { runTo, instance, levels } = played;
    instance.set({ freezeHangs: true });
    await runTo(1.51);
    instance.set({ freezeHangs: false });

    await runTo(3);

    expect(levels(PRIMARY)).toEqual(['filesystem', 'filesystem']);
  });
});

/** TakeSnapshots, which dies once as it asks for its first set. */
function dyingOnce(): NonNullable<WorldOptions['loadHandler']> {
  let hasDied = false;
  return async (constructId) => {
    const production = await loadHandler(constructId);
    if (constructId !== 'TakeSnapshots') return production;
    return {
      within: (surroundings) => {
        let die = (): void => undefined;
        const dying = (client: EC2Client): EC2Client =>
          Object.assign(Object.create(client) as EC2Client, {
            send: (command: CreateSnapshotsCommand) => {
              if (hasDied || !(command instanceof CreateSnapshotsCommand)) return client.send(command);
              hasDied = true;
              die();
              return new Promise(() => undefined);
            },
          });
        const { clients } = surroundings;
        const run = production.within({
          ...surroundings,
          clients: { ...clients, ec2: (...of) => dying(clients.ec2(...of)) },
        });
        return (event) =>
          new Promise((done, fail) => {
            die = () => fail(Object.assign(new Error('signal: killed'), { name: 'Runtime.ExitError' }));
            run(event).then(done, fail);
          });
      },
    };
  };
}

test('where the function dies while an instance stands frozen, its next attempt thaws it, long before the watchdog', async () => {
  const options = optionsOf(settingsWith({ thawAfterSeconds: 120 }));
  const { runTo, levels, freezes, runs } = await start({ ...options, loadHandler: dyingOnce() });

  await runTo(12);

  expect(runs().map(({ thawAskedMs }) => thawAskedMs === undefined)).toEqual([false, false]);
  expect(freezes()).toEqual([
    expect.stringMatching(/^[2-6] s, thaw$/),
    expect.stringMatching(/^[1-6] s, thaw$/),
  ]);
  expect(levels(PRIMARY)).toEqual(['filesystem', 'filesystem']);
});
