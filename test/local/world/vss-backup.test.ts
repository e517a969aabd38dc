import { parseSettings, type Settings } from '../../../infra/settings';
import type { Conditions } from '../../../local/world/instances/conditions';
import { synthesize } from '../../../local/world/synthesize';
import type { WorldOptions } from '../../../local/world/world-options';
import { addAttached, BOOT, DATA, INSTANCE, LOGS, SELECTED } from '../../support/attached-volumes';
import { DR, PRIMARY, SETTINGS, startOneVolume } from '../../support/one-volume';

const settingsWith = (otherwise: 'takeAnyway' | 'takeNone'): Settings =>
  parseSettings(
    {
      ...SETTINGS,
      schedules: [
        {
          name: 'nightly',
          schedule: 'cron(30 1 * * ? *)',
          timeZone: 'UTC',
          mode: 'instance',
          freeze: { application: 'vss', otherwise },
        },
      ],
    },
    'the test',
  );
const optionsOf = (settings: Settings) => ({ settings, templates: synthesize(settings) });
const ANYWAY = optionsOf(settingsWith('takeAnyway'));
const NONE = optionsOf(settingsWith('takeNone'));

/** Beside the volume without an instance, a Windows instance with a boot volume and one with data. */
async function start(options: Pick<WorldOptions, 'settings' | 'templates'>) {
  const played = await startOneVolume(options);
  const { world } = played;
  addAttached(world, [
    [BOOT, SELECTED],
    [DATA, SELECTED],
  ]);
  world.ec2.setWindows(PRIMARY, INSTANCE);
  const instance = world.instances.of(PRIMARY, INSTANCE);
  const [takenBy, sent]: [string[], number[]] = [[], []];
  world.observe({
    onCall: ({ request: { operation, caller }, atMs }) => {
      if (operation === 'CreateSnapshots') takenBy.push('roleArn' in caller ? 'run' : 'instance');
      if (operation === 'SendCommand') sent.push(atMs);
    },
  });
  /** The levels of what is there of the instance in a Region. */
  const levels = (region: string): (string | undefined)[] =>
    world.ec2
      .snapshots(region)
      .filter(({ Description = '' }) => Description.includes(', set '))
      .map(({ Tags = [] }) => Tags.find(({ Key }) => Key === 'snapshot-keeper:consistency')?.Value);
  const messages = (): string[] =>
    world.notifications.map(({ subject, message }) => `${subject}\n${message}`);
  return { ...played, instance, levels, messages, takenBy, sent };
}

test('a Windows instance takes its set itself, which is found, tagged, copied and counted as any other', async () => {
  const { world, runTo, levels, messages, takenBy, sent } = await start(ANYWAY);

  await runTo(12);

  expect(levels(PRIMARY)).toEqual(['application', 'application']);
  expect(levels(DR)).toEqual(['application', 'application']);
  expect([takenBy, sent.length]).toEqual([['instance'], 1]);
  expect(messages()).toEqual([expect.stringContaining('  Consistency:      2 application')]);
  const sets = world.ec2
    .snapshots(PRIMARY)
    .map(({ Description = '' }) => Description)
    .filter((description) => description.includes('set'));
  expect(sets).toEqual([sets[0], sets[0]]);
  expect(sets[0]).toMatch(
    /^snapshot-keeper snapshot-keeper: due 2031-03-01T01:30:00Z by nightly, set [0-9a-f]{12}\/2$/,
  );
  expect(world.denials).toEqual([]);
});

const TAKEN = 'not all of it is tagged AppConsistent: ';

test.each<
  [
    what: string,
    conditions: Partial<Conditions>,
    levels: string[],
    takenBy: string[],
    reason: string | undefined,
  ]
>([
  [
    'the writers are not ready',
    { vss: 'writers fail' },
    ['crash', 'crash'],
    ['instance'],
    `${TAKEN}Failed: Error: Provider gave timeout message`,
  ],
  [
    'one volume is not tagged',
    { vss: 'one volume untagged' },
    ['crash', 'crash'],
    ['instance'],
    `${TAKEN}Success`,
  ],
  [
    'a component is missing',
    { vss: 'component missing' },
    ['crash', 'crash'],
    ['run'],
    'VSS has taken nothing: Failed: Error: ec2-vss-agent.exe is not installed.',
  ],
  [
    'the components are installed first, for five minutes',
    { vss: 'installs slowly' },
    ['application', 'application'],
    ['instance'],
    undefined,
  ],
  ['the agent is gone', { agent: 'not registered' }, ['crash', 'crash'], ['run'], 'InvalidInstanceId: '],
  ['no command comes', { agent: 'connection lost' }, ['crash', 'crash'], ['run'], 'Pending'],
])(
  'where %s, the instance is taken once, as EC2 shows it, and it is told why it is no better',
  async (_, conditions, stood, by, reason) => {
    const { runTo, instance, levels, messages, takenBy, sent } = await start(ANYWAY);
    instance.set(conditions);

    await runTo(12);

    expect([levels(PRIMARY), takenBy, sent.length]).toEqual([stood, by, 1]);
    if (reason === undefined)
      expect(messages()).toEqual([expect.stringContaining('  Consistency:      2 application')]);
    else expect(messages()).toContainEqual(expect.stringContaining(`\n  ${INSTANCE}: ${reason}`));
  },
);

test('where the agent goes away while the instance takes its set, that counts as EC2 shows it', async () => {
  const { world, runTo, instance, levels, takenBy, messages } = await start(ANYWAY);
  world.observe({
    onCall: ({ request: { operation } }) => {
      if (operation === 'CreateSnapshots') instance.set({ agent: 'connection lost' });
    },
  });

  await runTo(12);

  expect([levels(PRIMARY), takenBy]).toEqual([['application', 'application'], ['instance']]);
  expect(messages()).toEqual([expect.stringContaining('  Consistency:      2 application')]);
});

test('an instance that runs Linux, and one with another data volume, are taken as a crash would leave them', async () => {
  const linux = await startOneVolume(ANYWAY);
  addAttached(linux.world, [
    [BOOT, SELECTED],
    [DATA, SELECTED],
  ]);
  const more = await startOneVolume(ANYWAY);
  addAttached(more.world, [
    [BOOT, SELECTED],
    [DATA, SELECTED],
    [LOGS, {}],
  ]);
  more.world.ec2.setWindows(PRIMARY, INSTANCE);

  await linux.runTo(3);
  await more.runTo(3);

  const told = ({ world }: typeof linux) => world.notifications.map(({ message }) => message).join();
  expect(told(linux)).toContain(`  ${INSTANCE}: it is not Windows`);
  expect(told(more)).toContain(
    `  ${INSTANCE}: VSS cannot leave out ${LOGS}, which is attached and not to be taken`,
  );
});

test('the boot volume is left out where nothing covers it', async () => {
  const { world, runTo } = await startOneVolume(ANYWAY);
  addAttached(world, [
    [BOOT, {}],
    [DATA, SELECTED],
  ]);
  world.ec2.setWindows(PRIMARY, INSTANCE);

  await runTo(12);

  const taken = world.ec2.snapshots(PRIMARY).filter(({ VolumeId = '' }) => [BOOT, DATA].includes(VolumeId));
  expect(taken.map(({ VolumeId }) => VolumeId)).toEqual([DATA]);
  expect(taken[0]?.Tags).toContainEqual({ Key: 'snapshot-keeper:consistency', Value: 'application' });
});

test('a stopped instance is taken as it is', async () => {
  const { runTo, instance, levels, takenBy, sent } = await start(ANYWAY);
  instance.stop();

  await runTo(12);

  expect([levels(PRIMARY), takenBy, sent]).toEqual([['stopped', 'stopped'], ['run'], []]);
});

describe('where the schedule takes none otherwise', () => {
  test('an instance that takes nothing is asked three times, and the run fails with the reason', async () => {
    const { runTo, instance, levels, messages, takenBy, sent } = await start(NONE);
    instance.set({ vss: 'component missing' });

    await runTo(4);

    expect([levels(PRIMARY), takenBy, sent.length]).toEqual([[], [], 3]);
    expect(messages()).toContainEqual(
      expect.stringContaining(`VSS has taken nothing of ${BOOT}, ${DATA}: Failed: Error: ec2-vss-agent.exe`),
    );
  });

  test('one that can later is taken by a later attempt of the same run', async () => {
    const { runTo, instance, levels, takenBy } = await start(NONE);
    instance.set({ vss: 'component missing' });
    await runTo(1.6);
    instance.set({ vss: 'works' });

    await runTo(4);

    expect([levels(PRIMARY), takenBy]).toEqual([['application', 'application'], ['instance']]);
  });
});

describe('where a volume is not mounted, so that VSS leaves it out', () => {
  /** Of each snapshot of the instance, which volume it is of, how it stood, and of which set it is, as they began. */
  const inOrder = ({ world }: Awaited<ReturnType<typeof start>>) =>
    world.ec2
      .snapshots(PRIMARY)
      .filter(({ Description = '' }) => Description.includes(', set '))
      .sort((a, b) => a.StartTime!.getTime() - b.StartTime!.getTime() || (a.VolumeId! < b.VolumeId! ? -1 : 1))
      .map(({ VolumeId, StartTime, Tags = [] }) => {
        const level = Tags.find(({ Key }) => Key === 'snapshot-keeper:consistency')?.Value;
        return `${VolumeId === BOOT ? 'boot' : 'data'} ${StartTime!.toISOString().slice(8, 16)} ${level}`;
      });

  test('the whole instance is taken as a crash would leave it, ten minutes later, and told; what VSS has taken goes by the rules', async () => {
    const played = await start(ANYWAY);
    played.instance.set({ unmounted: [DATA] });

    await played.runTo(12);

    expect([played.takenBy, played.sent.length]).toEqual([['instance', 'run'], 1]);
    expect(inOrder(played)).toEqual(['boot 01T01:41 crash', 'data 01T01:41 crash']);
    expect(played.messages()).toEqual([
      expect.stringContaining(`\n  ${INSTANCE}: VSS has left out ${DATA}, which may not be mounted: Success`),
    ]);
    expect(played.messages()[0]).toContain('  Consistency:      2 crash');
  });

  test('the run fails where the schedule takes none otherwise, and tells which volume it is', async () => {
    const played = await start(NONE);
    played.instance.set({ unmounted: [DATA] });

    await played.runTo(12);

    expect([played.takenBy, played.sent.length]).toEqual([['instance'], 1]);
    expect(inOrder(played)).toEqual(['boot 01T01:30 undefined']);
    const WHY = `VSS has left out ${DATA}, which may not be mounted: Success`;
    expect(played.messages()).toContainEqual(expect.stringContaining(WHY));
  });
});
