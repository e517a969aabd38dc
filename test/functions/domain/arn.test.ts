import { arnOf } from '../../../functions/domain/arn';
import { arnOf as arnOfLocalWorld } from '../../../local/kernel/arn';

describe.each([
  ['the functions', arnOf],
  ['the local world', arnOfLocalWorld],
])('the reader of ARNs of %s', (_, read) => {
  test.each([
    [
      'arn:aws:states:us-east-1:111122223333:execution:snapshot-created:snap-00000000000000001',
      'aws',
      'states',
      'us-east-1',
      '111122223333',
      'execution:snapshot-created:snap-00000000000000001',
    ],
    [
      'arn:aws-cn:kms:cn-north-1:111122223333:alias/a:b',
      'aws-cn',
      'kms',
      'cn-north-1',
      '111122223333',
      'alias/a:b',
    ],
    ['arn:aws:ec2:eu-west-1::snapshot/snap-1', 'aws', 'ec2', 'eu-west-1', '', 'snapshot/snap-1'],
    ['arn:aws:s3:::bucket/key', 'aws', 's3', '', '', 'bucket/key'],
    ['no ARN', '', '', '', '', ''],
    ['', '', '', '', '', ''],
  ])('splits %j, and what is not there is empty', (text, partition, service, region, accountId, resource) => {
    expect(read(text)).toEqual({ partition, service, region, accountId, resource });
  });
});
