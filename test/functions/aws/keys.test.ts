import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { keysIn } from '../../../functions/aws/keys';
import { AccessDenied } from '../../../functions/domain/errors';
import { ec2Error } from '../../support/aws-failures';
import { callsTo, mockAws, UNEXPECTED } from '../../support/aws-mock';

const kms = mockAws(KMSClient);
const keys = keysIn(new KMSClient({ region: 'us-east-1' }));
const ARN = 'arn:aws:kms:us-east-1:111122223333:key/1';

test.each([
  ['Enabled', { isUsable: true }],
  ['Updating', { isUsable: true }],
  ['Disabled', { isUsable: false, why: 'Disabled' }],
  ['PendingDeletion', { isUsable: false, why: 'PendingDeletion' }],
  ['PendingImport', { isUsable: false, why: 'PendingImport' }],
  ['PendingReplicaDeletion', { isUsable: false, why: 'PendingReplicaDeletion' }],
  ['Unavailable', { isUsable: false, why: 'Unavailable' }],
] as const)('of a key in the state %s, whether it can be used', async (KeyState, expected) => {
  kms
    .on(DescribeKeyCommand)
    .resolvesOnce({ KeyMetadata: { KeyId: '1', KeyState } })
    .rejects(UNEXPECTED);

  await expect(keys.useOf(ARN)).resolves.toEqual(expected);
  expect(callsTo(kms)).toEqual([['DescribeKeyCommand', { KeyId: ARN }]]);
});

test('a key that is gone cannot be used', async () => {
  kms.on(DescribeKeyCommand).rejects(ec2Error('NotFoundException'));

  await expect(keys.useOf(ARN)).resolves.toEqual({ isUsable: false, why: 'deleted' });
});

test('what KMS does not tell is no answer', async () => {
  kms.on(DescribeKeyCommand).rejects(ec2Error('AccessDeniedException'));

  await expect(keys.useOf(ARN)).rejects.toThrow(AccessDenied);
});
