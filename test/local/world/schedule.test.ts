import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { Alarm, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import {
  ContextAttribute,
  Schedule,
  ScheduleExpression,
  ScheduleGroup,
  ScheduleTargetInput,
  TimeWindow,
} from 'aws-cdk-lib/aws-scheduler';
import { SqsSendMessage } from 'aws-cdk-lib/aws-scheduler-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { FaultSet } from '../../../local/faults/fault-catalogue';
import { HOUR_MS, MINUTE_MS } from '../../../local/kernel/time-units';
import { World } from '../../../local/world/world';
import { SETTINGS, START_MS } from '../../support/one-volume';

const REGION = 'eu-west-1';

type Resources = Record<string, { readonly Type: string }>;

/** A template with a schedule that sends to a queue every hour, and with an alarm on a metric of its group. */
function hourly({
  enabled = true,
  metricName = 'TargetErrorCount',
  schedule = ScheduleExpression.rate(Duration.hours(1)),
  timeWindow = TimeWindow.off(),
} = {}): { readonly Resources: Resources } {
  const app = new App();
  const stack = new Stack(app, 'hourly', { env: { account: '111122223333', region: REGION } });
  const group = new ScheduleGroup(stack, 'Group', { scheduleGroupName: 'keeper-eu-west-1' });
  const target = new SqsSendMessage(new Queue(stack, 'Due', { queueName: 'due' }), {
    input: ScheduleTargetInput.fromObject({ scheduledAt: ContextAttribute.scheduledTime }),
    deadLetterQueue: new Queue(stack, 'Undelivered', { queueName: 'undelivered' }),
    maxEventAge: Duration.hours(1),
    retryAttempts: 30,
  });
  new Schedule(stack, 'Hourly', {
    schedule,
    scheduleGroup: group,
    timeWindow,
    target,
    enabled,
  });
  new Alarm(stack, 'Watch', {
    metric: new Metric({
      namespace: 'AWS/Scheduler',
      metricName,
      dimensionsMap: { ScheduleGroup: group.scheduleGroupName },
      statistic: 'Sum',
    }),
    threshold: 1,
    evaluationPeriods: 1,
  });
  return app.synth().getStackByName('hourly').template as { Resources: Resources };
}

/** Plays some hours of it: the messages that are sent, as `when, to which queue, what, refusal`. */
async function play(template: unknown, hours: number, faults: FaultSet = {}, startMs = START_MS) {
  const templates = [{ name: 'hourly', region: REGION, accountId: '111122223333', template }];
  const world = await World.build({ settings: SETTINGS, templates, seed: 1, startMs, faults });
  const sent: { afterMs: number; queue: string | undefined; body: unknown; errorCode: string | undefined }[] =
    [];
  world.observe({
    onCall: ({ atMs, request: { operation, input }, errorCode }) => {
      if (operation !== 'SendMessage') return;
      const queue = String(input['QueueUrl']).split('/').at(-1);
      sent.push({ afterMs: atMs - startMs, queue, body: input['MessageBody'], errorCode });
    },
  });
  await world.run(startMs + hours * HOUR_MS);
  return { world, sent };
}

test('the schedule of a stack sends every hour, from its creation on', async () => {
  const { world, sent } = await play(hourly(), 2.5);

  expect(sent.map(({ queue, body, errorCode }) => [queue, body, errorCode])).toEqual([
    ['due', '{"scheduledAt":"2031-03-01T00:00:00Z"}', undefined],
    ['due', '{"scheduledAt":"2031-03-01T01:00:00Z"}', undefined],
    ['due', '{"scheduledAt":"2031-03-01T02:00:00Z"}', undefined],
  ]);
  expect(sent.filter(({ afterMs }, hour) => afterMs - hour * HOUR_MS > 59_000)).toEqual([]);
  expect(world.sqs.depth(`arn:aws:sqs:${REGION}:111122223333:due`, world.loop.nowMs()).visible).toBe(3);
});

test('a schedule that is disabled in its stack sends nothing', async () => {
  expect((await play(hourly({ enabled: false }), 2.5)).sent).toEqual([]);
});

test('a role without the right to send is denied, at the dead-letter queue too, and an alarm may tell', async () => {
  const { Resources } = hourly();
  const withoutRights = Object.entries(Resources).filter(([, { Type }]) => Type !== 'AWS::IAM::Policy');
  const { world, sent } = await play({ Resources: Object.fromEntries(withoutRights) }, 0.5);

  expect(sent.map(({ queue, errorCode }) => [queue, errorCode])).toEqual([
    ['due', 'AccessDenied'],
    ['undelivered', 'AccessDenied'],
  ]);
  expect(world.denials).toMatchObject([
    { action: 'sqs:SendMessage', callerName: expect.stringMatching(/^hourly-Hourly/), count: 2 },
  ]);
  expect(world.cloudWatch.transitions.map(({ to }) => to)).toContain('ALARM');
});

test('what the queue of the target refuses comes to the dead-letter queue, and an alarm may tell', async () => {
  const { Resources } = hourly({ metricName: 'InvocationsSentToDeadLetterCount' });
  const ofOthers = JSON.stringify(Resources).replace(
    /"Action":"sqs:SendMessage"/,
    '"Action":"sqs:DeleteMessage"',
  );
  const { world, sent } = await play({ Resources: JSON.parse(ofOthers) }, 0.5);

  expect(sent.map(({ queue, body, errorCode }) => [queue, body, errorCode])).toEqual([
    ['due', '{"scheduledAt":"2031-03-01T00:00:00Z"}', 'AccessDenied'],
    ['undelivered', '{"scheduledAt":"2031-03-01T00:00:00Z"}', undefined],
  ]);
  expect(world.cloudWatch.transitions.map(({ to }) => to)).toContain('ALARM');
});

test('a role that trusts one group of schedules cannot be given to a schedule of another', async () => {
  const ofDefaultGroup = JSON.stringify(hourly()).replace(/"GroupName":"[^"]*"/, '"GroupName":"default"');

  await expect(play(JSON.parse(ofDefaultGroup), 1)).rejects.toThrow(
    /scheduler\.amazonaws\.com may not assume the role/,
  );
});

test('a run that comes twice has the same scheduled time, and one that is late its own', async () => {
  const { sent } = await play(hourly(), 3, { 'tick-duplicated': 1, 'tick-delayed': 1 });
  const first = sent.filter(({ body }) => body === '{"scheduledAt":"2031-03-01T00:00:00Z"}');

  expect(first).toHaveLength(2);
  expect(first[0]!.afterMs).toBeGreaterThan(MINUTE_MS);
});

test.each<[change: string, startMs: number, due: string[]]>([
  [
    'in spring, when one is left out',
    Date.parse('2031-03-29T00:00:00Z'),
    ['2031-03-29T01:30:00Z', '2031-03-31T00:30:00Z'],
  ],
  [
    'in autumn, when an hour comes twice',
    Date.parse('2031-10-25T00:00:00Z'),
    ['2031-10-25T00:30:00Z', '2031-10-26T00:30:00Z', '2031-10-27T01:30:00Z'],
  ],
])('a schedule by cron sends at its local times over the change of clocks %s', async (_, startMs, due) => {
  const timeZone = TimeZone.of('Europe/Berlin');
  const nightly = hourly({ schedule: ScheduleExpression.cron({ minute: '30', hour: '2', timeZone }) });
  const { world, sent } = await play(nightly, 72, {}, startMs);

  expect(sent.map(({ queue, body, errorCode }) => [queue, body, errorCode])).toEqual(
    due.map((time) => ['due', `{"scheduledAt":"${time}"}`, undefined]),
  );
  const late = sent.map(({ afterMs }, index) => startMs + afterMs - Date.parse(due[index]!));
  expect(late.filter((ms) => ms < 0 || ms > MINUTE_MS)).toEqual([]);
  expect(world.sqs.depth(`arn:aws:sqs:${REGION}:111122223333:due`, world.loop.nowMs()).visible).toBe(
    due.length,
  );
});

test('a schedule of a single time sends once', async () => {
  const schedule = ScheduleExpression.at(new Date('2031-03-01T02:30:00Z'));

  expect((await play(hourly({ schedule }), 30)).sent.map(({ body }) => body)).toEqual([
    '{"scheduledAt":"2031-03-01T02:30:00Z"}',
  ]);
});

test('a schedule with a window sends within it, and says the time of the schedule', async () => {
  const schedule = ScheduleExpression.cron({ minute: '0', hour: '*/6' });
  const timeWindow = TimeWindow.flexible(Duration.hours(2));
  const { sent } = await play(hourly({ schedule, timeWindow }), 24);

  expect(sent.map(({ body }) => body)).toEqual([
    '{"scheduledAt":"2031-03-01T06:00:00Z"}',
    '{"scheduledAt":"2031-03-01T12:00:00Z"}',
    '{"scheduledAt":"2031-03-01T18:00:00Z"}',
  ]);
  const late = sent.map(({ afterMs }, index) => afterMs - (index + 1) * 6 * HOUR_MS);
  expect(late.filter((ms) => ms < 0 || ms > 2 * HOUR_MS + MINUTE_MS)).toEqual([]);
  expect(Math.max(...late)).toBeGreaterThan(MINUTE_MS);
});
