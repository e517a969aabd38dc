import { ExecutionAlreadyExists } from '@aws-sdk/client-sfn';
import { InvalidEnvironment, InvalidInput } from '../../functions/domain/errors';
import type { SnapshotEvent } from '../../functions/domain/snapshot-event';
import { handler, receiveEvent } from '../../functions/receive-event/handler';
import { recorder } from './runtime/recorder';
import { recordingRuntime } from './runtime/recording-runtime';

const machineArns = { succeeded: 'arn:succeeded', failed: 'arn:failed' };

const created = (id: string, result: 'succeeded' | 'failed' = 'succeeded'): SnapshotEvent => ({
  detail: { event: 'createSnapshot', result, cause: '', snapshot_id: id, source: 'vol-00000000000000001' },
});

const createdSet = (result: 'succeeded' | 'failed'): SnapshotEvent => ({
  detail: {
    event: 'createSnapshots',
    result,
    cause: '',
    snapshots: [
      { snapshot_id: 'snap-00000000000000002', source: 'vol-00000000000000002', status: 'completed' },
      { snapshot_id: 'snap-00000000000000001', source: 'vol-00000000000000001', status: 'completed' },
    ],
  },
});

/** Step Functions as far as names go: it gives each one out once. `failsFor` fails at its first start. */
function stepFunctions(failsFor?: string) {
  const started: [machineArn: string, name: string, input: unknown][] = [];
  let mayFail = true;
  const start = (machineArn: string, name: string, input: unknown): Promise<'started' | 'exists'> => {
    if (name === failsFor && mayFail) {
      mayFail = false;
      return Promise.reject(new Error('not now'));
    }
    if (started.some(([, taken]) => taken === name)) return Promise.resolve('exists');
    started.push([machineArn, name, input]);
    return Promise.resolve('started');
  };
  return { started, start };
}

test('an event about one snapshot starts one execution that bears its name', async () => {
  const executions = stepFunctions();

  await receiveEvent({ executions, machineArns, ...recorder() })(created('snap-00000000000000001'));

  expect(executions.started).toEqual([
    [
      'arn:succeeded',
      'snap-00000000000000001',
      { snapshotId: 'snap-00000000000000001', volumeId: 'vol-00000000000000001' },
    ],
  ]);
});

test('an event about a multi-volume set starts one execution for each snapshot', async () => {
  const executions = stepFunctions();

  await receiveEvent({ executions, machineArns, ...recorder() })(createdSet('succeeded'));

  expect(executions.started).toEqual([
    [
      'arn:succeeded',
      'snap-00000000000000002',
      { snapshotId: 'snap-00000000000000002', volumeId: 'vol-00000000000000002' },
    ],
    [
      'arn:succeeded',
      'snap-00000000000000001',
      { snapshotId: 'snap-00000000000000001', volumeId: 'vol-00000000000000001' },
    ],
  ]);
});

test('a failed set starts one execution of the other machine for each snapshot', async () => {
  const executions = stepFunctions();

  await receiveEvent({ executions, machineArns, ...recorder() })(createdSet('failed'));

  expect(executions.started).toEqual([
    [
      'arn:failed',
      'snap-00000000000000002',
      {
        snapshotId: 'snap-00000000000000002',
        volumeId: 'vol-00000000000000002',
        cause: 'AWS gave no reason.',
      },
    ],
    [
      'arn:failed',
      'snap-00000000000000001',
      {
        snapshotId: 'snap-00000000000000001',
        volumeId: 'vol-00000000000000001',
        cause: 'AWS gave no reason.',
      },
    ],
  ]);
});

test('a repeated event starts nothing twice', async () => {
  const executions = stepFunctions();
  const { log, lines } = recorder();
  const receive = receiveEvent({ executions, machineArns, log });

  await receive(created('snap-00000000000000001'));
  await receive(created('snap-00000000000000001'));

  expect(executions.started).toHaveLength(1);
  expect(lines).toEqual([
    ['info', 'execution started', { name: 'snap-00000000000000001' }],
    ['info', 'repeated event: execution exists', { name: 'snap-00000000000000001' }],
  ]);
});

test('two equal events that come at once start one execution', async () => {
  const executions = stepFunctions();
  const receive = receiveEvent({ executions, machineArns, ...recorder() });

  await Promise.all([receive(created('snap-00000000000000001')), receive(created('snap-00000000000000001'))]);

  expect(executions.started).toHaveLength(1);
});

test.each(['succeeded', 'failed'] as const)(
  'a member of a set that %s and that also has an event of its own is started once',
  async (result) => {
    const ownFirst = stepFunctions();
    const setFirst = stepFunctions();
    const receive = (executions: typeof ownFirst) => receiveEvent({ executions, machineArns, ...recorder() });

    await receive(ownFirst)(created('snap-00000000000000001', result));
    await receive(ownFirst)(createdSet(result));
    await receive(setFirst)(createdSet(result));
    await receive(setFirst)(created('snap-00000000000000001', result));

    expect(ownFirst.started.map(([, name]) => name)).toEqual([
      'snap-00000000000000001',
      'snap-00000000000000002',
    ]);
    expect(setFirst.started.map(([, name]) => name)).toEqual([
      'snap-00000000000000002',
      'snap-00000000000000001',
    ]);
  },
);

test('a failure is thrown, and the repeated call starts what is missing', async () => {
  const executions = stepFunctions('snap-00000000000000001');
  const receive = receiveEvent({ executions, machineArns, ...recorder() });

  await expect(receive(createdSet('succeeded'))).rejects.toThrow('not now');
  await receive(createdSet('succeeded'));

  expect(executions.started.map(([, name]) => name)).toEqual([
    'snap-00000000000000002',
    'snap-00000000000000001',
  ]);
});

describe('the handler', () => {
  const environment = { SUCCEEDED_MACHINE_ARN: 'arn:succeeded', FAILED_MACHINE_ARN: 'arn:failed' };
  const VOLUME_ARN = 'arn:aws:ec2::us-east-1:volume/vol-00000000000000001';
  const copied = {
    version: '0',
    'detail-type': 'EBS Snapshot Notification',
    source: 'aws.ec2',
    region: 'eu-west-1',
    detail: {
      event: 'copySnapshot',
      result: 'succeeded',
      cause: '',
      'request-id': '',
      snapshot_id: 'arn:aws:ec2::eu-west-1:snapshot/snap-0000000000000000c',
      source: 'arn:aws:ec2::us-east-1:snapshot/snap-00000000000000001',
      incremental: 'true',
    },
  };

  test.each(['SUCCEEDED_MACHINE_ARN', 'FAILED_MACHINE_ARN'])('refuses to start without %s', (variable) => {
    const { runtime } = recordingRuntime({
      region: 'eu-west-1',
      environment: { ...environment, [variable]: undefined },
    });

    expect(() => handler.within(runtime)).toThrow(InvalidEnvironment);
    expect(() => handler.within(runtime)).toThrow(new RegExp(`^${variable}: `));
  });

  test('starts the execution in its own Region', async () => {
    const { runtime, calls } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: { StartExecutionCommand: [{}] },
    });

    await handler.within(runtime)(copied);

    expect(calls).toEqual([
      [
        'sfn eu-west-1',
        'StartExecutionCommand',
        {
          stateMachineArn: 'arn:succeeded',
          name: 'snap-0000000000000000c',
          input:
            '{"snapshotId":"snap-0000000000000000c","sourceSnapshotId":"snap-00000000000000001","incremental":true}',
        },
      ],
    ]);
  });

  test('takes an execution that exists as done', async () => {
    const exists = new ExecutionAlreadyExists({ message: 'no', $metadata: { httpStatusCode: 400 } });
    const { runtime, lines } = recordingRuntime({
      region: 'eu-west-1',
      environment,
      answers: { StartExecutionCommand: [exists] },
    });

    await handler.within(runtime)(copied);

    expect(lines).toEqual([['info', 'repeated event: execution exists', { name: 'snap-0000000000000000c' }]]);
  });

  test.each([
    [
      'an event that starts no work',
      { detail: { event: 'shareSnapshot', result: 'succeeded' } },
      /^detail\.event: /,
    ],
    [
      'an event without a snapshot',
      { detail: { event: 'createSnapshot', result: 'succeeded', source: VOLUME_ARN } },
      /^detail\.snapshot_id: [^;]+$/,
    ],
    [
      'a set whose member has no volume',
      {
        detail: {
          event: 'createSnapshots',
          result: 'succeeded',
          snapshots: [{ snapshot_id: copied.detail.snapshot_id, status: 'completed' }],
        },
      },
      /^detail\.snapshots\.0\.source: [^;]+$/,
    ],
    ['an event without detail', {}, /^detail: /],
    ['no event', undefined, /^input: /],
  ])('refuses %s before any call and names the field', async (_, event, named) => {
    const { runtime, calls } = recordingRuntime({ region: 'eu-west-1', environment });

    await expect(handler.within(runtime)(event)).rejects.toThrow(InvalidInput);
    await expect(handler.within(runtime)(event)).rejects.toThrow(named);
    expect(calls).toEqual([]);
  });
});
