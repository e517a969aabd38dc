import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template as CdkTemplate } from 'aws-cdk-lib/assertions';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import cdkJson from '../../cdk.json';
import { buildApp } from '../../infra/build-app';
import { Alerts } from '../../infra/constructs/alerts';
import { AslStateMachine } from '../../infra/constructs/asl-state-machine';
import type { Callable } from '../../infra/constructs/callable';
import { FailureQueue } from '../../infra/constructs/failure-queue';
import { NodeFunction } from '../../infra/constructs/node-function';
import { sumOf } from '../../infra/constructs/sum-of';
import { SelectVolumes } from '../../infra/functions/select-volumes';
import { machineNames } from '../../infra/machine-names';
import { nameOf } from '../../infra/names';
import { parseSettings } from '../../infra/settings';
import { ACCOUNT, allowing, stacks, type Template, templates } from './synthesized';

/** The function of the one role that may delete a snapshot. */
const nameOfDeletingFunction = (template: Template) => {
  const [deletes] = allowing(template, 'ec2:DeleteSnapshot');
  return template.of('AWS::Lambda::Function').find(({ owner }) => owner === deletes?.owner)?.Properties[
    'FunctionName'
  ];
};

const SETTINGS = { deployment: 'test', primary: { region: 'us-east-1', retention: { last: 1 } } };

const NIGHTLY = { name: 'nightly', schedule: 'cron(30 3 * * ? *)' };

const SKIP_BUNDLING = { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] };

test('each DR Region has a stack of its own beside the primary one', () => {
  const all = templates({ dr: [{ region: 'us-west-2' }, { region: 'eu-central-1' }] });

  expect([...all.keys()]).toEqual([
    'snapshot-keeper-us-east-1-dr-eu-central-1',
    'snapshot-keeper-us-east-1-dr-us-west-2',
    'snapshot-keeper-us-east-1-primary',
  ]);
});

test('stacks, machines and the key alias bear the deployment and its primary Region, and rights the deployment', () => {
  const all = templates({ deployment: 'team-a' });
  const primary = all.get('team-a-us-east-1-primary');
  const dr = all.get('team-a-us-east-1-dr-us-west-2');

  expect(
    primary?.of('AWS::StepFunctions::StateMachine').map(({ Properties }) => Properties['StateMachineName']),
  ).toEqual([
    'team-a-us-east-1-snapshot-created',
    'team-a-us-east-1-snapshot-failed',
    'team-a-us-east-1-sweep',
    'team-a-us-east-1-restore',
  ]);
  expect(dr?.of('AWS::KMS::Alias').map(({ Properties }) => Properties['AliasName'])).toEqual([
    'alias/team-a-us-east-1',
  ]);
  expect(JSON.stringify(primary?.raw)).not.toContain('managed-by":"snapshot-keeper"');
});

test('the function that deletes bears the deployment and its primary Region in its name, in every Region', () => {
  const all = templates({ deployment: 'team-a', primary: { region: 'eu-west-1' } });

  for (const template of all.values())
    expect(nameOfDeletingFunction(template)).toBe('team-a-eu-west-1-prune-volume');
});

test('the rule or schedule of each machine, but for the one that a person starts, bears the name of the machine', () => {
  for (const template of templates({ deployment: 'team-a', drill: {} }).values()) {
    const namesOf = (type: string, name: string) =>
      template
        .of(type)
        .map(({ Properties }) => Properties[name])
        .sort();

    const starters = [
      ...namesOf('AWS::Events::Rule', 'Name'),
      ...namesOf('AWS::Scheduler::Schedule', 'Name'),
    ];
    expect(starters.sort()).toEqual(
      namesOf('AWS::StepFunctions::StateMachine', 'StateMachineName').filter(
        (name) => name !== 'team-a-us-east-1-restore',
      ),
    );
    expect(namesOf('AWS::Events::Rule', 'Name')).toHaveLength(2);
  }
});

test('every machine has a file of its name', () => {
  const named = [...templates({ schedules: [NIGHTLY], drill: {} }).values()].flatMap((template) =>
    template
      .of('AWS::StepFunctions::StateMachine')
      .map(({ Properties }) => String(Properties['StateMachineName'])),
  );

  expect([...new Set(named)].sort()).toEqual(
    machineNames().map((name) => `snapshot-keeper-us-east-1-${name}`),
  );
});

test("each schedule is Scheduler's own, in the group of the deployment, with its zone and its window", () => {
  const schedules = [
    { ...NIGHTLY, timeZone: 'Asia/Tokyo', flexibleMinutes: 30 },
    { name: 'hourly', schedule: 'rate(1 hour)' },
  ];
  const of = (stack: string) =>
    templates({ schedules, timeZone: 'Europe/Berlin' })
      .get(`snapshot-keeper-us-east-1-${stack}`)!
      .of('AWS::Scheduler::Schedule')
      .map(({ Properties }) => Properties)
      .filter(({ Name }) => String(Name).startsWith('backup-'));

  expect(of('dr-us-west-2')).toEqual([]);
  expect(of('primary')).toMatchObject([
    {
      Name: 'backup-nightly',
      ScheduleExpression: 'cron(30 3 * * ? *)',
      ScheduleExpressionTimezone: 'Asia/Tokyo',
      FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 30 },
      Target: {
        Input:
          '{"source":"snapshot-keeper","detail":{"event":"backup","schedule":"nightly","expression":"cron(30 3 * * ? *)","timeZone":"Asia/Tokyo","result":"due","scheduledAt":"<aws.scheduler.scheduled-time>"}}',
        RetryPolicy: { MaximumEventAgeInSeconds: 43_200 },
      },
    },
    {
      Name: 'backup-hourly',
      ScheduleExpression: 'rate(1 hour)',
      ScheduleExpressionTimezone: 'Europe/Berlin',
      FlexibleTimeWindow: { Mode: 'OFF' },
    },
  ]);
});

test('where it is asked for, or a schedule freezes, the primary Region has the document that freezes, and no other Region', () => {
  const documents = (settings: object) =>
    [...templates({ ...settings, deployment: 'team-a' })].flatMap(([stack, template]) =>
      template.of('AWS::SSM::Document').map(({ Properties }) => `${stack}: ${String(Properties['Name'])}`),
    );

  expect(documents({ freezeDocument: true })).toEqual(['team-a-us-east-1-primary: freeze-team-a-us-east-1']);
  expect(
    documents({ schedules: [{ ...NIGHTLY, mode: 'instance', freeze: { application: 'mysql' } }] }),
  ).toEqual(['team-a-us-east-1-primary: freeze-team-a-us-east-1']);
  expect(documents({ schedules: [{ ...NIGHTLY, mode: 'instance' }] })).toEqual([]);
  expect(
    documents({ schedules: [{ ...NIGHTLY, mode: 'instance', freeze: { application: 'vss' } }] }),
  ).toEqual([]);
});

describe('a runbook for restores', () => {
  const ROLE = 'arn:aws:iam::111122223333:role/dba';
  const documentsOf = (restoreRunbook: unknown) =>
    [...templates({ deployment: 'aws-team', restoreRunbook }).values()].flatMap((template) =>
      template.of('AWS::SSM::Document').map(({ Properties }) => Properties),
    );
  const stepsOf = (restoreRunbook: unknown) =>
    documentsOf(restoreRunbook).map((properties) => {
      const { mainSteps, outputs } = properties['Content'] as {
        mainSteps: readonly { name: string; isEnd?: true; nextStep?: string; timeoutSeconds?: number }[];
        outputs: readonly string[];
      };
      return {
        steps: mainSteps.map(({ name, isEnd, nextStep, timeoutSeconds }) =>
          [name, isEnd === true ? 'end' : nextStep, timeoutSeconds].join(' '),
        ),
        outputs,
      };
    });

  test.each([false, undefined])('is there where the settings ask for it, not with %s', (restoreRunbook) => {
    expect(documentsOf(restoreRunbook)).toEqual([]);
  });

  test('is in every Region, by a name that Systems Manager does not keep for AWS', () => {
    expect(documentsOf(true).map((properties) => properties['Name'])).toEqual([
      'restore-aws-team-us-east-1',
      'restore-aws-team-us-east-1',
    ]);
  });

  test('starts the restore at once where nobody has to approve', () => {
    const once = { steps: ['Restore end 86400'], outputs: ['Restore.output'] };
    expect(stepsOf(true)).toEqual([once, once]);
    expect(stepsOf({})).toEqual([once, once]);
  });

  test('has somebody approve, but of what is only shown', () => {
    const approved = {
      steps: ['Choose  ', 'Approve Restore 86400', 'Restore end 86400', 'Show end 86400'],
      outputs: ['Restore.output', 'Show.output'],
    };
    expect(stepsOf({ approvers: [ROLE] })).toEqual([approved, approved]);
  });

  test.each<[text: string, parameter: string, isTaken: boolean]>([
    ['snap-0123456789abcdef0', 'RestoreOf', true],
    ['vol-01234567', 'RestoreOf', true],
    ['i-0123456789abcdef0', 'RestoreOf', true],
    ['', 'RestoreOf', false],
    ['ami-0123456789abcdef0', 'RestoreOf', false],
    ['vol-*', 'RestoreOf', false],
    ['vol-0123456789abcdef0"', 'RestoreOf', false],
    ['', 'At', true],
    ['2026-03-01T03:00:00Z', 'At', true],
    ['2026-03-01T03:00:00.5+01:00', 'At', true],
    ['2026-03-01T03:00:00', 'At', false],
    ['yesterday', 'At', false],
    ['', 'AttachTo', true],
    ['i-01234567', 'AttachTo', true],
    ['vol-01234567', 'AttachTo', false],
    ['', 'Zone', true],
    ['us-west-2-lax-1a', 'Zone', true],
    ['us-east-1a"', 'Zone', false],
    ['', 'InitializationRateMibps', true],
    ['100', 'InitializationRateMibps', true],
    ['300', 'InitializationRateMibps', true],
    ['301', 'InitializationRateMibps', false],
    ['99', 'InitializationRateMibps', false],
  ])('takes "%s" for %s: %s', (text, parameter, isTaken) => {
    const [document] = documentsOf(true);
    const { parameters } = document?.['Content'] as {
      parameters: Record<string, { allowedPattern: string }>;
    };

    expect(new RegExp(parameters[parameter]!.allowedPattern).test(text)).toBe(isTaken);
  });
});

describe('a runbook for backups', () => {
  const documentsOf = (settings: object) =>
    [...templates({ deployment: 'aws-team', ...settings }).values()].map((template) =>
      template.of('AWS::SSM::Document').map(({ Properties }) => Properties),
    );

  test('is there where the settings ask for it, with or without schedules', () => {
    expect(documentsOf({ schedules: [NIGHTLY] })).toEqual([[], []]);
    expect(documentsOf({ schedules: [NIGHTLY], backupRunbook: true }).flat()).toHaveLength(1);
  });

  test('waits for an execution of backup, by a name that no other Automation has, and tells what it has taken', () => {
    const all = templates({ backupRunbook: true }).get('snapshot-keeper-us-east-1-primary')!;
    const [machine] = all
      .of('AWS::StepFunctions::StateMachine')
      .filter(({ Properties }) => String(Properties['StateMachineName']).endsWith('-backup'));
    const [document] = all.of('AWS::SSM::Document');

    expect(document?.Properties).toMatchObject({
      Name: 'backup-snapshot-keeper-us-east-1',
      DocumentType: 'Automation',
      UpdateMethod: 'NewVersion',
      Content: {
        schemaVersion: '0.3',
        assumeRole: { 'Fn::GetAtt': [expect.stringContaining('BackupRunbookRole'), 'Arn'] },
        mainSteps: [
          { name: 'Choose' },
          { name: 'Refuse' },
          ...[
            ['TakeSnapshot', '{"volumeId":"{{ VolumeId }}"}'],
            ['TakeSnapshots', '{"instanceId":"{{ InstanceId }}"}'],
          ].map(([name, input]) => ({
            name,
            action: 'aws:executeStateMachine',
            onFailure: 'Abort',
            isEnd: true,
            inputs: {
              stateMachineArn: { Ref: machine?.logicalId },
              name: 'backup-runbook-{{ automation:EXECUTION_ID }}',
              input,
            },
          })),
        ],
        outputs: ['TakeSnapshot.output', 'TakeSnapshots.output'],
      },
    });
  });

  test('bears no name that Systems Manager keeps for AWS', () => {
    expect(documentsOf({ backupRunbook: true }).flat()).toMatchObject([
      { Name: 'backup-aws-team-us-east-1' },
    ]);
  });

  test.each<[text: string, parameter: 'VolumeId' | 'InstanceId', isTaken: boolean]>([
    ['vol-0123456789abcdef0', 'VolumeId', true],
    ['vol-01234567', 'VolumeId', true],
    ['', 'VolumeId', true],
    ['vol-ffffffff', 'VolumeId', false],
    ['snap-0123456789abcdef0', 'VolumeId', false],
    ['i-0123456789abcdef0', 'VolumeId', false],
    ['vol-0123456789abcdef0"', 'VolumeId', false],
    ['vol-*', 'VolumeId', false],
    ['i-0123456789abcdef0', 'InstanceId', true],
    ['i-01234567', 'InstanceId', true],
    ['', 'InstanceId', true],
    ['vol-0123456789abcdef0', 'InstanceId', false],
    ['i-0123456789abcdef0"', 'InstanceId', false],
    ['i-*', 'InstanceId', false],
  ])('takes "%s" for %s: %s', (text, parameter, isTaken) => {
    const [document] = documentsOf({ backupRunbook: true }).flat();
    const { parameters } = document?.['Content'] as {
      parameters: Record<string, { allowedPattern: string; default: string }>;
    };

    expect(new RegExp(parameters[parameter]!.allowedPattern).test(text)).toBe(isTaken);
    expect(parameters[parameter]!.default).toBe('');
  });

  test('brings the machine without alarms on schedules, where there are none', () => {
    const alarms = templates({ backupRunbook: true })
      .get('snapshot-keeper-us-east-1-primary')!
      .of('AWS::CloudWatch::Alarm')
      .map(({ logicalId }) => logicalId)
      .filter((id) => id.startsWith('Backup'));

    expect(alarms).toEqual([expect.stringMatching(/^BackupMachineUnsuccessful/)]);
  });
});

test.each(['prune-volume', ...machineNames()])(
  'the longest deployment name in the longest Region gives a name for %s that Lambda, Step Functions and EventBridge take',
  (what) => {
    const deployment = 'a'.repeat(30);
    const names = RegionInfo.regions.map(({ name: region }) =>
      nameOf({ deployment, primary: { region } }, what),
    );

    expect(Math.max(...names.map(({ length }) => length))).toBeLessThanOrEqual(64);
  },
);

test('a function name that Lambda does not take is refused', () => {
  const named = (functionName: string) => () =>
    new NodeFunction(
      new Stack(new App({ context: SKIP_BUNDLING }), 'Test', { env: { region: 'us-east-1' } }),
      'TagCopy',
      { settings: SETTINGS, description: '', functionName, timeoutSeconds: 1, environment: {} },
    );

  expect(named('a'.repeat(64))).not.toThrow();
  expect(named('a'.repeat(65))).toThrow('can not be longer than 64 characters but has 65 characters');
});

test('no template sets a reserved concurrency, so that a deploy does not lift a pause', () => {
  for (const template of templates().values())
    for (const { Properties } of template.of('AWS::Lambda::Function'))
      expect(Properties).not.toHaveProperty('ReservedConcurrentExecutions');
});

test('no stack needs a value from another', () => {
  for (const { raw } of templates().values()) {
    expect(JSON.stringify(raw)).not.toContain('Fn::ImportValue');
    expect(JSON.stringify(raw)).not.toContain('"Export"');
    expect(JSON.stringify(raw)).not.toContain('Fn::GetStackOutput');
  }
});

test('without an account the templates leave it to CloudFormation', () => {
  const app = new App({ context: SKIP_BUNDLING, builtinCloudFormationValidation: false });
  buildApp(app, [parseSettings({ primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] }, 'test')]);

  const { stacks: built } = app.synth();
  expect(built.map(({ environment }) => environment.account)).toEqual(['unknown-account', 'unknown-account']);
});

test('cdk-nag, the validation of the library and the constructs themselves have nothing to say', () => {
  const app = new App({ context: SKIP_BUNDLING });
  buildApp(app, [
    parseSettings(
      {
        primary: { region: 'us-east-1' },
        dr: [
          { region: 'us-west-2' },
          { region: 'eu-west-1', key: 'arn:aws:kms:eu-west-1:999988887777:key/1' },
        ],
        alerts: {
          emails: ['a@example.com'],
          subscriptions: [{ protocol: 'sqs', endpoint: `arn:aws:sqs:us-east-1:${ACCOUNT}:alerts` }],
        },
      },
      'test',
    ),
  ]);

  const assembly = app.synth();
  const report: unknown = JSON.parse(
    readFileSync(join(assembly.directory, 'validation-report.json'), 'utf8'),
  );
  expect(report).toMatchObject({ pluginReports: [] });
  expect(assembly.stacks.flatMap(({ messages }) => messages)).toEqual([]);
});

test('the stacks are protected from deletion', () => {
  const app = new App({ context: SKIP_BUNDLING, builtinCloudFormationValidation: false });
  buildApp(app, [parseSettings(cdkJson.context.snapshotKeeper, 'cdk.json')]);

  expect(app.synth().stacks.map(({ terminationProtection }) => terminationProtection)).toEqual([true, true]);
});

test('the key of the copies outlives its stack, but not a first deploy that fails and is to be repeated', () => {
  const { dr } = stacks();
  const [key] = dr.of('AWS::KMS::Key').filter(({ owner }) => owner === 'CopyKey');

  expect(key).toMatchObject({
    DeletionPolicy: 'RetainExceptOnCreate',
    UpdateReplacePolicy: 'Retain',
    Properties: { EnableKeyRotation: true },
  });
});

test.each(['aws/ebs', 'alias/backups', 'arn:aws:kms:us-west-2:999988887777:key/1'])(
  'with the key %s the DR stack makes none for the copies',
  (key) => {
    const { dr } = stacks({ dr: [{ region: 'us-west-2', key }] });

    expect(dr.of('AWS::KMS::Key').map(({ owner }) => owner)).toEqual(['Alerts']);
    expect(dr.of('AWS::KMS::Alias')).toEqual([]);
  },
);

test('people and endpoints of the settings are subscribed in every Region', () => {
  const { primary, dr } = stacks({
    alerts: {
      emails: ['a@example.com'],
      subscriptions: [{ protocol: 'https', endpoint: 'https://example.com/alerts' }],
    },
  });

  for (const stack of [primary, dr])
    expect(
      stack
        .of('AWS::SNS::Subscription')
        .map(({ Properties }) => [Properties['Protocol'], Properties['Endpoint']]),
    ).toEqual([
      ['email', 'a@example.com'],
      ['https', 'https://example.com/alerts'],
    ]);
});

test.each<[schedule: string, more: object, interrupts: string, images: string]>([
  ['reboots', { mode: 'image', reboot: true, endsWithinMinutes: 60 }, 'true', 'true'],
  ['freezes', { mode: 'instance', freeze: { application: 'none' } }, 'true', 'false'],
  ['does neither', { mode: 'image' }, 'false', 'true'],
])('the plan of a restore is told where a schedule %s', (_, more, interrupts, images) => {
  const { primary, dr } = stacks({
    schedules: [{ name: 'nightly', schedule: 'cron(0 1 * * ? *)', ...more }],
  });
  const told = (stack: typeof primary) =>
    stack.of('AWS::Lambda::Function').find(({ owner }) => owner === 'PlanRestore')?.Properties['Environment'];
  const always = {
    POWERTOOLS_SERVICE_NAME: 'snapshot-keeper-us-east-1',
    DEPLOYMENT: 'snapshot-keeper',
    PRIMARY_REGION: 'us-east-1',
    SELECTION: '{"tagKey":"Backup"}',
  };

  expect(told(primary)).toEqual({ Variables: { ...always, IMAGES: images, INTERRUPTS: interrupts } });
  expect(told(dr)).toEqual({ Variables: { ...always, IMAGES: 'false', INTERRUPTS: 'false' } });
});

test('the functions are told the settings', () => {
  const { primary, dr } = stacks({
    dr: [{ region: 'us-west-2', retention: { daily: 3 }, key: 'aws/ebs' }],
    timeZone: 'Europe/Berlin',
    deletionLimit: { share: 0.25, count: 2 },
    metrics: { perVolume: true },
    instanceOverrides: true,
    schedules: [
      { name: 'nightly', schedule: 'rate(1 day)', retention: '30d' },
      { name: 'weekly', schedule: 'rate(7 days)' },
      { name: 'hourly', schedule: 'rate(1 hour)', retention: { within: '2d' } },
    ],
  });
  const variables = (stack: typeof primary, owner: string) =>
    stack.of('AWS::Lambda::Function').find((one) => one.owner === owner)?.Properties['Environment'];

  expect(variables(primary, 'TagSnapshot')).toEqual({
    Variables: {
      POWERTOOLS_SERVICE_NAME: 'snapshot-keeper-us-east-1',
      DEPLOYMENT: 'snapshot-keeper',
      SELECTION: '{"tagKey":"Backup"}',
      ADOPT: '{"dlm":true,"ami":false,"awsBackup":false,"kubernetes":false,"exceptTags":[]}',
      IMAGES: 'false',
      COPY_VOLUME_TAGS: 'true',
      INSTANCE_OVERRIDES: 'true',
      TIME_ZONE: 'Europe/Berlin',
      TARGET_HOURS: '26',
      SWEEP_HOURS: '1',
      RETENTION: '{"last":7}',
      SCHEDULE_RETENTION: '{"nightly":{"daily":30},"hourly":{"within":"2d"}}',
      COPY_RETENTION: '{"us-west-2":{"daily":3}}',
    },
  });
  expect(variables(primary, 'CopySnapshot')).toEqual({
    Variables: {
      POWERTOOLS_SERVICE_NAME: 'snapshot-keeper-us-east-1',
      DEPLOYMENT: 'snapshot-keeper',
      PRIMARY_REGION: 'us-east-1',
      KMS_KEYS: '{"us-west-2":"alias/aws/ebs"}',
      DR_STACKS: '{"us-west-2":"snapshot-keeper-us-east-1-dr-us-west-2"}',
      COPY_QUEUE_URL: { Ref: expect.stringMatching(/^SnapshotCreatedCopyQueue/) },
      COPY_RETENTION: '{"us-west-2":{"daily":3}}',
      TIME_ZONE: 'Europe/Berlin',
    },
  });
  expect(variables(primary, 'PruneVolume')).toMatchObject({
    Variables: {
      DEPLOYMENT: 'snapshot-keeper',
      PRIMARY_REGION: 'us-east-1',
      RETENTION: '{"last":7}',
      SCHEDULE_RETENTION: '{"nightly":{"daily":30},"hourly":{"within":"2d"}}',
      OVERRIDE_TAG: 'snapshot-keeper:retain',
      TIME_ZONE: 'Europe/Berlin',
      COPY_RETENTION: '{"us-west-2":{"daily":3}}',
      DELETION_LIMIT: '{"share":0.25,"count":2}',
    },
  });
  expect(variables(primary, 'SweepRegion')).toMatchObject({
    Variables: {
      TARGET_HOURS: '26',
      SWEEP_HOURS: '1',
      COPY_HOURS: '96',
      METRICS_PER_VOLUME: 'true',
      INSTANCE_OVERRIDES: 'true',
      IGNORE_REGIONS: '[]',
      SCHEDULE_RETENTION: '{"nightly":{"daily":30},"hourly":{"within":"2d"}}',
    },
  });
  // The description of a copy names no schedule.
  expect(variables(dr, 'SweepRegion')).toMatchObject({ Variables: { SCHEDULE_RETENTION: '{}' } });
  expect(variables(dr, 'PruneVolume')).toMatchObject({
    Variables: {
      DEPLOYMENT: 'snapshot-keeper',
      PRIMARY_REGION: 'us-east-1',
      RETENTION: '{"daily":3}',
      SCHEDULE_RETENTION: '{}',
      OVERRIDE_TAG: 'snapshot-keeper:dr-retain',
      TIME_ZONE: 'Europe/Berlin',
      COPY_RETENTION: '{}',
      DELETION_LIMIT: '{"share":0.25,"count":2}',
    },
  });
});

describe('constructs that refuse', () => {
  const scope = () => {
    const stack = new Stack(new App({ context: SKIP_BUNDLING }), 'Test', { env: { region: 'us-east-1' } });
    return { stack, alerts: new Alerts(stack, 'Alerts', { emails: [], subscriptions: [] }) };
  };
  const machineWith = (calls: (of: ReturnType<typeof scope>) => readonly Callable[]) => () => {
    const of = scope();
    const props = { name: 'snapshot-failed', settings: SETTINGS, impact: 'None.', alerts: of.alerts };
    new AslStateMachine(of.stack, 'Machine', { ...props, calls: calls(of) });
  };
  const failureQueue = ({ stack, alerts }: ReturnType<typeof scope>) =>
    new FailureQueue(stack, 'FailureQueue', { settings: SETTINGS, alerts });

  test('a machine refuses a placeholder without a value', () => {
    expect(machineWith((of) => [failureQueue(of).send])).toThrow(
      'snapshot-failed.asl.json: no value for SelectVolumesArn',
    );
  });

  test('a machine refuses a value without a placeholder', () => {
    const calls = (of: ReturnType<typeof scope>) => [
      failureQueue(of).send,
      new SelectVolumes(of.stack, { ...SETTINGS, selection: 'all' }).invoke,
      { placeholder: 'OtherArn', value: 'arn', actions: [], resources: [] },
    ];

    expect(machineWith(calls)).toThrow('snapshot-failed.asl.json: no placeholder for OtherArn');
  });

  test('an alarm refuses more metrics than CloudWatch takes in one expression', () => {
    const { alerts } = scope();
    const metric = alerts.topic.metricNumberOfMessagesPublished();
    const eleven = Object.fromEntries(Array.from({ length: 11 }, (_, index) => [`m${index}`, metric]));

    expect(() => sumOf(eleven)).toThrow('An alarm can watch 10 metrics, not 11');
  });
});

test('a function that is let in may send to the failure queue, and do no more with it', () => {
  const stack = new Stack(new App({ context: SKIP_BUNDLING }), 'Test', { env: { region: 'us-east-1' } });
  const alerts = new Alerts(stack, 'Alerts', { emails: [], subscriptions: [] });
  const queue = new FailureQueue(stack, 'FailureQueue', { settings: SETTINGS, alerts });
  queue.allowSend(new SelectVolumes(stack, { ...SETTINGS, selection: 'all' }));

  const policies = Object.entries(CdkTemplate.fromStack(stack).findResources('AWS::IAM::Policy'));
  const policy = policies.find(([id]) => id.startsWith('SelectVolumes'))?.[1];
  const [logicalId] = Object.keys(CdkTemplate.fromStack(stack).findResources('AWS::SQS::Queue')).slice(-1);
  expect(
    (policy?.['Properties'] as { PolicyDocument: { Statement: object[] } }).PolicyDocument.Statement,
  ).toContainEqual({
    Effect: 'Allow',
    Action: 'sqs:SendMessage',
    Resource: { 'Fn::GetAtt': [logicalId, 'Arn'] },
  });
});
