import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import {
  DisableRuleCommand,
  EnableRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
} from '@aws-sdk/client-eventbridge';
import {
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import {
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { drainCommand } from '../../../cli/drain/drain-command';
import { callsTo, mockAws } from '../../support/aws-mock';
import { keeper, keeperIn, temporaryFiles } from '../keeper';
import { run } from '../run-command';

const file = temporaryFiles();
const events = mockAws(EventBridgeClient);
const scheduler = mockAws(SchedulerClient);
const states = mockAws(SFNClient);
const cloudFormation = mockAws(CloudFormationClient);
const sqs = mockAws(SQSClient);

const ACCOUNT = '111122223333';

const nameIn = (name: string, primary = 'us-east-1'): string => `snapshot-keeper-${primary}-${name}`;
const ruleArn = (region: string, name: string): string => `arn:aws:events:${region}:${ACCOUNT}:rule/${name}`;
const machineArn = (region: string, name: string): string =>
  `arn:aws:states:${region}:${ACCOUNT}:stateMachine:${name}`;

const regionOf = async (client: unknown): Promise<string> =>
  (client as { config: { region(): Promise<string> } }).config.region();

const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** The names of the rules and machines that are deployed, by Region, and how the schedule of the sweep is, where there is one. */
type Deployed = Readonly<
  Record<string, { rules: string[]; machines: string[]; schedule?: 'ENABLED' | 'DISABLED' }>
>;

const rulesAndMachines = (...names: string[]) => ({ rules: names, machines: names });

const [CREATED, SNAPSHOT_FAILED] = [nameIn('snapshot-created'), nameIn('snapshot-failed')];
const [COPY_FAILED, COPIED] = [nameIn('copy-failed'), nameIn('snapshot-copied')];
const SWEEP = nameIn('sweep');
const DRILL = nameIn('drill');

const AS_DEPLOYED: Deployed = {
  'us-east-1': rulesAndMachines(CREATED, SNAPSHOT_FAILED),
  'us-west-2': rulesAndMachines(COPY_FAILED, COPIED),
};

/** The ARNs of executions that run, by the name of their machine. */
type Running = Readonly<Record<string, readonly string[]>>;

const executions = (region: string, machine: string, ...names: string[]): Running => ({
  [machine]: names.map((name) => `arn:aws:states:${region}:${ACCOUNT}:execution:${machine}:${name}`),
});

const RUNNING: Running = {
  ...executions('us-east-1', CREATED, 'snap-1', 'snap-2'),
  ...executions('us-west-2', COPIED, 'snap-3'),
};

/** How many messages each queue holds: to be received, in flight, and delayed. By Region and logical id. */
type Queues = Readonly<Record<string, Record<string, [visible: number, inFlight: number, delayed: number]>>>;

const STACKS: Readonly<Record<string, string>> = {
  'us-east-1': 'snapshot-keeper-us-east-1-primary',
  'us-west-2': 'snapshot-keeper-us-east-1-dr-us-west-2',
};

const queueName = (region: string, logicalId: string): string => `${STACKS[region]}-${logicalId}-X1Y2`;
const queueUrl = (region: string, logicalId: string): string =>
  `https://sqs.${region}.amazonaws.com/${ACCOUNT}/${queueName(region, logicalId)}`;

const queueOf = (region: string, LogicalResourceId: string) => ({
  LogicalResourceId,
  PhysicalResourceId: queueUrl(region, LogicalResourceId),
  ResourceType: 'AWS::SQS::Queue',
  ResourceStatus: 'CREATE_COMPLETE' as const,
  LastUpdatedTimestamp: new Date(0),
});

const holding = ([visible, inFlight, delayed]: readonly [number, number, number]) => ({
  Attributes: {
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
  },
});

/** Lets the stacks, where there are any, have these queues. */
function queuesThere(queues: Queues): void {
  cloudFormation
    .on(ListStackResourcesCommand)
    .rejects(failure('ValidationError', 'Stack with id x does not exist'));
  for (const [region, held] of Object.entries(queues)) {
    cloudFormation.on(ListStackResourcesCommand, { StackName: STACKS[region]! }).resolves({
      StackResourceSummaries: [
        { ...queueOf(region, 'AlertsTopic'), ResourceType: 'AWS::SNS::Topic' },
        ...Object.keys(held).map((logicalId) => queueOf(region, logicalId)),
      ],
    });
    for (const [logicalId, counts] of Object.entries(held))
      sqs.on(GetQueueAttributesCommand, { QueueUrl: queueUrl(region, logicalId) }).resolves(holding(counts));
  }
}

/** Every field that UpdateSchedule takes, but for the token that the SDK makes. */
const scheduleFields = (region: string) => ({
  Name: SWEEP,
  GroupName: 'snapshot-keeper-us-east-1',
  Description: 'Starts the sweep of this Region',
  ScheduleExpression: 'rate(1 hour)',
  ScheduleExpressionTimezone: 'Etc/UTC',
  StartDate: new Date('2998-01-01T00:00:00Z'),
  EndDate: new Date('2999-01-01T00:00:00Z'),
  FlexibleTimeWindow: { Mode: 'FLEXIBLE' as const, MaximumWindowInMinutes: 15 },
  KmsKeyArn: `arn:aws:kms:${region}:${ACCOUNT}:key/1`,
  ActionAfterCompletion: 'NONE' as const,
  Target: {
    Arn: `arn:aws:sqs:${region}:${ACCOUNT}:events`,
    RoleArn: `arn:aws:iam::${ACCOUNT}:role/send`,
    Input: '{}',
    DeadLetterConfig: { Arn: `arn:aws:sqs:${region}:${ACCOUNT}:undelivered` },
    RetryPolicy: { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 185 },
  },
});

/** As GetSchedule answers. */
const scheduleIn = (region: string, State: 'ENABLED' | 'DISABLED') => ({
  $metadata: {},
  Arn: `arn:aws:scheduler:${region}:${ACCOUNT}:schedule/snapshot-keeper-us-east-1/${SWEEP}`,
  CreationDate: new Date(0),
  LastModificationDate: new Date(0),
  ...scheduleFields(region),
  State,
});

/** Lets the services answer as if this were there. */
function there(deployed: Deployed, running: Running = {}, queues: Queues = {}): void {
  queuesThere(queues);
  events.on(ListRulesCommand).callsFake(async ({ NamePrefix }: { NamePrefix: string }, client) => {
    const region = await regionOf((client as () => unknown)());
    const names = (deployed[region]?.rules ?? []).filter((name) => name.startsWith(NamePrefix));
    return { Rules: names.map((Name) => ({ Name, Arn: ruleArn(region, Name) })) };
  });
  events.on(DisableRuleCommand).resolves({});
  events.on(EnableRuleCommand).resolves({});
  scheduler.on(GetScheduleCommand).callsFake(async ({ Name }: { Name: string }, client) => {
    const region = await regionOf((client as () => unknown)());
    const state = deployed[region]?.schedule;
    if (state === undefined || Name !== SWEEP)
      throw failure('ResourceNotFoundException', 'Schedule does not exist.');
    return scheduleIn(region, state);
  });
  scheduler.on(ListSchedulesCommand).resolves({});
  scheduler.on(UpdateScheduleCommand).resolves({});
  states.on(ListStateMachinesCommand).callsFake(async (_, client) => {
    const region = await regionOf((client as () => unknown)());
    const names = deployed[region]?.machines ?? [];
    return { stateMachines: names.map((name) => ({ name, stateMachineArn: machineArn(region, name) })) };
  });
  states.on(ListExecutionsCommand).callsFake(({ stateMachineArn }: { stateMachineArn: string }) => ({
    executions: (running[stateMachineArn.split(':').at(-1)!] ?? []).map((executionArn) => ({ executionArn })),
  }));
  states.on(StopExecutionCommand).resolves({});
}

type Change = { readonly region: string; readonly command: string; readonly input: object };

/** The calls that change something, those of EventBridge and its Scheduler first, in order. */
const changes = async (): Promise<Change[]> =>
  Promise.all(
    [...events.calls(), ...scheduler.calls(), ...states.calls()]
      .filter(({ args: [command] }) => !/^(List|Get)/.test(command.constructor.name))
      .map(async ({ thisValue, args: [command] }) => ({
        region: await regionOf(thisValue),
        command: command.constructor.name.replace('Command', ''),
        input: command.input,
      })),
  );

test('drain switches every rule off, in every Region, and says that nothing runs', async () => {
  there(AS_DEPLOYED);

  const { status, stdout, stderr } = await run(drainCommand());

  expect(stdout.split('\n').slice(0, 5)).toEqual([
    `us-east-1: ${CREATED}: rule off, nothing runs.`,
    `us-east-1: ${SNAPSHOT_FAILED}: rule off, nothing runs.`,
    `us-west-2: ${COPY_FAILED}: rule off, nothing runs.`,
    `us-west-2: ${COPIED}: rule off, nothing runs.`,
    '',
  ]);
  expect(stdout).toContain('From now on new snapshots are not looked after');
  expect([status, stderr]).toEqual([0, []]);
  const off = (region: string, Name: string) => ({ region, command: 'DisableRule', input: { Name } });
  const made = await changes();
  expect(made).toHaveLength(4);
  expect(made).toEqual(
    expect.arrayContaining([
      off('us-east-1', CREATED),
      off('us-east-1', SNAPSHOT_FAILED),
      off('us-west-2', COPY_FAILED),
      off('us-west-2', COPIED),
    ]),
  );
  expect(callsTo(states)).toContainEqual([
    'ListExecutionsCommand',
    { stateMachineArn: machineArn('us-west-2', COPIED), statusFilter: 'RUNNING', maxResults: 1000 },
  ]);
});

test('drain says how many executions of each machine run on, and the exit code tells', async () => {
  there(AS_DEPLOYED, RUNNING);

  const { status, stdout } = await run(drainCommand());

  expect(stdout.split('\n').slice(0, 4)).toEqual([
    `us-east-1: ${CREATED}: rule off, 2 executions still run.`,
    `us-east-1: ${SNAPSHOT_FAILED}: rule off, nothing runs.`,
    `us-west-2: ${COPY_FAILED}: rule off, nothing runs.`,
    `us-west-2: ${COPIED}: rule off, 1 execution still runs.`,
  ]);
  expect(status).toBe(1);
});

test.each<[where: string, counts: [number, number, number]]>([
  ['to be received', [1, 0, 0]],
  ['received by a function', [0, 1, 0]],
  ['delayed', [0, 0, 1]],
])('a message that is %s still waits, and the exit code tells', async (_, counts) => {
  there(
    AS_DEPLOYED,
    {},
    { 'us-east-1': { EventQueue: counts, CopyQueue: [0, 0, 0] }, 'us-west-2': { FailureQueue: [4, 5, 6] } },
  );

  const { status, stdout } = await run(drainCommand());

  expect(stdout.split('\n').slice(2, 7)).toEqual([
    `us-east-1: ${queueName('us-east-1', 'EventQueue')}: 1 message still waits.`,
    `us-west-2: ${COPY_FAILED}: rule off, nothing runs.`,
    `us-west-2: ${COPIED}: rule off, nothing runs.`,
    `us-west-2: ${queueName('us-west-2', 'FailureQueue')}: 15 messages still wait.`,
    '',
  ]);
  expect(status).toBe(1);
});

test('after --stop, too, messages that wait are told and the exit code is 1', async () => {
  there(AS_DEPLOYED, RUNNING, { 'us-east-1': { EventQueue: [2, 0, 0] } });

  const { status, stdout } = await run(drainCommand(), '--stop', '--region', 'us-east-1');

  expect(stdout).toContain(`us-east-1: ${queueName('us-east-1', 'EventQueue')}: 2 messages still wait.`);
  expect(status).toBe(1);
});

test('dead letters are told and are no reason to ask again: only a person takes them out', async () => {
  there(AS_DEPLOYED, {}, { 'us-east-1': { EventQueue: [0, 0, 0], EventQueueDeadLetters: [2, 0, 0] } });

  const { status, stdout } = await run(drainCommand());

  expect(stdout).toContain(
    `us-east-1: ${queueName('us-east-1', 'EventQueueDeadLetters')}: 2 dead letters, lost with the stack: read or redrive what matters.\n`,
  );
  expect(status).toBe(0);
});

test('what waits is told where no rule and no machine is left', async () => {
  there({}, {}, { 'us-east-1': { FailureQueue: [1, 0, 0] } });

  const { status, stdout } = await run(drainCommand(), '--region', 'us-east-1');

  expect(stdout.split('\n')[0]).toBe(
    `us-east-1: ${queueName('us-east-1', 'FailureQueue')}: 1 message still waits.`,
  );
  expect(status).toBe(1);
});

test('queues are looked for on every page of the resources of a stack', async () => {
  there(AS_DEPLOYED, {}, { 'us-east-1': { EventQueue: [1, 0, 0] } });
  cloudFormation
    .on(ListStackResourcesCommand)
    .resolvesOnce({ StackResourceSummaries: [], NextToken: 'more' })
    .resolvesOnce({ StackResourceSummaries: [queueOf('us-east-1', 'EventQueue')] });

  const { status } = await run(drainCommand(), '--region', 'us-east-1');

  const StackName = STACKS['us-east-1'];
  expect(callsTo(cloudFormation)).toEqual([
    ['ListStackResourcesCommand', { StackName }],
    ['ListStackResourcesCommand', { StackName, NextToken: 'more' }],
  ]);
  expect(status).toBe(1);
});

test('a queue that is gone, or goes while it is looked at, holds nothing', async () => {
  there(AS_DEPLOYED, {}, { 'us-east-1': { EventQueue: [1, 0, 0], CopyQueue: [1, 0, 0] } });
  cloudFormation.on(ListStackResourcesCommand).resolves({
    StackResourceSummaries: [
      { ...queueOf('us-east-1', 'CopyQueue'), ResourceStatus: 'DELETE_COMPLETE' },
      queueOf('us-east-1', 'EventQueue'),
    ],
  });
  sqs
    .on(GetQueueAttributesCommand, { QueueUrl: queueUrl('us-east-1', 'EventQueue') })
    .rejects(failure('QueueDoesNotExist', 'The specified queue does not exist.'));

  const { status, stdout } = await run(drainCommand(), '--region', 'us-east-1');

  expect(stdout).not.toContain('wait.');
  expect(status).toBe(0);
});

test('--stop stops what runs once the rules are off, with a cause that says who did it', async () => {
  there(AS_DEPLOYED, RUNNING);

  const { status, stdout } = await run(drainCommand(), '--stop', '--region', 'us-east-1');

  expect(stdout.split('\n').slice(0, 3)).toEqual([
    `us-east-1: ${CREATED}: rule off, 2 executions stopped.`,
    `us-east-1: ${SNAPSHOT_FAILED}: rule off, nothing runs.`,
    '',
  ]);
  expect(stdout).toContain('What was stopped is red in Step Functions');
  const region = 'us-east-1';
  expect(await changes()).toEqual([
    { region, command: 'DisableRule', input: { Name: CREATED } },
    { region, command: 'DisableRule', input: { Name: SNAPSHOT_FAILED } },
    ...['snap-1', 'snap-2'].map((name) => ({
      region,
      command: 'StopExecution',
      input: {
        executionArn: `arn:aws:states:us-east-1:111122223333:execution:snapshot-keeper-us-east-1-snapshot-created:${name}`,
        error: 'Drained',
        cause:
          'Stopped by a person with "keeper drain --stop", to remove the deployment or take it out of work.',
      },
    })),
  ]);
  expect(status).toBe(0);
});

test('executions are counted and stopped on every page that Step Functions gives', async () => {
  there(AS_DEPLOYED);
  const stateMachineArn = machineArn('us-east-1', CREATED);
  const arns = Array.from({ length: 1023 }, (_, index) => `execution ${index}`);
  const page = (from: number, to?: number) => ({
    executions: arns.slice(from, to).map((executionArn) => ({ executionArn })) as never,
  });
  states
    .on(ListExecutionsCommand, { stateMachineArn })
    .resolves({ ...page(0, 1000), nextToken: 'more' })
    .on(ListExecutionsCommand, { stateMachineArn, nextToken: 'more' })
    .resolves(page(1000));

  const { status, stdout } = await run(drainCommand(), '--stop');

  expect(stdout).toContain(`${CREATED}: rule off, 1,023 executions stopped.`);
  expect(states.commandCalls(StopExecutionCommand).map(({ args }) => args[0].input.executionArn)).toEqual(
    arns,
  );
  expect(status).toBe(0);
});

test('rules and machines are looked for on every page', async () => {
  there(AS_DEPLOYED);
  events
    .on(ListRulesCommand)
    .resolvesOnce({ Rules: [], NextToken: 'more' })
    .resolvesOnce({ Rules: [{ Name: CREATED, Arn: ruleArn('us-east-1', CREATED) }] });
  const found = { name: CREATED, stateMachineArn: machineArn('us-east-1', CREATED) };
  states
    .on(ListStateMachinesCommand)
    .resolvesOnce({ stateMachines: [], nextToken: 'more' })
    .resolvesOnce({ stateMachines: [found] as never });

  const { stdout } = await run(drainCommand(), '--region', 'us-east-1');

  expect(callsTo(events).slice(0, 2)).toEqual([
    ['ListRulesCommand', { NamePrefix: 'snapshot-keeper-us-east-1' }],
    ['ListRulesCommand', { NamePrefix: 'snapshot-keeper-us-east-1', NextToken: 'more' }],
  ]);
  expect(stdout.split('\n').slice(0, 2)).toEqual([`us-east-1: ${CREATED}: rule off, nothing runs.`, '']);
});

test('an execution that has ended before it could be stopped is not counted', async () => {
  there(AS_DEPLOYED, RUNNING);
  states
    .on(StopExecutionCommand, { executionArn: RUNNING[CREATED]![0]! })
    .rejects(failure('ExecutionDoesNotExist', "Execution Does Not Exist: 'arn'"));

  const { status, stdout } = await run(drainCommand(), '--stop', '--region', 'us-east-1');

  expect(stdout).toContain(`${CREATED}: rule off, 1 execution stopped.`);
  expect(status).toBe(0);
});

test('--undo switches every rule on, looks at no execution, and says what becomes of what nobody looked after', async () => {
  there(AS_DEPLOYED, RUNNING);

  const { status, stdout } = await run(drainCommand(), '--undo');

  expect(stdout.split('\n')).toEqual([
    `us-east-1: ${CREATED}: rule on.`,
    `us-east-1: ${SNAPSHOT_FAILED}: rule on.`,
    `us-west-2: ${COPY_FAILED}: rule on.`,
    `us-west-2: ${COPIED}: rule on.`,
    '',
    expect.stringContaining('the next sweep finds it') as string,
    '',
  ]);
  expect((await changes()).map(({ command }) => command)).toEqual(Array(4).fill('EnableRule'));
  expect(states.commandCalls(ListExecutionsCommand)).toEqual([]);
  expect([...cloudFormation.calls(), ...sqs.calls()]).toEqual([]);
  expect(status).toBe(0);
});

/** The sweep alone is deployed, with a schedule or without. */
const sweepAlone = (schedule?: 'ENABLED' | 'DISABLED'): Deployed => ({
  'us-east-1': { rules: [], machines: [SWEEP], ...(schedule && { schedule }) },
});

test.each<[flag: string, from: 'ENABLED' | 'DISABLED', to: 'ENABLED' | 'DISABLED', line: string]>([
  ['', 'ENABLED', 'DISABLED', 'schedule off, 1 execution still runs.'],
  ['--stop', 'ENABLED', 'DISABLED', 'schedule off, 1 execution stopped.'],
  ['--undo', 'DISABLED', 'ENABLED', 'schedule on.'],
])(
  'drain %s switches the schedule of the sweep, and leaves all else of it as it was',
  async (flag, from, State, line) => {
    there(sweepAlone(from), executions('us-east-1', SWEEP, 'sweep-1'));

    const { stdout } = await run(drainCommand(), ...(flag ? [flag] : []), '--region', 'us-east-1');

    expect(stdout.split('\n')[0]).toBe(`us-east-1: ${SWEEP}: ${line}`);
    expect(callsTo(scheduler)).toEqual([
      ['GetScheduleCommand', { Name: SWEEP, GroupName: 'snapshot-keeper-us-east-1' }],
      ['GetScheduleCommand', { Name: DRILL, GroupName: 'snapshot-keeper-us-east-1' }],
      ['ListSchedulesCommand', { GroupName: 'snapshot-keeper-us-east-1', NamePrefix: 'backup-' }],
      ['UpdateScheduleCommand', { ...scheduleFields('us-east-1'), State }],
    ]);
  },
);

const RESTORE = 'snapshot-keeper-us-east-1-restore';

test.each<[flag: string, line: string]>([
  ['', `us-east-1: ${RESTORE}: people start it, 1 execution still runs.`],
  ['--stop', `us-east-1: ${RESTORE}: people start it, 1 execution stopped.`],
  ['--undo', ''],
])('drain %s has nothing to switch off of what people start, and sees what runs', async (flag, line) => {
  there({ 'us-east-1': { rules: [], machines: [RESTORE] } }, executions('us-east-1', RESTORE, 'by-hand'));

  const { stdout } = await run(drainCommand(), ...(flag ? [flag] : []), '--region', 'us-east-1');

  expect(stdout.split('\n').filter((one) => one.includes(RESTORE))).toEqual(line === '' ? [] : [line]);
});

describe('the schedules of the backups', () => {
  const BACKUP = 'snapshot-keeper-us-east-1-backup';

  /** In the group, on two pages, each in that state; those of `gone` go before they are switched. */
  function scheduled(
    names: readonly string[],
    State: 'ENABLED' | 'DISABLED',
    gone: readonly string[] = [],
  ): void {
    there({ 'us-east-1': { rules: [], machines: [BACKUP] } });
    scheduler
      .on(ListSchedulesCommand)
      .resolvesOnce({ Schedules: names.slice(0, 1).map((Name) => ({ Name })), NextToken: 'more' })
      .resolvesOnce({ Schedules: names.slice(1).map((Name) => ({ Name })) });
    scheduler.on(GetScheduleCommand).callsFake(({ Name }: { Name: string }) => {
      if (!names.includes(Name)) throw failure('ResourceNotFoundException', 'no such schedule');
      return { ...scheduleIn('us-east-1', State), Name };
    });
    scheduler.on(UpdateScheduleCommand).callsFake(({ Name }: { Name: string }) => {
      if (gone.includes(Name)) throw failure('ResourceNotFoundException', 'no such schedule');
      return {};
    });
  }

  const updated = (): unknown[] =>
    scheduler
      .commandCalls(UpdateScheduleCommand)
      .map(({ args }) => [args[0].input.Name, args[0].input.State]);

  test.each([
    ['', 'ENABLED', 'DISABLED', 'schedules off, nothing runs.'],
    ['--undo', 'DISABLED', 'ENABLED', 'schedules on.'],
  ] as const)(
    'drain %s switches all that are in the group, whatever the settings say',
    async (flag, from, to, line) => {
      scheduled(['backup-nightly', 'backup-databases'], from);

      const { status, stdout } = await run(drainCommand(), ...(flag ? [flag] : []), '--region', 'us-east-1');

      expect([status, stdout.split('\n')[0]]).toEqual([0, `us-east-1: ${BACKUP}: ${line}`]);
      expect(updated()).toEqual([
        ['backup-nightly', to],
        ['backup-databases', to],
      ]);
    },
  );

  describe('of which a person has switched one off', () => {
    const DESCRIPTION = scheduleFields('us-east-1').Description;
    type Shown = Readonly<Record<string, readonly ['ENABLED' | 'DISABLED', description: string]>>;
    function shown(schedules: Shown): void {
      scheduled(Object.keys(schedules), 'ENABLED');
      scheduler.on(GetScheduleCommand).callsFake(({ Name }: { Name: string }) => {
        const found = schedules[Name];
        if (found === undefined) throw failure('ResourceNotFoundException', 'no such schedule');
        return { ...scheduleIn('us-east-1', found[0]), Name, Description: found[1] };
      });
    }
    const described = (): unknown[] =>
      scheduler
        .commandCalls(UpdateScheduleCommand)
        .map(({ args }) => [args[0].input.Name, args[0].input.State, args[0].input.Description]);

    test('a drain marks those that it switches off, and no other', async () => {
      shown({ 'backup-a': ['ENABLED', DESCRIPTION], 'backup-b': ['DISABLED', DESCRIPTION] });

      await run(drainCommand(), '--region', 'us-east-1');

      expect(described()).toEqual([['backup-a', 'DISABLED', `${DESCRIPTION} (drained)`]]);
    });

    test('a long description is cut for the mark', async () => {
      shown({ 'backup-a': ['ENABLED', 'x'.repeat(512)] });

      await run(drainCommand(), '--region', 'us-east-1');

      expect(described()).toEqual([['backup-a', 'DISABLED', `${'x'.repeat(502)} (drained)`]]);
    });

    test('--undo switches on what is marked, takes the mark off, and names what stays off', async () => {
      shown({
        'backup-a': ['DISABLED', `${DESCRIPTION} (drained)`],
        'backup-b': ['DISABLED', DESCRIPTION],
      });

      const { status, stdout } = await run(drainCommand(), '--undo', '--region', 'us-east-1');

      expect(described()).toEqual([['backup-a', 'ENABLED', DESCRIPTION]]);
      expect([status, stdout.split('\n')[0]]).toEqual([
        0,
        `us-east-1: ${BACKUP}: schedules on. backup-b stays off: the drain had not switched it off.`,
      ]);
    });

    test('--undo without a drain before switches nothing on beside what is on', async () => {
      shown({ 'backup-a': ['ENABLED', DESCRIPTION], 'backup-b': ['DISABLED', DESCRIPTION] });

      const { stdout } = await run(drainCommand(), '--undo', '--region', 'us-east-1');

      expect(described()).toEqual([]);
      expect(stdout).toContain('backup-b stays off');
    });

    test('where all are off and none is marked, --undo switches all on: backups go on', async () => {
      shown({ 'backup-a': ['DISABLED', DESCRIPTION], 'backup-b': ['DISABLED', DESCRIPTION] });

      await run(drainCommand(), '--undo', '--region', 'us-east-1');

      expect(described()).toEqual([
        ['backup-a', 'ENABLED', DESCRIPTION],
        ['backup-b', 'ENABLED', DESCRIPTION],
      ]);
    });
  });

  test('one that goes meanwhile is passed over', async () => {
    scheduled(['backup-nightly', 'backup-databases'], 'ENABLED', ['backup-nightly']);

    const { status, stdout } = await run(drainCommand(), '--region', 'us-east-1');

    expect([status, stdout.split('\n')[0]]).toEqual([
      0,
      `us-east-1: ${BACKUP}: schedules off, nothing runs.`,
    ]);
  });

  test('--undo tells where none is left, and the exit code too', async () => {
    scheduled([], 'ENABLED');

    const { status, stdout } = await run(drainCommand(), '--undo', '--region', 'us-east-1');

    expect(status).toBe(2);
    expect(stdout).toContain(`${BACKUP}: its schedules are gone, so no backup comes by itself.`);
  });
});

test.each<[flag: string, state: 'ENABLED' | 'DISABLED', line: string]>([
  ['', 'DISABLED', 'schedule off, nothing runs.'],
  ['--undo', 'ENABLED', 'schedule on.'],
])('a repeated drain %s changes no schedule', async (flag, state, line) => {
  there(sweepAlone(state));

  const { status, stdout } = await run(drainCommand(), ...(flag ? [flag] : []), '--region', 'us-east-1');

  expect([status, stdout.split('\n')[0]]).toEqual([0, `us-east-1: ${SWEEP}: ${line}`]);
  expect(await changes()).toEqual([]);
});

test('a sweep without its schedule is drained of what runs', async () => {
  there(sweepAlone());

  expect(await run(drainCommand(), '--region', 'us-east-1')).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(`us-east-1: ${SWEEP}: no schedule, nothing runs.\n`) as string,
  });
});

test.each([
  ['is gone', sweepAlone()],
  ['goes before it is switched on', sweepAlone('DISABLED')],
])('--undo tells of a sweep whose schedule %s, and the exit code too', async (_, deployed) => {
  there(deployed);
  scheduler
    .on(UpdateScheduleCommand)
    .rejects(failure('ResourceNotFoundException', 'Schedule does not exist.'));

  expect(await run(drainCommand(), '--undo', '--region', 'us-east-1')).toMatchObject({
    status: 2,
    stdout: expect.stringContaining(
      `us-east-1: ${SWEEP}: its schedule is gone, so no sweep comes by itself, but by "keeper sweep" alone. "npx cdk deploy --all --revert-drift" makes it again.\n`,
    ) as string,
  });
});

test('a schedule of another account than that of the settings is not switched', async () => {
  there({ 'us-east-1': { rules: [], machines: [], schedule: 'ENABLED' } });
  const settings = file('account.json', {
    account: '999999999999',
    primary: { region: 'us-east-1' },
    dr: [{ region: 'us-west-2' }],
  });

  const { status } = await run(drainCommand(), '--settings', settings, '--region', 'us-east-1');

  expect([status, await changes()]).toEqual([2, []]);
});

const NOTHING =
  'nothing is there of snapshot-keeper-us-east-1, as the context key snapshotKeeper of cdk.json has it, in the account of the credentials; --settings FILE names other settings.';

test('what a removed stack has taken along is passed over', async () => {
  there({ 'us-west-2': AS_DEPLOYED['us-west-2']! });

  expect(await run(drainCommand())).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(`us-east-1: ${NOTHING}\nus-west-2: ${COPY_FAILED}: rule off`) as string,
    stderr: [],
  });
});

test.each(['--stop', '--undo'])(
  'where nothing is there any more, %s changes nothing and says so',
  async (flag) => {
    there({});

    expect(await run(drainCommand(), flag)).toEqual({
      status: flag === '--undo' ? 2 : 0,
      stdout: `us-east-1: ${NOTHING}\nus-west-2: ${NOTHING}\n`,
      stderr: [],
    });
    expect(await changes()).toEqual([]);
  },
);

test('--undo tells of a machine whose rule is gone, and the exit code too: nothing starts it', async () => {
  there({ ...AS_DEPLOYED, 'us-east-1': { rules: [SNAPSHOT_FAILED], machines: [CREATED, SNAPSHOT_FAILED] } });

  const { status, stdout } = await run(drainCommand(), '--undo');

  expect(stdout.split('\n').slice(0, 2)).toEqual([
    `us-east-1: ${CREATED}: its rule is gone, so no event of EC2 starts it. "npx cdk deploy --all --revert-drift" makes it again.`,
    `us-east-1: ${SNAPSHOT_FAILED}: rule on.`,
  ]);
  expect(status).toBe(2);
});

test('--undo names the file of the settings in what makes a rule again', async () => {
  there({ 'us-east-1': { rules: [], machines: [CREATED] } });
  const settings = file('its own.json', { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] });

  const { stdout } = await run(drainCommand(), '--undo', '--settings', settings, '--region', 'us-east-1');

  expect(stdout).toContain(`"npx cdk deploy --all --revert-drift -c settings='${settings}'" makes it again.`);
});

test('--undo tells of a rule that goes before it is switched on', async () => {
  there(AS_DEPLOYED);
  events
    .on(EnableRuleCommand, { Name: CREATED })
    .rejects(failure('ResourceNotFoundException', 'Rule does not exist on EventBus default.'));

  const { status, stdout } = await run(drainCommand(), '--undo');

  expect(stdout).toContain(
    `us-east-1: ${CREATED}: its rule is gone, so no event of EC2 starts it. "npx cdk deploy --all --revert-drift" makes it again.\n`,
  );
  expect(status).toBe(2);
});

test('--undo is not done where nothing is there in one of the Regions', async () => {
  there({ 'us-west-2': AS_DEPLOYED['us-west-2']! });

  const { status, stdout } = await run(drainCommand(), '--undo');

  expect(stdout).toContain(`us-east-1: ${NOTHING}\nus-west-2: ${COPY_FAILED}: rule on.\n`);
  expect(status).toBe(2);
});

test('a stack that is half gone is drained of what is left', async () => {
  there(
    { 'us-east-1': { rules: [], machines: [CREATED] }, 'us-west-2': { rules: [COPY_FAILED], machines: [] } },
    RUNNING,
  );

  const { status, stdout } = await run(drainCommand());

  expect(stdout.split('\n').slice(0, 2)).toEqual([
    `us-east-1: ${CREATED}: no rule, 2 executions still run.`,
    `us-west-2: ${COPY_FAILED}: rule off, no machine.`,
  ]);
  expect(status).toBe(1);
});

test('what goes while it is drained is passed over', async () => {
  there(AS_DEPLOYED);
  events
    .on(DisableRuleCommand)
    .rejects(failure('ResourceNotFoundException', 'Rule does not exist on EventBus default.'));
  states
    .on(ListExecutionsCommand)
    .rejects(failure('StateMachineDoesNotExist', "State Machine Does Not Exist: 'arn'"));

  expect(await run(drainCommand(), '--region', 'us-east-1')).toEqual({
    status: 0,
    stdout: `us-east-1: ${NOTHING}\n`,
    stderr: [],
  });
});

test('rules and machines of others whose names begin alike are not touched', async () => {
  const others = ['eu-west-1-snapshot-created', 'snapshot-created-2', 'my-own'].map((name) => nameIn(name));
  there({ 'us-east-1': rulesAndMachines(CREATED, ...others) }, RUNNING);

  await run(drainCommand(), '--stop', '--region', 'us-east-1');

  expect((await changes()).map(({ command, input }) => [command, Object.values(input)[0] as string])).toEqual(
    [['DisableRule', CREATED], ...RUNNING[CREATED]!.map((arn) => ['StopExecution', arn])],
  );
});

test('after --undo the sweep that it names is one with the same settings', async () => {
  there(AS_DEPLOYED);
  const settings = file('ours.json', { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] });

  const { stdout } = await run(drainCommand(), '--undo', '--settings', settings);

  expect(stdout).toContain(`"npm run keeper -- sweep --settings ${settings}" sweeps now.`);
});

test('credentials of another account than that of the settings touch nothing', async () => {
  there(AS_DEPLOYED, RUNNING);
  const settings = file('account.json', {
    account: '999999999999',
    primary: { region: 'us-east-1' },
    dr: [{ region: 'us-west-2' }],
  });

  expect(await run(drainCommand(), '--settings', settings, '--stop')).toEqual({
    status: 2,
    stdout: '',
    stderr: ['us-east-1', 'us-west-2'].map(
      (region) =>
        `${region}: could not drain snapshot-keeper-us-east-1: the credentials are of the account 111122223333, and the settings name 999999999999.`,
    ),
  });
  expect(await changes()).toEqual([]);
});

const WITH_SWEEP: Deployed = {
  'us-east-1': { ...rulesAndMachines(CREATED, SNAPSHOT_FAILED), schedule: 'ENABLED' },
};

const refused = (error: Error, action: string) => {
  const commands = {
    'events:ListRules': () => events.on(ListRulesCommand).rejects(error),
    'events:DisableRule': () => events.on(DisableRuleCommand).rejects(error),
    'scheduler:GetSchedule': () => scheduler.on(GetScheduleCommand).rejects(error),
    'scheduler:UpdateSchedule': () => scheduler.on(UpdateScheduleCommand).rejects(error),
    'events:EnableRule': () => events.on(EnableRuleCommand).rejects(error),
    'states:ListStateMachines': () => states.on(ListStateMachinesCommand).rejects(error),
    'states:ListExecutions': () => states.on(ListExecutionsCommand).rejects(error),
    'states:StopExecution': () => states.on(StopExecutionCommand).rejects(error),
    'cloudformation:ListStackResources': () => cloudFormation.on(ListStackResourcesCommand).rejects(error),
    'sqs:GetQueueAttributes': () => sqs.on(GetQueueAttributesCommand).rejects(error),
  };
  commands[action as keyof typeof commands]();
};

test.each([
  ['events:ListRules', '--stop', 'drain'],
  ['events:DisableRule', '--stop', 'drain'],
  ['scheduler:GetSchedule', '--stop', 'drain'],
  ['scheduler:UpdateSchedule', '--stop', 'drain'],
  ['states:ListStateMachines', '--stop', 'drain'],
  ['states:ListExecutions', '--stop', 'drain'],
  ['states:StopExecution', '--stop', 'drain'],
  ['cloudformation:ListStackResources', '--stop', 'drain'],
  ['sqs:GetQueueAttributes', '--stop', 'drain'],
  ['events:EnableRule', '--undo', 'undo the draining of'],
])('a denied %s is one line', async (action, flag, doing) => {
  there(WITH_SWEEP, RUNNING, { 'us-east-1': { EventQueue: [1, 0, 0] } });
  refused(failure('AccessDeniedException', 'User: x is not authorized\nto perform: y'), action);

  expect(await run(drainCommand(), flag, '--region', 'us-east-1')).toEqual({
    status: 2,
    stdout: '',
    stderr: [
      `us-east-1: could not ${doing} snapshot-keeper-us-east-1: ${action} was denied (AccessDeniedException: User: x is not authorized to perform: y). docs/operate.md has the policy that is needed.`,
    ],
  });
});

test('one schedule that cannot be switched on keeps no rule and no other schedule off', async () => {
  const backups = ['backup-a', 'backup-b'];
  const machines = [CREATED, SNAPSHOT_FAILED, SWEEP, nameIn('backup')];
  there({ 'us-east-1': { rules: [CREATED, SNAPSHOT_FAILED], machines, schedule: 'DISABLED' } });
  scheduler.on(ListSchedulesCommand).resolves({ Schedules: backups.map((Name) => ({ Name })) });
  scheduler
    .on(GetScheduleCommand)
    .callsFake(({ Name }: { Name: string }) => ({ ...scheduleIn('us-east-1', 'DISABLED'), Name }));
  scheduler.on(UpdateScheduleCommand).callsFake(({ Name }: { Name: string }) => {
    if (Name === 'backup-a') throw failure('ValidationException', 'not so');
    return {};
  });

  const { status, stderr } = await run(drainCommand(), '--undo', '--region', 'us-east-1');

  expect(events.commandCalls(EnableRuleCommand).map(({ args }) => args[0].input.Name)).toEqual([
    CREATED,
    SNAPSHOT_FAILED,
  ]);
  expect(scheduler.commandCalls(UpdateScheduleCommand).map(({ args }) => args[0].input.Name)).toEqual([
    'backup-a',
    'backup-b',
    DRILL,
    SWEEP,
  ]);
  expect([status, stderr]).toEqual([
    2,
    [
      'us-east-1: could not undo the draining of snapshot-keeper-us-east-1: scheduler:UpdateSchedule failed (ValidationException: not so). It can be tried again.',
    ],
  ]);
});

test('what is refused of several machines is all told', async () => {
  there(WITH_SWEEP);
  refused(failure('Throttled', 'a'), 'events:DisableRule');
  refused(failure('Throttled', 'b'), 'scheduler:UpdateSchedule');

  const { stderr } = await run(drainCommand(), '--region', 'us-east-1');

  expect(stderr).toEqual([
    'us-east-1: could not drain snapshot-keeper-us-east-1: events:DisableRule failed (Throttled: a). It can be tried again. scheduler:UpdateSchedule failed (Throttled: b). It can be tried again.',
  ]);
});

test('a start that is past is not sent back, since Scheduler refuses it', async () => {
  there(WITH_SWEEP);
  scheduler.on(GetScheduleCommand).resolves({
    ...scheduleIn('us-east-1', 'ENABLED'),
    StartDate: new Date('2020-01-01T00:00:00Z'),
  });

  await run(drainCommand(), '--region', 'us-east-1');

  const [call] = scheduler.commandCalls(UpdateScheduleCommand);
  expect(call!.args[0].input).toMatchObject({ State: 'DISABLED', StartDate: undefined });
  expect(call!.args[0].input.EndDate).toEqual(new Date('2999-01-01T00:00:00Z'));
});

test('a Region that cannot be reached keeps no other from being drained, and the exit code tells', async () => {
  there(AS_DEPLOYED);
  events.on(ListRulesCommand).callsFake(async (_, client) => {
    if ((await regionOf((client as () => unknown)())) === 'us-east-1')
      throw failure('TimeoutError', 'timed out');
    return { Rules: [{ Name: COPY_FAILED, Arn: ruleArn('us-west-2', COPY_FAILED) }] };
  });

  const { status, stdout, stderr } = await run(drainCommand());

  expect(stdout.split('\n')[0]).toBe(`us-west-2: ${COPY_FAILED}: rule off, nothing runs.`);
  expect([status, stderr]).toEqual([
    2,
    [
      'us-east-1: could not drain snapshot-keeper-us-east-1: events:ListRules failed (TimeoutError: timed out). It can be tried again.',
    ],
  ]);
});

test('with several primary Regions the machines of each are drained in each of its Regions', async () => {
  const settings = file('both.json', {
    primary: [
      { region: 'us-east-1', dr: [{ region: 'us-west-2' }] },
      { region: 'us-west-2', dr: [{ region: 'us-east-1' }] },
    ],
  });
  const ofBoth = (primary: string, other: string) =>
    rulesAndMachines(
      ...['snapshot-created', 'snapshot-failed'].map((name) => nameIn(name, primary)),
      ...['copy-failed', 'snapshot-copied'].map((name) => nameIn(name, other)),
    );
  there({ 'us-east-1': ofBoth('us-east-1', 'us-west-2'), 'us-west-2': ofBoth('us-west-2', 'us-east-1') });

  const { status, stdout } = await run(drainCommand(), '--settings', settings);

  expect(stdout.split('\n').slice(0, 8)).toEqual(
    [
      ['us-east-1', 'us-east-1-snapshot-created'],
      ['us-east-1', 'us-east-1-snapshot-failed'],
      ['us-west-2', 'us-east-1-copy-failed'],
      ['us-west-2', 'us-east-1-snapshot-copied'],
      ['us-west-2', 'us-west-2-snapshot-created'],
      ['us-west-2', 'us-west-2-snapshot-failed'],
      ['us-east-1', 'us-west-2-copy-failed'],
      ['us-east-1', 'us-west-2-snapshot-copied'],
    ].map(([region, name]) => `${region}: snapshot-keeper-${name}: rule off, nothing runs.`),
  );
  expect(status).toBe(0);
});

test('drain goes on where settings are wrong that it does not need, and says what is wrong', async () => {
  there(AS_DEPLOYED);
  const settings = file('half-edited.json', {
    deletionLimit: 'nome',
    primary: { region: 'us-east-1' },
    dr: [{ region: 'us-west-2' }],
  });

  const { status, stderr } = await run(drainCommand(), '--settings', settings);

  expect(stderr.join('\n')).toContain('None of these matters here, so it goes on.');
  expect(status).toBe(0);
});

test.each<[rule: string, words: string[], message: string]>([
  ['--stop with --undo', ['--stop', '--undo'], "error: option '--stop' cannot be used with option '--undo'"],
  [
    'a Region of another deployment',
    ['--region', 'eu-west-1'],
    '--region: expected a Region of the deployment',
  ],
  ['an unknown flag', ['--force'], "error: unknown option '--force'"],
  ['a word too many', ['us-east-1'], 'error: too many arguments. Expected 0 arguments but got 1.'],
  [
    'a file that is not there',
    ['--settings', '/nowhere.json'],
    'Cannot read /nowhere.json: there is no such file.',
  ],
])('%s is refused before any call', async (_, words, message) => {
  const { status, stdout, stderr } = await run(drainCommand(), ...words);

  expect(stderr.join('\n')).toContain(message);
  expect([
    status,
    stdout,
    [events, scheduler, states, cloudFormation, sqs].flatMap((mock) => callsTo(mock)),
  ]).toEqual([2, '', []]);
});

test('as the shell sees it, without credentials each Region has its line', () => {
  const { status, stdout, stderr } = keeper('drain');

  expect(stderr.split('\n').filter((line) => line.startsWith('us-'))).toEqual(
    ['us-east-1', 'us-west-2'].map(
      (region) =>
        `${region}: could not drain snapshot-keeper-us-east-1: no valid AWS credentials (CredentialsProviderError: Could not load credentials from any providers). Give some of the account of the deployment that allow events:ListRules.`,
    ),
  );
  expect([status, stdout]).toEqual([2, '']);
});

test('as the shell sees it, without cdk.json the other way to give settings is named', () => {
  expect(keeperIn('/', 'drain')).toEqual({
    status: 2,
    stdout: '',
    stderr:
      'Cannot read cdk.json: there is no such file. It is looked for in the current folder; --settings names another file.\n',
  });
});

test('docs/operate.md has the policy that allows the calls that are made, for these names alone', () => {
  const page = readFileSync(join(__dirname, '../../../docs/operate.md'), 'utf8');
  const [section = ''] = /^## Take a deployment out of work$[^]*?(?=^## )/m.exec(page) ?? [];
  const [, policy = ''] = /```json\n([^`]*)```/.exec(section) ?? [];
  const allow = (Action: string[], Resource: string | string[]) => ({ Effect: 'Allow', Action, Resource });

  expect(JSON.parse(policy)).toEqual({
    Version: '2012-10-17',
    Statement: [
      allow(['events:ListRules', 'scheduler:ListSchedules', 'states:ListStateMachines'], '*'),
      allow(
        ['events:DisableRule', 'events:EnableRule'],
        'arn:aws:events:*:111122223333:rule/snapshot-keeper-us-east-1-*',
      ),
      allow(
        ['scheduler:GetSchedule', 'scheduler:UpdateSchedule'],
        'arn:aws:scheduler:*:111122223333:schedule/snapshot-keeper-us-east-1/*',
      ),
      {
        ...allow(['iam:PassRole'], 'arn:aws:iam::111122223333:role/snapshot-keeper-*'),
        Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
      },
      allow(
        ['cloudformation:ListStackResources'],
        'arn:aws:cloudformation:*:111122223333:stack/snapshot-keeper-us-east-1-*',
      ),
      allow(['sqs:GetQueueAttributes'], 'arn:aws:sqs:*:111122223333:snapshot-keeper-*'),
      allow(
        ['states:ListExecutions', 'states:StopExecution'],
        ['stateMachine', 'execution'].map(
          (kind) => `arn:aws:states:*:111122223333:${kind}:snapshot-keeper-us-east-1-*`,
        ),
      ),
    ],
  });
});

test('the help says what the exit codes mean', () => {
  const { status, stdout } = keeper('drain', '--help');

  expect(stdout.replace(/\s+/g, ' ')).toContain(
    'Exit codes: 0 the rules and the schedules are off and nothing runs or waits',
  );
  expect(status).toBe(0);
});
