import { CopySnapshotCommand } from '@aws-sdk/client-ec2';
import { DeleteFunctionConcurrencyCommand, PutFunctionConcurrencyCommand } from '@aws-sdk/client-lambda';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { type Deed, type Drained, drainRegion } from '../../../cli/drain/drain-region';
import { switchPruning } from '../../../cli/pause/switch-pruning';
import { parseSettings } from '../../../infra/settings';
import { synthesize } from '../../../local/world/synthesize';
import type { WorldOptions } from '../../../local/world/world-options';
import { MACHINE_REGIONS } from '../../statemachines/definition';
import { DR, PRIMARY, SETTINGS, startOneVolume, TEMPLATES } from '../../support/one-volume';

const isSweep = ({ machine }: { readonly machine: { readonly name: string } }): boolean =>
  machine.name.endsWith('-sweep');

/** With a schedule and drills, which are drained too. */
const SCHEDULED = parseSettings(
  { ...SETTINGS, schedules: [{ name: 'daily', schedule: 'cron(0 12 * * ? *)' }], drill: {} },
  'the test',
);
const WITH_SCHEDULE = { settings: SCHEDULED, templates: synthesize(SCHEDULED) };

async function start(options: Partial<WorldOptions> = {}) {
  const played = await startOneVolume(options);
  const { world, soon } = played;
  const operator = world.as('operator');
  const others = () => world.executions.filter((execution) => !isSweep(execution));
  const ask = async (deed: Deed) => {
    const answers = Promise.all(
      [PRIMARY, DR].map((region) =>
        drainRegion(deed, SETTINGS, region, {
          events: operator.events(region),
          scheduler: operator.scheduler(region),
          states: operator.sfn(region),
          cloudFormation: operator.cloudFormation(region),
          sqs: operator.sqs(region),
        }),
      ),
    );
    await world.run(world.loop.nowMs() + 3_000);
    return answers;
  };
  return {
    ...played,
    pause: () =>
      soon(
        switchPruning('pause', {
          settings: SETTINGS,
          source: 'the test',
          regions: [PRIMARY, DR],
          lambda: (region) => operator.lambda(region),
        }),
      ),
    /** By machine, without the names of deployment and primary Region. */
    drain: async (deed: Deed): Promise<Record<string, Omit<Drained, 'name'>>> => {
      const answers = await ask(deed);
      const machines = answers.flatMap((answer) => ('machines' in answer ? answer.machines : []));
      return Object.fromEntries(
        machines.map(({ name, ...drained }) => [name.replace(`snapshot-keeper-${PRIMARY}-`, ''), drained]),
      );
    },
    /** What queues hold, by a part of their names. */
    waiting: async (): Promise<Record<string, number>> => {
      const queues = (await ask('drain')).flatMap((answer) => ('queues' in answer ? answer.queues : []));
      return Object.fromEntries(
        queues.map(({ name, messages }) => [
          /(Event|Copy|Failure)Queue(DeadLetters)?/.exec(name)?.[0] ?? name,
          messages,
        ]),
      );
    },
    /** Of all executions that are no sweeps. */
    statuses: () => others().map(({ machine, status }) => `${machine.region} ${status}`),
    errors: () => others().map(({ error }) => error),
    sweeps: () => world.executions.filter(isSweep).length,
    alarmsRung: () => world.cloudWatch.transitions.filter(({ to }) => to === 'ALARM').length,
  };
}

const NO_SWEEP_RUNS = { startedBy: 'schedule', starter: 'off', running: 0 };
const NOTHING_RUNS = { startedBy: 'rule', starter: 'off', running: 0 };

test('what is drained takes on nothing more in any Region; undone, it goes on with the next event', async () => {
  const { drain, runTo, takeSnapshot, held, statuses, world } = await start(WITH_SCHEDULE);
  await takeSnapshot();
  await runTo(3);
  const before = statuses();
  expect(await drain('drain')).toEqual({
    backup: { startedBy: 'schedules', starter: 'off', running: 0 },
    'snapshot-created': NOTHING_RUNS,
    'snapshot-failed': NOTHING_RUNS,
    'copy-failed': NOTHING_RUNS,
    'snapshot-copied': NOTHING_RUNS,
    sweep: NO_SWEEP_RUNS,
    restore: { startedBy: 'person', running: 0 },
    drill: NO_SWEEP_RUNS,
  });
  await takeSnapshot();
  await runTo(6);
  expect([held(PRIMARY).length, held(DR).length, statuses()]).toEqual([2, 1, before]);

  const undone = await drain('undo');
  const started = Object.keys(MACHINE_REGIONS).filter((machine) => machine !== 'restore');
  expect(Object.keys(undone).sort()).toEqual(started.sort());
  expect(Object.values(undone).map(({ starter }) => starter)).toEqual(Array(started.length).fill('on'));
  const { SnapshotId: next } = await takeSnapshot();
  await runTo(9);
  expect(held(DR)).toHaveLength(1);
  expect(world.executions.find(({ name }) => name === next)).toMatchObject({ status: 'SUCCEEDED' });
});

test('no schedule takes snapshots once it is drained; undone, the next one does, and none is made up for', async () => {
  const { drain, runTo, held } = await start(WITH_SCHEDULE);
  await drain('drain');
  await runTo(14);
  await drain('undo');
  await runTo(20);
  expect(held(PRIMARY)).toEqual([]);

  await runTo(38);
  expect(held(PRIMARY)).toHaveLength(1);
});

test('no sweep starts work once it is drained; undone, the next one makes up for it', async () => {
  const { drain, runTo, takeSnapshot, held, sweeps, waiting } = await start();
  await runTo(0.5);
  const before = sweeps();
  await drain('drain');
  await takeSnapshot();
  await runTo(24);
  expect([before, sweeps(), held(DR).length]).toEqual([2, 2, 0]);
  expect(await waiting()).toEqual({});

  await drain('undo');
  await runTo(28);
  expect(sweeps()).toBeGreaterThan(before);
  expect(held(DR)).toHaveLength(1);
});

test('what runs when it is drained ends as it would have', async () => {
  const { drain, pause, runTo, takeSnapshot, soon, world, statuses } = await start();
  await pause();
  await takeSnapshot();
  await runTo(3);
  const waiting = { starter: 'off', running: 1 };
  expect(await drain('drain')).toMatchObject({ 'snapshot-created': waiting, 'snapshot-copied': waiting });

  await soon(
    switchPruning('resume', {
      settings: SETTINGS,
      source: 'the test',
      regions: [PRIMARY, DR],
      lambda: (region) => world.as('operator').lambda(region),
    }),
  );
  await runTo(6);
  expect(statuses()).toEqual([`${PRIMARY} SUCCEEDED`, `${DR} SUCCEEDED`]);
});

test('what is stopped is aborted with the reason, and alarms tell of it', async () => {
  const { drain, pause, runTo, takeSnapshot, statuses, errors, alarmsRung } = await start();
  await pause();
  await takeSnapshot();
  await runTo(3);
  const stopped = { startedBy: 'rule', starter: 'off', running: 0, stopped: 1 };
  expect(await drain('stop')).toMatchObject({ 'snapshot-created': stopped, 'snapshot-copied': stopped });

  await runTo(6);
  expect(statuses()).toEqual([`${PRIMARY} ABORTED`, `${DR} ABORTED`]);
  expect(errors()).toEqual(['Drained', 'Drained']);
  expect(alarmsRung()).toBe(2);
  expect(await drain('drain')).toMatchObject({ 'snapshot-created': NOTHING_RUNS });
});

test('a copy that waits for a slot is not made any more once its execution was stopped', async () => {
  const { drain, waiting, runTo, takeSnapshot, person, soon, held, statuses } = await start();
  const { SnapshotId: SourceSnapshotId } = await takeSnapshot();
  await runTo(2);
  // All slots of the DR Region.
  for (let copies = 0; copies < 20; copies += 1)
    await soon(person(DR).send(new CopySnapshotCommand({ SourceRegion: PRIMARY, SourceSnapshotId })));
  await takeSnapshot();
  await runTo(2.1);
  expect((await drain('stop'))['snapshot-created']).toEqual({
    startedBy: 'rule',
    starter: 'off',
    running: 0,
    stopped: 1,
  });
  expect(await waiting()).toEqual({ CopyQueue: 1 });

  await runTo(12);
  expect(await waiting()).toEqual({});
  expect(held(DR)).toHaveLength(21);
  expect(statuses()).toEqual([`${PRIMARY} SUCCEEDED`, `${DR} SUCCEEDED`, `${PRIMARY} ABORTED`]);
});

/** The name of a function in the primary Region, by a part of its logical id. */
function functionName(part: string): string {
  const { name, template } = TEMPLATES.find(({ region }) => region === PRIMARY)!;
  const { Resources } = template as { Resources: Record<string, { Type: string }> };
  const logicalIds = Object.keys(Resources).filter((id) => Resources[id]?.Type === 'AWS::Lambda::Function');
  return `${name}-${logicalIds.find((id) => id.includes(part))}`;
}

/** The URL of a queue in the primary Region, by the beginning of its logical id. */
function urlOf(beginning: string): string {
  const { name, template, accountId } = TEMPLATES.find(({ region }) => region === PRIMARY)!;
  const { Resources } = template as { Resources: Record<string, { Type: string }> };
  const logicalId = Object.keys(Resources).find(
    (id) =>
      Resources[id]?.Type === 'AWS::SQS::Queue' &&
      id.startsWith(beginning) &&
      beginning.includes('Dead') === id.includes('Dead'),
  );
  return `https://sqs.${PRIMARY}.amazonaws.com/${accountId}/${name}-${logicalId}`;
}

test.each([
  ['an event', 'ReceiveEvent', 'EventQueue'],
  ['a request for a copy', 'CopySnapshot', 'CopyQueue'],
])('%s that no function takes still waits, and no longer once it is taken', async (_, fn, queue) => {
  const { waiting, runTo, takeSnapshot, soon, world } = await start();
  const lambda = world.as('operator').lambda(PRIMARY);
  const FunctionName = functionName(fn);
  // Until the first sweep has begun.
  await runTo(0.1);
  // As where the account has no concurrent execution left.
  await soon(
    lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 })),
  );
  await takeSnapshot();
  await runTo(0.4);
  expect(await waiting()).toEqual({ [queue]: 1 });

  await soon(lambda.send(new DeleteFunctionConcurrencyCommand({ FunctionName })));
  await runTo(3);
  expect(await waiting()).toEqual({});
});

test('a failure that nobody was told of yet still waits', async () => {
  const { waiting, runTo, soon, world } = await start();
  const [QueueUrl, DeadLettersUrl] = [urlOf('FailureQueue'), urlOf('FailureQueueDeadLetters')];
  const sqs = world.as('operator').sqs(PRIMARY);
  const lambda = world.as('operator').lambda(PRIMARY);
  const FunctionName = functionName('NotifyFailure');
  await soon(
    lambda.send(new PutFunctionConcurrencyCommand({ FunctionName, ReservedConcurrentExecutions: 0 })),
  );
  await soon(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'a failure' })));
  await soon(sqs.send(new SendMessageCommand({ QueueUrl: DeadLettersUrl, MessageBody: 'another' })));
  await runTo(1);

  expect(await waiting()).toEqual({ FailureQueue: 1, FailureQueueDeadLetters: 1 });
});

test('a queue is one of dead letters, by its logical id, just where it hands nothing on', () => {
  const queues = TEMPLATES.flatMap(({ template }) =>
    Object.entries(
      (template as { Resources: Record<string, { Type: string; Properties: object }> }).Resources,
    ).filter(([, { Type }]) => Type === 'AWS::SQS::Queue'),
  );

  expect(queues).toHaveLength(10);
  for (const [logicalId, { Properties }] of queues)
    expect([logicalId, 'RedrivePolicy' in Properties]).toEqual([
      logicalId,
      !logicalId.includes('DeadLetters'),
    ]);
});
