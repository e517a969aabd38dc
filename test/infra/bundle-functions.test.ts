import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CopySnapshotCommand, EC2Client } from '@aws-sdk/client-ec2';
import { bundleFunctions } from '../../infra/bundle-functions';

const SNAPSHOT = 'snap-00000000000000001';
const VOLUME = 'vol-00000000000000001';

/** One snapshot that is ours, as EC2 writes it. */
const SNAPSHOT_SET = `<snapshotSet><item>
  <snapshotId>${SNAPSHOT}</snapshotId><volumeId>${VOLUME}</volumeId>
  <status>completed</status><startTime>2026-11-20T10:00:00.000Z</startTime>
  <tagSet>
    <item><key>snapshot-keeper:managed-by</key><value>keeper</value></item>
    <item><key>snapshot-keeper:snapshot</key><value>${SNAPSHOT}</value></item>
    <item><key>snapshot-keeper:volume</key><value>${VOLUME}</value></item>
    <item><key>snapshot-keeper:region</key><value>eu-west-1</value></item>
    <item><key>snapshot-keeper:taken-at</key><value>2026-11-20T10:00:00.000Z</value></item>
  </tagSet>
</item></snapshotSet>`;

type Question = Readonly<Record<string, string>>;

/** What EC2 says to each operation, and what it was asked. */
let answers: Readonly<Record<string, string>> = {};
let asked: Question[] = [];
let ec2: Server;
let endpoint: string;
let directory: string;
let names: string[];

beforeAll(async () => {
  ec2 = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const question = Object.fromEntries(new URLSearchParams(body));
      asked.push(question);
      const { Action = '' } = question;
      const xmlns = 'http://ec2.amazonaws.com/doc/2016-11-15/';
      response
        .setHeader('content-type', 'text/xml')
        .end(`<${Action}Response xmlns="${xmlns}">${answers[Action]}</${Action}Response>`);
    });
  });
  await new Promise<void>((resolve) => ec2.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(ec2.address() as AddressInfo).port}`;
  directory = mkdtempSync(join(tmpdir(), 'bundles-'));
  names = await bundleFunctions(directory);
});

beforeEach(() => {
  asked = [];
});

afterAll(() => {
  ec2.close();
  rmSync(directory, { recursive: true });
});

/** Calls the bundled function in a process of its own. */
async function call(name: string, input: object, environment: Record<string, string>): Promise<unknown> {
  const bundle = JSON.stringify(join(directory, name));
  const script = `require(${bundle}).handler(${JSON.stringify(input)}).then((output) => console.error(JSON.stringify(output)))`;
  const { stderr } = await promisify(execFile)(process.execPath, ['-e', script], {
    env: {
      PATH: process.env['PATH'],
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL: endpoint,
      DEPLOYMENT: 'keeper',
      ...environment,
    },
  });
  return JSON.parse(stderr.trim().split('\n').at(-1)!);
}

test('every function is bundled', () => {
  expect(names).toEqual([
    'choose-drills',
    'copy-snapshot',
    'drill-copy',
    'judge-copy-failure',
    'notify-failure',
    'plan-restore',
    'prune-volume',
    'receive-event',
    'restore-volumes',
    'retry-copy',
    'select-volumes',
    'sweep-region',
    'tag-copy',
    'tag-snapshot',
    'take-snapshots',
  ]);
});

test('a bundled function asks EC2 in its own words and understands the answer', async () => {
  answers = { DescribeSnapshots: SNAPSHOT_SET };

  const output = await call(
    'prune-volume',
    {
      snapshotId: SNAPSHOT,
      volumeId: VOLUME,
      machine: 'm',
      executionArn: 'arn:aws:states:us-east-1:111122223333:execution:m:x',
    },
    {
      PRIMARY_REGION: 'eu-west-1',
      RETENTION: '{"last":7}',
      SCHEDULE_RETENTION: '{}',
      OVERRIDE_TAG: 'snapshot-keeper:retain',
      TIME_ZONE: 'UTC',
      COPY_RETENTION: '{}',
      DELETION_LIMIT: JSON.stringify('none'),
      IMAGES: 'false',
      FAILURE_QUEUE_URL: endpoint,
    },
  );

  expect(output).toEqual({
    policy: 'last 7',
    deletedCount: 0,
    deleted: [],
    blockedCount: 0,
    blocked: [],
    keptCount: 1,
  });
  expect(asked).toEqual([
    {
      Action: 'DescribeSnapshots',
      Version: '2016-11-15',
      'Owner.1': 'self',
      'Filter.1.Name': 'volume-id',
      'Filter.1.Value.1': VOLUME,
      MaxResults: '1000',
    },
  ]);
});

/** Without the presigned address, which holds the time of signing. */
const copyQuestion = (): Question => {
  const { PresignedUrl, ...question } = asked.find(({ Action }) => Action === 'CopySnapshot')!;
  expect(PresignedUrl).toContain('Action=CopySnapshot');
  return question;
};

test('a bundled function asks for a copy, with its nested tags, as the client that is not bundled does', async () => {
  answers = { DescribeSnapshots: '<snapshotSet/>', CopySnapshot: '<snapshotId>snap-copy</snapshotId>' };
  const kmsKeyId = 'arn:aws:kms:eu-west-1:111122223333:key/1';

  const output = await call(
    'retry-copy',
    {
      region: 'eu-west-1',
      snapshotId: SNAPSHOT,
      volumeId: VOLUME,
      takenAt: '2026-11-20T10:00:00.000Z',
      tags: { Name: 'a & b', stage: '' },
    },
    {
      PRIMARY_REGION: 'us-east-1',
      KMS_KEYS: JSON.stringify({ 'eu-west-1': kmsKeyId }),
      COPY_RETENTION: JSON.stringify({ 'eu-west-1': { last: 1 } }),
      TIME_ZONE: 'UTC',
    },
  );
  const bundled = copyQuestion();
  asked = [];
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret' };
  await new EC2Client({ region: 'eu-west-1', endpoint, credentials }).send(
    new CopySnapshotCommand({
      SourceRegion: 'us-east-1',
      SourceSnapshotId: SNAPSHOT,
      Description: bundled['Description'],
      Encrypted: true,
      KmsKeyId: kmsKeyId,
      TagSpecifications: [
        {
          ResourceType: 'snapshot',
          Tags: [
            { Key: 'Name', Value: 'a & b' },
            { Key: 'stage', Value: '' },
          ],
        },
      ],
    }),
  );

  expect(output).toEqual({ outcome: 'started', copyId: 'snap-copy' });
  expect(bundled).toEqual(copyQuestion());
  expect(bundled).toMatchObject({
    'TagSpecification.1.ResourceType': 'snapshot',
    'TagSpecification.1.Tag.1.Key': 'Name',
    'TagSpecification.1.Tag.1.Value': 'a & b',
    'TagSpecification.1.Tag.2.Key': 'stage',
    'TagSpecification.1.Tag.2.Value': '',
  });
});
