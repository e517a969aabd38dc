import type { KmsKey } from './account';
import { areUsable, EBS_ALIAS, type KeyInput, type KeyUse } from './key-use';
import type { Call } from './operation';
import type { SnapshotRecord } from './snapshot-record';

// AWS lists the permissions without saying which of them concerns which key; this split is [unverified].
const ON_VOLUME = ['DescribeKey', 'GenerateDataKeyWithoutPlaintext', 'Decrypt', 'CreateGrant'];
const ON_OTHER_OF_SNAPSHOT = ['DescribeKey', 'Decrypt', 'ReEncryptFrom', 'CreateGrant'];

/** The key of a new volume. */
export type VolumeKey = {
  readonly encrypted: boolean;
  /** Its ARN; what was asked for where there is no such key. */
  readonly kmsKeyId: string | undefined;
  /** Whether EC2 can use it, and the snapshot's, for this caller. */
  readonly isUsable: boolean;
  /** Whether the volume goes on with the data key of its snapshot, as it does where the key is the same. */
  readonly keepsDataKey: boolean;
};

/**
 * A volume of an encrypted snapshot is encrypted, with the snapshot's key unless another is given. EC2 looks at the key only after it
 * has accepted the volume, so one that it cannot use makes no error here.
 */
export const volumeKey = (call: Call, snapshot: SnapshotRecord | undefined, input: KeyInput): VolumeKey => {
  if (!input.Encrypted && !snapshot?.encrypted)
    return { encrypted: false, kmsKeyId: undefined, isUsable: true, keepsDataKey: false };
  const ofSnapshot = snapshot?.encrypted ? keyOf(call, snapshot) : undefined;
  const key =
    input.KmsKeyId === undefined ? (ofSnapshot ?? find(call, EBS_ALIAS)) : find(call, input.KmsKeyId);
  if (!key) return { encrypted: true, kmsKeyId: input.KmsKeyId, isUsable: false, keepsDataKey: false };

  const region = call.region.name;
  const keepsDataKey = ofSnapshot?.arn === key.arn;
  const uses: readonly KeyUse[] =
    ofSnapshot === undefined || keepsDataKey
      ? [{ region, key, actions: ON_VOLUME }]
      : [
          { region, key, actions: [...ON_VOLUME, 'ReEncryptTo'] },
          { region, key: ofSnapshot, actions: ON_OTHER_OF_SNAPSHOT },
        ];
  return { encrypted: true, kmsKeyId: key.arn, isUsable: areUsable(call, uses), keepsDataKey };
};

const find = ({ account, region }: Call, name: string): KmsKey | undefined =>
  account.options.kmsKey(region.name, name);

/** The key of an encrypted snapshot. Of one that nobody knows, its ARN is all that is known. */
export const keyOf = (call: Call, { kmsKeyId }: SnapshotRecord): KmsKey | undefined =>
  find(call, kmsKeyId ?? EBS_ALIAS) ?? (kmsKeyId === undefined ? undefined : { arn: kmsKeyId });
