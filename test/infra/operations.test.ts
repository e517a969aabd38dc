import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PLAN_SECONDS_MAX } from '../../functions/prune-volume/delete-given-up';
import { allowing, stacks, type Resource, type Template } from './synthesized';

let primary: Template;
let dr: Template;
beforeAll(() => ({ primary, dr } = stacks()));

const both: [string, () => Template][] = [
  ['primary', () => primary],
  ['DR', () => dr],
];

/** By metric, where missing data is not silence. */
const MISSING_DATA: Readonly<Record<string, string>> = {
  SweepsFinished: 'breaching',
  VolumesElsewhere: 'ignore',
};

const propertiesOf = (template: Template, type: string, owner: string) =>
  template.of(type).find((resource) => resource.owner === owner)?.Properties;

describe.each(both)('in the %s Region', (_, of) => {
  const arnOf = ({ logicalId }: Resource) => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
  const deadLetterQueues = () =>
    of()
      .of('AWS::SQS::Queue')
      .filter(({ Properties }) => !('RedrivePolicy' in Properties));

  test('every alarm tells the topic, says what to do, and takes missing data as silence, but for the one on silence and the one on what may not be known', () => {
    const [topic] = of().of('AWS::SNS::Topic');
    const alarms = of().of('AWS::CloudWatch::Alarm');

    expect(alarms.length).toBeGreaterThan(4);
    for (const { Properties } of alarms) {
      expect(Properties['AlarmActions']).toEqual([{ Ref: topic?.logicalId }]);
      const metric = String(Properties['MetricName']);
      expect(Properties['TreatMissingData']).toBe(MISSING_DATA[metric] ?? 'notBreaching');
      expect(Properties['AlarmDescription']).toMatch(/^.{30,}\. .{20,}\.$/);
    }
  });

  test('an alarm rings where no sweep has finished for the time of three', () => {
    const [missing, ...others] = of()
      .of('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties['TreatMissingData'] === 'breaching');

    expect(others).toEqual([]);
    expect(missing?.Properties).toMatchObject({
      Namespace: 'SnapshotKeeper',
      MetricName: 'SweepsFinished',
      Dimensions: [{ Name: 'service', Value: 'snapshot-keeper-us-east-1' }],
      Statistic: 'Sum',
      Period: 3600,
      EvaluationPeriods: 3,
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
    });
    expect(missing?.Properties).not.toHaveProperty('DatapointsToAlarm');
  });

  test('the page of the runbook that an alarm names is there, and is about that alarm', () => {
    const named = of()
      .of('AWS::CloudWatch::Alarm')
      .flatMap(({ logicalId, Properties }) => {
        const [, page] = /More is in (docs\/\S+\.md)\.$/.exec(String(Properties['AlarmDescription'])) ?? [];
        return page === undefined ? [] : [{ logicalId, page }];
      });

    expect(named.length).toBeGreaterThan(1);
    for (const { logicalId, page } of named) {
      const [, alarm = 'none'] = /`…(\w+)…`/.exec(readFileSync(join(__dirname, '../..', page), 'utf8')) ?? [];
      expect(logicalId).toContain(alarm);
    }
  });

  test('every machine has an alarm on executions that fail, time out or are aborted', () => {
    for (const { logicalId, owner } of of().of('AWS::StepFunctions::StateMachine')) {
      const alarm = propertiesOf(of(), 'AWS::CloudWatch::Alarm', owner);
      const metric = (Id: string, MetricName: string) => ({
        Id,
        ReturnData: false,
        MetricStat: {
          Metric: {
            Namespace: 'AWS/States',
            MetricName,
            Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: logicalId } }],
          },
          Period: 300,
          Stat: 'Sum',
        },
      });
      expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 });
      const ofItsOwn: Partial<Record<string, RegExp>> = {
        CopyFailed:
          /\. Then start, in us-east-1, the execution of snapshot-keeper-us-east-1-snapshot-created that bears the name of the source/,
        Restore:
          /: each names what it has made, which stays, and what it has not; .* aws ec2 describe-volumes --region us-(east-1|west-2) .*Values=\* by NAME".*\. Repair the cause, then start the restore again/,
      };
      expect(alarm?.['AlarmDescription']).toMatch(
        ofItsOwn[owner] ??
          /\. Open the executions of this machine that failed, repair the cause, then start them again: New execution, with the same input\.$/,
      );
      expect(alarm?.['Metrics']).toEqual([
        { Id: 'expr_1', ReturnData: true, Expression: 'FILL(failed,0)+FILL(timedOut,0)+FILL(aborted,0)' },
        metric('failed', 'ExecutionsFailed'),
        metric('timedOut', 'ExecutionsTimedOut'),
        metric('aborted', 'ExecutionsAborted'),
      ]);
    }
  });

  const ownerThatDeletes = () => allowing(of(), 'ec2:DeleteSnapshot')[0]?.owner;
  const alarmOn = (id: string) => {
    const owner = ownerThatDeletes();
    return of()
      .of('AWS::CloudWatch::Alarm')
      .find(({ logicalId }) => logicalId.includes(`${owner}${id}`))?.Properties;
  };

  test.each<[string, string, (owner: string) => boolean]>([
    [
      'FunctionErrors watches the functions that no machine calls: what a machine waits for is no error',
      'Errors',
      (owner) => ['CopySnapshot', 'NotifyFailure', 'ReceiveEvent'].includes(owner),
    ],
    [
      'FunctionThrottles watches every function but the one that a person may pause',
      'Throttles',
      (owner) => owner !== ownerThatDeletes(),
    ],
  ])('%s', (rule, MetricName, isWatched) => {
    const owner = rule.split(' ')[0] ?? '';
    const functions = of()
      .of('AWS::Lambda::Function')
      .filter((fn) => isWatched(fn.owner));
    const [sum, ...metrics] = (propertiesOf(of(), 'AWS::CloudWatch::Alarm', owner)?.['Metrics'] ??
      []) as Record<string, unknown>[];

    expect(metrics.map(({ MetricStat }) => MetricStat)).toEqual(
      metrics.map((_metric, index) => ({
        Metric: {
          Namespace: 'AWS/Lambda',
          MetricName,
          Dimensions: [{ Name: 'FunctionName', Value: { Ref: functions[index]?.logicalId } }],
        },
        Period: 300,
        Stat: 'Sum',
      })),
    );
    expect(metrics).toHaveLength(functions.length);
    expect(sum?.['Expression']).toBe(metrics.map(({ Id }) => `FILL(${String(Id)},0)`).join('+'));
  });

  test('a pause that has lasted for a day raises an alarm, as executions ask every hour', () => {
    const [fn] = of()
      .of('AWS::Lambda::Function')
      .filter(({ owner }) => owner === ownerThatDeletes());

    expect(alarmOn('Paused')).toMatchObject({
      Namespace: 'AWS/Lambda',
      MetricName: 'Throttles',
      Dimensions: [{ Name: 'FunctionName', Value: { Ref: fn?.logicalId } }],
      Statistic: 'Sum',
      Period: 3600,
      EvaluationPeriods: 24,
      Threshold: 1,
    });
    expect(alarmOn('Paused')).not.toHaveProperty('DatapointsToAlarm');
    expect(alarmOn('Paused')?.['AlarmDescription']).toContain('"npm run keeper -- resume" to end the pause');
  });

  test('a plan of which every deletion was refused raises an alarm', () => {
    expect(alarmOn('PlansRefused')).toMatchObject({
      Namespace: 'SnapshotKeeper',
      MetricName: 'PlansRefused',
      Dimensions: [{ Name: 'service', Value: 'snapshot-keeper-us-east-1' }],
      Statistic: 'Sum',
      Period: 3600,
      EvaluationPeriods: 1,
      Threshold: 1,
    });
    expect(alarmOn('PlansRefused')?.['AlarmDescription']).toContain(
      'See in the log of snapshot-keeper-us-east-1-prune-volume',
    );
  });

  test('20 deletions an hour beyond three for each adopted snapshot raise an alarm', () => {
    const counter = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: {
        Metric: {
          Namespace: 'SnapshotKeeper',
          MetricName,
          Dimensions: [{ Name: 'service', Value: 'snapshot-keeper-us-east-1' }],
        },
        Period: 3600,
        Stat: 'Sum',
      },
    });

    expect(alarmOn('ManyDeleted')).toMatchObject({ EvaluationPeriods: 1, Threshold: 20 });
    expect(alarmOn('ManyDeleted')?.['Metrics']).toEqual([
      { Id: 'expr_1', ReturnData: true, Expression: 'FILL(pruned,0)-3*FILL(adopted,0)' },
      counter('pruned', 'SnapshotsPruned'),
      counter('adopted', 'SnapshotsAdopted'),
    ]);
    expect(alarmOn('ManyDeleted')?.['AlarmDescription']).toMatch(
      /Stop it first: "npm run keeper -- pause" in a checkout \(with --settings FILE where the settings are not in cdk\.json\), or .* Then see in the log of snapshot-keeper-us-east-1-prune-volume .* with "npm run keeper -- plan" /,
    );
  });

  test('the lines for the AWS CLI name the Region of the alarm, since the function has the same name in each', () => {
    const region = of() === dr ? 'us-west-2' : 'us-east-1';
    const called = `--region ${region} --function-name snapshot-keeper-us-east-1-prune-volume`;

    expect(alarmOn('Paused')?.['AlarmDescription']).toContain(
      '"npm run keeper -- resume" to end the pause (with --settings FILE where the settings are not in cdk.json)',
    );
    expect(alarmOn('Paused')?.['AlarmDescription']).toContain(
      `"aws lambda delete-function-concurrency ${called}"`,
    );
    expect(alarmOn('ManyDeleted')?.['AlarmDescription']).toContain(
      `"aws lambda put-function-concurrency ${called} --reserved-concurrent-executions 0"`,
    );
  });

  test('no alarm has more text than CloudWatch takes', () => {
    for (const { Properties } of of().of('AWS::CloudWatch::Alarm'))
      expect(String(Properties['AlarmDescription']).length).toBeLessThanOrEqual(1024);
  });

  test('the first message of every dead-letter queue raises an alarm', () => {
    const watched = of()
      .of('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties['MetricName'] === 'ApproximateNumberOfMessagesVisible');

    expect(watched.map(({ Properties }) => Properties['Dimensions'])).toEqual(
      deadLetterQueues().map(({ logicalId }) => [
        { Name: 'QueueName', Value: { 'Fn::GetAtt': [logicalId, 'QueueName'] } },
      ]),
    );
    for (const { Properties } of watched)
      expect(Properties).toMatchObject({ Threshold: 1, Statistic: 'Maximum', Period: 300 });
  });

  test('whenever more messages are in a dead-letter queue than five minutes ago, another alarm tells again', () => {
    const rising = of()
      .of('AWS::CloudWatch::Alarm')
      .filter(({ logicalId }) => logicalId.includes('DeadLettersMore'));

    expect(rising.map(({ Properties }) => Properties['Metrics'])).toEqual(
      deadLetterQueues().map(({ logicalId }) => [
        { Id: 'expr_1', ReturnData: true, Expression: 'DIFF(waiting)' },
        {
          Id: 'waiting',
          ReturnData: false,
          MetricStat: {
            Metric: {
              Namespace: 'AWS/SQS',
              MetricName: 'ApproximateNumberOfMessagesVisible',
              Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [logicalId, 'QueueName'] } }],
            },
            Period: 300,
            Stat: 'Maximum',
          },
        },
      ]),
    );
    for (const { Properties } of rising)
      expect(Properties).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 });
  });

  test.each([
    ['EventsUndelivered', 'FailedInvocations'],
    ['EventsLost', 'InvocationsFailedToBeSentToDlq'],
  ])('%s watches every rule of the default bus', (id, MetricName) => {
    const rules = of().of('AWS::Events::Rule');
    const alarm = of()
      .of('AWS::CloudWatch::Alarm')
      .find(({ logicalId }) => logicalId.startsWith(id))?.Properties;
    const [sum, ...metrics] = (alarm?.['Metrics'] ?? []) as Record<string, unknown>[];

    expect(alarm).toMatchObject({ Threshold: 1, EvaluationPeriods: 1 });
    expect(sum?.['Expression']).toBe('FILL(rule1,0)+FILL(rule2,0)');
    expect(metrics.map(({ MetricStat }) => MetricStat)).toEqual(
      rules.map(({ logicalId }) => ({
        Metric: {
          Namespace: 'AWS/Events',
          MetricName,
          Dimensions: [{ Name: 'RuleName', Value: { Ref: logicalId } }],
        },
        Period: 300,
        Stat: 'Sum',
      })),
    );
  });

  test('failures wait in a queue that shows them again soon, for a day of an SNS that takes nothing', () => {
    const [deadLetters, queue] = of()
      .of('AWS::SQS::Queue')
      .filter(({ owner }) => owner === 'FailureQueue');

    expect(queue?.Properties).toMatchObject({
      VisibilityTimeout: 90,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters?.logicalId, 'Arn'] },
        maxReceiveCount: 1000,
      },
    });
    expect(queue?.Properties).not.toHaveProperty('FifoQueue');
  });

  test('NotifyFailure gets the failures of 45 seconds at once, and ends before the queue shows them again', () => {
    const [, queue] = of()
      .of('AWS::SQS::Queue')
      .filter(({ owner }) => owner === 'FailureQueue');

    expect(propertiesOf(of(), 'AWS::Lambda::EventSourceMapping', 'NotifyFailure')).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [queue?.logicalId, 'Arn'] },
      BatchSize: 1000,
      MaximumBatchingWindowInSeconds: 45,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(propertiesOf(of(), 'AWS::Lambda::Function', 'NotifyFailure')).toMatchObject({ Timeout: 30 });
  });

  test('failures that could not be told for 15 minutes raise an alarm', () => {
    expect(propertiesOf(of(), 'AWS::CloudWatch::Alarm', 'NotifyFailure')).toMatchObject({
      Namespace: 'SnapshotKeeper',
      MetricName: 'FailuresUntold',
      Dimensions: [{ Name: 'service', Value: 'snapshot-keeper-us-east-1' }],
      Statistic: 'Sum',
      Period: 300,
      EvaluationPeriods: 3,
      Threshold: 1,
    });
  });

  test('an event that is not handled for an hour raises an alarm', () => {
    const [, queue] = eventQueues();
    const alarm = of()
      .of('AWS::CloudWatch::Alarm')
      .find(({ logicalId }) => logicalId.startsWith('EventQueueAge'));

    expect(alarm?.Properties).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [queue?.logicalId, 'QueueName'] } }],
      Statistic: 'Maximum',
      Period: 300,
      Threshold: 3600,
    });
  });

  test('every queue is encrypted, takes TLS only, and keeps messages for 14 days', () => {
    const queues = of().of('AWS::SQS::Queue');
    const secured = of()
      .of('AWS::SQS::QueuePolicy')
      .filter(({ Properties }) => JSON.stringify(Properties).includes('"aws:SecureTransport":"false"'))
      .flatMap(({ Properties }) => Properties['Queues']);

    for (const { Properties } of queues)
      expect(Properties).toMatchObject({ SqsManagedSseEnabled: true, MessageRetentionPeriod: 1_209_600 });
    expect(secured).toEqual(queues.map(({ logicalId }) => ({ Ref: logicalId })));
  });

  const eventQueues = () =>
    of()
      .of('AWS::SQS::Queue')
      .filter(({ owner }) => owner === 'EventQueue');

  test('every event goes to the event queue, and one that cannot be delivered for a day to its dead letters', () => {
    const [deadLetters, queue] = eventQueues();
    const targets = of()
      .of('AWS::Events::Rule')
      .flatMap(({ Properties }) => Properties['Targets']);
    if (deadLetters === undefined || queue === undefined) throw new Error('expected two queues');

    expect(targets.length).toBeGreaterThan(0);
    for (const target of targets)
      expect(target).toEqual({
        Id: 'Target0',
        Arn: arnOf(queue),
        DeadLetterConfig: { Arn: arnOf(deadLetters) },
        RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 },
      });
  });

  test('an event comes again every three minutes for 30 hours, then it is a dead letter', () => {
    const [deadLetters, queue] = eventQueues();

    expect(queue?.Properties).toMatchObject({
      VisibilityTimeout: 180,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters?.logicalId, 'Arn'] },
        maxReceiveCount: 600,
      },
    });
    expect(queue?.Properties).not.toHaveProperty('FifoQueue');
  });

  test('ReceiveEvent gets five events at once, two times at a time, answers for each, and ends before the queue shows them again', () => {
    const [, queue] = eventQueues();

    expect(propertiesOf(of(), 'AWS::Lambda::EventSourceMapping', 'ReceiveEvent')).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [queue?.logicalId, 'Arn'] },
      BatchSize: 5,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      ScalingConfig: { MaximumConcurrency: 2 },
    });
    expect(propertiesOf(of(), 'AWS::Lambda::Function', 'ReceiveEvent')).toMatchObject({ Timeout: 120 });
  });

  test('EventBridge may put into the event queue and its dead letters, for each of our rules', () => {
    const policies = of()
      .of('AWS::SQS::QueuePolicy')
      .filter(({ owner }) => owner === 'EventQueue');

    expect(policies).toHaveLength(2);
    for (const { Properties } of policies)
      for (const { logicalId } of of().of('AWS::Events::Rule'))
        expect(JSON.stringify(Properties)).toContain(
          `"Condition":{"ArnEquals":{"aws:SourceArn":{"Fn::GetAtt":["${logicalId}","Arn"]}}}`,
        );
  });

  test('a machine is the bytes of its file, and ends its log with the reason for a failure', () => {
    const machines = of().of('AWS::StepFunctions::StateMachine');

    expect(machines).toHaveLength(4);
    for (const { Properties } of machines) {
      const name = String(Properties['StateMachineName']).replace('snapshot-keeper-us-east-1-', '');
      const file = join(__dirname, `../../statemachines/${name}.asl.json`);
      expect(Properties['DefinitionString']).toBe(readFileSync(file, 'utf8'));
      expect(Properties).toMatchObject({
        StateMachineType: 'STANDARD',
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: { Level: 'ERROR' },
      });
    }
  });

  test('PruneVolume runs on for a minute and more after the time for which it acts on a plan, to end by itself', () => {
    const Timeout = propertiesOf(of(), 'AWS::Lambda::Function', 'PruneVolume')?.['Timeout'];

    expect(Number(Timeout)).toBeGreaterThanOrEqual(PLAN_SECONDS_MAX + 60);
  });

  test('a function gives up before the state that called it, so that the state sees its error', () => {
    const timeouts = new Map(
      of()
        .of('AWS::Lambda::Function')
        .map(({ owner, Properties }) => [owner, Number(Properties['Timeout'])]),
    );
    const calls = of()
      .of('AWS::StepFunctions::StateMachine')
      .flatMap(({ Properties }) => [
        ...String(Properties['DefinitionString']).matchAll(
          /"\$\{(\w+)Arn\}"[^]*?"TimeoutSeconds": ([0-9]+)/g,
        ),
      ]);

    expect(calls.length).toBeGreaterThan(2);
    for (const [, name = '', seconds] of calls) expect(timeouts.get(name)).toBeLessThan(Number(seconds));
  });

  test('a function runs on Node.js 24 and Arm, traced, with the SDK that was tested', () => {
    for (const { Properties, owner } of of().of('AWS::Lambda::Function'))
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        // A sweep holds the whole Region in memory.
        MemorySize: owner === 'SweepRegion' ? 1024 : 256,
        TracingConfig: { Mode: 'Active' },
      });
  });
});

test('the primary Region listens for snapshots and sets of snapshots, whether they succeeded or failed', () => {
  const patterns = primary.of('AWS::Events::Rule').map(({ Properties }) => Properties['EventPattern']);

  const created = (result: string) => ({
    source: ['aws.ec2'],
    'detail-type': ['EBS Snapshot Notification', 'EBS Multi-Volume Snapshots Completion Status'],
    detail: { event: ['createSnapshot', 'createSnapshots'], result: [result] },
  });
  expect(patterns).toEqual([created('succeeded'), created('failed')]);
});

test('a DR Region listens for copies of its own primary Region, whether they succeeded or failed', () => {
  const patterns = dr.of('AWS::Events::Rule').map(({ Properties }) => Properties['EventPattern']);

  const copied = (result: string) => ({
    source: ['aws.ec2'],
    'detail-type': ['EBS Snapshot Notification'],
    detail: {
      event: ['copySnapshot'],
      result: [result],
      source: [{ wildcard: 'arn:*:us-east-1:*' }, { 'anything-but': { prefix: 'arn:' } }],
    },
  });
  expect(patterns).toEqual([copied('succeeded'), copied('failed')]);
});

describe('the copy queue', () => {
  const copyQueues = () => primary.of('AWS::SQS::Queue').filter(({ owner }) => owner === 'CopyQueue');

  test('keeps order and gives a copy up only after the 1,000 receives that SQS allows, which is two days', () => {
    const [deadLetters, queue] = copyQueues();

    expect(deadLetters?.Properties).toMatchObject({ FifoQueue: true });
    expect(queue?.Properties).toMatchObject({
      FifoQueue: true,
      VisibilityTimeout: 180,
      RedrivePolicy: {
        deadLetterTargetArn: { 'Fn::GetAtt': [deadLetters?.logicalId, 'Arn'] },
        maxReceiveCount: 1000,
      },
    });
    expect(queue?.Properties).not.toHaveProperty('ContentBasedDeduplication');
  });

  test('hands CopySnapshot one message at a time, for longer than CopySnapshot runs', () => {
    const [, queue] = copyQueues();
    const mapping = propertiesOf(primary, 'AWS::Lambda::EventSourceMapping', 'CopySnapshot');

    expect(mapping).toMatchObject({
      EventSourceArn: { 'Fn::GetAtt': [queue?.logicalId, 'Arn'] },
      BatchSize: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    expect(mapping).not.toHaveProperty('ScalingConfig');
    expect(propertiesOf(primary, 'AWS::Lambda::Function', 'CopySnapshot')).toMatchObject({ Timeout: 60 });
  });

  test('raises an alarm for a DR Region when the copy in front has waited for a day', () => {
    const [wait, ...others] = primary
      .of('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties['MetricName'] === 'CopyWait');

    expect(others).toEqual([]);
    expect(wait?.Properties).toMatchObject({
      Threshold: 86_400,
      Statistic: 'Maximum',
      Dimensions: [
        { Name: 'region', Value: 'us-west-2' },
        { Name: 'service', Value: 'snapshot-keeper-us-east-1' },
      ],
    });
  });
});

describe('of what a sweep has found', () => {
  /** As `name of the metric, Region that it tells of: threshold, periods that have to reach it, of how many`. */
  const watched = (template: Template): unknown[] =>
    template
      .of('AWS::CloudWatch::Alarm')
      .filter(({ owner, Properties }) => owner === 'Sweep' && Properties['TreatMissingData'] !== 'breaching')
      .filter(({ Properties }) => Properties['Namespace'] === 'SnapshotKeeper')
      .map(({ Properties }) => {
        const dimensions = Properties['Dimensions'] as { Name: string; Value: string }[];
        const { MetricName, Statistic, Period, Threshold, DatapointsToAlarm, EvaluationPeriods } = Properties;
        return [
          [MetricName, dimensions.map(({ Value }) => Value).join(' ')],
          [Statistic, Period, Threshold, DatapointsToAlarm, EvaluationPeriods],
        ];
      });

  test('the primary Region rings for each Region, by the last two sweeps, and DR Regions that two could not read', () => {
    const [home, away] = ['us-east-1 snapshot-keeper-us-east-1', 'us-west-2 snapshot-keeper-us-east-1'];

    expect(watched(primary)).toEqual([
      [
        ['KeysUnusable', home],
        ['Maximum', 3600, 1, 1, 2],
      ],
      [
        ['RepairsDeferred', 'snapshot-keeper-us-east-1'],
        ['Sum', 3600, 1, 3, 4],
      ],
      [
        ['VolumesOverTarget', home],
        ['Maximum', 3600, 1, 1, 2],
      ],
      [
        ['VolumesUncovered', home],
        ['Maximum', 3600, 1, 1, 2],
      ],
      [
        ['VolumesOverTarget', away],
        ['Maximum', 3600, 1, 1, 2],
      ],
      [
        ['VolumesUncovered', away],
        ['Maximum', 3600, 1, 1, 2],
      ],
      [
        ['VolumesElsewhere', home],
        ['Maximum', 3600, 1, undefined, 1],
      ],
      [
        ['OldestUnconfirmedCopy', away],
        ['Maximum', 3600, 14_400, 1, 2],
      ],
      [
        ['RegionsUnread', 'snapshot-keeper-us-east-1'],
        ['Sum', 3600, 1, 2, 3],
      ],
    ]);
  });

  test('a DR Region rings by itself where nothing arrives', () => {
    expect(watched(dr)).toEqual([
      [
        ['KeysUnusable', 'us-west-2 snapshot-keeper-us-east-1'],
        ['Maximum', 3600, 1, 1, 2],
      ],
      [
        ['RepairsDeferred', 'snapshot-keeper-us-east-1'],
        ['Sum', 3600, 1, 3, 4],
      ],
      [
        ['OldestPendingCopy', 'us-west-2 snapshot-keeper-us-east-1'],
        ['Maximum', 3600, 345_600, 1, 2],
      ],
      [
        ['NothingArrives', 'us-west-2 snapshot-keeper-us-east-1'],
        ['Maximum', 3600, 1, 1, 2],
      ],
    ]);
  });

  test('where sweeps are rarer, the alarms look as far back as their last two', () => {
    const { primary: rarely } = stacks({ sweep: { everyHours: 12 } });
    const [over] = rarely
      .of('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties['MetricName'] === 'VolumesOverTarget');

    expect(over?.Properties).toMatchObject({ Period: 43_200, EvaluationPeriods: 2, DatapointsToAlarm: 1 });
  });

  test('a saved query over the log of SweepRegion names the volumes', () => {
    const [query, ...others] = primary.of('AWS::Logs::QueryDefinition');
    const [log] = primary.of('AWS::Logs::LogGroup').filter(({ owner }) => owner === 'SweepRegion');

    expect(others).toEqual([]);
    expect(query?.Properties).toMatchObject({
      Name: 'snapshot-keeper-us-east-1-targets-missed',
      LogGroupNames: [{ Ref: log?.logicalId }],
    });
    expect(dr.of('AWS::Logs::QueryDefinition')).toEqual([]);
  });
});

describe('with schedules', () => {
  let scheduled: Template;
  beforeAll(() => {
    const schedules = [
      { name: 'nightly', schedule: 'cron(30 3 * * ? *)' },
      { name: 'hourly', schedule: 'rate(1 hour)', endsWithinMinutes: 30 },
    ];
    ({ primary: scheduled } = stacks({ schedules }));
  });
  const alarmsOn = (metric: string) =>
    scheduled
      .of('AWS::CloudWatch::Alarm')
      .filter(({ Properties }) => Properties['MetricName'] === metric)
      .map(({ Properties }) => Properties);
  const SERVICE = { Name: 'service', Value: 'snapshot-keeper-us-east-1' };
  const REGION = { Name: 'region', Value: 'us-east-1' };

  test('one rings for each schedule whose run takes longer than it may, by seconds, once while it waits for ten minutes', () => {
    const late = { Statistic: 'Maximum', Period: 900, EvaluationPeriods: 1 };

    expect(alarmsOn('BackupElapsed')).toMatchObject([
      { ...late, Threshold: 14_400, Dimensions: [REGION, { Name: 'schedule', Value: 'nightly' }, SERVICE] },
      { ...late, Threshold: 1_800, Dimensions: [REGION, { Name: 'schedule', Value: 'hourly' }, SERVICE] },
    ]);
  });

  test('one rings for the first run that a sweep had to start', () => {
    expect(alarmsOn('BackupsMissed')).toMatchObject([
      { Statistic: 'Sum', Period: 3600, EvaluationPeriods: 1, Threshold: 1, Dimensions: [SERVICE] },
    ]);
  });

  test('one rings where one of the last two sweeps has found a schedule off', () => {
    expect(alarmsOn('SchedulesOff')).toMatchObject([
      {
        Statistic: 'Maximum',
        Period: 3600,
        EvaluationPeriods: 2,
        DatapointsToAlarm: 1,
        Threshold: 1,
        Dimensions: [REGION, SERVICE],
      },
    ]);
  });

  test('what Scheduler cannot deliver is a dead letter of the event queue', () => {
    const targets = scheduled
      .of('AWS::Scheduler::Schedule')
      .map(({ Properties }) => Properties['Target'] as { DeadLetterConfig?: unknown });

    expect(targets).toHaveLength(3);
    for (const target of targets)
      expect(JSON.stringify(target.DeadLetterConfig)).toContain('EventQueueDeadLetters');
  });
});
