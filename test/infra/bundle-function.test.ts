import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { bundleFunction } from '../../infra/bundle-function';

/** One snapshot that is ours, as EC2 writes it. */
const ANSWER = `<DescribeSnapshotsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><snapshotSet><item>
  <snapshotId>snap-1</snapshotId><status>completed</status><startTime>2026-11-20T10:00:00.000Z</startTime>
  <tagSet>
    <item><key>snapshot-keeper:managed-by</key><value>keeper</value></item>
    <item><key>snapshot-keeper:volume</key><value>vol-1</value></item>
    <item><key>snapshot-keeper:taken-at</key><value>2026-11-20T10:00:00.000Z</value></item>
  </tagSet>
</item></snapshotSet></DescribeSnapshotsResponse>`;

const asked: string[] = [];
let ec2: Server;
let directory: string;

beforeAll(async () => {
  ec2 = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      asked.push(body);
      response.setHeader('content-type', 'text/xml').end(ANSWER);
    });
  });
  await new Promise<void>((resolve) => ec2.listen(0, '127.0.0.1', resolve));
  directory = mkdtempSync(join(tmpdir(), 'bundle-'));
  await bundleFunction('plan-retention', directory);
});

afterAll(() => {
  ec2.close();
  rmSync(directory, { recursive: true });
});

test('a bundled function asks EC2 in its own words and understands the answer', async () => {
  const input = JSON.stringify({ volumeId: 'vol-1', now: '2026-11-21T10:00:00Z' });
  const script = `require(${JSON.stringify(directory)}).handler(${input}).then((output) => console.error(JSON.stringify(output)))`;
  const { stderr } = await promisify(execFile)(process.execPath, ['-e', script], {
    env: {
      PATH: process.env['PATH'],
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(ec2.address() as AddressInfo).port}`,
      DEPLOYMENT: 'keeper',
      RETENTION: '{"last":7}',
      OVERRIDE_TAG: 'snapshot-keeper:retain',
      TIME_ZONE: 'UTC',
      COPY_RETENTION: '{}',
      DELETION_LIMIT: JSON.stringify('none'),
    },
  });

  expect(JSON.parse(stderr.trim().split('\n').at(-1)!)).toEqual({
    policy: 'last 7',
    remove: [],
    blocked: [],
    keptCount: 1,
  });
  expect(Object.fromEntries(new URLSearchParams(asked[0]))).toEqual({
    Action: 'DescribeSnapshots',
    Version: '2016-11-15',
    'Owner.1': 'self',
    'Filter.1.Name': 'tag:snapshot-keeper:managed-by',
    'Filter.1.Value.1': 'keeper',
    'Filter.2.Name': 'tag:snapshot-keeper:volume',
    'Filter.2.Value.1': 'vol-1',
    MaxResults: '1000',
  });
});
