import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Dashboard } from '../../local/aws/dashboard';
import { cloudWatchAlarm } from '../../local/template/resources/cloud-watch-alarm';
import { eventsRule } from '../../local/template/resources/events-rule';
import { lambdaFunction } from '../../local/template/resources/lambda-function';
import { sqsQueue } from '../../local/template/resources/sqs-queue';
import { stepFunctionsStateMachine } from '../../local/template/resources/step-functions-state-machine';
import { Template } from '../../local/template/template';
import { type Metric, playEveryKindOfThing, TEMPLATES } from '../support/every-kind-of-thing';

const FUNCTIONS = join(__dirname, '../../functions');
const NAMESPACE = 'SnapshotKeeper';

/**
 * Off unless set: the drills, which test/local/world/drill.test.ts plays, and a metric for each volume, which a dashboard of bounded size cannot have;
 * test/local/world/volume-metrics.test.ts plays it.
 */
const ONLY_IF_SET = ['DrillRuns', 'DrillsEnded', 'DrillsFailed', 'RecoveryPointAge', 'VolumesNotDrilled'];

let played: Awaited<ReturnType<typeof playEveryKindOfThing>>;
beforeAll(async () => {
  played = await playEveryKindOfThing();
}, 120_000);

/**
 * What AWS itself measures of a queue, a machine, a function or a rule, of what is watched here.
 * https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
 * https://docs.aws.amazon.com/step-functions/latest/dg/procedure-cw-metrics.html
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 */
const BY_AWS: Readonly<Record<string, { readonly dimension: string; readonly names: readonly string[] }>> = {
  'AWS/SQS': {
    dimension: 'QueueName',
    names: [
      'ApproximateAgeOfOldestMessage',
      'ApproximateNumberOfMessagesNotVisible',
      'ApproximateNumberOfMessagesVisible',
    ],
  },
  'AWS/States': {
    dimension: 'StateMachineArn',
    names: [
      'ExecutionsAborted',
      'ExecutionsFailed',
      'ExecutionsStarted',
      'ExecutionsSucceeded',
      'ExecutionsTimedOut',
    ],
  },
  'AWS/Lambda': { dimension: 'FunctionName', names: ['Errors', 'Invocations', 'Throttles'] },
  'AWS/Events': {
    dimension: 'RuleName',
    names: ['FailedInvocations', 'InvocationsFailedToBeSentToDlq'],
  },
};

/** The queues, machines, functions and rules of a Region, by what AWS's metrics name them. */
function resourcesIn(region: string): ReadonlySet<string> {
  const stacks = TEMPLATES.filter((stack) => stack.region === region).map((stack) => new Template(stack));
  return new Set(
    stacks.flatMap((stack) => [
      ...[sqsQueue, lambdaFunction, eventsRule].flatMap((type) =>
        stack.resources<unknown>(type).map(({ name }) => `${type.type} ${name}`),
      ),
      ...stack
        .resources(stepFunctionsStateMachine)
        .map(({ ref }) => `${stepFunctionsStateMachine.type} ${ref}`),
    ]),
  );
}

const TYPES: Readonly<Record<string, string>> = {
  'AWS/SQS': sqsQueue.type,
  'AWS/States': stepFunctionsStateMachine.type,
  'AWS/Lambda': lambdaFunction.type,
  'AWS/Events': eventsRule.type,
};

const inWords = ({ region, namespace, name, dimensions }: Metric): string =>
  [
    `${region}: ${namespace} ${name}`,
    ...Object.entries(dimensions)
      .sort()
      .map((pair) => pair.join('=')),
  ].join(' ');

/** Whether nothing ever writes the metric: no function of ours in the days played, and no service of AWS. */
function isNeverEmitted(metric: Metric): boolean {
  const byAws = BY_AWS[metric.namespace];
  if (byAws === undefined) return !played.emitted.some((other) => inWords(other) === inWords(metric));
  const [[dimension, value] = [], ...others] = Object.entries(metric.dimensions);
  return !(
    byAws.names.includes(metric.name) &&
    dimension === byAws.dimension &&
    others.length === 0 &&
    resourcesIn(metric.region).has(`${TYPES[metric.namespace]} ${value}`)
  );
}

/** By the name of its dashboard and widget. */
const onDashboards = (dashboards: readonly Dashboard[]) =>
  dashboards.flatMap(({ name, widgets }) =>
    widgets.flatMap((widget) =>
      'lines' in widget
        ? widget.lines.flatMap(({ metrics }) =>
            metrics.map((metric) => ({ by: `${name}, ${widget.title}`, metric })),
          )
        : [],
    ),
  );

const onAlarms = () =>
  TEMPLATES.flatMap((stack) =>
    new Template(stack).resources(cloudWatchAlarm).flatMap(({ name, region, properties }) => {
      const { Namespace, MetricName, Dimensions, Metrics = [] } = properties;
      const single = { Namespace, MetricName, Dimensions };
      const several = Metrics.flatMap(({ MetricStat }) =>
        MetricStat === undefined ? [] : [MetricStat.Metric],
      );
      return (MetricName === undefined ? several : [single]).map((metric) => ({
        by: name,
        metric: {
          region,
          namespace: metric.Namespace ?? '',
          name: metric.MetricName ?? '',
          dimensions: metric.Dimensions,
        },
      }));
    }),
  );

const neverEmitted = (watched: readonly { readonly by: string; readonly metric: Metric }[]): string[] =>
  watched.filter(({ metric }) => isNeverEmitted(metric)).map(({ by, metric }) => `${by}: ${inWords(metric)}`);

test('every metric of every widget is emitted: by our functions in the days played, or by AWS of a resource of that stack', () => {
  const watched = onDashboards(played.dashboards);

  expect(watched.length).toBeGreaterThan(100);
  expect(neverEmitted(watched)).toEqual([]);
});

test('every metric of every alarm is emitted in the same way', () => {
  const watched = onAlarms();

  expect(watched.length).toBeGreaterThan(60);
  expect(neverEmitted(watched)).toEqual([]);
});

test('every counter and gauge of ours is on a dashboard', () => {
  const shown = new Set(onDashboards(played.dashboards).map(({ metric }) => inWords(metric)));
  const ours = played.emitted.filter(({ namespace }) => namespace === NAMESPACE).map(inWords);

  expect([...new Set(ours)].filter((metric) => !shown.has(metric))).toEqual([]);
});

test('with one DR Region and one schedule there are 34 metrics of ours in the primary Region, and 19 in the other', () => {
  const ours = new Set(played.emitted.filter(({ namespace }) => namespace === NAMESPACE).map(inWords));
  const inRegion = (region: string): number =>
    [...ours].filter((metric) => metric.startsWith(`${region}:`)).length;

  expect([inRegion('eu-west-1'), inRegion('eu-central-1')]).toEqual([34, 19]);
});

test('the days played have every counter and gauge in them that the code names, but for what is off unless set', () => {
  const code = readdirSync(FUNCTIONS, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => readFileSync(join(FUNCTIONS, file), 'utf8'))
    .join('\n');
  const named = Array.from(code.matchAll(/metrics\.(?:count|gauge)\(\s*'(\w+)'/g), ([, name = '']) => name);
  const emitted = new Set(played.emitted.map(({ name }) => name));

  expect(named.length).toBeGreaterThan(20);
  expect(named.filter((name) => !emitted.has(name)).sort()).toEqual(ONLY_IF_SET);
});

test.each<[string, Partial<Metric>]>([
  ['another name', { name: 'SnapErrors' }],
  ['another namespace', { namespace: 'SnapshotKeepers' }],
  ['a dimension less', { dimensions: { service: 'snapshot-keeper-eu-west-1' } }],
  [
    'a dimension more',
    {
      dimensions: {
        service: 'snapshot-keeper-eu-west-1',
        region: 'eu-west-1',
        volume: 'vol-0123456789abcdef0',
      },
    },
  ],
  ['another Region', { region: 'eu-central-1' }],
  [
    'a function of another Region',
    { namespace: 'AWS/Lambda', name: 'Errors', dimensions: { FunctionName: 'x' } },
  ],
])('a metric with %s than what is emitted is found', (_, change) => {
  const right: Metric = {
    region: 'eu-west-1',
    namespace: NAMESPACE,
    name: 'VolumesOverTarget',
    dimensions: { service: 'snapshot-keeper-eu-west-1', region: 'eu-west-1' },
  };

  expect(isNeverEmitted(right)).toBe(false);
  expect(isNeverEmitted({ ...right, ...change })).toBe(true);
});

test('each stack has one dashboard, whose name holds deployment, Regions and role, and shows every alarm of the stack', () => {
  expect(played.dashboards.map(({ name, region }) => [name, region])).toEqual([
    ['snapshot-keeper-eu-west-1-primary', 'eu-west-1'],
    ['snapshot-keeper-eu-west-1-dr-eu-central-1', 'eu-central-1'],
  ]);
  for (const { region, widgets } of played.dashboards) {
    const shown = widgets.flatMap((widget) => (widget.type === 'alarms' ? widget.alarmNames : []));
    const alarms = TEMPLATES.filter((stack) => stack.region === region).flatMap((stack) =>
      new Template(stack).resources(cloudWatchAlarm).map(({ name }) => name),
    );
    expect(shown.toSorted()).toEqual(alarms.toSorted());
  }
});

test('a dashboard reads in the order of the questions, on a grid without gaps and overlaps', () => {
  for (const { widgets } of played.dashboards) {
    const titles = widgets.flatMap((widget) =>
      widget.type === 'text' ? [widget.markdown.split('\n')[0]] : [],
    );
    expect(titles).toEqual([
      '## Am I protected?',
      '## What is running?',
      '## What failed?',
      '## What does it cost?',
    ]);
    let cells = 0;
    for (const { x, y, width, height } of widgets) {
      expect(x + width).toBeLessThanOrEqual(24);
      expect(y * 24 + x * height).toBe(cells);
      cells += width * height;
    }
  }
});

test('the runbooks that a dashboard names are there', () => {
  const named = played.dashboards.flatMap(({ widgets }) =>
    widgets.flatMap((widget) =>
      widget.type === 'text' ? (widget.markdown.match(/[\w/-]+\.md/g) ?? []) : [],
    ),
  );
  const pages = readdirSync(join(__dirname, '../../docs/runbooks'));

  expect(named.length).toBeGreaterThan(5);
  for (const page of named) expect(pages).toContain(page.replace('docs/runbooks/', ''));
});

test('the table of missed targets asks for lines that SweepRegion writes, and for their very fields', () => {
  const [log, ...others] = played.dashboards.flatMap(({ widgets }) =>
    widgets.filter((widget) => widget.type === 'log'),
  );
  const [, fields = '', messages = '', sortedBy = ''] =
    /^fields @timestamp, (.+)\n\| filter message in \["(.+)"\]\n\| sort (.+) desc\n\| limit 1000$/.exec(
      log?.query ?? '',
    ) ?? [];
  const asked = messages.split('", "');
  const written = played.lines.filter((line) => asked.includes(line.message));

  expect(others).toEqual([]);
  expect(new Set(written.map(({ functionName }) => functionName))).toEqual(new Set(['SweepRegion']));
  expect(new Set(written.map(({ message }) => message))).toEqual(new Set(asked));
  expect(new Set(written.flatMap((line) => Object.keys(line.fields)))).toEqual(
    new Set([...fields.split(', '), sortedBy]),
  );
});
