import { GetScheduleCommand, SchedulerClient } from '@aws-sdk/client-scheduler';
import { schedulesIn } from '../../../functions/aws/schedules';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';
import { ec2Error } from '../../support/aws-failures';
import { callsTo, mockAws } from '../../support/aws-mock';

const scheduler = mockAws(SchedulerClient);
const schedules = schedulesIn(new SchedulerClient({ region: 'us-east-1' }), 'keeper-us-east-1');

const CREATED = new Date('2029-01-01T00:00:00Z');
const CHANGED = new Date('2029-02-01T00:00:00Z');

test('a schedule is asked for by its name and its group, and read with its window and its last change', async () => {
  scheduler.on(GetScheduleCommand).resolvesOnce({
    State: 'ENABLED',
    ScheduleExpression: 'cron(30 1 * * ? *)',
    ScheduleExpressionTimezone: 'Europe/Berlin',
    FlexibleTimeWindow: { Mode: 'FLEXIBLE', MaximumWindowInMinutes: 30 },
    CreationDate: CREATED,
    LastModificationDate: CHANGED,
  });

  await expect(schedules.byName('keeper-us-east-1-backup-daily')).resolves.toEqual({
    isOn: true,
    expression: 'cron(30 1 * * ? *)',
    timeZone: 'Europe/Berlin',
    windowMinutes: 30,
    changedAt: CHANGED,
  });
  expect(callsTo(scheduler)).toEqual([
    ['GetScheduleCommand', { GroupName: 'keeper-us-east-1', Name: 'keeper-us-east-1-backup-daily' }],
  ]);
});

test('without a zone it means UTC, without a window none, and one that was never changed was changed when it was created', async () => {
  scheduler.on(GetScheduleCommand).resolvesOnce({
    State: 'DISABLED',
    ScheduleExpression: 'rate(1 hour)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    CreationDate: CREATED,
  });

  await expect(schedules.byName('daily')).resolves.toEqual({
    isOn: false,
    expression: 'rate(1 hour)',
    timeZone: 'UTC',
    windowMinutes: 0,
    changedAt: CREATED,
  });
});

test('one that a person has postponed or given an end has both dates', async () => {
  const [StartDate, EndDate] = [new Date('2029-03-01T00:00:00Z'), new Date('2029-04-01T00:00:00Z')];
  scheduler
    .on(GetScheduleCommand)
    .resolvesOnce({ State: 'ENABLED', CreationDate: CREATED, StartDate, EndDate });

  await expect(schedules.byName('daily')).resolves.toMatchObject({ startsAt: StartDate, endsAt: EndDate });
});

test('but a single time has none, since Scheduler ignores them there', async () => {
  scheduler.on(GetScheduleCommand).resolvesOnce({
    ...{ State: 'ENABLED', CreationDate: CREATED, EndDate: CREATED },
    ScheduleExpression: 'at(2030-01-02T01:30:00)',
  });

  await expect(schedules.byName('once')).resolves.not.toHaveProperty('endsAt');
});

test('one that is gone is none', async () => {
  scheduler.on(GetScheduleCommand).rejectsOnce(ec2Error('ResourceNotFoundException'));

  await expect(schedules.byName('daily')).resolves.toBeUndefined();
});

test.each([
  ['AccessDeniedException', AccessDenied],
  ['ThrottlingException', ServiceBusy],
] as const)('%s is %p', async (code, expected) => {
  scheduler.on(GetScheduleCommand).rejectsOnce(ec2Error(code));

  await expect(schedules.byName('daily')).rejects.toThrow(expected);
});

test('an answer without any date is none', async () => {
  scheduler.on(GetScheduleCommand).resolvesOnce({ State: 'ENABLED' });

  await expect(schedules.byName('daily')).rejects.toThrow('no creation of the schedule daily');
});

describe('when a schedule was made', () => {
  test('is asked by its name and its group, and no later change of it matters', async () => {
    scheduler
      .on(GetScheduleCommand)
      .resolvesOnce({ State: 'DISABLED', CreationDate: CREATED, LastModificationDate: CHANGED });

    await expect(schedules.createdAt('keeper-us-east-1-drill')).resolves.toEqual(CREATED);
    expect(callsTo(scheduler)).toEqual([
      ['GetScheduleCommand', { GroupName: 'keeper-us-east-1', Name: 'keeper-us-east-1-drill' }],
    ]);
  });

  test('is not known of one that is gone', async () => {
    scheduler.on(GetScheduleCommand).rejectsOnce(ec2Error('ResourceNotFoundException'));

    await expect(schedules.createdAt('drill')).resolves.toBeUndefined();
  });

  test.each([
    ['AccessDeniedException', AccessDenied],
    ['ThrottlingException', ServiceBusy],
  ] as const)('%s is %p', async (code, expected) => {
    scheduler.on(GetScheduleCommand).rejectsOnce(ec2Error(code));

    await expect(schedules.createdAt('drill')).rejects.toThrow(expected);
  });
});
