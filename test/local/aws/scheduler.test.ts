import { AwsError, type ApiRequest, type Outcome } from '../../../local/aws/api';
import type { Schedule } from '../../../local/aws/schedule-attempt';
import { Scheduler } from '../../../local/aws/scheduler';
import { nextRunMs } from '../../../local/world/next-run';

const NOW_MS = Date.parse('2026-03-01T00:00:00.250Z');
const ACCOUNT = 'us-east-1:111122223333';
const ROLE_ARN = 'arn:aws:iam::111122223333:role/send';
const GROUP_ARN = `arn:aws:scheduler:${ACCOUNT}:schedule-group/keeper`;
const SCHEDULE_ARN = `arn:aws:scheduler:${ACCOUNT}:schedule/keeper/hourly`;
const QUEUE_URL = 'https://sqs.us-east-1.amazonaws.com/111122223333';

type Parts = Partial<Omit<Schedule, 'target'>> & { readonly target?: Partial<Schedule['target']> };

const schedule = ({ target, ...parts }: Parts = {}): Schedule => ({
  arn: SCHEDULE_ARN,
  state: 'ENABLED',
  expression: 'rate(1 hour)',
  target: {
    arn: `arn:aws:sqs:${ACCOUNT}:due`,
    roleArn: ROLE_ARN,
    input: '{"due":"<aws.scheduler.scheduled-time>"}',
    ...target,
  },
  ...parts,
});

const DEAD_LETTERS = { deadLetterArn: `arn:aws:sqs:${ACCOUNT}:undelivered` };
const throttled = new AwsError('RequestThrottled', 'Slow down.', 400);
const denied = new AwsError('AccessDenied', 'Not allowed.', 403);

const schedulerWith = (
  seed: number,
  deliveryDelaysMs?: ConstructorParameters<typeof Scheduler>[2],
): Scheduler => {
  const scheduler = new Scheduler(seed, nextRunMs, deliveryDelaysMs);
  scheduler.createScheduleGroup(GROUP_ARN);
  return scheduler;
};

const requests = (outcome: Outcome | undefined): ApiRequest[] =>
  (outcome?.later ?? []).map(({ request }) => request);

/** What a scheduler does at the first run of a schedule: its deliveries, and the next run. */
const firstRun = (scheduler: Scheduler, parts?: Parts) =>
  scheduler.apply(NOW_MS, requests(scheduler.createSchedule(NOW_MS, schedule(parts)))[0]!).later!;

const counted = (name: string): unknown =>
  expect.objectContaining({
    service: 'cloudwatch',
    region: 'us-east-1',
    operation: 'PutMetricData',
    input: {
      Namespace: 'AWS/Scheduler',
      MetricData: [
        { MetricName: name, Dimensions: [{ Name: 'ScheduleGroup', Value: 'keeper' }], Value: 1 },
        { MetricName: name, Value: 1 },
      ],
    },
  });

const deadLetter: unknown = expect.objectContaining({
  input: expect.objectContaining({ QueueUrl: `${QUEUE_URL}/undelivered` }) as unknown,
});

test.each([
  ['rate(1 minute)', 60_000],
  ['rate(1 hour)', 3_600_000],
  ['rate(2 days)', 172_800_000],
])('%s runs when it is created, and then every %i ms', (expression, everyMs) => {
  const scheduler = schedulerWith(1);
  const created = scheduler.createSchedule(NOW_MS, schedule({ expression })).later!;
  const [, next] = scheduler.apply(NOW_MS, created[0]!.request).later!;
  const [, nextButOne] = scheduler.apply(NOW_MS + everyMs, next!.request).later!;

  expect(created.map(({ afterMs, request }) => [afterMs, request.operation])).toEqual([[0, 'RunSchedule']]);
  expect([next!.afterMs, nextButOne!.afterMs]).toEqual([everyMs, everyMs]);
});

test('a run is a message to the queue, sent in the role of the schedule', () => {
  const [{ request } = { request: undefined }] = firstRun(schedulerWith(1));

  expect(request).toEqual({
    service: 'sqs',
    region: 'us-east-1',
    operation: 'SendMessage',
    input: { QueueUrl: `${QUEUE_URL}/due`, MessageBody: '{"due":"2026-03-01T00:00:00Z"}' },
    caller: { roleArn: ROLE_ARN },
  });
});

test('every context attribute in the input is replaced, wherever it stands, and nothing else', () => {
  const scheduler = schedulerWith(1);
  const names = [
    'schedule-arn',
    'scheduled-time',
    'execution-id',
    'attempt-number',
    'scheduled-time',
    'other',
  ];
  const input = names.map((name) => `<aws.scheduler.${name}>`).join(' ');
  const [first] = firstRun(scheduler, { target: { input } });
  const [, second] = requests(scheduler.deliveryFailed(NOW_MS, first!.request, throttled));

  expect([first!.request, second!].map((request) => request.input['MessageBody'])).toEqual([
    `${SCHEDULE_ARN} 2026-03-01T00:00:00Z 0000000000000001 1 2026-03-01T00:00:00Z <aws.scheduler.other>`,
    `${SCHEDULE_ARN} 2026-03-01T00:00:00Z 0000000000000002 2 2026-03-01T00:00:00Z <aws.scheduler.other>`,
  ]);
});

test('a run comes within a minute of its time, which the seed decides', () => {
  const delaysOf = (seed: number): number[] => {
    const scheduler = schedulerWith(seed);
    const [run] = requests(scheduler.createSchedule(NOW_MS, schedule()));
    return Array.from({ length: 200 }, () => scheduler.apply(NOW_MS, run!).later![0]!.afterMs);
  };
  const delays = delaysOf(1);

  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  expect(Math.min(...delays)).toBeLessThan(3_000);
  expect(Math.max(...delays)).toBeGreaterThan(56_000);
  expect(Math.max(...delays)).toBeLessThanOrEqual(59_000);
  expect(delaysOf(1)).toEqual(delays);
  expect(delaysOf(2)).not.toEqual(delays);
});

test('two deliveries of one run have the same scheduled time, and each an execution of its own', () => {
  const scheduler = schedulerWith(1, () => [5_000, 400_000]);
  const input = '<aws.scheduler.scheduled-time> <aws.scheduler.execution-id>';
  const later = firstRun(scheduler, { target: { input } });

  expect(later.map(({ afterMs, request }) => [afterMs, request.input['MessageBody']])).toEqual([
    [5_000, '2026-03-01T00:00:00Z 0000000000000001'],
    [400_000, '2026-03-01T00:00:00Z 0000000000000002'],
    [3_600_000, undefined],
  ]);
});

const ask = (operation: string, input: ApiRequest['input'], region = 'us-east-1'): ApiRequest => ({
  service: 'scheduler',
  region,
  operation,
  input,
  caller: { outsider: 'operator' },
});

const NAMED = { Name: 'hourly', GroupName: 'keeper' };

const UPDATE = {
  ...NAMED,
  State: 'DISABLED',
  ScheduleExpression: 'rate(1 hour)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: `arn:aws:sqs:${ACCOUNT}:due`, RoleArn: ROLE_ARN, Input: '{}' },
};

test('a schedule that is disabled delivers nothing, and goes on at its own times once it is enabled', () => {
  const scheduler = schedulerWith(1);
  const [run] = requests(scheduler.createSchedule(NOW_MS, schedule({ state: 'DISABLED' })));
  const whileOff = scheduler.apply(NOW_MS, run!).later!;
  scheduler.apply(NOW_MS, ask('UpdateSchedule', { ...UPDATE, State: 'ENABLED' }));
  const [delivery, next] = scheduler.apply(NOW_MS + 3_600_000, whileOff[0]!.request).later!;

  expect(whileOff.map(({ afterMs, request }) => [afterMs, request.operation])).toEqual([
    [3_600_000, 'RunSchedule'],
  ]);
  expect([delivery, next].map((step) => step?.request.operation)).toEqual(['SendMessage', 'RunSchedule']);
});

test('GetSchedule answers with all that a schedule was created with', () => {
  const scheduler = schedulerWith(1);
  const retry = { maximumAttempts: 3, maximumAgeSeconds: 3_600 };
  const parts = { description: 'Hourly', timezone: 'Etc/UTC', target: { ...DEAD_LETTERS, retry } };
  scheduler.createSchedule(NOW_MS, schedule(parts));

  expect(scheduler.apply(NOW_MS, ask('GetSchedule', NAMED)).output).toEqual({
    Arn: SCHEDULE_ARN,
    ...NAMED,
    State: 'ENABLED',
    Description: 'Hourly',
    ScheduleExpression: 'rate(1 hour)',
    ScheduleExpressionTimezone: 'Etc/UTC',
    FlexibleTimeWindow: { Mode: 'OFF' },
    ActionAfterCompletion: 'NONE',
    CreationDate: new Date(NOW_MS),
    LastModificationDate: new Date(NOW_MS),
    Target: {
      Arn: `arn:aws:sqs:${ACCOUNT}:due`,
      RoleArn: ROLE_ARN,
      Input: '{"due":"<aws.scheduler.scheduled-time>"}',
      DeadLetterConfig: { Arn: `arn:aws:sqs:${ACCOUNT}:undelivered` },
      RetryPolicy: { MaximumRetryAttempts: 3, MaximumEventAgeInSeconds: 3_600 },
    },
  });
});

/** When a schedule runs that is created at a time: each run is played at its time, and leads to the next. */
function runTimes(created: string, parts: Parts, most = 10): string[] {
  const scheduler = schedulerWith(1);
  let nowMs = Date.parse(created);
  let { later = [] } = scheduler.createSchedule(nowMs, schedule(parts));
  const times: string[] = [];
  for (;;) {
    const run = later.find(({ request }) => request.operation === 'RunSchedule');
    if (run === undefined || times.length === most) return times;
    nowMs += run.afterMs;
    times.push(new Date(nowMs).toISOString());
    later = scheduler.apply(nowMs, run.request).later ?? [];
  }
}

test.each<[what: string, parts: Parts, created: string, times: string[]]>([
  [
    'by cron, not when it is created, and then by the clocks of its time zone, and not at one that spring leaves out',
    { expression: 'cron(30 2 ? * SUN *)', timezone: 'Europe/Berlin' },
    '2027-03-14T01:30:00.000Z',
    ['2027-03-21T01:30:00.000Z', '2027-04-04T00:30:00.000Z', '2027-04-11T00:30:00.000Z'],
  ],
  [
    'by cron, once in autumn at a time that comes twice',
    { expression: 'cron(30 1 * * ? *)', timezone: 'America/New_York' },
    '2027-11-06T12:00:00.250Z',
    ['2027-11-07T05:30:00.000Z', '2027-11-08T06:30:00.000Z', '2027-11-09T06:30:00.000Z'],
  ],
  [
    'by cron, in UTC without a time zone, until the last of its years is over',
    { expression: 'cron(0 12 30,31 12 ? 2026)' },
    '2026-03-01T00:00:00.000Z',
    ['2026-12-30T12:00:00.000Z', '2026-12-31T12:00:00.000Z'],
  ],
  [
    'at a single time, once',
    { expression: 'at(2026-07-01T02:30:15)', timezone: 'Europe/Berlin' },
    '2026-03-01T00:00:00.000Z',
    ['2026-07-01T00:30:15.000Z'],
  ],
  [
    'at a time that has passed, never',
    { expression: 'at(2026-02-28T23:59:59)' },
    '2026-03-01T00:00:00.000Z',
    [],
  ],
  ['at no time', { expression: 'cron(0 0 30 2 ? *)' }, '2026-03-01T00:00:00.000Z', []],
])('a schedule runs %s', (_, parts, created, times) => {
  expect(runTimes(created, parts, 3)).toEqual(times);
});

test('a schedule that has run for the last time stays, and keeps its name', () => {
  const scheduler = schedulerWith(1);
  const once = schedule({ expression: 'at(2026-03-01T01:00:00)' });
  const [run] = scheduler.createSchedule(NOW_MS, once).later!;
  const later = scheduler.apply(NOW_MS + run!.afterMs, run!.request).later!;

  expect(later.map(({ request }) => request.operation)).toEqual(['SendMessage']);
  expect(scheduler.apply(NOW_MS, ask('GetSchedule', NAMED)).output).toMatchObject({
    ScheduleExpression: 'at(2026-03-01T01:00:00)',
    State: 'ENABLED',
  });
  expect(() => scheduler.createSchedule(NOW_MS, once)).toThrow(/already exists/);
});

test('with a window a run comes at a time within it, which the seed decides, and bears the time of the schedule', () => {
  const runsOf = (seed: number) => {
    const scheduler = schedulerWith(seed);
    const [run] = scheduler.createSchedule(
      NOW_MS,
      schedule({ expression: 'cron(0 2 * * ? *)', windowMinutes: 30 }),
    ).later!;
    return Array.from({ length: 200 }, () => scheduler.apply(NOW_MS + run!.afterMs, run!.request).later!);
  };
  const runs = runsOf(1);
  const delays = runs.map(([delivery]) => delivery!.afterMs);

  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  expect(Math.min(...delays)).toBeLessThan(90_000);
  expect(Math.max(...delays)).toBeGreaterThan(1_710_000);
  expect(Math.max(...delays)).toBeLessThanOrEqual(1_800_000);
  expect(runsOf(1)).toEqual(runs);
  expect(runsOf(2)).not.toEqual(runs);
  expect(new Set(runs.map(([delivery]) => delivery!.request.input['MessageBody']))).toEqual(
    new Set(['{"due":"2026-03-01T02:00:00Z"}']),
  );
  // The next run is a day after the time of this one, not after its delivery.
  expect(new Set(runs.map(([, next]) => next!.afterMs))).toEqual(new Set([86_400_000]));
});

test('GetSchedule and UpdateSchedule keep the expression, the time zone and the window', () => {
  const scheduler = schedulerWith(1);
  const parts = { expression: 'cron(30 2 * * ? *)', timezone: 'Europe/Berlin', windowMinutes: 15 };
  scheduler.createSchedule(NOW_MS, schedule(parts));
  const fields = {
    ...UPDATE,
    ScheduleExpression: 'cron(30 2 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 15 },
  };
  const { State, Target, ...kept } = fields;

  expect(scheduler.apply(NOW_MS, ask('GetSchedule', NAMED)).output).toMatchObject(kept);
  scheduler.apply(NOW_MS, ask('UpdateSchedule', fields));
  expect(scheduler.apply(NOW_MS, ask('GetSchedule', NAMED)).output).toMatchObject({ ...kept, State });
  scheduler.apply(NOW_MS, ask('UpdateSchedule', { ...fields, FlexibleTimeWindow: { Mode: 'OFF' } }));
  expect(scheduler.apply(NOW_MS, ask('GetSchedule', NAMED)).output).toMatchObject({
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target,
  });
});

test.each([
  ['another expression', { ScheduleExpression: 'cron(0 3 * * ? *)' }],
  ['a rate', { ScheduleExpression: 'rate(1 day)' }],
  ['another time zone', { ScheduleExpressionTimezone: 'Europe/Madrid' }],
])('an update to %s is not simulated, and said so', (_, field) => {
  const scheduler = schedulerWith(1);
  const parts = { expression: 'cron(30 2 * * ? *)', timezone: 'Europe/Berlin' };
  scheduler.createSchedule(NOW_MS, schedule(parts));
  const fields = {
    ...UPDATE,
    ScheduleExpression: 'cron(30 2 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    ...field,
  };

  expect(() => scheduler.apply(NOW_MS, ask('UpdateSchedule', fields))).toThrow(
    'not simulated: scheduler UpdateSchedule with other times or another role',
  );
});

test.each([0, 1_441, 1.5, undefined])('a window of %s minutes is refused', (MaximumWindowInMinutes) => {
  const scheduler = schedulerWith(1);
  scheduler.createSchedule(NOW_MS, schedule());
  const window = { Mode: 'FLEXIBLE', MaximumWindowInMinutes };

  expect(() =>
    scheduler.apply(NOW_MS, ask('UpdateSchedule', { ...UPDATE, FlexibleTimeWindow: window })),
  ).toThrow(/MaximumWindowInMinutes/);
});

test('UpdateSchedule gives its default to each field that is left out', () => {
  const scheduler = schedulerWith(1);
  const retry = { maximumAttempts: 3, maximumAgeSeconds: 3_600 };
  scheduler.createSchedule(NOW_MS, schedule({ description: 'Hourly', target: { ...DEAD_LETTERS, retry } }));

  expect(scheduler.apply(NOW_MS + 5_000, ask('UpdateSchedule', UPDATE)).output).toEqual({
    ScheduleArn: SCHEDULE_ARN,
  });
  expect(scheduler.apply(NOW_MS, ask('GetSchedule', NAMED)).output).toEqual({
    Arn: SCHEDULE_ARN,
    ...UPDATE,
    ScheduleExpressionTimezone: 'UTC',
    ActionAfterCompletion: 'NONE',
    CreationDate: new Date(NOW_MS),
    LastModificationDate: new Date(NOW_MS + 5_000),
    Target: {
      ...UPDATE.Target,
      RetryPolicy: { MaximumRetryAttempts: 185, MaximumEventAgeInSeconds: 86_400 },
    },
  });
});

test('UpdateSchedule without a target is refused and changes nothing', () => {
  const scheduler = schedulerWith(1);
  scheduler.createSchedule(NOW_MS, schedule());

  expect(() => scheduler.apply(NOW_MS, ask('UpdateSchedule', { ...UPDATE, Target: undefined }))).toThrow(
    /at Target$/,
  );
  expect(scheduler.apply(NOW_MS, ask('GetSchedule', NAMED)).output).toMatchObject({ State: 'ENABLED' });
});

test.each([
  ['another name', { ...NAMED, Name: 'daily' }, 'us-east-1'],
  ['another group', { Name: 'hourly' }, 'us-east-1'],
  ['another Region', NAMED, 'us-west-2'],
])('a schedule is not found under %s', (_, named, region) => {
  const scheduler = schedulerWith(1);
  scheduler.createSchedule(NOW_MS, schedule());

  expect(() => scheduler.apply(NOW_MS, ask('GetSchedule', named, region))).toThrow(
    new AwsError('ResourceNotFoundException', `Schedule ${named.Name} does not exist.`, 404),
  );
});

test('whoever updates a schedule needs the right to pass its role; to read it needs none', () => {
  const scheduler = schedulerWith(1);
  scheduler.createSchedule(NOW_MS, schedule());
  const asked = (request: ApiRequest) =>
    scheduler.authorizations(request).map(({ action, resource }) => [action, resource]);

  expect(asked(ask('GetSchedule', NAMED))).toEqual([['scheduler:GetSchedule', SCHEDULE_ARN]]);
  expect(asked(ask('UpdateSchedule', UPDATE))).toEqual([
    ['scheduler:UpdateSchedule', SCHEDULE_ARN],
    ['iam:PassRole', ROLE_ARN],
  ]);
});

test('a throttled delivery is tried again with intervals that double, and each failure is counted', () => {
  const scheduler = schedulerWith(1);
  let [step] = firstRun(scheduler);
  for (const longestMs of [1_000, 2_000, 4_000, 8_000]) {
    const [count, again] = scheduler.deliveryFailed(NOW_MS, step!.request, throttled)!.later!;
    step = again;

    expect(count).toEqual({ afterMs: 0, request: counted('TargetErrorCount') });
    expect(step!.request.operation).toBe('SendMessage');
    expect(step!.afterMs).toBeLessThanOrEqual(longestMs);
    expect(step!.afterMs).toBeGreaterThanOrEqual(longestMs / 2);
  }
});

test.each([
  ['MaximumRetryAttempts', { maximumAttempts: 2, maximumAgeSeconds: 86_400 }, NOW_MS, '2'],
  ['MaximumEventAgeInSeconds', { maximumAttempts: 185, maximumAgeSeconds: 60 }, NOW_MS + 120_000, '0'],
])('at its limit, %s, a run is dropped and becomes a dead letter', (condition, retry, atMs, retries) => {
  const scheduler = schedulerWith(1);
  let [, request]: (ApiRequest | undefined)[] = [
    undefined,
    firstRun(scheduler, { target: { ...DEAD_LETTERS, retry } })[0]!.request,
  ];
  let failed: ApiRequest[];
  do {
    failed = requests(scheduler.deliveryFailed(atMs, request!, throttled));
    request = failed[1];
  } while (request!.service === 'sqs');

  expect(failed).toEqual([counted('TargetErrorCount'), counted('InvocationDroppedCount'), deadLetter]);
  expect(failed[2]).toEqual({
    service: 'sqs',
    region: 'us-east-1',
    operation: 'SendMessage',
    input: {
      QueueUrl: `${QUEUE_URL}/undelivered`,
      MessageBody: '{"due":"2026-03-01T00:00:00Z"}',
      MessageAttributes: Object.fromEntries(
        Object.entries({
          ERROR_CODE: 'RequestThrottled',
          ERROR_MESSAGE: 'Slow down.',
          EXECUTION_ID: `000000000000000${Number(retries) + 1}`,
          EXHAUSTED_RETRY_CONDITION: condition,
          IS_PAYLOAD_TRUNCATED: 'false',
          RETRY_ATTEMPTS: retries,
          SCHEDULED_TIME: '2026-03-01T00:00:00Z',
          SCHEDULE_ARN,
          TARGET_ARN: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage',
        }).map(([name, StringValue]) => [name, { DataType: 'String', StringValue }]),
      ),
    },
    caller: { roleArn: ROLE_ARN },
  });
});

test.each([
  ['a role that may not send', denied],
  ['a queue that is not there', new AwsError('QueueDoesNotExist', 'No such queue.')],
])('after %s nothing is tried again, and no limit is named', (_, error) => {
  const scheduler = schedulerWith(1);
  const [step] = firstRun(scheduler, { target: DEAD_LETTERS });
  const failed = requests(scheduler.deliveryFailed(NOW_MS, step!.request, error));

  expect(failed).toEqual([counted('TargetErrorCount'), deadLetter]);
  expect(failed[1]!.input['MessageAttributes']).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
});

test('without a dead-letter queue the run is counted as dropped, and that is all', () => {
  const scheduler = schedulerWith(1);
  const retry = { maximumAttempts: 0, maximumAgeSeconds: 3_600 };
  const [step] = firstRun(scheduler, { target: { retry } });

  expect(requests(scheduler.deliveryFailed(NOW_MS, step!.request, throttled))).toEqual([
    counted('TargetErrorCount'),
    counted('InvocationDroppedCount'),
  ]);
});

test('a dead letter is counted as sent when it has arrived, and as lost when it is refused', () => {
  const scheduler = schedulerWith(1);
  const [step] = firstRun(scheduler, { target: DEAD_LETTERS });
  const [, letter] = requests(scheduler.deliveryFailed(NOW_MS, step!.request, denied));

  expect(requests(scheduler.delivered(NOW_MS, letter!))).toEqual([
    counted('InvocationsSentToDeadLetterCount'),
  ]);
  expect(requests(scheduler.deliveryFailed(NOW_MS, letter!, denied))).toEqual([
    counted('InvocationsFailedToBeSentToDeadLetterCount'),
  ]);
});

test("what becomes of another request is not Scheduler's", () => {
  const scheduler = schedulerWith(1);
  const [step] = firstRun(scheduler);

  expect(scheduler.delivered(NOW_MS, step!.request)).toBeUndefined();
  expect(scheduler.deliveryFailed(NOW_MS, { ...step!.request }, throttled)).toBeUndefined();
});

test('a schedule needs its group, and a name that is free in it', () => {
  const scheduler = schedulerWith(1);
  const inGroup = (group: string) => schedule({ arn: SCHEDULE_ARN.replace('/keeper/', `/${group}/`) });
  scheduler.createSchedule(NOW_MS, inGroup('default'));
  scheduler.createSchedule(NOW_MS, inGroup('keeper'));

  expect(() => scheduler.createSchedule(NOW_MS, inGroup('other'))).toThrow(
    'Schedule group other does not exist.',
  );
  expect(() => scheduler.createSchedule(NOW_MS, inGroup('keeper'))).toThrow(
    `Schedule ${SCHEDULE_ARN} already exists.`,
  );
});

test.each<[what: string, parts: Parts]>([
  ['a cron expression that AWS refuses', { expression: 'cron(0 * * * * *)' }],
  ['a rate that AWS refuses', { expression: 'rate(1 hours)' }],
  ['an expression of another form', { expression: '0 * * * *' }],
  ['a time zone that does not exist', { expression: 'cron(0 2 * * ? *)', timezone: 'Europe/Atlantis' }],
  ['another target than a queue', { target: { arn: `arn:aws:lambda:${ACCOUNT}:function:due` } }],
  ['a FIFO queue', { target: { arn: `arn:aws:sqs:${ACCOUNT}:due.fifo` } }],
])('%s is not simulated, and said so when the schedule is created', (_, parts) => {
  expect(() => schedulerWith(1).createSchedule(NOW_MS, schedule(parts))).toThrow(/^not simulated: /);
});
