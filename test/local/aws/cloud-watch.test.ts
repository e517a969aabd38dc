import type { ApiRequest, Outcome } from '../../../local/aws/api';
import type { AlarmMetric, AlarmSettings } from '../../../local/aws/alarm';
import { CloudWatch } from '../../../local/aws/cloud-watch';
import { Loop } from '../../../local/kernel/loop';
import { DAY_MS } from '../../../local/kernel/time-units';

const T0 = Date.UTC(2026, 0, 1);
const REGION = 'us-east-1';
const TOPIC = 'arn:aws:sns:us-east-1:111122223333:alerts';
const QUEUE = 'arn:aws:sqs:us-east-1:111122223333:undelivered';

const errors = (id: string, parts: Partial<AlarmMetric> = {}): AlarmMetric => ({
  id,
  namespace: 'AWS/Lambda',
  name: 'Errors',
  dimensions: { FunctionName: id },
  statistic: 'Sum',
  periodSeconds: 300,
  ...parts,
});

const depth: AlarmMetric = {
  id: 'depth',
  namespace: 'AWS/SQS',
  name: 'ApproximateNumberOfMessagesVisible',
  dimensions: { QueueName: 'undelivered' },
  statistic: 'Maximum',
  periodSeconds: 300,
};

const settings = (parts: Partial<AlarmSettings> = {}): AlarmSettings => ({
  name: 'function-fails',
  metrics: [errors('tag')],
  threshold: 1,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
  evaluationPeriods: 1,
  treatMissingData: 'notBreaching',
  alarmActions: [TOPIC],
  ...parts,
});

/** CloudWatch on a loop, with one alarm at T0; times are seconds after T0. */
const world = (
  parts: Partial<AlarmSettings> = {},
  gauge: (metricName: string) => number | undefined = () => 0,
) => {
  const loop = new Loop(T0);
  const cloudWatch = new CloudWatch((_, metricName) => gauge(metricName));
  const published: { atSeconds: number; input: ApiRequest['input']; caller: ApiRequest['caller'] }[] = [];
  const carryOut = ({ later = [] }: Outcome): void => {
    for (const { afterMs, request } of later) {
      loop.schedule(loop.nowMs() + afterMs, request.operation, () => {
        if (request.service === 'cloudwatch') carryOut(cloudWatch.apply(loop.nowMs(), request));
        else
          published.push({
            atSeconds: (loop.nowMs() - T0) / 1_000,
            input: request.input,
            caller: request.caller,
          });
      });
    }
  };
  carryOut(cloudWatch.putAlarm(T0, REGION, settings(parts)));
  const run = (untilSeconds: number): Promise<void> => loop.run(T0 + untilSeconds * 1_000);
  return {
    loop,
    cloudWatch,
    published,
    run,
    record: async (atSeconds: number, value = 1, of: AlarmMetric = errors('tag')): Promise<void> => {
      await run(atSeconds);
      carryOut(cloudWatch.record(loop.nowMs(), REGION, { ...of, value }));
    },
    fill: async (atSeconds: number): Promise<void> => {
      await run(atSeconds);
      carryOut(cloudWatch.queueFilled(loop.nowMs(), QUEUE));
    },
    states: (): [atSeconds: number, to: string][] =>
      cloudWatch.transitions.map(({ atMs, to }) => [(atMs - T0) / 1_000, to]),
  };
};

test('a datapoint raises the alarm at the end of its period, and the next period without one ends it', async () => {
  const { record, run, states, cloudWatch } = world();
  await record(700);
  expect(cloudWatch.alarms()).toEqual([{ region: REGION, name: 'function-fails', state: 'OK' }]);
  await run(100_000);

  expect(states()).toEqual([
    [300, 'OK'],
    [900, 'ALARM'],
    [1_200, 'OK'],
  ]);
});

test('going to ALARM is published to the topic, with subject and reason', async () => {
  const { record, run, published } = world({ description: 'Snapshots stay untagged.' });
  await record(700, 2);
  await run(100_000);

  expect(published).toEqual([
    {
      atSeconds: 900,
      input: {
        TopicArn: TOPIC,
        Subject: 'ALARM: "function-fails" in us-east-1',
        Message: [
          'Alarm "function-fails" in us-east-1 has entered the ALARM state at 2026-01-01T00:15:00.000Z: the last datapoints were [2] (GreaterThanOrEqualToThreshold 1).',
          '',
          'Description: Snapshots stay untagged.',
          'State change: OK -> ALARM',
          'Metric: AWS/Lambda Errors FunctionName=tag, Sum over 300 seconds',
        ].join('\n'),
      },
      caller: { outsider: 'cloudwatch.amazonaws.com' },
    },
  ]);
});

test('going back to OK is published only where okActions ask for it', async () => {
  const { record, run, published } = world({ alarmActions: [], okActions: [TOPIC] });
  await record(700);
  await run(100_000);

  expect(published.map(({ atSeconds, input }) => [atSeconds, input['Subject']])).toEqual([
    [300, 'OK: "function-fails" in us-east-1'],
    [1_200, 'OK: "function-fails" in us-east-1'],
  ]);
});

test('a subject is cut to what SNS takes, in ASCII', async () => {
  const { record, run, published } = world({ name: `größe-${'x'.repeat(120)}` });
  await record(1);
  await run(1_000);

  expect(published.map(({ input }) => input['Subject'])).toEqual([`ALARM: "gr??e-${'x'.repeat(85)}`]);
});

test('while the alarm stays in ALARM nothing more is published', async () => {
  const { record, run, published, states } = world();
  for (const at of [100, 400, 700]) await record(at);
  await run(100_000);

  expect(published).toHaveLength(1);
  expect(states()).toEqual([
    [300, 'ALARM'],
    [1_200, 'OK'],
  ]);
});

test('a month without datapoints costs no event', async () => {
  const { loop, record, run } = world();
  await record(100);
  await run(1_000);
  let events = 0;
  await loop.run(T0 + 30 * DAY_MS, () => (events += 1));

  expect(events).toBe(0);
});

test.each<[statistic: AlarmMetric['statistic'], threshold: number, operator: string, state: string]>([
  ['Sum', 6, 'GreaterThanOrEqualToThreshold', 'ALARM'],
  ['Sum', 6, 'GreaterThanThreshold', 'OK'],
  ['Maximum', 4, 'GreaterThanOrEqualToThreshold', 'ALARM'],
  ['Maximum', 5, 'GreaterThanOrEqualToThreshold', 'OK'],
  ['Minimum', 2, 'LessThanOrEqualToThreshold', 'ALARM'],
  ['Minimum', 2, 'LessThanThreshold', 'OK'],
  ['Average', 3, 'LessThanOrEqualToThreshold', 'ALARM'],
  ['SampleCount', 3, 'LessThanThreshold', 'ALARM'],
])('%s of 2 and 4 against %i with %s is %s', async (statistic, threshold, comparisonOperator, state) => {
  const { record, run, cloudWatch } = world({
    metrics: [errors('tag', { statistic })],
    threshold,
    comparisonOperator,
  });
  await record(10, 2);
  await record(20, 4);
  await run(300);

  expect(cloudWatch.alarms()[0]!.state).toBe(state);
});

test.each<[treatMissingData: NonNullable<AlarmSettings['treatMissingData']>, states: [number, string][]]>([
  [
    'notBreaching',
    [
      [300, 'OK'],
      [900, 'ALARM'],
      [1_200, 'OK'],
    ],
  ],
  ['breaching', [[300, 'ALARM']]],
  ['ignore', [[900, 'ALARM']]],
  [
    'missing',
    [
      [900, 'ALARM'],
      [1_200, 'INSUFFICIENT_DATA'],
    ],
  ],
])('missing data is %s', async (treatMissingData, expected) => {
  const { record, run, states } = world({ treatMissingData });
  await record(700);
  await run(100_000);

  expect(states()).toEqual(expected);
});

test('two of three periods must breach where the alarm says so', async () => {
  const { record, run, states } = world({ evaluationPeriods: 3, datapointsToAlarm: 2 });
  await record(1_300);
  await record(3_100);
  await record(3_700);
  await run(100_000);

  expect(states()).toEqual([
    [300, 'OK'],
    [3_900, 'ALARM'],
    [4_200, 'OK'],
  ]);
});

test('an expression adds up several metrics, and what is missing is 0', async () => {
  const { record, run, states } = world({
    metrics: [errors('tag'), errors('prune'), errors('copy')],
    expression: 'FILL(tag,0)+FILL(prune,0) + FILL(copy, 0)',
    threshold: 3,
  });
  await record(10, 2, errors('tag'));
  await record(400, 2, errors('tag'));
  await record(500, 1, errors('copy'));
  await run(100_000);

  expect(states()).toEqual([
    [300, 'OK'],
    [600, 'ALARM'],
    [900, 'OK'],
  ]);
});

test('an expression subtracts what is weighed, each hour by itself', async () => {
  const HOUR = 3_600;
  const [pruned, adopted] = [
    errors('pruned', { periodSeconds: HOUR }),
    errors('adopted', { periodSeconds: HOUR }),
  ];
  const { record, run, states } = world({
    metrics: [pruned, adopted],
    expression: 'FILL(pruned,0)-3*FILL(adopted,0)',
    threshold: 20,
  });
  await record(10, 25, pruned);
  await record(20, 2, adopted);
  await record(HOUR + 10, 19, pruned);
  await record(2 * HOUR + 10, 25, pruned);
  await record(2 * HOUR + 20, 1, adopted);
  await record(3 * HOUR + 10, 20, pruned);
  await record(4 * HOUR + 10, 100, adopted);
  await run(100_000);

  expect(states()).toEqual([
    [HOUR, 'OK'],
    [3 * HOUR, 'ALARM'],
    [5 * HOUR, 'OK'],
  ]);
});

test.each<[rule: string, missingHour: number | undefined, expected: [number, string][]]>([
  [
    'each of 24 hours raises the alarm, and the first hour without one ends it',
    undefined,
    [
      [3_600, 'OK'],
      [86_400, 'ALARM'],
      [111_600, 'OK'],
    ],
  ],
  ['all of 30 hours but one raises none', 15, [[3_600, 'OK']]],
])('a throttle in %s', async (_, missingHour, expected) => {
  const throttles = errors('prune', { name: 'Throttles', periodSeconds: 3_600 });
  const { record, run, states } = world({ metrics: [throttles], evaluationPeriods: 24 });
  for (let hour = 0; hour < 30; hour += 1)
    if (hour !== missingHour) await record(hour * 3_600 + 1_800, 1, throttles);
  await run(1_000_000);

  expect(states()).toEqual(expected);
});

test.each<[other: string, metric: AlarmMetric]>([
  ['name', errors('tag', { name: 'Throttles' })],
  ['namespace', errors('tag', { namespace: 'Own' })],
  ['dimension', errors('tag', { dimensions: { FunctionName: 'other' } })],
  ['number of dimensions', errors('tag', { dimensions: {} })],
])('a datapoint of another %s does not count', async (_, metric) => {
  const { record, run, states } = world();
  await record(10, 1, metric);
  await run(100_000);

  expect(states()).toEqual([[300, 'OK']]);
});

test('the order of the dimensions does not matter', async () => {
  const { record, run, states } = world({ metrics: [errors('tag', { dimensions: { A: '1', B: '2' } })] });
  await record(10, 1, errors('tag', { dimensions: { B: '2', A: '1' } }));
  await run(300);

  expect(states()).toEqual([[300, 'ALARM']]);
});

test('a queue that holds messages keeps its alarm, until it is found empty', async () => {
  let messages: number | undefined;
  const { fill, run, states, published } = world({ metrics: [depth] }, () => messages);
  messages = 1;
  await fill(400);
  await run(5_000);
  messages = undefined;
  await run(100_000);

  expect(states()).toEqual([
    [300, 'OK'],
    [600, 'ALARM'],
    [5_100, 'OK'],
  ]);
  expect(published).toHaveLength(1);
});

test('a message that comes and goes within a period is seen', async () => {
  let messages: number | undefined;
  const { fill, run, states } = world({ metrics: [depth] }, () => messages);
  messages = 1;
  await fill(400);
  messages = undefined;
  await run(100_000);

  expect(states()).toEqual([
    [300, 'OK'],
    [600, 'ALARM'],
    [900, 'OK'],
  ]);
});

test('the age of the oldest message raises the alarm when it is reached, without a further message', async () => {
  const sent: { atSeconds?: number } = {};
  const age = { ...depth, name: 'ApproximateAgeOfOldestMessage' };
  const { loop, fill, run, states } = world({ metrics: [age], threshold: 3_600 }, () =>
    sent.atSeconds === undefined ? undefined : (loop.nowMs() - T0) / 1_000 - sent.atSeconds,
  );
  sent.atSeconds = 400;
  await fill(400);
  await run(6_000);

  expect(states()).toEqual([
    [300, 'OK'],
    [4_200, 'ALARM'],
  ]);
});

test('a queue without messages costs nothing', async () => {
  let messages: number | undefined = 1;
  const { loop, fill, run } = world({ metrics: [depth] }, () => messages);
  await fill(400);
  messages = undefined;
  await run(2_000);
  let events = 0;
  await loop.run(T0 + 30 * DAY_MS, () => (events += 1));

  expect(events).toBe(0);
});

describe('DIFF', () => {
  const difference = { metrics: [errors('tag', { statistic: 'Maximum' })], expression: 'DIFF(tag)' };

  test('is each datapoint less the one before it: it rings at each rise and ends after it, whatever the level', async () => {
    const { record, run, states, published } = world(difference);
    // In periods of five minutes; the first has nothing before it, and a period without a datapoint is no fall.
    const values = [5, 5, 6, 6, 3, 4, undefined, 9, 9];
    for (const [period, value] of values.entries())
      if (value !== undefined) await record(period * 300 + 10, value);
    await run(100_000);

    expect(states()).toEqual([
      [300, 'OK'],
      [900, 'ALARM'],
      [1_200, 'OK'],
      [1_800, 'ALARM'],
      [2_100, 'OK'],
    ]);
    expect(published).toHaveLength(2);
  });

  test('looks back one period further than the alarm judges', async () => {
    const { record, run, states } = world({ ...difference, evaluationPeriods: 2 });
    for (const [period, value] of [1, 2, 3, 3].entries()) await record(period * 300 + 10, value);
    await run(100_000);

    expect(states()).toEqual([
      [300, 'OK'],
      [900, 'ALARM'],
      [1_200, 'OK'],
    ]);
  });

  test('without a datapoint or one before it is missing', async () => {
    const { record, run, states } = world({ ...difference, treatMissingData: 'missing' });
    for (const [period, value] of [1, 1].entries()) await record(period * 300 + 10, value);
    await run(100_000);

    expect(states()).toEqual([
      [600, 'OK'],
      [900, 'INSUFFICIENT_DATA'],
    ]);
  });

  test('tells of each message that comes to a queue in which others stand', async () => {
    let messages: number | undefined;
    const { fill, run, states } = world({ metrics: [depth], expression: 'DIFF(depth)' }, () => messages);
    messages = 1;
    await fill(400);
    await run(40_000);
    messages = 2;
    await fill(40_000);
    await run(80_000);
    messages = 3;
    await fill(80_000);
    await run(100_000);

    expect(states()).toEqual([
      [300, 'OK'],
      [40_200, 'ALARM'],
      [40_500, 'OK'],
      [80_100, 'ALARM'],
      [80_400, 'OK'],
    ]);
  });
});

test('PutMetricData records datapoints, and IAM is asked about it with the namespace', async () => {
  const { cloudWatch, run, states } = world({
    metrics: [errors('tag', { namespace: 'Keeper', dimensions: { A: '1' } })],
  });
  const request: ApiRequest = {
    service: 'cloudwatch',
    region: REGION,
    operation: 'PutMetricData',
    input: {
      Namespace: 'Keeper',
      MetricData: [{ MetricName: 'Errors', Dimensions: [{ Name: 'A', Value: '1' }], Value: 1 }],
    },
    caller: { roleArn: 'arn:aws:iam::111122223333:role/sweep' },
  };
  cloudWatch.apply(T0, request);
  await run(300);

  expect(states()).toEqual([[300, 'ALARM']]);
  expect(cloudWatch.authorizations(request)).toEqual([
    { action: 'cloudwatch:PutMetricData', resource: '*', context: { 'cloudwatch:namespace': 'Keeper' } },
  ]);
});

test.each<[what: string, parts: Partial<AlarmSettings>]>([
  ['another expression', { expression: 'tag*2' }],
  ['an expression that fills with another value', { expression: 'FILL(tag,1)' }],
  ['a rate', { expression: 'RATE(tag)' }],
  ['a difference of what is filled', { expression: 'DIFF(FILL(tag,0))' }],
  [
    'missing differences over several periods',
    { expression: 'DIFF(tag)', treatMissingData: 'missing', evaluationPeriods: 2 },
  ],
  [
    'an expression that leaves a metric out',
    { metrics: [errors('a'), errors('b')], expression: 'FILL(a,0)' },
  ],
  ['several metrics and no expression', { metrics: [errors('a'), errors('b')] }],
  [
    'metrics of different periods',
    { metrics: [errors('a'), errors('b', { periodSeconds: 60 })], expression: 'FILL(a,0)+FILL(b,0)' },
  ],
  ['no metric', { metrics: [] }],
  ['an unknown comparison', { comparisonOperator: 'GreaterThanUpperThreshold' }],
  ['missing data over several periods', { treatMissingData: 'missing', evaluationPeriods: 2 }],
  ['an action that is no topic', { alarmActions: ['arn:aws:automate:us-east-1:ec2:stop'] }],
])('an alarm with %s is refused', (_, parts) => {
  expect(() => world(parts)).toThrow(/^not simulated: /);
});
