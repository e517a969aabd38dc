import { EC2Client } from '@aws-sdk/client-ec2';
import { copyUrl } from '../../../functions/aws/copy-url';
import { ec2Signer, ec2Signers } from '../../../functions/runtime/ec2-signers';
import { isUrlOfCopy } from '../../../local/aws/ec2/presigned-url';

const urlOf = (sourceRegion: string, region: string, sessionToken?: string): Promise<string> => {
  const credentials = {
    accessKeyId: 'AKIDEXAMPLE',
    secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
    ...(sessionToken !== undefined && { sessionToken }),
  };
  const signer = ec2Signer(sourceRegion, new EC2Client({ region: sourceRegion, credentials }));
  const copy = { sourceRegion, snapshotId: 'snap-00000000000000001', region };
  return copyUrl(signer, copy, new Date('2030-01-01T00:00:00Z'));
};
/** The signatures were computed from the rules of Signature Version 4 by other code than the SDK's. */
test.each([
  [
    'the documented parameters, and the session of the function',
    ['us-east-1', 'eu-west-1', 'a+token/=='],
    'https://ec2.us-east-1.amazonaws.com/?Action=CopySnapshot&Version=2016-11-15&SourceRegion=us-east-1' +
      '&SourceSnapshotId=snap-00000000000000001&DestinationRegion=eu-west-1&X-Amz-Security-Token=a%2Btoken%2F%3D%3D' +
      '&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20300101%2Fus-east-1%2Fec2%2Faws4_request' +
      '&X-Amz-Date=20300101T000000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=59e8e7edf708795ed76eb0d793767746be865afe6a05803d8b6de8c3eac86f1c',
  ],
  [
    'the host of the partition in which the source lies',
    ['cn-north-1', 'cn-northwest-1'],
    'https://ec2.cn-north-1.amazonaws.com.cn/?Action=CopySnapshot&Version=2016-11-15&SourceRegion=cn-north-1' +
      '&SourceSnapshotId=snap-00000000000000001&DestinationRegion=cn-northwest-1' +
      '&X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIDEXAMPLE%2F20300101%2Fcn-north-1%2Fec2%2Faws4_request' +
      '&X-Amz-Date=20300101T000000Z&X-Amz-Expires=3600&X-Amz-SignedHeaders=host' +
      '&X-Amz-Signature=dc4b25d09e9449e69f95ba8ba1e793403bef5eaefddd84a0f61f27fac1558e77',
  ],
] as const)('the URL of a copy has %s', async (_, [sourceRegion, region, token], url) => {
  await expect(urlOf(sourceRegion, region, token)).resolves.toBe(url);
});

test('the local world takes the URL for what it is', async () => {
  const url = await urlOf('us-east-1', 'eu-west-1', 'a+token/==');
  const copy = { SourceRegion: 'us-east-1', SourceSnapshotId: 'snap-00000000000000001' };

  expect(isUrlOfCopy(url, copy, 'eu-west-1', Date.parse('2030-01-01T00:00:01Z'))).toBe(true);
});

test('signers are made once for each Region', () => {
  const signers = ec2Signers();

  const signer = signers('eu-west-1');

  expect(signers('eu-west-1')).toBe(signer);
  expect(signers('us-east-1')).not.toBe(signer);
});
