import type { Authorization } from '../../../../local/aws/api';
import type { KmsKey } from '../../../../local/aws/ec2/account';
import { OPERATOR, PRIMARY, snapshotId, START_MS, volumeId } from '../ec2/ec2-bench';
import { addSnapshot, ebsRefusal, listAll, oneSnapshot } from './ebs-bench';

const KEY = 'arn:aws:kms:us-west-2:111122223333:key/k1';
const EBS_KEY = 'arn:aws:kms:us-west-2:111122223333:key/ebs';

/** An encrypted snapshot, what IAM was asked about its key, and a refusal of each kind of call. */
function encrypted({ key = { arn: KEY }, isAllowed = true }: { key?: KmsKey; isAllowed?: boolean } = {}) {
  const asked: Authorization[] = [];
  const { bench } = oneSnapshot({
    kmsKey: (_, name) => (name === 'alias/aws/ebs' ? { arn: EBS_KEY } : key),
    isAllowed: (_, authorizations) => {
      asked.push(...authorizations);
      return isAllowed;
    },
  });
  const SnapshotId = snapshotId('e1');
  bench.ec2.addSnapshot(PRIMARY, {
    SnapshotId,
    VolumeId: volumeId('e1'),
    VolumeSize: 1,
    StartTime: new Date(START_MS),
    Encrypted: true,
    KmsKeyId: key.arn,
  });
  return {
    bench,
    SnapshotId,
    asked,
    refusals: () => [
      ebsRefusal(bench, 'ListSnapshotBlocks', { SnapshotId }),
      ebsRefusal(bench, 'ListChangedBlocks', { FirstSnapshotId: SnapshotId, SecondSnapshotId: SnapshotId }),
      ebsRefusal(bench, 'GetSnapshotBlock', { SnapshotId, BlockIndex: 0, BlockToken: '' }),
    ],
  };
}

test('IAM is asked about each snapshot that a call names, with its tags', () => {
  const { bench, source } = oneSnapshot();
  bench.call('CreateTags', { Resources: [source], Tags: [{ Key: 'team', Value: 'db' }] });
  const second = addSnapshot(bench, snapshotId('2'), new Date(START_MS));
  const questions = (operation: string, input: object) =>
    bench.ec2.ebs
      .authorizations({
        service: 'ebs',
        region: PRIMARY,
        operation,
        input: { ...input },
        caller: OPERATOR,
      })
      .map(({ action, resource, context, resourceTags }) => ({
        action,
        resource,
        context,
        tags: [...(resourceTags ?? [])],
      }));
  const on = (action: string, id: string, tags: string[][]) => ({
    action: `ebs:${action}`,
    resource: `arn:aws:ec2:us-west-2::snapshot/${id}`,
    context: {},
    tags,
  });
  const ofTeam = [['team', 'db']];

  expect(questions('ListSnapshotBlocks', { SnapshotId: source })).toEqual([
    on('ListSnapshotBlocks', source, ofTeam),
  ]);
  expect(questions('GetSnapshotBlock', { SnapshotId: source, BlockIndex: 1, BlockToken: 'a' })).toEqual([
    on('GetSnapshotBlock', source, ofTeam),
  ]);
  expect(questions('ListChangedBlocks', { FirstSnapshotId: source, SecondSnapshotId: second })).toEqual([
    on('ListChangedBlocks', source, ofTeam),
    on('ListChangedBlocks', second, []),
  ]);
});

test('the blocks of an encrypted snapshot need the right to decrypt with its key', () => {
  const { bench, SnapshotId, asked } = encrypted();

  expect(listAll(bench, SnapshotId)).toHaveLength(2_048);
  expect(asked[0]).toEqual({
    action: 'kms:Decrypt',
    resource: KEY,
    context: { 'kms:ViaService': 'ec2.us-west-2.amazonaws.com' },
  });
});

test('EBS’s own key every caller of the account may use', () => {
  const { bench, SnapshotId, asked } = encrypted({ key: { arn: EBS_KEY }, isAllowed: false });

  expect(listAll(bench, SnapshotId)).toHaveLength(2_048);
  expect(asked).toEqual([]);
});

test.each([
  ['the caller may not use', { isAllowed: false }],
  ['is disabled', { key: { arn: KEY, state: 'Disabled' } }],
  ['is to be deleted', { key: { arn: KEY, state: 'PendingDeletion' } }],
])('nothing is told of a snapshot whose key %s', (_, options) => {
  expect(encrypted(options).refusals()).toEqual(
    Array.from({ length: 3 }, () => 'AccessDeniedException DEPENDENCY_ACCESS_DENIED'),
  );
});
