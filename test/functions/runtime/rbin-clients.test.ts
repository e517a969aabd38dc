import { EC2Client } from '@aws-sdk/client-ec2';
import { ListRulesCommand } from '../../../functions/aws/list-rules';
import { rbinClient, rbinClients } from '../../../functions/runtime/rbin-clients';

const COMMAND = new ListRulesCommand({ ResourceType: 'EBS_SNAPSHOT' });

type Request = {
  method: string;
  protocol: string;
  hostname: string;
  path: string;
  headers: Record<string, string>;
  body: string;
};

beforeEach(() => jest.useFakeTimers({ now: new Date('2031-03-10T12:00:00Z') }));
afterEach(() => jest.useRealTimers());

/** A client of a Region whose HTTP gives this answer, and the requests that it was sent. */
function clientIn(region: string, statusCode: number, body: string, headers: Record<string, string> = {}) {
  const requests: Request[] = [];
  const ec2 = new EC2Client({
    region,
    credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a-secret', sessionToken: 'a-token' },
    requestHandler: {
      metadata: { handlerProtocol: 'http/1.1' },
      handle: (request: Request) => {
        requests.push(request);
        return Promise.resolve({ response: { statusCode, headers, body } });
      },
      updateHttpClientConfig: () => undefined,
      httpHandlerConfigs: () => ({}),
    } as never,
    streamCollector: (text: string) => Promise.resolve(Buffer.from(text)),
  });
  return { client: rbinClient(region, ec2), requests };
}

test('ListRules is a signed POST to the Recycle Bin of the Region', async () => {
  const { client, requests } = clientIn('eu-west-1', 200, '{"Rules":[{"Identifier":"a12345abcde"}]}');

  await expect(client.send(COMMAND)).resolves.toEqual({ Rules: [{ Identifier: 'a12345abcde' }] });
  expect(requests).toHaveLength(1);
  expect(requests[0]).toMatchObject({
    method: 'POST',
    protocol: 'https:',
    hostname: 'rbin.eu-west-1.amazonaws.com',
    path: '/list-rules',
    body: '{"ResourceType":"EBS_SNAPSHOT"}',
  });
  expect(requests[0]?.headers).toMatchObject({
    host: 'rbin.eu-west-1.amazonaws.com',
    'content-type': 'application/json',
    'content-length': '31',
    'x-amz-date': '20310310T120000Z',
    'x-amz-security-token': 'a-token',
  });
  expect(requests[0]?.headers['authorization']).toMatch(
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20310310\/eu-west-1\/rbin\/aws4_request, SignedHeaders=\S*host;\S*x-amz-date;\S+, Signature=[0-9a-f]{64}$/,
  );
});

test.each([
  ['cn-north-1', 'rbin.cn-north-1.amazonaws.com.cn'],
  ['us-gov-west-1', 'rbin.us-gov-west-1.amazonaws.com'],
])('in %s it is called at %s', async (region, hostname) => {
  const { client, requests } = clientIn(region, 200, '{}');
  await client.send(COMMAND);

  expect(requests[0]?.hostname).toBe(hostname);
});

test.each([
  [403, { 'x-amzn-errortype': 'AccessDeniedException:http://internal.amazon.com/' }, 'AccessDeniedException'],
  [429, { 'x-amzn-errortype': 'ThrottlingException' }, 'ThrottlingException'],
  [500, {}, 'UnknownError'],
])('a refusal with status %d has the name that AWS gives it', async (statusCode, headers, name) => {
  const { client } = clientIn('eu-west-1', statusCode, '{"Message":"no"}', headers);

  await expect(client.send(COMMAND)).rejects.toMatchObject({
    name,
    message: '{"Message":"no"}',
    $metadata: { httpStatusCode: statusCode },
  });
});

test('a client is made once for each Region', () => {
  const clients = rbinClients();

  expect(clients('eu-west-1')).toBe(clients('eu-west-1'));
  expect(clients('eu-west-1')).not.toBe(clients('us-east-1'));
});
