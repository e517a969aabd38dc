import { arnOf } from '../kernel/arn';
import { partitionOf } from '../kernel/partition';
import type { PolicyDocument } from './policy-document';

export type KmsKey = {
  readonly arn: string;
  readonly aliases: readonly string[];
  readonly state: KmsKeyState;
};

/** As KMS names it; with any but the first, nothing can be encrypted or decrypted. */
export type KmsKeyState = 'Enabled' | 'Disabled' | 'PendingDeletion';

/** The policy of a key that leaves it to IAM who may use it: what the CDK, the console and AWS's own default write. */
export const policyByIam = (accountId: string): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: accountId },
      Action: 'kms:*',
      Resource: '*',
    },
  ],
});

/** The KMS keys of the account, with `aws/ebs` in every Region. Only who may use a key is simulated, not its work. */
export class KmsKeys {
  readonly #accountId: string;
  /** By Region and any name of the key: id, ARN, alias or the alias's ARN. */
  readonly #byName = new Map<string, KmsKey>();

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  /** Adds a key, or aliases to a key that exists. */
  add(arn: string, aliases: readonly string[] = []): KmsKey {
    const known = this.find(arnOf(arn).region, arn);
    return this.#store({
      arn,
      aliases: [...new Set([...(known?.aliases ?? []), ...aliases])],
      state: known?.state ?? 'Enabled',
    });
  }

  /** Throws where there is no such key. */
  setState(arn: string, state: KmsKeyState): void {
    const key = this.find(arnOf(arn).region, arn);
    if (key === undefined) throw new Error(`no key ${arn}`);
    this.#store({ ...key, state });
  }

  #store(key: KmsKey): KmsKey {
    const { arn } = key;
    const { region } = arnOf(arn);
    const names = [arn, arn.slice(arn.lastIndexOf('/') + 1)];
    for (const alias of key.aliases) names.push(alias, `${arn.slice(0, arn.lastIndexOf(':'))}:${alias}`);
    for (const name of names) this.#byName.set(`${region} ${name}`, key);
    return key;
  }

  /** The key of this name in a Region, or undefined: keys are Regional. */
  find(region: string, keyIdOrAlias: string): KmsKey | undefined {
    const key = this.#byName.get(`${region} ${keyIdOrAlias}`);
    if (key !== undefined || !keyIdOrAlias.endsWith('alias/aws/ebs')) return key;
    return this.add(
      `arn:${partitionOf(region).name}:kms:${region}:${this.#accountId}:key/aws-ebs-${region}`,
      ['alias/aws/ebs'],
    );
  }
}
