import { DescribeKeyCommand, type KMSClient } from '@aws-sdk/client-kms';
import { codeOf, translating } from './aws-errors';

/** Whether EBS can decrypt with a key now; where it cannot, why, in words. */
export type KeyUse = { readonly isUsable: true } | { readonly isUsable: false; readonly why: string };

export type Keys = ReturnType<typeof keysIn>;

/** In these states a key takes part in no cryptographic operation (KMS developer guide, "Key states of AWS KMS keys"). */
const UNUSABLE = new Set([
  'Disabled',
  'PendingDeletion',
  'PendingImport',
  'PendingReplicaDeletion',
  'Unavailable',
]);

/** KMS keys of the Region that `kms` calls. */
export const keysIn = (kms: KMSClient) => ({
  /** Throws ServiceBusy, AccessDenied, or KMS's own. A key that is gone cannot be used. */
  useOf: (keyArn: string): Promise<KeyUse> =>
    translating(async () => {
      try {
        const { KeyMetadata } = await kms.send(new DescribeKeyCommand({ KeyId: keyArn }));
        const state = KeyMetadata?.KeyState ?? '';
        return UNUSABLE.has(state) ? { isUsable: false, why: state } : { isUsable: true };
      } catch (error) {
        if (codeOf(error) === 'NotFoundException') return { isUsable: false, why: 'deleted' };
        throw error;
      }
    }),
});
