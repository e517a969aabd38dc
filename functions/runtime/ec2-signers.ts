import { EC2Client } from '@aws-sdk/client-ec2';
import { SignatureV4 } from '@smithy/signature-v4';
import { keptByRegion } from './kept-by-region';
import type { Clients } from './lambda';

const EXPIRES_SECONDS = 3600;

/** Signers of URLs of EC2, made on first use and kept for the life of the environment. */
export const ec2Signers = (): Clients['ec2Signer'] =>
  keptByRegion((region) => ec2Signer(region, new EC2Client({ region })));

/** Signs with the credentials of an EC2 client of the same Region, for the endpoint that it calls. */
export function ec2Signer(
  region: string,
  { config }: Pick<EC2Client, 'config'>,
): ReturnType<Clients['ec2Signer']> {
  const signer = new SignatureV4({
    service: 'ec2',
    region,
    credentials: config.credentials,
    sha256: config.sha256,
  });
  return {
    async presign(query, at) {
      const { hostname } = config.endpointProvider({ Region: region }).url;
      const signed = await signer.presign(
        {
          method: 'GET',
          protocol: 'https:',
          hostname,
          path: '/',
          query: { ...query },
          headers: { host: hostname },
        },
        { expiresIn: EXPIRES_SECONDS, signingDate: at },
      );
      const parts = Object.entries(signed.query ?? {}).map(
        ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value))}`,
      );
      return `https://${hostname}/?${parts.join('&')}`;
    },
  };
}
