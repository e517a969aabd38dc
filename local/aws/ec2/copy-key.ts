import { areUsable, EBS_ALIAS, type KeyInput, type KeyUse } from './key-use';
import type { Call } from './operation';
import type { SnapshotRecord } from './snapshot-record';

// AWS lists the permissions without saying which of them concerns which key; this split is [unverified].
const ON_DESTINATION = ['DescribeKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptTo', 'CreateGrant'];
const ON_SOURCE = ['DescribeKey', 'Decrypt', 'ReEncryptFrom', 'CreateGrant'];

/**
 * The key of a copy, and whether EC2 can use it and the source's for this caller. EC2 looks only after it has accepted
 * the copy, so a key that it cannot use makes no error here: the copy fails later.
 */
export const copyKey = (
  call: Call,
  source: SnapshotRecord,
  sourceRegion: string,
  input: KeyInput,
): { encrypted: boolean; kmsKeyId: string | undefined; isAccessible: boolean } => {
  if (!input.Encrypted && !source.encrypted) {
    return { encrypted: false, kmsKeyId: undefined, isAccessible: true };
  }
  const region = call.region.name;
  const { kmsKey } = call.account.options;
  const key = kmsKey(region, input.KmsKeyId ?? EBS_ALIAS);
  if (!key) return { encrypted: true, kmsKeyId: undefined, isAccessible: false };

  const uses: KeyUse[] = [{ region, key, actions: ON_DESTINATION }];
  if (source.kmsKeyId !== undefined) {
    const sourceKey = kmsKey(sourceRegion, source.kmsKeyId) ?? { arn: source.kmsKeyId };
    uses.push({ region: sourceRegion, key: sourceKey, actions: ON_SOURCE });
  }
  return { encrypted: true, kmsKeyId: key.arn, isAccessible: areUsable(call, uses) };
};
