import { AwsError } from '../../../local/aws/api';
import { Ssm } from '../../../local/aws/ssm';
import type { AgentCommand } from '../../../local/aws/ssm/managed-instance';

const ACCOUNT = '111122223333';
const REGION = 'eu-west-1';
const INSTANCE = 'i-0123456789abcdef0';

const CONTENT = {
  schemaVersion: '2.2',
  parameters: { action: { type: 'String', allowedValues: ['freeze', 'thaw'] } },
  mainSteps: [
    {
      name: 'act',
      action: 'aws:runShellScript',
      inputs: { timeoutSeconds: '180', runCommand: ["act '{{ action }}'"] },
    },
  ],
};

const SEND = {
  DocumentName: 'freeze',
  InstanceIds: [INSTANCE],
  Parameters: { action: ['freeze'] },
  TimeoutSeconds: 30,
};

const START_MS = Date.UTC(2031, 2, 1);

/** Systems Manager with one document, and one instance that keeps what its agent gets. */
class Bench {
  readonly received: AgentCommand[] = [];
  isManaged = true;
  nowMs = START_MS;
  readonly ssm: Ssm;
  #later: { readonly atMs: number; readonly request: ReturnType<typeof requestOf> }[] = [];

  constructor(seed = 1) {
    const isManaged = (): boolean => this.isManaged;
    const instance = {
      get isManaged() {
        return isManaged();
      },
      receive: (command: AgentCommand) => void this.received.push(command),
    };
    this.ssm = new Ssm(ACCOUNT, seed, (region, id) =>
      region === REGION && id === INSTANCE ? instance : undefined,
    );
    this.ssm.putDocument(REGION, 'freeze', CONTENT);
  }

  call(operation: string, input: object, region = REGION): Record<string, unknown> {
    const request = requestOf(operation, input, region);
    this.ssm.authorizations(request);
    const { output, later = [] } = this.ssm.apply(this.nowMs, request);
    for (const { afterMs, request: step } of later)
      this.#later.push({ atMs: this.nowMs + afterMs, request: step as never });
    return output;
  }

  send(changes: object = {}): string {
    const { Command } = this.call('SendCommand', { ...SEND, ...changes });
    return (Command as { CommandId: string }).CommandId;
  }

  /** What a call is refused with. */
  refusal(operation: string, input: object, region = REGION): string {
    try {
      this.call(operation, input, region);
    } catch (error) {
      if (!(error instanceof AwsError)) return (error as Error).message;
      return `${error.name} ${error.message}`.trim();
    }
    return 'accepted';
  }

  look(CommandId: string): Record<string, unknown> {
    return this.call('GetCommandInvocation', { CommandId, InstanceId: INSTANCE });
  }

  to(seconds: number): void {
    this.nowMs = START_MS + seconds * 1000;
    const due = this.#later.filter(({ atMs }) => atMs <= this.nowMs);
    this.#later = this.#later.filter(({ atMs }) => atMs > this.nowMs);
    for (const { atMs, request } of due) this.ssm.apply(atMs, request);
  }
}

const requestOf = (operation: string, input: object, region = REGION) => ({
  service: 'ssm',
  region,
  operation,
  input: { ...input },
  caller: { outsider: 'person' },
});

test('a command is pending, is taken by the agent within two seconds, and ends as its script does', () => {
  const bench = new Bench();
  const id = bench.send();
  expect(id).toMatch(/^[0-9a-f-]{36}$/);

  bench.to(1);
  expect(bench.look(id)).toMatchObject({
    Status: 'Pending',
    StatusDetails: 'Pending',
    ResponseCode: -1,
    ExecutionStartDateTime: '',
    StandardOutputContent: '',
  });
  bench.to(2);
  expect(bench.received).toHaveLength(1);
  expect(bench.received[0]).toMatchObject({ values: { action: 'freeze' }, expiresMs: START_MS + 30_000 });

  bench.received[0]?.started(bench.nowMs);
  expect(bench.look(id)).toMatchObject({
    Status: 'InProgress',
    StatusDetails: 'InProgress',
    ResponseCode: -1,
    ExecutionStartDateTime: '2031-03-01T00:00:02.000Z',
    ExecutionEndDateTime: '',
  });
  bench.to(3);
  bench.received[0]?.ended(bench.nowMs, { code: 0, out: 'done\n', err: '' });
  expect(bench.look(id)).toEqual({
    CommandId: id,
    InstanceId: INSTANCE,
    DocumentName: 'freeze',
    PluginName: 'act',
    ResponseCode: 0,
    ExecutionStartDateTime: '2031-03-01T00:00:02.000Z',
    ExecutionEndDateTime: '2031-03-01T00:00:03.000Z',
    Status: 'Success',
    StatusDetails: 'Success',
    StandardOutputContent: 'done\n',
    StandardErrorContent: '',
  });
});

test('a list of what has become of a command is empty until that is shown, and has what was said', () => {
  const bench = new Bench();
  const id = bench.send();
  const list = (): unknown =>
    bench.call('ListCommandInvocations', { CommandId: id, InstanceId: INSTANCE, Details: true })[
      'CommandInvocations'
    ];

  expect(list()).toEqual([]);
  bench.to(2);
  bench.received[0]?.started(bench.nowMs);
  bench.received[0]?.ended(bench.nowMs, { code: 5, out: 'out\n', err: 'err\n' });
  expect(list()).toEqual([
    {
      CommandId: id,
      InstanceId: INSTANCE,
      DocumentName: 'freeze',
      Status: 'Failed',
      StatusDetails: 'Failed',
      CommandPlugins: [
        { Name: 'act', Status: 'Failed', StatusDetails: 'Failed', ResponseCode: 5, Output: 'out\nerr\n' },
      ],
    },
  ]);
});

describe("AWS's document for VSS", () => {
  const asked = (Parameters: object) => ({
    ...SEND,
    DocumentName: 'AWSEC2-VssInstallAndSnapshot',
    Parameters,
  });

  test('is there without being made, and is no document of the account', () => {
    const bench = new Bench();
    const input = asked({ description: ['d'] });

    expect(bench.refusal('SendCommand', input)).toBe('accepted');
    expect(bench.ssm.authorizations(requestOf('SendCommand', input)).map(({ resource }) => resource)).toEqual(
      [
        `arn:aws:ssm:${REGION}::document/AWSEC2-VssInstallAndSnapshot`,
        `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${INSTANCE}`,
      ],
    );
    bench.to(2);
    expect(bench.received[0]?.values).toMatchObject({
      description: 'd',
      CopyOnly: 'False',
      tags: 'Key=Name,Value=',
    });
  });

  test('may take as long as it is told, and eleven minutes to install what it needs', () => {
    const bench = new Bench();
    const id = bench.send(asked({ executionTimeout: ['180'] }));
    const status = (): unknown => bench.look(id)['Status'];

    bench.to(30 + 660 + 179);
    expect(status()).toBe('Pending');
    bench.to(30 + 660 + 180);
    expect(status()).toBe('TimedOut');
  });

  test.each<[parameters: object, message: string]>([
    [{ action: ['freeze'] }, 'AWSEC2-VssInstallAndSnapshot has no parameter action'],
    [{ executionTimeout: ['119'] }, 'executionTimeout may not be ["119"]'],
    [{ description: ["somebody's"] }, 'description may not be ["somebody\'s"]'],
    [{ tags: ['Name=x'] }, 'tags may not be ["Name=x"]'],
    [{ CopyOnly: ['true'] }, 'CopyOnly may not be ["true"]'],
    [{ CopyOnly: ['True', 'False'] }, 'CopyOnly may not be ["True","False"]'],
  ])('refuses %j', (parameters, message) => {
    expect(new Bench().refusal('SendCommand', asked(parameters))).toBe(`InvalidParameters ${message}`);
  });
});

test('any other exit code than 0 is Failed, and of the output only the beginning is shown', () => {
  const bench = new Bench();
  const id = bench.send();
  bench.to(2);
  bench.received[0]?.ended(bench.nowMs, { code: 204, out: 'o'.repeat(30_000), err: 'e'.repeat(30_000) });

  expect(bench.look(id)).toMatchObject({
    Status: 'Failed',
    StatusDetails: 'Failed',
    ResponseCode: 204,
    StandardOutputContent: 'o'.repeat(24_000),
    StandardErrorContent: 'e'.repeat(8_000),
  });
});

test('for a second after it was sent, and for another instance or Region, there is no invocation', () => {
  const bench = new Bench();
  const id = bench.send();
  const asked = { CommandId: id, InstanceId: INSTANCE };

  bench.nowMs += 999;
  expect(bench.refusal('GetCommandInvocation', asked)).toBe('InvocationDoesNotExist');
  bench.nowMs += 1;
  expect(bench.refusal('GetCommandInvocation', asked)).toBe('accepted');
  expect(bench.refusal('GetCommandInvocation', { ...asked, InstanceId: 'i-1' })).toBe(
    'InvocationDoesNotExist',
  );
  expect(bench.refusal('GetCommandInvocation', asked, 'us-east-1')).toBe('InvocationDoesNotExist');
});

test.each([false, true])(
  'who has not answered within the times for delivery and execution together is given up (started: %p)',
  (isStarted) => {
    const bench = new Bench();
    const id = bench.send();
    bench.to(2);
    if (isStarted) bench.received[0]?.started(bench.nowMs);
    bench.to(209.999);
    expect(bench.look(id)['Status']).toBe(isStarted ? 'InProgress' : 'Pending');

    bench.to(210);
    const givenUp = { Status: 'TimedOut', StatusDetails: 'DeliveryTimedOut', ResponseCode: -1 };
    expect(bench.look(id)).toMatchObject(givenUp);
    bench.received[0]?.ended(bench.nowMs, { code: 0, out: 'done\n', err: '' });
    expect(bench.look(id)).toMatchObject({ ...givenUp, StandardOutputContent: '' });
  },
);

test('what has ended stays as it ended', () => {
  const bench = new Bench();
  const id = bench.send();
  bench.to(2);
  bench.received[0]?.ended(bench.nowMs, { code: 0, out: '', err: '' });
  bench.to(500);

  expect(bench.look(id)['Status']).toBe('Success');
});

test('the answer says until when the agent has time, and a document may be named by its ARN', () => {
  const bench = new Bench();
  const arn = `arn:aws:ssm:${REGION}:${ACCOUNT}:document/freeze`;

  expect(bench.call('SendCommand', { ...SEND, DocumentName: arn })).toEqual({
    Command: {
      CommandId: '00000000-0000-4000-8000-000000000001',
      DocumentName: 'freeze',
      Parameters: { action: ['freeze'] },
      InstanceIds: [INSTANCE],
      TimeoutSeconds: 30,
      RequestedDateTime: new Date('2031-03-01T00:00:00Z'),
      ExpiresAfter: new Date('2031-03-01T00:03:30Z'),
      Status: 'Pending',
      StatusDetails: 'Pending',
    },
  });
});

test.each<[string, object, string]>([
  [
    'a document that is not there',
    { DocumentName: 'thaw' },
    'InvalidDocument Document with name thaw does not exist.',
  ],
  [
    'a value that the document does not allow',
    { Parameters: { action: ['melt'] } },
    'InvalidParameters action may not be "melt"',
  ],
  [
    'an instance that is not there',
    { InstanceIds: ['i-1'] },
    'InvalidInstanceId Instances [[i-1]] not in a valid state for account 111122223333',
  ],
  [
    'several instances',
    { InstanceIds: ['i-1', 'i-2'] },
    'not simulated: ssm SendCommand to several instances',
  ],
  ['targets', { Targets: [] }, 'not simulated: ssm SendCommand with Targets'],
])('%s', (_, changes, refusal) => {
  expect(new Bench().refusal('SendCommand', { ...SEND, ...changes })).toBe(refusal);
});

test('an instance that is not managed is refused like one that is not there', () => {
  const bench = new Bench();
  bench.isManaged = false;

  expect(bench.refusal('SendCommand', SEND)).toBe(
    `InvalidInstanceId Instances [[${INSTANCE}]] not in a valid state for account ${ACCOUNT}`,
  );
});

test.each([29, 2_592_001])('a time for delivery of %d seconds is refused', (TimeoutSeconds) => {
  expect(new Bench().refusal('SendCommand', { ...SEND, TimeoutSeconds })).toMatch(/^ValidationException /);
});

test('IAM is asked for the document and for each instance, and for what became of a command on everything', () => {
  const { ssm } = new Bench();

  expect(ssm.authorizations(requestOf('SendCommand', SEND))).toEqual([
    { action: 'ssm:SendCommand', resource: `arn:aws:ssm:${REGION}:${ACCOUNT}:document/freeze`, context: {} },
    {
      action: 'ssm:SendCommand',
      resource: `arn:aws:ec2:${REGION}:${ACCOUNT}:instance/${INSTANCE}`,
      context: {},
    },
  ]);
  const asked = { CommandId: '00000000-0000-4000-8000-000000000001', InstanceId: INSTANCE };
  expect(ssm.authorizations(requestOf('GetCommandInvocation', asked))).toEqual([
    { action: 'ssm:GetCommandInvocation', resource: '*', context: {} },
  ]);
});

test('nobody but Systems Manager itself delivers a command, and what is not simulated stops the run', () => {
  for (const operation of ['DeliverCommand', 'CancelCommand'])
    expect(new Bench().refusal(operation, {})).toBe(`not simulated: ssm ${operation}`);
});

test('how long a command is on its way goes by the seed: one to two seconds', () => {
  const secondsOf = (seed: number): number => {
    const bench = new Bench(seed);
    bench.send();
    let seconds = 0;
    while (bench.received.length === 0) bench.to((seconds += 0.01));
    return seconds;
  };
  const seconds = [1, 2, 3, 4, 5].map(secondsOf);

  expect([1, 2, 3, 4, 5].map(secondsOf)).toEqual(seconds);
  expect(new Set(seconds).size).toBe(5);
  expect(Math.min(...seconds)).toBeGreaterThanOrEqual(1);
  expect(Math.max(...seconds)).toBeLessThanOrEqual(2.01);
});
