import { AttachVolumeCommand, DescribeInstancesCommand } from '@aws-sdk/client-ec2';
import { GetCommandInvocationCommand, SendCommandCommand } from '@aws-sdk/client-ssm';
import { parseSettings } from '../../../../infra/settings';
import { synthesize } from '../../../../local/world/synthesize';
import { PRIMARY, SETTINGS, startOneVolume } from '../../../support/one-volume';

const settings = parseSettings({ ...SETTINGS, freezeDocument: true }, 'the test');
const OPTIONS = { settings, templates: synthesize(settings) };
const INSTANCE = 'i-0123456789abcdef0';
const DOCUMENT = `freeze-snapshot-keeper-${PRIMARY}`;

/** A world in which an instance boots from one volume and has two others. Times are seconds since then. */
async function start() {
  const { world, soon } = await startOneVolume(OPTIONS);
  const startMs = world.loop.nowMs();
  for (const [digit, Device] of [
    ['1', '/dev/xvda'],
    ['2', '/dev/sdf'],
    ['3', '/dev/sdg'],
  ] as const)
    world.ec2.addVolume(PRIMARY, {
      VolumeId: `vol-${digit.repeat(17)}`,
      Size: 10,
      VolumeType: 'gp3',
      Attachments: [{ InstanceId: INSTANCE, Device, State: 'attached' }],
    });
  const ssm = world.as('person').ssm(PRIMARY);
  const send = async (action: string, run = 'r1', thawAfterSeconds = '60', application = 'none') => {
    const { Command } = await soon(
      ssm.send(
        new SendCommandCommand({
          DocumentName: DOCUMENT,
          InstanceIds: [INSTANCE],
          Parameters: {
            action: [action],
            run: [run],
            thawAfterSeconds: [thawAfterSeconds],
            application: [application],
          },
          TimeoutSeconds: 30,
        }),
      ),
    );
    return Command?.CommandId ?? '';
  };
  const look = (CommandId: string) =>
    soon(ssm.send(new GetCommandInvocationCommand({ CommandId, InstanceId: INSTANCE })));
  /** Sends a command and asks each second or so until it has ended: how. */
  const ended = async (...command: Parameters<typeof send>) => {
    const id = await send(...command);
    for (let poll = 0; poll < 300; poll += 1) {
      const seen = await look(id).catch(() => undefined);
      const {
        Status = 'Pending',
        ResponseCode,
        StandardOutputContent: out,
        StandardErrorContent: err,
      } = seen ?? {};
      if (Status !== 'Pending' && Status !== 'InProgress') return { Status, code: ResponseCode, out, err };
    }
    throw new Error('it does not end');
  };
  /** What stood frozen, in seconds since the start of the test. */
  const freezes = () =>
    world.instances.freezes(PRIMARY).map(({ run, fromMs, toMs, wholeFromMs, thawedBy }) => ({
      run,
      seconds: toMs === undefined ? undefined : Math.round((toMs - fromMs) / 1000),
      isWhole: wholeFromMs !== undefined,
      thawedBy,
    }));
  return {
    world,
    soon,
    send,
    look,
    ended,
    freezes,
    instance: world.instances.of(PRIMARY, INSTANCE),
    to: (seconds: number): Promise<void> => world.run(startMs + seconds * 1000),
  };
}

test('the document of the template freezes an instance and thaws it', async () => {
  const { world, ended } = await start();

  expect(await ended('freeze')).toEqual({
    Status: 'Success',
    code: 0,
    out: `left    / (xfs, /dev/xvda): it belongs to the system or the agent
freeze  /mnt/sdf (xfs, /dev/sdf)
freeze  /mnt/sdg (xfs, /dev/sdg)
Frozen, for 60 seconds at most.
snapshot-keeper level=filesystem
`,
    err: '',
  });
  const [frozen] = world.instances.freezes(PRIMARY);
  expect(frozen).toEqual({
    instanceId: INSTANCE,
    run: 'r1',
    fromMs: expect.any(Number),
    wholeFromMs: (frozen?.fromMs ?? 0) + 100,
  });

  const thawed = await ended('thaw');
  const { fromMs = 0, wholeToMs = 0, toMs = 0, thawedBy } = world.instances.freezes(PRIMARY)[0] ?? {};
  expect(thawed).toEqual({
    Status: 'Success',
    code: 0,
    out: `snapshot-keeper frozenMs=${toMs - fromMs} level=filesystem\n`,
    err: '',
  });
  expect([toMs - wholeToMs, thawedBy]).toEqual([50, 'thaw']);
  expect(world.instances.runs(PRIMARY)).toEqual([
    { instanceId: INSTANCE, run: 'r1', freezeAskedMs: expect.any(Number), thawAskedMs: expect.any(Number) },
  ]);
});

test('where no thaw comes, the watchdog thaws, and the thaw that comes later says so', async () => {
  const { world, ended, freezes, to } = await start();
  await ended('freeze', 'r1', '10');
  await to(60);
  expect(freezes()).toEqual([{ run: 'r1', seconds: 10, isWhole: true, thawedBy: 'watchdog' }]);
  expect(world.instances.runs(PRIMARY)[0]).not.toHaveProperty('thawAskedMs');

  expect(await ended('thaw')).toMatchObject({
    Status: 'Failed',
    code: 203,
    out: 'snapshot-keeper frozenMs=10050 level=crash\n',
    err: 'Nobody asked for the thaw within 10 seconds.\n',
  });
});

test('a freeze that hangs is given up after half of the time, and stands in the way of others until it ends', async () => {
  const { ended, freezes, instance } = await start();
  instance.set({ freezeHangs: true });

  expect(await ended('freeze', 'r1', '20')).toMatchObject({
    Status: 'Failed',
    code: 201,
    err: 'fsfreeze of /mnt/sdf has not ended in time: if it freezes after all, it thaws at once.\n',
  });
  expect(freezes()).toEqual([{ run: 'r1', seconds: 10, isWhole: false, thawedBy: 'watchdog' }]);
  expect((await ended('thaw')).code).toBe(202);
  expect((await ended('freeze', 'r2')).code).toBe(204);

  instance.set({ freezeHangs: false });
  expect((await ended('thaw')).code).toBe(205);
  expect((await ended('freeze', 'r3')).code).toBe(0);
});

test('a thaw that comes amid a freeze ends it', async () => {
  const { world, send, look, freezes, instance, to } = await start();
  instance.set({ freezeHangs: true });
  const freeze = await send('freeze');
  await to(5);
  const thaw = await send('thaw');
  await to(9);

  expect(await look(freeze)).toMatchObject({ Status: 'Failed', ResponseCode: 201 });
  expect(await look(thaw)).toMatchObject({ Status: 'Failed', ResponseCode: 202 });
  expect(freezes()).toMatchObject([{ isWhole: false, thawedBy: 'thaw' }]);
  expect(world.instances.freezes(PRIMARY)).toHaveLength(1);
});

test('a thaw that fails is told, and is tried each second until it is let go', async () => {
  const { ended, freezes, instance, to } = await start();
  await ended('freeze', 'r1', '10');
  instance.set({ thawFails: true });
  expect(await ended('thaw')).toMatchObject({
    code: 202,
    err: 'Run r1 cannot thaw, and goes on trying: fsfreeze: /mnt/sdg: unfreeze failed: Input/output error\n',
  });
  await to(300);
  expect(freezes()).toEqual([{ run: 'r1', seconds: undefined, isWhole: true, thawedBy: undefined }]);

  instance.set({ thawFails: false });
  await to(302);
  expect(freezes()).toMatchObject([{ thawedBy: 'thaw' }]);
  expect((await ended('thaw')).code).toBe(0);
});

test('an application that is not ready is not frozen', async () => {
  const { ended, freezes, instance } = await start();
  instance.set({ applicationNotReady: true });

  expect(await ended('freeze', 'r1', '60', 'postgresql')).toMatchObject({
    Status: 'Failed',
    code: 206,
    err: 'postgresql is not ready: nothing is frozen.\n',
  });
  expect(freezes()).toEqual([]);
});

describe('an agent that goes away', () => {
  test('before it gets a command, never runs it, and is given up when the times for delivery and execution are over', async () => {
    const { send, look, freezes, instance, to } = await start();
    instance.set({ agent: 'connection lost' });
    const freeze = await send('freeze');
    await to(209);
    expect(await look(freeze)).toMatchObject({ Status: 'Pending', ResponseCode: -1 });
    instance.set({ agent: 'online' });
    await to(215);

    expect(await look(freeze)).toMatchObject({
      Status: 'TimedOut',
      StatusDetails: 'DeliveryTimedOut',
      ResponseCode: -1,
    });
    expect(freezes()).toEqual([]);
  });

  test('and comes back within the time for delivery, runs it', async () => {
    const { send, look, instance, to } = await start();
    instance.set({ agent: 'connection lost' });
    const freeze = await send('freeze');
    await to(25);
    instance.set({ agent: 'online' });
    await to(27);

    expect(await look(freeze)).toMatchObject({ Status: 'Success', ResponseCode: 0 });
  });

  test('once it has told of the freeze, gets no thaw: the watchdog thaws', async () => {
    const { world, ended, freezes, instance } = await start();
    instance.set({ connectionLost: 'when told' });

    expect((await ended('freeze', 'r1', '30')).Status).toBe('Success');
    expect(await ended('thaw')).toMatchObject({ Status: 'TimedOut', code: -1 });
    expect(freezes()).toEqual([{ run: 'r1', seconds: 30, isWhole: true, thawedBy: 'watchdog' }]);
    expect(world.instances.runs(PRIMARY)[0]?.thawAskedMs).toBeGreaterThan(0);
  });

  test('as soon as all is frozen, leaves the freeze in progress until it is given up', async () => {
    const { send, look, ended, freezes, instance, to } = await start();
    instance.set({ connectionLost: 'when frozen' });
    const freeze = await send('freeze');
    await to(205);
    expect(await look(freeze)).toMatchObject({ Status: 'InProgress', ResponseCode: -1 });
    await to(212);
    expect(await look(freeze)).toMatchObject({ Status: 'TimedOut', ResponseCode: -1 });
    expect(freezes()).toMatchObject([{ seconds: 60, thawedBy: 'watchdog' }]);

    instance.set({ agent: 'online' });
    expect((await ended('thaw')).code).toBe(203);
  });

  test('for good, or has never been there, is refused', async () => {
    const { world, send, instance } = await start();
    instance.set({ agent: 'not registered' });

    await expect(send('freeze')).rejects.toMatchObject({
      name: 'InvalidInstanceId',
      message: `Instances [[${INSTANCE}]] not in a valid state for account 111122223333`,
    });
    expect(world.instances.runs(PRIMARY)).toMatchObject([{ run: 'r1', freezeAskedMs: expect.any(Number) }]);
  });
});

describe('an instance that stops', () => {
  test('has nothing frozen any more, is refused, and is shown as stopped', async () => {
    const { world, soon, send, ended, freezes, instance, to } = await start();
    await ended('freeze');
    await to(20);
    instance.stop();

    const [frozen] = world.instances.freezes(PRIMARY);
    expect([frozen?.toMs, frozen?.wholeToMs]).toEqual([world.loop.nowMs(), world.loop.nowMs()]);
    expect(freezes()).toMatchObject([{ isWhole: true, thawedBy: 'stop' }]);
    await expect(send('thaw')).rejects.toMatchObject({ name: 'InvalidInstanceId' });
    const { Reservations } = await soon(
      world
        .as('person')
        .ec2(PRIMARY)
        .send(new DescribeInstancesCommand({ Filters: [{ Name: 'instance-id', Values: [INSTANCE] }] })),
    );
    expect(Reservations?.[0]?.Instances?.[0]?.State?.Name).toBe('stopped');
    await to(200);
    expect(freezes()).toMatchObject([{ thawedBy: 'stop' }]);
  });

  test('amid a command, never answers, and knows nothing of it when it is started again', async () => {
    const { send, look, ended, freezes, instance, to } = await start();
    instance.set({ freezeHangs: true });
    const freeze = await send('freeze');
    await to(5);
    instance.stop();
    await to(10);
    instance.start();
    instance.set({ freezeHangs: false });
    await to(200);

    expect(await look(freeze)).toMatchObject({ Status: 'InProgress' });
    expect(freezes()).toMatchObject([{ isWhole: false, thawedBy: 'stop' }]);
    expect(await ended('thaw')).toMatchObject({ code: 205, err: 'Run r1 has frozen nothing.\n' });
    expect((await ended('freeze', 'r2')).code).toBe(0);
  });

  test('before its agent could tell of a freeze, does not tell of it after it has started again', async () => {
    const { send, look, instance, to } = await start();
    instance.set({ connectionLost: 'when frozen' });
    const freeze = await send('freeze');
    await to(5);
    instance.stop();
    instance.start();
    instance.set({ agent: 'online' });
    await to(10);

    expect(await look(freeze)).toMatchObject({ Status: 'InProgress' });
  });

  test('before it gets a command, gets it when it starts within the time for delivery', async () => {
    const { send, look, instance, to } = await start();
    const freeze = await send('freeze');
    instance.stop();
    await to(10);
    expect(await look(freeze)).toMatchObject({ Status: 'Pending' });
    instance.start();
    await to(13);

    expect(await look(freeze)).toMatchObject({ Status: 'Success' });
  });
});

test('an instance without a volume is not known, and is as soon as it has one', async () => {
  const { world, soon } = await start();
  const other = 'i-0fedcba9876543210';

  expect(() => world.instances.of(PRIMARY, other)).toThrow(`no volume is attached to ${other} in ${PRIMARY}`);
  const attach = { VolumeId: 'vol-0123456789abcdef0', InstanceId: other, Device: '/dev/sdf' };
  await soon(world.as('person').ec2(PRIMARY).send(new AttachVolumeCommand(attach)));
  expect(world.instances.of(PRIMARY, other).isManaged).toBe(true);
});
