import {
  DescribeExecutionCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { sweepRegion } from '../../../cli/sweep/sweep-region';
import { parseSettings } from '../../../infra/settings';
import { mockAws } from '../../support/aws-mock';

const states = mockAws(SFNClient);

const REGION = 'us-east-1';
const SETTINGS = parseSettings({ primary: { region: REGION }, dr: [{ region: 'us-west-2' }] }, 'the test');
const SWEEP = 'snapshot-keeper-us-east-1-sweep';
const ARN = `arn:aws:states:${REGION}:111122223333:stateMachine:${SWEEP}`;
const NOT_THERE = Object.assign(new Error('Execution Does Not Exist'), { name: 'ExecutionDoesNotExist' });
const SWEPT = { found: {}, started: 0, tried: 0, deferred: 0, unread: [] };

/** The answer, and how long was waited before each further look. */
async function sweep() {
  states
    .on(ListStateMachinesCommand)
    .resolves({ stateMachines: [{ name: SWEEP, stateMachineArn: ARN }] as never });
  states.on(StartExecutionCommand).resolves({ executionArn: 'the execution' });
  const pauses: number[] = [];
  const answer = await sweepRegion(REGION, {
    settings: SETTINGS,
    source: 'the test',
    volumeId: undefined,
    now: new Date('2026-11-29T17:20:30.789Z'),
    states: new SFNClient({ region: REGION }),
    pause: (milliseconds) => Promise.resolve(void pauses.push(milliseconds)),
    onStart: () => undefined,
  });
  return { answer, pauses };
}

test('a sweep is looked at every five seconds until it ends, also where it is not shown at first', async () => {
  states
    .on(DescribeExecutionCommand)
    .rejectsOnce(NOT_THERE)
    .resolvesOnce({ status: 'RUNNING' })
    .resolvesOnce({ status: 'SUCCEEDED', output: JSON.stringify(SWEPT) });

  expect(await sweep()).toEqual({ answer: { region: REGION, swept: SWEPT }, pauses: [5_000, 5_000] });
});

test('a sweep that is not shown for a minute is gone', async () => {
  states.on(DescribeExecutionCommand).rejects(NOT_THERE);

  const { answer, pauses } = await sweep();

  expect(answer).toEqual({
    region: REGION,
    failure: 'the execution sweep-by-hand-2026-11-29T17-20-30Z is not there any more.',
  });
  expect(pauses).toHaveLength(12);
});
