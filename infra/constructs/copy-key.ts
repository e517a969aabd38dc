import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { kmsKeyId } from '../copy-key-name';
import type { Settings } from '../settings';

type Destination = Pick<Settings['dr'][number], 'region' | 'key'>;
type Named = Pick<Settings, 'deployment' | 'primary'>;

/** Keys as IAM can name them: by ARN, or all of an account and Region, narrowed by `alias` where one is known. */
export type KeyScope = { readonly resource: string; readonly alias?: string };

/** The key of the copies in a DR Region. IAM does not take an alias as a resource, but as a condition on the key. */
export function copyKeyScope(scope: Construct, settings: Named, { region, key }: Destination): KeyScope {
  const keyId = kmsKeyId(settings, key);
  if (!keyId.startsWith('arn:')) return { ...anyKeyIn(scope, region), alias: keyId };
  const [start, alias] = keyId.split(/:(?=alias\/)/);
  return alias === undefined ? { resource: keyId } : { resource: `${start}:key/*`, alias };
}

/** Every key of this account in `region`. */
export const anyKeyIn = (scope: Construct, region: string): KeyScope => {
  const { partition, account } = Stack.of(scope);
  return { resource: `arn:${partition}:kms:${region}:${account}:key/*` };
};

/** Every key in `region` of any account. */
export const keyOfAnyAccountIn = (scope: Construct, region: string): KeyScope => ({
  resource: `arn:${Stack.of(scope).partition}:kms:${region}:*:key/*`,
});
