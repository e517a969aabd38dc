import type { KmsKeys } from '../iam/kms-keys';
import { AwsError, type ApiRequest, type Authorization, type Outcome, type Service } from './api';
import { onlyFields } from './only-fields';

/** What KMS tells of the keys of the account, and of those of others whose policies let it. */
export class Kms implements Service {
  readonly #keys: KmsKeys;

  constructor(keys: KmsKeys) {
    this.#keys = keys;
  }

  /** Of EBS's own key everybody in the account may ask: its policy is not simulated. A key that is not known has a policy that names nobody here. */
  authorizations(request: ApiRequest): readonly Authorization[] {
    const keyId = keyIdOf(request);
    const key = this.#keys.find(request.region, keyId);
    if (key?.aliases.includes('alias/aws/ebs') === true) return [];
    return [{ action: 'kms:DescribeKey', resource: key?.arn ?? keyId, context: {} }];
  }

  apply(_nowMs: number, request: ApiRequest): Outcome {
    const keyId = keyIdOf(request);
    const key = this.#keys.find(request.region, keyId);
    if (key === undefined) throw new AwsError('NotFoundException', `Key '${keyId}' does not exist`);
    return {
      output: {
        KeyMetadata: {
          KeyId: key.arn.slice(key.arn.lastIndexOf('/') + 1),
          Arn: key.arn,
          Enabled: key.state === 'Enabled',
          KeyState: key.state,
        },
      },
    };
  }
}

function keyIdOf(request: ApiRequest): string {
  if (request.operation !== 'DescribeKey') throw new Error(`not simulated: kms ${request.operation}`);
  onlyFields(request, ['KeyId']);
  return String(request.input['KeyId']);
}
