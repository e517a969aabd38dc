import { lambdaInvoke } from '../../../local/asl/lambda-invoke';
import { refusalError } from '../../../local/asl/service-integration';
import type { ApiRequest, Caller } from '../../../local/aws/api';
import { FaultDice } from '../../../local/faults/fault-dice';
import type { FaultSet } from '../../../local/faults/fault-catalogue';
import { FaultyCalls } from '../../../local/faults/faulty-calls';
import { Loop } from '../../../local/kernel/loop';
import { HOUR_MS } from '../../../local/kernel/time-units';
import { PASSING_LAMBDA_ERRORS } from '../../statemachines/retry-rules';

const ROLE: Caller = { roleArn: 'arn:aws:iam::111122223333:role/fn' };

const request = (service: string, caller: Caller = ROLE, operation = 'Operation'): ApiRequest => ({
  service,
  region: 'eu-west-1',
  operation,
  input: {},
  caller,
});

const callsUnder = (faults: FaultSet, loop = new Loop(0)) =>
  new FaultyCalls(new FaultDice(1, faults, () => {}), loop, 8000);

test.each([
  ['ec2', 'RequestLimitExceeded'],
  ['lambda', 'TooManyRequestsException'],
  ['sns', 'Throttled'],
  ['sqs', 'RequestThrottled'],
  ['ssm', 'ThrottlingException'],
  ['states', 'ThrottlingException'],
])('a throttled call of %s is refused with %s', (service, code) => {
  expect(callsUnder({ throttled: 1 }).refusal(request(service))?.error.name).toBe(code);
});

test.each([
  ['a person', { outsider: 'somebody' }],
  ['EC2 itself', { outsider: 'aws:ec2' }],
  ['CloudWatch', { outsider: 'cloudwatch.amazonaws.com' }],
])('%s is spared', (_, caller) => {
  expect(callsUnder({ throttled: 1, 'region-down': 1 }).refusal(request('sns', caller))).toBeUndefined();
});

test('an event on its way to a function is not spared: EventBridge tries again', () => {
  const caller = { outsider: 'events.amazonaws.com' };

  expect(callsUnder({ throttled: 1 }).refusal(request('lambda', caller))?.error.name).toBe(
    'TooManyRequestsException',
  );
});

test('a function that is not ready is refused by errors that pass, and no other service is struck', () => {
  const calls = callsUnder({ 'function-not-ready': 1 });
  const names = Array.from({ length: 50 }, () => calls.refusal(request('lambda'))?.error.name);

  expect([...new Set(names)].sort()).toEqual([
    'CodeArtifactUserPendingException',
    'EC2ThrottledException',
    'ResourceConflictException',
    'ResourceNotReadyException',
  ]);
  expect(calls.refusal(request('ec2'))).toBeUndefined();
});

test('a call of Lambda fails on its way, or in Lambda itself, and no other service is struck', () => {
  const calls = callsUnder({ 'lambda-failed': 1 });
  const names = Array.from({ length: 50 }, () => calls.refusal(request('lambda'))?.error.name);

  expect([...new Set(names)].sort()).toEqual([
    'ClientExecutionTimeoutException',
    'InternalFailure',
    'SdkClientException',
    'ServiceException',
  ]);
  expect(calls.refusal(request('ec2'))).toBeUndefined();
});

test('a Task sees every error of Lambda that passes by itself', () => {
  const seen = ['throttled', 'function-not-ready', 'lambda-failed'].flatMap((fault) => {
    const calls = callsUnder({ [fault]: 1 });
    return Array.from({ length: 50 }, () => {
      const refusal = calls.refusal(request('lambda'))!.error;
      return refusalError(lambdaInvoke.names, refusal, { requestId: '1', atMs: 0 }).error!;
    });
  });

  expect([...new Set(seen)].sort()).toEqual([...PASSING_LAMBDA_ERRORS].sort());
});

test('only messages of our own fail at SNS', () => {
  const calls = callsUnder({ 'alert-failed': 1 });

  expect(calls.refusal(request('sns', ROLE, 'Publish'))?.error.name).toBe('InternalError');
  expect(calls.refusal(request('ec2'))).toBeUndefined();
});

test('a Region that is down lets functions wait in vain and refuses AWS’s own services, for hours', async () => {
  const loop = new Loop(0);
  const calls = callsUnder({ 'region-down': 1 }, loop);
  const answers: string[] = [];
  for (let hour = 0; hour < 72; hour += 1) {
    await loop.run(hour * HOUR_MS);
    for (const service of ['ec2', 'lambda']) {
      const refusal = calls.refusal(request(service));
      answers.push(`${service}: ${refusal?.error.name ?? 'answers'} after ${refusal?.afterMs ?? 0} ms`);
    }
  }

  expect([...new Set(answers)].sort()).toEqual([
    'ec2: TimeoutError after 8000 ms',
    'ec2: answers after 0 ms',
    'lambda: ServiceException after 0 ms',
    'lambda: answers after 0 ms',
  ]);
});

test.each(['ec2', 'ssm', 'states', 'sns'])(
  'the answer of %s to a call that took effect is lost after eight seconds',
  async (service) => {
    const loop = new Loop(0);
    const lost = callsUnder({ 'answer-lost': 1 }, loop).lostAnswer(request(service));
    const ending = expect(lost).rejects.toMatchObject({ name: 'TimeoutError' });
    await loop.run(8000);

    await ending;
  },
);

test.each([
  ['a call that AWS’s own services make', request('lambda')],
  ['a person’s call', request('ec2', { outsider: 'somebody' })],
])('the answer to %s is never lost', (_, sent) => {
  expect(callsUnder({ 'answer-lost': 1 }).lostAnswer(sent)).toBeUndefined();
});
