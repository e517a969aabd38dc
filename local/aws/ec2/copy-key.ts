import { partitionOf } from '../../kernel/partition';
import type { Authorization } from '../api';
import type { Ec2Account, KmsKey } from './account';
import type { Call } from './operation';
import type { SnapshotRecord } from './snapshot-record';

const EBS_ALIAS = 'alias/aws/ebs';

/**
 * The key of a copy, and whether EC2 can use it and the source's for this caller. EC2 looks only after it has accepted
 * the copy, so a key that it cannot use makes no error here: the copy fails later.
 */
export const copyKey = (
  { account, region, caller }: Call,
  source: SnapshotRecord,
  sourceRegion: string,
  input: { readonly Encrypted?: boolean | undefined; readonly KmsKeyId?: string | undefined },
): { encrypted: boolean; kmsKeyId: string | undefined; isAccessible: boolean } => {
  if (!input.Encrypted && !source.encrypted) {
    return { encrypted: false, kmsKeyId: undefined, isAccessible: true };
  }
  const key = account.options.kmsKey(region.name, input.KmsKeyId ?? EBS_ALIAS);
  if (!key) return { encrypted: true, kmsKeyId: undefined, isAccessible: false };

  let areEnabled = isEnabled(key);
  const questions = isOwnKeyOfEbs(account, region.name, key) ? [] : destinationQuestions(region.name, key);
  if (source.kmsKeyId !== undefined) {
    const sourceKey = account.options.kmsKey(sourceRegion, source.kmsKeyId) ?? { arn: source.kmsKeyId };
    areEnabled &&= isEnabled(sourceKey);
    if (!isOwnKeyOfEbs(account, sourceRegion, sourceKey)) {
      questions.push(...sourceQuestions(sourceRegion, sourceKey));
    }
  }
  const isAccessible = areEnabled && (questions.length === 0 || account.options.isAllowed(caller, questions));
  return { encrypted: true, kmsKeyId: key.arn, isAccessible };
};

const isEnabled = ({ state = 'Enabled' }: KmsKey): boolean => state === 'Enabled';

/** The policy of `aws/ebs` lets everybody in the account use it by way of EC2, so that no IAM policy has to. */
const isOwnKeyOfEbs = (account: Ec2Account, region: string, key: KmsKey): boolean =>
  account.options.kmsKey(region, EBS_ALIAS)?.arn === key.arn;

// AWS lists the permissions without saying which of them concerns which key; this split is [unverified].
const destinationQuestions = (region: string, key: KmsKey): Authorization[] => [
  keyQuestion(region, key, 'kms:DescribeKey'),
  keyQuestion(region, key, 'kms:GenerateDataKeyWithoutPlaintext'),
  keyQuestion(region, key, 'kms:ReEncryptTo'),
  grantQuestion(region, key),
];

const sourceQuestions = (region: string, key: KmsKey): Authorization[] => [
  keyQuestion(region, key, 'kms:DescribeKey'),
  keyQuestion(region, key, 'kms:Decrypt'),
  keyQuestion(region, key, 'kms:ReEncryptFrom'),
  grantQuestion(region, key),
];

const grantQuestion = (region: string, key: KmsKey): Authorization => {
  const { context, ...rest } = keyQuestion(region, key, 'kms:CreateGrant');
  return { ...rest, context: { ...context, 'kms:GrantIsForAWSResource': 'true' } };
};

const keyQuestion = (region: string, key: KmsKey, action: string): Authorization => ({
  action,
  resource: key.arn,
  context: {
    'kms:ViaService': `ec2.${region}.${partitionOf(region).dnsSuffix}`,
    ...(key.aliases && key.aliases.length > 0 && { 'kms:ResourceAliases': key.aliases }),
  },
});
