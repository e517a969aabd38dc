import { EC2Client } from '@aws-sdk/client-ec2';
import type { ListRulesCommand, ListRulesOutput } from '../aws/list-rules';
import { CALL_LIMITS } from './call-limits';
import { keptByRegion } from './kept-by-region';
import type { Clients } from './lambda';

/**
 * Clients of the Recycle Bin, made on first use and kept for the life of the environment. Its own SDK client would bring a second
 * generation of the SDK into the function that deletes, for one read. This one has credentials, signer, endpoint and HTTP of an EC2
 * client, and does not retry: whoever asks can do without the answer.
 */
export const rbinClients = (): Clients['rbin'] =>
  keptByRegion((region) => rbinClient(region, new EC2Client({ region, requestHandler: CALL_LIMITS })));

/** Calls the Recycle Bin with the means of an EC2 client of the same Region. */
export const rbinClient = (
  region: string,
  { config }: Pick<EC2Client, 'config'>,
): ReturnType<Clients['rbin']> => ({
  async send({ input }: ListRulesCommand): Promise<ListRulesOutput> {
    const { url } = config.endpointProvider({ Region: region });
    const hostname = url.hostname.replace(/^ec2\./, 'rbin.');
    const signer = await config.signer({
      name: 'sigv4',
      signingName: 'rbin',
      signingRegion: region,
      properties: {},
    });
    const body = JSON.stringify(input);
    const signed = await signer.sign({
      method: 'POST',
      protocol: 'https:',
      hostname,
      path: '/list-rules',
      query: {},
      headers: {
        host: hostname,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      },
      body,
    });
    const { response } = (await config.requestHandler.handle(signed)) as { readonly response: Response };
    const text = config.utf8Encoder(await config.streamCollector(response.body));
    if (response.statusCode >= 300) throw failure(response, text);
    return JSON.parse(text) as ListRulesOutput;
  },
});

type Response = {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
};

/** As the SDK's clients throw it: named by AWS's code, with the status. */
function failure({ statusCode, headers }: Response, text: string): Error {
  const code = /^[^:]+/.exec(headers['x-amzn-errortype'] ?? '')?.[0] ?? 'UnknownError';
  return Object.assign(new Error(text.slice(0, 1000)), {
    name: code,
    $metadata: { httpStatusCode: statusCode },
  });
}
