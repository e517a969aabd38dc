import { partitionOf } from '../../kernel/partition';
import { AwsError, type Authorization } from '../api';
import type { Ec2Account, KmsKey } from './account';
import type { Call } from './operation';

/** EBS's own key, with which it encrypts where nobody names another. */
export const EBS_ALIAS = 'alias/aws/ebs';

/** What EC2 does with a key on the caller's behalf, such as `Decrypt`. */
export type KeyUse = { readonly region: string; readonly key: KmsKey; readonly actions: readonly string[] };

/** What a call may say of the key of what it makes. */
export type KeyInput = { readonly Encrypted?: boolean | undefined; readonly KmsKeyId?: string | undefined };

/** Throws where a key is named for something that is not said to be encrypted. */
export const checkKeyInput = ({ Encrypted, KmsKeyId }: KeyInput): void => {
  if (KmsKeyId !== undefined && !Encrypted) {
    throw new AwsError(
      'InvalidParameterDependency',
      'The parameter KmsKeyId requires the parameter Encrypted to be set.',
    );
  }
};

/** Whether EC2 can do all this for the caller: the keys are enabled, and the caller has the rights on them. */
export const areUsable = ({ account, caller }: Call, uses: readonly KeyUse[]): boolean => {
  if (uses.some(({ key }) => !isEnabled(key))) return false;
  const questions = uses
    .filter(({ region, key }) => !isOwnKeyOfEbs(account, region, key))
    .flatMap(({ region, key, actions }) => actions.map((action) => keyQuestion(region, key, action)));
  return questions.length === 0 || account.options.isAllowed(caller, questions);
};

const isEnabled = ({ state = 'Enabled' }: KmsKey): boolean => state === 'Enabled';

/** The policy of `aws/ebs` lets everybody in the account use it by way of EC2, so that no IAM policy has to. */
const isOwnKeyOfEbs = (account: Ec2Account, region: string, key: KmsKey): boolean =>
  account.options.kmsKey(region, EBS_ALIAS)?.arn === key.arn;

const keyQuestion = (region: string, key: KmsKey, action: string): Authorization => ({
  action: `kms:${action}`,
  resource: key.arn,
  context: {
    'kms:ViaService': `ec2.${region}.${partitionOf(region).dnsSuffix}`,
    ...(key.aliases && key.aliases.length > 0 && { 'kms:ResourceAliases': key.aliases }),
    ...(action === 'CreateGrant' && { 'kms:GrantIsForAWSResource': 'true' }),
  },
});
