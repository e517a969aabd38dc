import { AwsError, type ApiRequest, type AwsEvent, type Outcome } from '../../../local/aws/api';
import { EventBridge, type Rule } from '../../../local/aws/event-bridge';
import type { EventTarget } from '../../../local/aws/event-target';
import { JsonText } from '../../../local/kernel/json-text';

const NOW_MS = Date.UTC(2026, 0, 1);
const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:tag-snapshot';
const MACHINE_ARN = 'arn:aws:states:us-east-1:111122223333:stateMachine:snapshot-created';
const DEAD_LETTER_ARN = 'arn:aws:sqs:us-east-1:111122223333:undelivered';
const RULE_ARN = 'arn:aws:events:us-east-1:111122223333:rule/created';

const event: AwsEvent = {
  version: '0',
  id: 'e-1',
  'detail-type': 'EBS Snapshot Notification',
  source: 'aws.ec2',
  account: '111122223333',
  time: '2026-01-01T00:00:00Z',
  region: 'us-east-1',
  resources: [],
  detail: { event: 'createSnapshot', result: 'succeeded' },
};

const rule = (parts: Partial<Rule> = {}): Rule => ({
  arn: RULE_ARN,
  state: 'ENABLED',
  targets: [{ id: 'function', arn: FUNCTION_ARN }],
  ...parts,
});

const bridgeWith = (...rules: Rule[]): EventBridge => {
  const bridge = new EventBridge(1);
  for (const one of rules) bridge.putRule(one);
  return bridge;
};

const requests = (outcome: Outcome | undefined): ApiRequest[] =>
  (outcome?.later ?? []).map(({ request }) => request);

const throttled = new AwsError('TooManyRequestsException', 'Rate exceeded', 429);
const pattern = { source: ['aws.ec2'], detail: { event: ['createSnapshot'] } };

test('a matching event becomes an asynchronous invocation at once', () => {
  const bridge = bridgeWith(rule({ pattern }));

  expect(bridge.deliver(NOW_MS, event).later).toEqual([
    {
      afterMs: 0,
      request: {
        service: 'lambda',
        region: 'us-east-1',
        operation: 'Invoke',
        input: { FunctionName: FUNCTION_ARN, InvocationType: 'Event', Payload: new JsonText(event) },
        caller: { outsider: 'events.amazonaws.com' },
      },
    },
  ]);
});

test.each<[kind: string, target: EventTarget, request: Partial<ApiRequest>]>([
  [
    'a state machine, as the role of the target',
    { id: 't', arn: MACHINE_ARN, roleArn: 'arn:aws:iam::111122223333:role/start', input: '{"a":1}' },
    {
      service: 'states',
      operation: 'StartExecution',
      input: { stateMachineArn: MACHINE_ARN, input: '{"a":1}' },
      caller: { roleArn: 'arn:aws:iam::111122223333:role/start' },
    },
  ],
  [
    'a queue, by its URL',
    { id: 't', arn: 'arn:aws:sqs:eu-west-1:111122223333:events', input: '{}' },
    {
      service: 'sqs',
      region: 'eu-west-1',
      operation: 'SendMessage',
      input: { QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/111122223333/events', MessageBody: '{}' },
    },
  ],
  [
    'a topic',
    { id: 't', arn: 'arn:aws:sns:us-east-1:111122223333:alerts', input: '{}' },
    {
      service: 'sns',
      operation: 'Publish',
      input: { TopicArn: 'arn:aws:sns:us-east-1:111122223333:alerts', Message: '{}' },
    },
  ],
])('a target may be %s', (_, target, request) => {
  const bridge = bridgeWith(rule({ pattern, targets: [target] }));

  expect(requests(bridge.deliver(NOW_MS, event))).toEqual([expect.objectContaining(request)]);
});

test.each<[case_: string, parts: Partial<Rule>]>([
  ['a rule of another source', { pattern: { source: ['aws.s3'] } }],
  ['a rule whose detail differs', { pattern: { source: ['aws.ec2'], detail: { event: ['copySnapshot'] } } }],
  ['a disabled rule', { pattern, state: 'DISABLED' }],
  ['a rule of another Region', { pattern, arn: 'arn:aws:events:eu-west-1:111122223333:rule/created' }],
  ['a scheduled rule', { scheduleExpression: 'rate(1 day)' }],
])('%s gets no event', (_, parts) => {
  expect(requests(bridgeWith(rule(parts)).deliver(NOW_MS, event))).toEqual([]);
});

test('every target of every matching rule gets the event, whether the rule names a source or not', () => {
  const bridge = bridgeWith(
    rule({ pattern: { detail: { result: ['succeeded'] } }, targets: [{ id: 'a', arn: MACHINE_ARN }] }),
    rule({
      pattern: { source: ['aws.ec2', 'aws.ec2'] },
      targets: [
        { id: 'b', arn: FUNCTION_ARN },
        { id: 'c', arn: 'arn:aws:sns:us-east-1:111122223333:alerts' },
      ],
    }),
  );

  expect(requests(bridge.deliver(NOW_MS, event)).map(({ service }) => service)).toEqual([
    'lambda',
    'sns',
    'states',
  ]);
});

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(15 minutes)', 900_000],
  ['rate(1 hour)', 3_600_000],
  ['rate(7 days)', 604_800_000],
])(
  '%s runs every %i ms, for the first time one interval after its creation',
  (scheduleExpression, everyMs) => {
    const bridge = new EventBridge(1);
    const [first] = bridge.putRule(rule({ scheduleExpression })).later ?? [];

    const later = bridge.apply(NOW_MS + everyMs, first!.request).later ?? [];

    expect(first!.afterMs).toBe(everyMs);
    expect(later.map(({ afterMs, request }) => [afterMs, request.operation])).toEqual([
      [0, 'Invoke'],
      [everyMs, 'RunSchedule'],
    ]);
  },
);

const asked = (bridge: EventBridge, operation: string, input: ApiRequest['input']) => {
  const request = {
    service: 'events',
    region: 'us-east-1',
    operation,
    input,
    caller: { outsider: 'person' },
  };
  return { authorizations: bridge.authorizations(request), output: bridge.apply(NOW_MS, request).output };
};

test('a rule that is off gets no event until it is on again', () => {
  const bridge = bridgeWith(rule({ pattern }));

  expect(asked(bridge, 'DisableRule', { Name: 'created' })).toEqual({
    authorizations: [{ action: 'events:DisableRule', resource: RULE_ARN, context: {} }],
    output: {},
  });
  expect(bridge.deliver(NOW_MS, event).later ?? []).toEqual([]);
  asked(bridge, 'EnableRule', { Name: 'created' });
  expect(bridge.deliver(NOW_MS, event).later).toHaveLength(1);
});

test('a schedule that is off runs nothing, and goes on when it is on again', () => {
  const bridge = new EventBridge(1);
  const [run] = requests(bridge.putRule(rule({ scheduleExpression: 'rate(1 hour)' })));
  asked(bridge, 'DisableRule', { Name: 'created' });

  expect(requests(bridge.apply(NOW_MS, run!)).map(({ operation }) => operation)).toEqual(['RunSchedule']);
  asked(bridge, 'EnableRule', { Name: 'created' });
  expect(requests(bridge.apply(NOW_MS, run!)).map(({ operation }) => operation)).toEqual([
    'Invoke',
    'RunSchedule',
  ]);
});

test('ListRules tells of the rules of its Region whose names begin so, and whether they are on', () => {
  const other = rule({ arn: RULE_ARN.replace('us-east-1', 'eu-west-1') });
  const bridge = bridgeWith(rule({ pattern, state: 'DISABLED' }), rule({ arn: `${RULE_ARN}-2` }), other);

  expect(asked(bridge, 'ListRules', { NamePrefix: 'created' }).output).toEqual({
    Rules: [
      { Name: 'created', Arn: RULE_ARN, State: 'DISABLED' },
      { Name: 'created-2', Arn: `${RULE_ARN}-2`, State: 'ENABLED' },
    ],
  });
  expect(asked(bridge, 'ListRules', { NamePrefix: 'created-' }).output).toEqual({
    Rules: [{ Name: 'created-2', Arn: `${RULE_ARN}-2`, State: 'ENABLED' }],
  });
});

test('a rule that is not there cannot be switched off', () => {
  expect(() => asked(new EventBridge(1), 'DisableRule', { Name: 'created' })).toThrow(
    expect.objectContaining({ name: 'ResourceNotFoundException' }) as Error,
  );
});

test('a scheduled run delivers a Scheduled Event of aws.events', () => {
  const bridge = new EventBridge(1);
  const [first] = bridge.putRule(rule({ scheduleExpression: 'rate(1 day)' })).later ?? [];
  const [invoke] = bridge.apply(Date.UTC(2026, 0, 2), first!.request).later ?? [];

  expect(JSON.parse(String(invoke!.request.input['Payload']))).toEqual({
    version: '0',
    id: '00000000-0000-4000-8000-000000000001',
    'detail-type': 'Scheduled Event',
    source: 'aws.events',
    account: '111122223333',
    time: '2026-01-02T00:00:00Z',
    region: 'us-east-1',
    resources: [RULE_ARN],
    detail: {},
  });
});

test.each([
  'cron(0 3 * * ? *)',
  'rate(1 minutes)',
  'rate(5 minute)',
  'rate(0 days)',
  'rate(2 weeks)',
  'at(2026-01-01T00:00:00)',
])('the schedule %s is refused', (scheduleExpression) => {
  expect(() => new EventBridge(1).putRule(rule({ scheduleExpression }))).toThrow(/^not simulated: /);
});

test('a kind of target that is not known is refused when the rule is put', () => {
  const bus = { id: 'bus', arn: 'arn:aws:events:us-east-1:111122223333:event-bus/other' };

  expect(() => new EventBridge(1).putRule(rule({ pattern, targets: [bus] }))).toThrow(/^not simulated: /);
});

test('a throttled delivery is retried with intervals that double up to ten minutes, with jitter', () => {
  const bridge = bridgeWith(rule({ pattern }));
  let [step] = bridge.deliver(NOW_MS, event).later ?? [];
  const afterMs: number[] = [];
  for (let retry = 0; retry < 12; retry += 1) {
    [step] = bridge.deliveryFailed(NOW_MS, step!.request, throttled)?.later ?? [];
    afterMs.push(step!.afterMs);
  }

  const longest = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600];
  expect(afterMs.filter((ms, retry) => ms > longest[retry]! * 1_000)).toEqual([]);
  expect(afterMs.filter((ms, retry) => ms < longest[retry]! * 500)).toEqual([]);
  expect(step!.request.operation).toBe('Invoke');
});

test('the attempts that are allowed by default fit into 24 hours, and then the event is dropped', () => {
  const bridge = bridgeWith(rule({ pattern }));
  let nowMs = NOW_MS;
  let attempts = 1;
  let [step] = bridge.deliver(nowMs, event).later ?? [];
  for (;;) {
    [step] = bridge.deliveryFailed(nowMs, step!.request, throttled)?.later ?? [];
    if (step!.request.service !== 'lambda') break;
    nowMs += step!.afterMs;
    attempts += 1;
  }

  expect(attempts).toBe(186);
  expect(nowMs - NOW_MS).toBeLessThan(86_400_000);
  expect(step!.request).toEqual({
    service: 'cloudwatch',
    region: 'us-east-1',
    operation: 'PutMetricData',
    input: {
      Namespace: 'AWS/Events',
      MetricData: [
        { MetricName: 'FailedInvocations', Dimensions: [{ Name: 'RuleName', Value: 'created' }], Value: 1 },
      ],
    },
    caller: { outsider: 'events.amazonaws.com' },
  });
});

const target = (maximumAttempts: number, maximumAgeSeconds: number): EventTarget => ({
  id: 'function',
  arn: FUNCTION_ARN,
  deadLetterArn: DEAD_LETTER_ARN,
  retry: { maximumAttempts, maximumAgeSeconds },
});

const attributes = (request: ApiRequest): Record<string, string> =>
  Object.fromEntries(
    Object.entries(request.input['MessageAttributes'] as Record<string, { StringValue: string }>).map(
      ([name, { StringValue }]) => [name, StringValue],
    ),
  );

test.each([
  ['AccessDeniedException', 'NO_PERMISSIONS'],
  ['ResourceNotFoundException', 'NO_RESOURCE'],
  ['StateMachineDoesNotExist', 'NO_RESOURCE'],
])('after %s nothing is retried: the event goes to the dead-letter queue as %s', (name, code) => {
  const bridge = bridgeWith(rule({ pattern, targets: [target(185, 86_400)] }));
  const [request] = requests(bridge.deliver(NOW_MS, event));
  const error = new AwsError(name, 'refused');

  const [, deadLetter] = requests(bridge.deliveryFailed(NOW_MS, request!, error));

  expect(deadLetter).toMatchObject({
    service: 'sqs',
    region: 'us-east-1',
    operation: 'SendMessage',
    input: {
      QueueUrl: 'https://sqs.us-east-1.amazonaws.com/111122223333/undelivered',
      MessageBody: JSON.stringify(event),
    },
  });
  expect(attributes(deadLetter!)).toEqual({
    RULE_ARN,
    TARGET_ARN: FUNCTION_ARN,
    ERROR_CODE: code,
    ERROR_MESSAGE: 'refused',
    RETRY_ATTEMPTS: '0',
  });
});

test.each<[limit: string, target: EventTarget, condition: string, retries: string]>([
  ['attempts', target(2, 86_400), 'MaximumRetryAttempts', '2'],
  ['age', target(185, 0), 'MaximumEventAgeInSeconds', '0'],
])('the dead letter says which limit ended the retries: %s', (_, limited, condition, retries) => {
  const bridge = bridgeWith(rule({ pattern, targets: [limited] }));
  let outcome: Outcome | undefined = bridge.deliver(NOW_MS, event);
  do {
    outcome = bridge.deliveryFailed(NOW_MS, requests(outcome)[0]!, throttled);
  } while (requests(outcome)[0]!.service === 'lambda');

  expect(attributes(requests(outcome)[1]!)).toMatchObject({
    ERROR_CODE: 'THROTTLING',
    EXHAUSTED_RETRY_CONDITION: condition,
    RETRY_ATTEMPTS: retries,
  });
});

test('a dead letter that its queue refuses is lost, which EventBridge counts for the rule', () => {
  const bridge = bridgeWith(rule({ pattern, targets: [target(185, 86_400)] }));
  const [request] = requests(bridge.deliver(NOW_MS, event));
  const denied = new AwsError('AccessDenied', 'refused');
  const [failed, deadLetter] = requests(bridge.deliveryFailed(NOW_MS, request!, denied));
  const counted = (name: string) => ({
    service: 'cloudwatch',
    region: 'us-east-1',
    operation: 'PutMetricData',
    input: {
      Namespace: 'AWS/Events',
      MetricData: [{ MetricName: name, Dimensions: [{ Name: 'RuleName', Value: 'created' }], Value: 1 }],
    },
    caller: { outsider: 'events.amazonaws.com' },
  });

  expect(failed).toEqual(counted('FailedInvocations'));
  expect(requests(bridge.deliveryFailed(NOW_MS, deadLetter!, denied))).toEqual([
    counted('InvocationsFailedToBeSentToDlq'),
  ]);
});

test("a failure of another request is not EventBridge's", () => {
  const bridge = bridgeWith(rule({ pattern }));
  const [request] = requests(bridge.deliver(NOW_MS, event));

  expect(bridge.deliveryFailed(NOW_MS, { ...request! }, throttled)).toBeUndefined();
});

test('the same seed gives the same intervals, another seed others', () => {
  const firstInterval = (seed: number): number => {
    const bridge = new EventBridge(seed);
    bridge.putRule(rule({ pattern }));
    const [request] = requests(bridge.deliver(NOW_MS, event));
    return bridge.deliveryFailed(NOW_MS, request!, throttled)!.later![0]!.afterMs;
  };

  expect(firstInterval(7)).toBe(firstInterval(7));
  expect(firstInterval(7)).not.toBe(firstInterval(8));
});
