import { ListExecutionsCommand, SFNClient, type ExecutionStatus } from '@aws-sdk/client-sfn';
import { lastRunsOf } from '../../../cli/status/last-runs';
import { CallFailed } from '../../../cli/deployed/calls';
import { callsTo, mockAws } from '../../support/aws-mock';

const states = mockAws(SFNClient);
const ARN = 'arn:aws:states:us-east-1:111122223333:stateMachine:snapshot-keeper-us-east-1-backup';

const ended = (name: string, minutes: number | undefined, status: ExecutionStatus = 'SUCCEEDED') => ({
  executionArn: `${ARN}:${name}`,
  stateMachineArn: ARN,
  name,
  status,
  startDate: new Date('2030-01-01T03:00:00Z'),
  ...(minutes !== undefined && { stopDate: new Date(Date.parse('2030-01-01T03:00:00Z') + minutes * 60_000) }),
});

test('by one call it tells of runs that have come to their end what they were for, and how long they took', async () => {
  states.on(ListExecutionsCommand).resolves({
    executions: [
      ended('backup-2030-01-03T03-00-00Z', undefined, 'RUNNING'),
      ended('backup-2030-01-02T03-00-00Z', 4),
      ended('backup-hourly-2030-01-02T02-10-00Z', 1),
      ended('backup-by-hand-2030-01-01T17-20-30Z-nightly', 2),
      ended('backup-2030-01-01T03-00-00Z', 7, 'FAILED'),
      ended('backup-2029-12-31T03-00-00Z', 9, 'ABORTED'),
    ],
    nextToken: 'more',
  });

  expect(await lastRunsOf(new SFNClient({}), ARN)).toEqual([
    { scheduledAt: '2030-01-02T03:00:00Z', tookMs: 240_000 },
    { scheduledAt: '2030-01-02T02:10:00Z', schedule: 'hourly', tookMs: 60_000 },
    { scheduledAt: '2030-01-01T03:00:00Z', tookMs: 420_000 },
  ]);
  expect(callsTo(states)).toEqual([['ListExecutionsCommand', { stateMachineArn: ARN, maxResults: 200 }]]);
});

test('a call that fails names its action', async () => {
  states.on(ListExecutionsCommand).rejects(new Error('no'));

  await expect(lastRunsOf(new SFNClient({}), ARN)).rejects.toEqual(
    new CallFailed('states:ListExecutions', new Error('no')),
  );
});
