import { KmsKeys } from '../../../local/iam/kms-keys';
import { Kms } from '../../../local/aws/kms';

const ARN = 'arn:aws:kms:us-east-1:111122223333:key/1234';
let keys: KmsKeys;
let kms: Kms;

const ask = (KeyId: string, more: object = {}) => ({
  service: 'kms',
  operation: 'DescribeKey',
  region: 'us-east-1',
  input: { KeyId, ...more },
  caller: { outsider: 'somebody' },
});

beforeEach(() => {
  keys = new KmsKeys('111122223333');
  keys.add(ARN, ['alias/data']);
  kms = new Kms(keys);
});

test('a key is told by its ARN, with its state', () => {
  expect(kms.apply(0, ask('alias/data')).output).toEqual({
    KeyMetadata: { KeyId: '1234', Arn: ARN, Enabled: true, KeyState: 'Enabled' },
  });
  keys.setState(ARN, 'PendingDeletion');
  expect(kms.apply(0, ask(ARN)).output).toMatchObject({
    KeyMetadata: { Enabled: false, KeyState: 'PendingDeletion' },
  });
});

test('a key that is added again keeps its state', () => {
  keys.setState(ARN, 'Disabled');

  expect(keys.add(ARN, ['alias/more'])).toMatchObject({
    state: 'Disabled',
    aliases: ['alias/data', 'alias/more'],
  });
});

test('IAM is asked about the key itself, but for EBS’s own', () => {
  expect(kms.authorizations(ask('alias/data'))).toEqual([
    { action: 'kms:DescribeKey', resource: ARN, context: {} },
  ]);
  expect(kms.authorizations(ask('alias/aws/ebs'))).toEqual([]);
});

test('what is not there, and what is not simulated, is an error', () => {
  expect(() => kms.apply(0, ask('alias/other'))).toThrow("Key 'alias/other' does not exist");
  expect(() => kms.apply(0, ask(ARN, { GrantTokens: [] }))).toThrow('GrantTokens');
  expect(() => kms.apply(0, { ...ask(ARN), operation: 'ListKeys' })).toThrow('not simulated: kms ListKeys');
});
