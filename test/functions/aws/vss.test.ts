import { ListCommandInvocationsCommand, SendCommandCommand, SSMClient } from '@aws-sdk/client-ssm';
import { vssIn, VSS_OVER_SECONDS } from '../../../functions/aws/vss';
import { callsTo, mockAws } from '../../support/aws-mock';

const ssm = mockAws(SSMClient);
const [RETRYING, ONCE] = [new SSMClient({ region: 'us-east-1' }), new SSMClient({ region: 'us-east-1' })];
const START_MS = Date.parse('2030-01-01T00:00:00Z');

function vss() {
  let nowMs = START_MS;
  const { take } = vssIn(RETRYING, ONCE, {
    now: () => new Date(nowMs),
    pause: (milliseconds) => {
      nowMs += milliseconds;
      return Promise.resolve();
    },
  });
  return {
    take: (excludeBootVolume = false) => take('i-1', { description: 'd', excludeBootVolume }),
    seconds: () => (nowMs - START_MS) / 1000,
  };
}

const failure = (name: string, httpStatusCode = 400): Error =>
  Object.assign(new Error('m'), { name, $metadata: { httpStatusCode } });

const sent = (ExcludeBootVolume = 'False') => [
  'SendCommandCommand',
  {
    DocumentName: 'AWSEC2-VssInstallAndSnapshot',
    InstanceIds: ['i-1'],
    Parameters: {
      description: ['d'],
      ExcludeBootVolume: [ExcludeBootVolume],
      CopyOnly: ['True'],
      executionTimeout: ['180'],
      tags: [''],
    },
    TimeoutSeconds: 30,
  },
];
const ASKED = ['ListCommandInvocationsCommand', { CommandId: 'c-1', InstanceId: 'i-1', Details: true }];

const taken = () => ssm.on(SendCommandCommand).resolves({ Command: { CommandId: 'c-1' } });
const shown = (...answers: object[]) => {
  const listed = ssm.on(ListCommandInvocationsCommand);
  for (const answer of answers.slice(0, -1)) listed.resolvesOnce({ CommandInvocations: [answer] });
  listed.resolves({ CommandInvocations: [answers.at(-1)!] });
};

test("AWS's document is sent once, for a copy-only backup without tags, and asked about every five seconds, also while it is not shown yet", async () => {
  taken();
  ssm
    .on(ListCommandInvocationsCommand)
    .resolvesOnce({ CommandInvocations: [] })
    .rejectsOnce(failure('ThrottlingException'))
    .resolvesOnce({ CommandInvocations: [{ Status: 'InProgress', StatusDetails: 'InProgress' }] })
    .resolves({ CommandInvocations: [{ Status: 'Success', StatusDetails: 'Success' }] });
  const { take, seconds } = vss();

  expect(await take(true)).toEqual({ end: 'over', why: 'Success' });
  expect(callsTo(ssm)).toEqual([sent('True'), ASKED, ASKED, ASKED, ASKED]);
  expect(seconds()).toBe(20);
});

test('one that fails says so in the words of the step that has failed', async () => {
  taken();
  shown({
    Status: 'Failed',
    StatusDetails: 'Failed',
    CommandPlugins: [
      { Name: 'CheckInstall', Status: 'Success', Output: 'Running install step.' },
      {
        Name: 'CreateVssSnapshot',
        Status: 'Failed',
        Output: 'Starting\nError: ec2-vss-agent.exe is not installed.\n{"Error":1003}\n',
      },
    ],
  });

  expect(await vss().take()).toEqual({
    end: 'over',
    why: 'Failed: Error: ec2-vss-agent.exe is not installed.',
  });
});

test.each([
  'Undeliverable',
  'Delivery Timed Out',
  'InvalidPlatform',
  'AccessDenied',
  'Terminated',
  'Rate Exceeded',
])('one that is %s has taken nothing, and will not', async (StatusDetails) => {
  taken();
  shown({ Status: 'Failed', StatusDetails });

  expect(await vss().take()).toEqual({ end: 'not run', why: StatusDetails });
});

test('nor one that no agent has taken when it is not delivered any more', async () => {
  taken();
  shown({ Status: 'Pending', StatusDetails: 'Pending' });
  const { take, seconds } = vss();

  expect(await take()).toEqual({ end: 'not run', why: 'Pending' });
  expect(seconds()).toBe(40);
});

test('one that goes on is given up after 150 seconds, and may take what it takes until a quarter of an hour is over', async () => {
  taken();
  shown({ Status: 'InProgress', StatusDetails: 'InProgress' });
  const { take, seconds } = vss();

  expect(await take()).toEqual({ end: 'unknown', why: 'InProgress' });
  expect([seconds(), VSS_OVER_SECONDS]).toEqual([150, 870]);
});

test('who may not read what has become of it does not wait for that', async () => {
  taken();
  ssm.on(ListCommandInvocationsCommand).rejects(failure('AccessDeniedException'));
  const { take, seconds } = vss();

  expect(await take()).toEqual({ end: 'unknown', why: 'AccessDeniedException: m' });
  expect(seconds()).toBe(5);
});

describe('a command that cannot be sent', () => {
  test.each([
    ['InvalidInstanceId', 400],
    ['AccessDeniedException', 400],
    ['UnsupportedPlatformType', 400],
  ])('since Systems Manager says %s was not run', async (name, status) => {
    ssm.on(SendCommandCommand).rejects(failure(name, status));

    expect(await vss().take()).toEqual({ end: 'not run', why: `${name}: m` });
    expect(ssm.calls().map(({ thisValue }) => thisValue === ONCE)).toEqual([true]);
  });

  test.each([
    ['InternalServerError', 500],
    ['TimeoutError', 0],
  ])('with %s may have been, and is not sent again', async (name, status) => {
    ssm.on(SendCommandCommand).rejects(failure(name, status));

    expect(await vss().take()).toEqual({ end: 'unknown', why: `${name}: m` });
    expect(callsTo(ssm)).toEqual([sent()]);
  });

  test('since there are too many is sent three times: none of these was taken', async () => {
    ssm.on(SendCommandCommand).rejects(failure('ThrottlingException'));
    const { take, seconds } = vss();

    expect(await take()).toEqual({ end: 'not run', why: 'ThrottlingException: m' });
    expect(callsTo(ssm)).toEqual([sent(), sent(), sent()]);
    expect(seconds()).toBe(10);
  });

  test('and has no id in its answer may have been', async () => {
    ssm.on(SendCommandCommand).resolves({});

    expect(await vss().take()).toEqual({
      end: 'unknown',
      why: 'Systems Manager answered SendCommand without an id',
    });
  });
});
