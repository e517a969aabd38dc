import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import {
  CloudFormationClient,
  DescribeStacksCommand,
  ListStackResourcesCommand,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeImagesCommand,
  DescribeLockedSnapshotsCommand,
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
} from '@aws-sdk/client-ec2';
import { EventBridgeClient, ListRulesCommand, type RuleState } from '@aws-sdk/client-eventbridge';
import { GetFunctionConcurrencyCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  GetScheduleCommand,
  ListSchedulesCommand,
  SchedulerClient,
  type ScheduleState,
} from '@aws-sdk/client-scheduler';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { statusCommand } from '../../../cli/status/status-command';
import type { Status } from '../../../cli/status/status';
import { snap, vol } from '../../support/builders';
import { callsTo, mockAws } from '../../support/aws-mock';
import { keeper, temporaryFiles } from '../keeper';
import { copied, copy, managed, snapshot, volume } from '../plan/account';
import { run } from '../run-command';

const file = temporaryFiles();
const cloudFormation = mockAws(CloudFormationClient);
const ec2 = mockAws(EC2Client);
const events = mockAws(EventBridgeClient);
const lambda = mockAws(LambdaClient);
const scheduler = mockAws(SchedulerClient);
const states = mockAws(SFNClient);
const sqs = mockAws(SQSClient);

const ACCOUNT = '111122223333';
const IN_WORK = { eventsAreOff: false, sweepsAreOff: false };
const MACHINE = 'snapshot-keeper-us-east-1-snapshot-created';
const QUEUE = `https://sqs.us-east-1.amazonaws.com/${ACCOUNT}/snapshot-keeper-copies.fifo`;

const failure = (name: string, message: string): Error => Object.assign(new Error(message), { name });
const DENIED = failure('AccessDeniedException', 'User: person is not authorized');

const regionOf = (client: unknown): Promise<string> =>
  ((client as () => unknown)() as { config: { region(): Promise<string> } }).config.region();

/** An account with a volume that has a point of 4 March, and a copy of it or, where it is not copied, one of 2 March. */
function answer({ isCopied = true, running = [] as string[] } = {}): void {
  const there: Record<string, object[]> = {
    'us-east-1': [isCopied ? copied(2, vol(1), 4) : managed(2, vol(1), 4), copied(1, vol(1), 2)],
    'us-west-2': [copy(901, vol(1), 2, 1), ...(isCopied ? [copy(902, vol(1), 4, 2)] : [])],
  };
  ec2.on(DescribeVolumesCommand).resolves({ Volumes: [volume(1)] });
  ec2
    .on(DescribeSnapshotsCommand)
    .callsFake(async (_, client) => ({ Snapshots: there[await regionOf(client)] }));
  ec2.on(DescribeImagesCommand).resolves({ Images: [] });
  ec2.on(DescribeLockedSnapshotsCommand).resolves({ Snapshots: [] });
  const created = {
    StackName: 'x',
    StackStatus: 'CREATE_COMPLETE',
    CreationTime: new Date('2026-01-01T00:00:00Z'),
  } as const;
  cloudFormation.on(DescribeStacksCommand).resolves({ Stacks: [created] });
  cloudFormation.on(ListStackResourcesCommand).callsFake(async (_, client) => ({
    StackResourceSummaries:
      (await regionOf(client)) === 'us-east-1'
        ? [{ ResourceType: 'AWS::SQS::Queue', LogicalResourceId: 'CopyQueue', PhysicalResourceId: QUEUE }]
        : [],
  }));
  sqs.on(GetQueueAttributesCommand).resolves({ Attributes: { ApproximateNumberOfMessages: '3' } });
  lambda.on(GetFunctionConcurrencyCommand).resolves({});
  starters('ENABLED', 'ENABLED');
  states.on(ListStateMachinesCommand).callsFake(async (_, client) => {
    const region = await regionOf(client);
    const stateMachineArn = `arn:aws:states:${region}:${ACCOUNT}:stateMachine:${MACHINE}`;
    return { stateMachines: region === 'us-east-1' ? [{ name: MACHINE, stateMachineArn }] : [] };
  });
  states.on(ListExecutionsCommand).callsFake(() => ({
    executions: running.map((name) => ({ name, startDate: new Date('2030-01-01T00:00:00Z') })),
  }));
}

/** How the rules for EC2's events and the schedule of the sweep are in the primary Region; in the other one they are enabled. */
function starters(rule: RuleState, schedule: ScheduleState): void {
  const inPrimary = async (client: unknown): Promise<boolean> => (await regionOf(client)) === 'us-east-1';
  events.on(ListRulesCommand).callsFake(async (_, client) => ({
    Rules: [{ Name: MACHINE, Arn: 'x', State: (await inPrimary(client)) ? rule : 'ENABLED' }],
  }));
  scheduler
    .on(GetScheduleCommand)
    .callsFake(async (_, client) => ({ State: (await inPrimary(client)) ? schedule : 'ENABLED' }))
    .on(ListSchedulesCommand)
    .resolves({});
}

type World = Parameters<typeof statusCommand>[0];

const WORLD: NonNullable<World> = {
  now: () => new Date('2026-03-05T02:00:00Z'),
  pause: () => Promise.reject(new Error('nobody waits')),
  onEnd: () => () => undefined,
  isTerminal: () => false,
  rows: () => undefined,
  leave: () => undefined,
};

const status = (...words: string[]) => run(statusCommand(WORLD), ...words);

const json = async (...words: string[]) => {
  const answered = await status('--json', ...words);
  return { ...answered, status: JSON.parse(answered.stdout) as Status, exitCode: answered.status };
};

const inventory = (
  primary: readonly object[],
  dr: readonly object[],
  at = '2026-03-05T02:00:00Z',
  shown = volume(1),
): string[] => [
  ...['--at', at, '--inventory'],
  file('volumes.json', { Volumes: [shown] }),
  file('snapshots.json', { Snapshots: primary }),
  file('locks.json', { Snapshots: [] }),
  `us-west-2=${file('copies.json', { Snapshots: dr })}`,
];

describe('of files', () => {
  test.each<[rule: string, exitCode: number, words: () => string[], verdict: string]>([
    [
      'where every selected volume is protected',
      0,
      () => inventory([copied(1, vol(1), 4)], [copy(901, vol(1), 4, 1)]),
      'PROTECTED: 1 of 1 selected volume.',
    ],
    [
      'where a target is missed in one Region',
      1,
      () => inventory([managed(2, vol(1), 4), copied(1, vol(1), 2)], [copy(901, vol(1), 2, 1)]),
      'NOT PROTECTED: 1 of 1 selected volume.',
    ],
    [
      'where a selected volume has no point',
      1,
      () => inventory([snapshot(1, vol(1), 4)], []),
      'NOT PROTECTED: 1 of 1 selected volume.',
    ],
  ])('%s the exit code is %d', async (_, exitCode, words, verdict) => {
    const answered = await status(...words());

    expect(answered.stdout.split('\n')[0]).toBe(verdict);
    expect([answered.status, answered.stderr]).toEqual([exitCode, []]);
  });

  describe('where what instances bear counts, of a volume of one', () => {
    const InstanceId = 'i-0123456789abcdef0';
    const words = (...more: string[]): string[] => [
      '--settings',
      file('counting.json', {
        primary: { region: 'us-east-1' },
        dr: [{ region: 'us-west-2' }],
        instanceOverrides: true,
      }),
      ...inventory([copied(1, vol(1), 4)], [copy(901, vol(1), 4, 1)], undefined, {
        ...volume(1),
        Attachments: [{ InstanceId }],
      }),
      ...more,
    ];
    const instances = (target: string): string =>
      file('instances.json', {
        Reservations: [
          { Instances: [{ InstanceId, Tags: [{ Key: 'snapshot-keeper:target', Value: target }] }] },
        ],
      });

    test.each<[file: string, exitCode: number, more: () => string[], verdict: string]>([
      [
        'without the file',
        1,
        () => [],
        'NOT KNOWN TO BE PROTECTED: 1 selected volume. Of 1 the target is not known, since what instances bear is not in the inventory.',
      ],
      ['with a target that is missed', 1, () => [instances('2h')], 'NOT PROTECTED: 1 of 1 selected volume.'],
      ['with one that is met', 0, () => [instances('1d')], 'PROTECTED: 1 of 1 selected volume.'],
    ])('%s the exit code is %d', async (_, exitCode, more, verdict) => {
      const answered = await json(...words(...more()));
      const { stdout } = await status(...words(...more()));

      expect(stdout.split('\n\n')[0]?.replaceAll('\n', ' ')).toContain(`${verdict} "snapshot-keeper" at `);
      expect(answered.exitCode).toBe(exitCode);
      expect(answered.status.isProtected).toBe(exitCode === 0);
    });

    test('what it could not know is named, in words and as data', async () => {
      const { stdout } = await status(...words());
      const { status: said } = await json(...words());

      expect(said.volumes).toEqual({
        selected: 1,
        protected: 1,
        unprotected: 0,
        notYet: 0,
        targetUnknown: 1,
      });
      expect(said.notLookedAt).toEqual([
        'Of 1 selected volume the target is not known: an instance may bear another one for its volumes, and the inventory does not tell what instances bear (describe-instances).',
      ]);
      expect(stdout.replace(/\s+/g, ' ')).toContain(`Not seen ${said.notLookedAt[0]}`);
    });
  });

  test('nothing is asked of AWS', async () => {
    await status(...inventory([copied(1, vol(1), 4)], [copy(901, vol(1), 4, 1)]));

    expect(
      [ec2, cloudFormation, events, lambda, scheduler, states, sqs].flatMap((mock) => callsTo(mock)),
    ).toEqual([]);
  });

  test('a list that is missing is refused, as of a plan', async () => {
    const words = ['--inventory', file('volumes.json', { Volumes: [volume(1)] })];

    expect(await status(...words)).toMatchObject({
      status: 2,
      stderr: [expect.stringContaining('The inventory holds no list of the snapshots in us-east-1.')],
    });
  });

  test('--json gives the same, for programs', async () => {
    const { status: said } = await json(...inventory([copied(1, vol(1), 2)], [copy(901, vol(1), 2, 1)]));

    expect(said).toEqual({
      deployment: 'snapshot-keeper',
      at: '2026-03-05T02:00:00.000Z',
      isProtected: false,
      target: '26 h',
      volumes: { selected: 1, protected: 0, unprotected: 1, notYet: 0 },
      regions: ['us-east-1', 'us-west-2'].map((region) => ({
        ...{ region, met: 0, overTarget: 1, uncovered: 0, notYet: 0, worstHours: 72 },
      })),
      causes: [
        {
          code: 'no-newer-snapshot',
          cause: 'no snapshot was taken since its newest point',
          next: expect.stringContaining('See what takes snapshots of it') as string,
          volumes: [
            {
              volumeId: vol(1),
              name: '',
              targetHours: 26,
              missedIn: ['us-east-1', 'us-west-2'],
              ageHours: { 'us-east-1': 72, 'us-west-2': 72 },
            },
          ],
        },
      ],
      unreadableTargets: [],
      notLookedAt: [],
      nextSweep: {
        adoptsFrom: null,
        knowsWhatRuns: false,
        regions: [
          { region: 'us-east-1', found: {} },
          { region: 'us-west-2', found: {} },
        ],
      },
    });
  });
});

const severalPrimaries = (): string =>
  file('several.json', {
    primary: ['us-east-1', 'us-west-2'].map((region) => ({
      region,
      dr: [{ region: region === 'us-east-1' ? 'us-west-2' : 'us-east-1' }],
    })),
  });

describe('of an account', () => {
  test('what runs, waits and is paused is told, and the exit code is about protection alone', async () => {
    answer({ running: ['snap-0aaaaaaaaaaaaaaaa'] });
    lambda.on(GetFunctionConcurrencyCommand).resolves({ ReservedConcurrentExecutions: 0 });

    const { status: said, exitCode } = await json();

    expect(said.rightNow).toEqual({
      deployedAt: '2026-01-01T00:00:00.000Z',
      regions: [
        {
          region: 'us-east-1',
          isPaused: true,
          ...IN_WORK,
          running: { [MACHINE]: 1 },
          queues: [{ name: 'snapshot-keeper-copies.fifo', messages: 3, isOfDeadLetters: false }],
        },
        { region: 'us-west-2', isPaused: true, ...IN_WORK, running: {}, queues: [] },
      ],
      unseen: [],
    });
    expect(said.nextSweep).toMatchObject({ adoptsFrom: '2026-01-01T00:00:00.000Z', knowsWhatRuns: true });
    expect(exitCode).toBe(0);
  });

  test('a copy that is missing is asked for by the next sweep, or waits where its execution runs', async () => {
    const cause = 'its newest snapshot has no copy in us-west-2';
    answer({ isCopied: false });
    const { status: missing, exitCode } = await json();
    answer({ isCopied: false, running: [snap(2)] });
    const { status: waiting } = await json();

    expect(missing.causes).toMatchObject([
      { cause, next: 'The next sweep asks for it.', snapshotId: snap(2) },
    ]);
    expect(missing.nextSweep?.regions[0]).toEqual({ region: 'us-east-1', found: { 'copy missing': 1 } });
    expect(waiting.causes).toMatchObject([
      { cause, next: 'Its execution runs: the copy waits for its turn.' },
    ]);
    expect(waiting.nextSweep?.regions[0]).toEqual({ region: 'us-east-1', found: {} });
    expect(exitCode).toBe(1);
  });

  test('where the last runs took more than half of the time that is set, a longer one is proposed, and the target that the times need', async () => {
    answer();
    const stateMachineArn = `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:snapshot-keeper-us-east-1-backup`;
    states
      .on(ListStateMachinesCommand)
      .resolves({ stateMachines: [{ name: 'snapshot-keeper-us-east-1-backup', stateMachineArn } as never] });
    states
      .on(ListExecutionsCommand)
      .resolves({})
      .on(ListExecutionsCommand, { stateMachineArn, maxResults: 200 })
      .resolves({
        executions: ['01', '08', '15'].map((day) => ({
          executionArn: 'x',
          stateMachineArn,
          name: `backup-2026-02-${day}T03-00-00Z`,
          status: 'SUCCEEDED',
          startDate: new Date(`2026-02-${day}T03:00:00Z`),
          stopDate: new Date(`2026-02-${day}T05:30:00Z`),
        })),
      });
    const settings = file('weekly.json', {
      primary: { region: 'us-east-1' },
      dr: [{ region: 'us-west-2' }],
      schedules: [{ name: 'weekly', schedule: 'cron(0 3 ? * SUN *)' }],
    });

    const { status: said } = await json('--settings', settings);

    expect(said.proposals).toEqual([
      {
        setting: 'schedules[weekly].endsWithinMinutes',
        set: 240,
        proposed: 300,
        because: 'its last 3 runs took 150 minutes at most',
      },
      {
        setting: 'target.hours',
        set: 26,
        proposed: 170,
        because: 'by the schedules up to 168 hours lie between two snapshots of a volume',
      },
    ]);
  });

  test('without a right it goes on, and names what it could not see', async () => {
    answer();
    lambda.on(GetFunctionConcurrencyCommand).rejects(DENIED);
    sqs.on(GetQueueAttributesCommand).rejects(DENIED);
    cloudFormation.on(DescribeStacksCommand).rejects(DENIED);
    states.on(ListExecutionsCommand).rejects(DENIED);
    events.on(ListRulesCommand).rejects(DENIED);
    scheduler.on(GetScheduleCommand).rejects(DENIED);

    const { status: said, exitCode } = await json();

    const told = (action: string): string =>
      `us-east-1: ${action} was denied (AccessDeniedException: User: person is not authorized). docs/status.md has the policy that is needed.`;
    const ofFunction = told('lambda:GetFunctionConcurrency').replace('docs/status.md', 'docs/operate.md');
    expect(said.rightNow?.unseen).toEqual([
      expect.stringMatching(/^us-east-1: cloudformation:DescribeStacks was denied \(/),
      told('events:ListRules'),
      ofFunction,
      told('scheduler:GetSchedule'),
      told('sqs:GetQueueAttributes'),
      expect.stringMatching(/^us-east-1: states:ListExecutions was denied \(/),
      told('events:ListRules').replace('us-east-1', 'us-west-2'),
      ofFunction.replace('us-east-1', 'us-west-2'),
      told('scheduler:GetSchedule').replace('us-east-1', 'us-west-2'),
    ]);
    expect(said.rightNow?.regions).toEqual([
      { region: 'us-east-1' },
      { region: 'us-west-2', running: {}, queues: [] },
    ]);
    expect(said.nextSweep).toMatchObject({ adoptsFrom: null, knowsWhatRuns: false });
    expect(exitCode).toBe(0);
  });

  test('a rule or a schedule that is deleted, while its machine is there, is off as one that is disabled', async () => {
    answer();
    const names = ['snapshot-created', 'sweep', 'backup'].map((name) => `snapshot-keeper-us-east-1-${name}`);
    states.on(ListStateMachinesCommand).callsFake(async (_, client) => {
      const region = await regionOf(client);
      const there = region === 'us-east-1' ? names : [];
      return {
        stateMachines: there.map((name) => ({
          name,
          stateMachineArn: `arn:aws:states:${region}:${ACCOUNT}:stateMachine:${name}`,
        })),
      };
    });
    events.on(ListRulesCommand).resolves({ Rules: [] });
    scheduler.on(GetScheduleCommand).rejects(failure('ResourceNotFoundException', 'gone'));

    const withSchedules = file('nightly.json', {
      primary: { region: 'us-east-1' },
      dr: [{ region: 'us-west-2' }],
      schedules: [{ name: 'nightly', schedule: 'cron(0 3 * * ? *)' }],
    });
    const { status: said, exitCode } = await json('--settings', withSchedules);
    const { status: byHand } = await json();

    const off = { eventsAreOff: true, sweepsAreOff: true };
    expect(said.rightNow?.regions).toMatchObject([{ ...off, backupsAreOff: true }, IN_WORK]);
    expect(byHand.rightNow?.regions).toMatchObject([off, IN_WORK]);
    expect(byHand.rightNow?.regions[0]).not.toHaveProperty('backupsAreOff');
    expect(exitCode).toBe(1);
  });

  test.each<[what: string, rule: RuleState, schedule: ScheduleState, off: string]>([
    ['a deployment that is drained', 'DISABLED', 'DISABLED', 'events and sweeps are off'],
    ['one whose events alone are off', 'DISABLED', 'ENABLED', 'events are off'],
    ['one whose sweeps alone are off', 'ENABLED', 'DISABLED', 'sweeps are off'],
  ])(
    '%s is told, with the command that undoes it, and the exit code is 1',
    async (_, rule, schedule, off) => {
      answer();
      starters(rule, schedule);

      const { stdout, status: exitCode } = await status();

      expect(stdout).toMatch(
        /^DRAINED in us-east-1: nobody looks after what is taken from now on\. By now: PROTECTED: 1 of 1\s+selected volume\.\n/,
      );
      expect(stdout.replace(/\s+/g, ' ')).toContain(
        `us-east-1: ${off} (drain): "npm run keeper -- drain --undo" switches them on; deleting is not paused`,
      );
      expect(exitCode).toBe(1);
    },
  );

  test('where it is drained nothing comes next but to undo that, with the settings of the call', async () => {
    answer({ isCopied: false });
    starters('DISABLED', 'DISABLED');
    const settings = file('their settings.json', {
      primary: { region: 'us-east-1' },
      dr: [{ region: 'us-west-2' }],
    });

    const { status: said } = await json('--settings', settings);
    const { stdout } = await status('--settings', settings);

    const undo = `npm run keeper -- drain --undo --settings '${settings}'`;
    expect(said.causes.map(({ next }) => next)).toEqual([
      `"${undo}", since events or sweeps are off. Then: The next sweep asks for it.`,
    ]);
    expect(stdout).toContain('The next sweep, once sweeps are on again\n');
    expect(stdout).toContain(`  See: npm run keeper -- history ${snap(2)} --settings '${settings}'\n`);
  });

  test('where nothing is deployed, that is told and nothing else is looked for', async () => {
    answer();
    const gone = 'Stack with id snapshot-keeper-us-east-1-primary does not exist';
    cloudFormation.on(DescribeStacksCommand).rejects(failure('ValidationError', gone));

    const { stdout, status: exitCode } = await status();

    expect(stdout.split('\n')[0]).toContain(
      'NOT PROTECTED: There is no stack snapshot-keeper-us-east-1-primary in us-east-1:',
    );
    expect(exitCode).toBe(1);
    expect([events, lambda, scheduler, states, sqs].flatMap((mock) => callsTo(mock))).toEqual([]);
  });

  test('where EC2 cannot be read, there is nothing to tell', async () => {
    answer();
    ec2.on(DescribeVolumesCommand).rejects(failure('UnauthorizedOperation', 'no'));

    expect(await status()).toMatchObject({
      status: 2,
      stdout: '',
      stderr: [expect.stringContaining('The account cannot be read: ec2:DescribeVolumes in us-east-1')],
    });
  });

  test('where a DR Region cannot be read, the others are told, and nobody knows that all is protected', async () => {
    answer();
    ec2.on(DescribeSnapshotsCommand).callsFake(async (_, client) => {
      if ((await regionOf(client)) === 'us-west-2') throw failure('UnauthorizedOperation', 'no');
      return { Snapshots: [copied(2, vol(1), 4)] };
    });

    const { status: said, exitCode } = await json();
    const { stdout } = await status();

    expect([said.isProtected, exitCode]).toEqual([false, 1]);
    expect(said.regions).toMatchObject([{ region: 'us-east-1', met: 1 }]);
    expect(said.unread).toEqual([
      {
        region: 'us-west-2',
        why: expect.stringContaining('ec2:DescribeSnapshots in us-west-2 was denied') as string,
      },
    ]);
    expect(stdout).toMatch(/^NOT KNOWN TO BE PROTECTED: us-west-2 was not read/);
    expect(stdout).toContain('not read │');
  });

  test('where no primary Region can be read, each is named', async () => {
    answer();
    ec2.on(DescribeVolumesCommand).rejects(failure('UnauthorizedOperation', 'no'));

    const { status: exitCode, stdout, stderr } = await status('--settings', severalPrimaries());

    expect(stderr.join('\n').split('\n')).toEqual([
      expect.stringContaining('The account cannot be read: ec2:DescribeVolumes in us-east-1'),
      expect.stringContaining('The account cannot be read: ec2:DescribeVolumes in us-west-2'),
    ]);
    expect([exitCode, stdout]).toEqual([2, '']);
  });

  test('of several primary Regions one that cannot be read hides none of the others', async () => {
    answer();
    ec2.on(DescribeVolumesCommand).callsFake(async (_, client) => {
      if ((await regionOf(client)) === 'us-west-2') throw failure('UnauthorizedOperation', 'no');
      return { Volumes: [volume(1)] };
    });
    const settings = severalPrimaries();

    const answered = await json('--settings', settings);
    const { stdout, status: exitCode } = await status('--settings', settings);

    expect(answered.status as unknown as Status[]).toMatchObject([
      { isProtected: true, regions: [{ region: 'us-east-1' }, { region: 'us-west-2' }] },
      {
        region: 'us-west-2',
        why: expect.stringContaining('ec2:DescribeVolumes in us-west-2 was denied') as string,
      },
    ]);
    expect([answered.exitCode, exitCode]).toEqual([2, 2]);
    expect(stdout).toContain('us-east-1: PROTECTED: 1 of 1 selected volume.');
    expect(stdout).toContain('us-west-2: not read.');
    expect(stdout.replaceAll('\n', ' ')).toContain(
      'All 2 primary Regions: NOT KNOWN in us-west-2, which was not read. Of the others: PROTECTED: 1 of 1 selected volume, and none missed.',
    );
  });

  test('several primary Regions are told one after the other, and the worst counts', async () => {
    answer();
    const settings = severalPrimaries();

    const answered = await json('--settings', settings);

    expect(answered.status as unknown as Status[]).toMatchObject([
      { isProtected: true, regions: [{ region: 'us-east-1' }, { region: 'us-west-2' }] },
      { isProtected: false, regions: [{ region: 'us-west-2' }, { region: 'us-east-1' }] },
    ]);
    expect(answered.exitCode).toBe(1);

    const { stdout } = await status('--settings', settings);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.filter((line) => line.includes('PROTECTED'))).toEqual([
      'us-east-1: PROTECTED: 1 of 1 selected volume.',
      'us-west-2: NOT PROTECTED: 1 of 1 selected volume.',
      'All 2 primary Regions: NOT PROTECTED in us-west-2: 1 of 2 selected volumes not protected.',
    ]);
    expect(lines.at(-1)).toMatch(/^All 2 primary Regions: NOT PROTECTED/);
  });
});

describe('--watch', () => {
  /** Ends at the pause of this number. */
  const watched = async (endsAtPause: number, ...words: string[]) => {
    const pauses: number[] = [];
    let end = (): void => undefined;
    const world: World = {
      ...WORLD,
      onEnd: (ending) => {
        end = ending;
        return () => undefined;
      },
      pause: (milliseconds) => {
        pauses.push(milliseconds);
        if (pauses.length === endsAtPause) end();
        return Promise.resolve();
      },
    };
    return { ...(await run(statusCommand(world), ...words)), pauses };
  };

  test.each([
    [[], 60_000],
    [['5'], 5_000],
  ])('%j reads anew after %d ms, until it is told to end', async (seconds, pause) => {
    answer({ isCopied: false });

    const { stdout, pauses, status: exitCode } = await watched(3, '--watch', ...seconds);

    expect(stdout.match(/^NOT PROTECTED: 1 of 1 selected volume\.$/gm)).toHaveLength(3);
    expect(pauses).toEqual([pause, pause, pause]);
    expect(callsTo(ec2).filter(([command]) => command === 'DescribeVolumesCommand')).toHaveLength(3);
    expect(exitCode).toBe(1);
  });

  test('ends the process at once, where it is told to before there is any report', async () => {
    answer();
    ec2.on(DescribeVolumesCommand).callsFake(() => new Promise(() => undefined));
    const leave = jest.fn();
    const world: World = {
      ...WORLD,
      leave,
      onEnd: (end) => {
        setImmediate(end);
        return () => undefined;
      },
    };

    expect(await run(statusCommand(world), '--watch')).toEqual({
      status: 2,
      stdout: '',
      stderr: ['Ended before the first report was made.'],
    });
    expect(leave).toHaveBeenCalledTimes(1);
  });

  test('on a terminal the verdict on all primary Regions comes first, and what has no room is left out', async () => {
    answer();
    let end = (): void => undefined;
    const world: World = {
      ...{ ...WORLD, isTerminal: () => true, rows: () => 4 },
      onEnd: (ending) => {
        end = ending;
        return () => undefined;
      },
      pause: () => Promise.resolve(end()),
    };

    const { stdout } = await run(statusCommand(world), '--watch', '--settings', severalPrimaries());

    expect(stripVTControlCharacters(stdout)).toBe(
      'All 2 primary Regions: NOT PROTECTED in us-west-2: 1 of 2 selected volumes not protected.\n\nand 48 more lines: without --watch\n',
    );
  });

  test('does not lead on to files, which it does not take', async () => {
    answer();
    ec2.on(DescribeVolumesCommand).rejects(failure('UnauthorizedOperation', 'no'));

    expect(await run(statusCommand(WORLD), '--watch')).toMatchObject({
      status: 2,
      stderr: [expect.stringMatching(/docs\/status\.md has the policy that is needed\.$/)],
    });
  });

  test('with --json each report is a line', async () => {
    answer();

    const { stdout } = await watched(2, '--watch', '--json');

    const reports = stdout.trimEnd().split('\n');
    expect(reports.map((line) => (JSON.parse(line) as Status).isProtected)).toEqual([true, true]);
  });
});

test('without credentials it says so in one line, and the exit code is 2', () => {
  const { status: exitCode, stdout, stderr } = keeper('status');

  expect(stderr.trimEnd().split('\n').at(-1)).toMatch(
    /^The account cannot be read: no valid AWS credentials .* --inventory reads files instead\.$/,
  );
  expect([exitCode, stdout]).toEqual([2, '']);
});

/** The action of a call, as IAM names it. */
const actionsOf = (service: string, mock: Parameters<typeof callsTo>[0]): string[] =>
  callsTo(mock).map(([command]) => `${service}:${command.replace('Command', '')}`);

test('the policy in docs/status.md allows what is called, and no more', async () => {
  answer();

  await status();

  const page = readFileSync(join(__dirname, '../../../docs/status.md'), 'utf8');
  const { Statement } = JSON.parse(/```json\n([^`]+)```/.exec(page)![1]!) as {
    Statement: { Action: string | string[] }[];
  };
  const called = [
    ...actionsOf('cloudformation', cloudFormation),
    ...actionsOf('ec2', ec2),
    ...actionsOf('events', events),
    ...actionsOf('lambda', lambda),
    ...actionsOf('scheduler', scheduler),
    ...actionsOf('sqs', sqs),
    ...actionsOf('states', states),
  ];
  expect(Statement.flatMap(({ Action }) => Action).sort()).toEqual([...new Set(called)].sort());
});
