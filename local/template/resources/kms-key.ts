import { createHash } from 'node:crypto';
import * as z from 'zod';
import { PolicyDocument, withoutEffect } from '../property-schemas';
import { arn, type Identity, type ResourceType } from '../resource-type';

/** KMS chooses the key id; here it follows from what the key is, so that every run has the same. */
const keyId = ({ region, accountId, name }: Identity): string =>
  createHash('sha256')
    .update(`${region}/${accountId}/${name}`)
    .digest('hex')
    .slice(0, 32)
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const properties = z.strictObject({
  KeyPolicy: PolicyDocument,
  Description: withoutEffect,
  // A key that is rotated still decrypts what it encrypted before.
  EnableKeyRotation: withoutEffect,
});

export const kmsKey: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::KMS::Key',
  ref: keyId,
  attributes: { Arn: arn('kms', (key) => `key/${keyId(key)}`), KeyId: keyId },
  properties,
  authorize(key, { iam, kmsKeys }) {
    kmsKeys.add(key.attribute('Arn'));
    iam.addResourcePolicy(key.attribute('Arn'), key.properties.KeyPolicy);
  },
};
