import { GetCommandInvocationCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { freezerIn } from '../../../functions/aws/freezer';
import type { Freeze } from '../../../functions/domain/freeze';
import { callsTo, mockAws } from '../../support/aws-mock';

const ssm = mockAws(SSMClient);
const [RETRYING, ONCE] = [new SSMClient({ region: 'us-east-1' }), new SSMClient({ region: 'us-east-1' })];
const FREEZE: Freeze = { application: 'mysql', thawAfterSeconds: 30, otherwise: 'takeAnyway' };

function freezer() {
  let nowMs = Date.parse('2030-01-01T00:00:00Z');
  const made = freezerIn(RETRYING, ONCE, {
    document: 'freeze-keeper-us-east-1',
    now: () => new Date(nowMs),
    pause: (milliseconds) => {
      nowMs += milliseconds;
      return Promise.resolve();
    },
  });
  return { ...made, seconds: () => (nowMs - Date.parse('2030-01-01T00:00:00Z')) / 1000 };
}

const failure = (name: string, httpStatusCode = 400): Error =>
  Object.assign(new Error('m'), { name, $metadata: { httpStatusCode } });

const sent = (action: string, more: Record<string, string[]> = {}) => [
  'SendCommandCommand',
  {
    DocumentName: 'freeze-keeper-us-east-1',
    InstanceIds: ['i-1'],
    Parameters: { action: [action], run: ['run-1'], ...more },
    TimeoutSeconds: 30,
  },
];
const ASKED = ['GetCommandInvocationCommand', { CommandId: 'c-1', InstanceId: 'i-1' }];

test('a freeze is one command, asked twice a second until it has ended, also while it is not shown yet', async () => {
  ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
  ssm
    .on(GetCommandInvocationCommand)
    .rejectsOnce(failure('InvocationDoesNotExist'))
    .rejectsOnce(failure('ThrottlingException'))
    .resolvesOnce({ Status: 'InProgress', ResponseCode: -1 })
    .resolves({
      Status: 'Success',
      ResponseCode: 0,
      StandardOutputContent: 'Frozen, for 30 seconds at most.\n',
      StandardErrorContent: '',
    });
  const { freeze, seconds } = freezer();

  expect(await freeze('i-1', 'run-1', FREEZE)).toEqual({
    code: 0,
    said: 'Frozen, for 30 seconds at most.',
    why: 'Frozen, for 30 seconds at most.',
  });
  expect(callsTo(ssm)).toEqual([
    sent('freeze', { thawAfterSeconds: ['30'], application: ['mysql'] }),
    ASKED,
    ASKED,
    ASKED,
    ASKED,
  ]);
  expect(seconds()).toBe(2);
});

test('a command that fails says its exit code, and what it has written', async () => {
  ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
  ssm.on(GetCommandInvocationCommand).resolves({
    Status: 'Failed',
    ResponseCode: 206,
    StandardOutputContent: 'freeze  /data (xfs, /dev/sdf)\n',
    StandardErrorContent: 'mysql is not ready: nothing is frozen.\nfailed to run commands: exit status 206',
  });

  expect(await freezer().freeze('i-1', 'run-1', FREEZE)).toEqual({
    code: 206,
    said: 'freeze  /data (xfs, /dev/sdf)',
    why: 'mysql is not ready: nothing is frozen.',
  });
});

test('one that an instance never begins has no code', async () => {
  ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
  ssm
    .on(GetCommandInvocationCommand)
    .resolves({ Status: 'TimedOut', StatusDetails: 'Delivery Timed Out', ResponseCode: -1 });

  expect(await freezer().thaw('i-1', 'run-1')).toEqual({ said: '', why: 'Delivery Timed Out' });
});

test('without an answer a freeze is given up after 150 seconds, and a thaw after 60', async () => {
  ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
  ssm.on(GetCommandInvocationCommand).resolves({ Status: 'InProgress', ResponseCode: -1 });
  const [first, second] = [freezer(), freezer()];

  expect(await first.freeze('i-1', 'run-1', FREEZE)).toEqual({ said: '', why: 'InProgress' });
  expect(await second.thaw('i-1', 'run-1')).toEqual({ said: '', why: 'InProgress' });
  expect([first.seconds(), second.seconds()]).toEqual([150, 60]);
});

test('who may not read the answer does not wait for it', async () => {
  ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
  ssm.on(GetCommandInvocationCommand).rejects(failure('AccessDeniedException'));
  const { freeze, seconds } = freezer();

  expect(await freeze('i-1', 'run-1', FREEZE)).toEqual({ said: '', why: 'AccessDeniedException: m' });
  expect(seconds()).toBe(0.5);
});

test('a freeze that cannot be sent is not sent again: a second one would hide that the first has come', async () => {
  ssm.on(SendCommandCommand).rejects(failure('InvalidInstanceId'));

  expect(await freezer().freeze('i-1', 'run-1', FREEZE)).toEqual({ said: '', why: 'InvalidInstanceId: m' });
  expect(ssm.calls().map(({ thisValue }) => thisValue === ONCE)).toEqual([true]);
});

test('a freeze that is throttled was not sent, and is sent again for ten seconds', async () => {
  ssm
    .on(SendCommandCommand)
    .rejectsOnce(failure('ThrottlingException'))
    .rejectsOnce(failure('ThrottlingException'))
    .resolves({ Command: { CommandId: 'c-1' } });
  ssm.on(GetCommandInvocationCommand).resolves({ Status: 'Success', ResponseCode: 0 });
  const [once, ever] = [freezer(), freezer()];

  expect(await once.freeze('i-1', 'run-1', FREEZE)).toMatchObject({ code: 0 });
  expect(once.seconds()).toBe(3.5);
  ssm.on(SendCommandCommand).rejects(failure('ThrottlingException'));
  expect(await ever.freeze('i-1', 'run-1', FREEZE)).toEqual({ said: '', why: 'ThrottlingException: m' });
  expect(ever.seconds()).toBe(10);
});

test('a freeze of which nobody knows whether it was sent is not sent again', async () => {
  ssm.on(SendCommandCommand).rejects(failure('InternalServerError', 500));

  expect(await freezer().freeze('i-1', 'run-1', FREEZE)).toEqual({ said: '', why: 'InternalServerError: m' });
  expect(callsTo(ssm)).toHaveLength(1);
});

test('what no agent takes is given up as soon as it is not delivered any more', async () => {
  ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
  ssm.on(GetCommandInvocationCommand).resolves({ Status: 'Pending', ResponseCode: -1 });
  const { freeze, seconds } = freezer();

  expect(await freeze('i-1', 'run-1', FREEZE)).toEqual({ said: '', why: 'Pending' });
  expect(seconds()).toBe(40);
});

describe('a thaw that cannot be sent', () => {
  test('is sent again each second for a minute: something may stand still', async () => {
    ssm.on(SendCommandCommand).rejects(failure('ThrottlingException'));
    const { thaw, seconds } = freezer();

    expect(await thaw('i-1', 'run-1')).toEqual({ said: '', why: 'ThrottlingException: m' });
    expect(seconds()).toBe(60);
  });

  test('and then can has its answer', async () => {
    ssm
      .on(SendCommandCommand)
      .rejectsOnce(failure('TimeoutError'))
      .resolves({ Command: { CommandId: 'c-1' } });
    ssm
      .on(GetCommandInvocationCommand)
      .resolves({ Status: 'Success', ResponseCode: 0, StandardOutputContent: 'l' });

    expect(await freezer().thaw('i-1', 'run-1')).toEqual({ code: 0, said: 'l', why: 'l' });
    expect(callsTo(ssm)).toEqual([sent('thaw'), sent('thaw'), ASKED]);
  });

  test('since it is refused is sent three times', async () => {
    ssm.on(SendCommandCommand).rejects(failure('InvalidInstanceId'));

    expect(await freezer().thaw('i-1', 'run-1')).toEqual({ said: '', why: 'InvalidInstanceId: m' });
    expect(callsTo(ssm)).toHaveLength(3);
  });
});
