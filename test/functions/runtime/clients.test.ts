import { EventEmitter } from 'node:events';
import type { ClientRequest } from 'node:http';
import https from 'node:https';
import { DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { CopySnapshotCommand, DescribeSnapshotsCommand } from '@aws-sdk/client-ec2';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { GetScheduleCommand } from '@aws-sdk/client-scheduler';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { GetCommandInvocationCommand, SendCommandCommand } from '@aws-sdk/client-ssm';
import { translating } from '../../../functions/aws/aws-errors';
import { ServiceBusy } from '../../../functions/domain/errors';
import { cloudFormationClients } from '../../../functions/runtime/cloud-formation-clients';
import { ec2Clients } from '../../../functions/runtime/ec2-clients';
import { kmsClients } from '../../../functions/runtime/kms-clients';
import { schedulerClients } from '../../../functions/runtime/scheduler-clients';
import { sfnClients } from '../../../functions/runtime/sfn-clients';
import { snsClients } from '../../../functions/runtime/sns-clients';
import { sqsClients } from '../../../functions/runtime/sqs-clients';
import { ssmClients } from '../../../functions/runtime/ssm-clients';
import { lostAnswer } from '../../support/aws-failures';

const environment = process.env;

beforeEach(() => {
  process.env = { AWS_ACCESS_KEY_ID: 'an-id', AWS_SECRET_ACCESS_KEY: 'a-secret' };
});

afterEach(() => {
  process.env = environment;
});

const QUEUE_URL = 'https://sqs.eu-west-1.amazonaws.com/111122223333/failures';

const COPY = new CopySnapshotCommand({
  SourceRegion: 'us-east-1',
  SourceSnapshotId: 'snap-1',
  Encrypted: true,
});

const MESSAGE = new PublishCommand({ TopicArn: 'arn:topic', Message: 'm' });

const COMMAND = new SendCommandCommand({ DocumentName: 'freeze', InstanceIds: ['i-1'] });

const INVOCATION = new GetCommandInvocationCommand({
  CommandId: '00000000-0000-4000-8000-000000000001',
  InstanceId: 'i-1',
});

test.each([
  ['CloudFormation', cloudFormationClients],
  ['EC2', ec2Clients],
  ['KMS', kmsClients],
  ['Scheduler', schedulerClients],
  ['SFN', sfnClients],
  ['SNS', snsClients],
  ['SQS', sqsClients],
  ['SSM', ssmClients],
])('%s clients are made once for each Region and call it', async (_, makeClients) => {
  const clients = makeClients();

  const client = clients('eu-west-1');

  expect(clients('eu-west-1')).toBe(client);
  expect(clients('us-east-1')).not.toBe(client);
  await expect(client.config.region()).resolves.toBe('eu-west-1');
  await expect(clients('us-east-1').config.region()).resolves.toBe('us-east-1');
});

test.each([
  ['EC2', ec2Clients],
  ['SSM', ssmClients],
])('%s clients that may not retry are kept beside those that may', async (_, makeClients) => {
  const clients = makeClients();

  const once = clients('eu-west-1', 'none');

  expect(clients('eu-west-1', 'none')).toBe(once);
  expect(clients('eu-west-1')).not.toBe(once);
  await expect(once.config.maxAttempts()).resolves.toBe(1);
  await expect(clients('eu-west-1').config.maxAttempts()).resolves.toBe(3);
});

const calling = <Client>(client: Client, call: (client: Client) => Promise<unknown>) => ({
  client,
  call: () => call(client),
});

test.each([
  [
    'CopySnapshot',
    () => calling(ec2Clients()('eu-west-1', 'none'), (ec2) => ec2.send(COPY)),
    'ec2.eu-west-1.amazonaws.com',
  ],
  [
    'SendCommand',
    () => calling(ssmClients()('eu-west-1', 'none'), (ssm) => ssm.send(COMMAND)),
    'ssm.eu-west-1.amazonaws.com',
  ],
  [
    'Publish',
    () => calling(snsClients()('eu-west-1'), (sns) => sns.send(MESSAGE)),
    'sns.eu-west-1.amazonaws.com',
  ],
])(
  '%s is sent once, to the Region that is called, even where the answer is lost',
  async (_, make, expected) => {
    const hosts: string[] = [];
    const { client, call } = make();
    client.config.requestHandler = {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: ({ hostname }: { hostname: string }) => {
        hosts.push(hostname);
        return Promise.reject(lostAnswer());
      },
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    };

    await expect(call()).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(hosts).toEqual([expected]);
  },
);

/** Lets HTTPS requests hang for ever, in virtual time. `requested` resolves when the first is sent. */
function hangingHttps(socket?: object) {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
  const request = jest.spyOn(https, 'request');
  const requested = new Promise<void>((resolve) => {
    request.mockImplementation(() => {
      resolve();
      const never = { socket, end: () => undefined, destroy: () => undefined };
      return Object.assign(new EventEmitter(), never) as unknown as ClientRequest;
    });
  });
  return { request, requested };
}

describe('a Region that hangs is ServiceBusy', () => {
  beforeEach(() => {
    process.env['AWS_MAX_ATTEMPTS'] = '1';
  });

  afterEach(() => jest.useRealTimers());

  const calls: [name: string, call: () => Promise<unknown>][] = [
    ['EC2', () => ec2Clients()('eu-west-1').send(new DescribeSnapshotsCommand({ OwnerIds: ['self'] }))],
    ['EC2 without retries', () => ec2Clients()('eu-west-1', 'none').send(COPY)],
    [
      'CloudFormation',
      () => cloudFormationClients()('eu-west-1').send(new DescribeStacksCommand({ StackName: 's' })),
    ],
    ['KMS', () => kmsClients()('eu-west-1').send(new DescribeKeyCommand({ KeyId: 'key' }))],
    ['Scheduler', () => schedulerClients()('eu-west-1').send(new GetScheduleCommand({ Name: 'daily' }))],
    ['SFN', () => sfnClients()('eu-west-1').send(new ListStateMachinesCommand({}))],
    ['SNS', () => snsClients()('eu-west-1').send(MESSAGE)],
    [
      'SQS',
      () => sqsClients()('eu-west-1').send(new SendMessageCommand({ QueueUrl: QUEUE_URL, MessageBody: 'm' })),
    ],
    ['SSM', () => ssmClients()('eu-west-1').send(INVOCATION)],
    ['SSM without retries', () => ssmClients()('eu-west-1', 'none').send(COMMAND)],
  ];

  describe.each([
    ['2 seconds, where no connection is made', 2000, undefined],
    ['8 seconds, where no answer comes', 8000, { connecting: false, setKeepAlive: () => undefined }],
  ])('after %s', (_, limitMs, socket) => {
    test.each(calls)('%s', async (_name, call) => {
      const { requested, request } = hangingHttps(socket);
      let isSettled = false;

      const sent = translating(call).finally(() => {
        isSettled = true;
      });
      const outcome = expect(sent).rejects.toThrow(ServiceBusy);
      await requested;
      await jest.advanceTimersByTimeAsync(limitMs - 1);
      expect(isSettled).toBe(false);
      await jest.advanceTimersByTimeAsync(1);
      await outcome;

      expect(request).toHaveBeenCalledTimes(1);
    });
  });
});
