import { DescribeRegionsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { enabledRegions } from '../../../functions/aws/regions';
import { AccessDenied } from '../../../functions/domain/errors';
import { DENIED, ec2Error } from '../../support/aws-failures';
import { callsTo, mockAws, UNEXPECTED } from '../../support/aws-mock';

const ec2 = mockAws(EC2Client);
const client = new EC2Client({ region: 'us-east-1' });

test('the enabled Regions are those that EC2 shows without being asked for all', async () => {
  ec2
    .on(DescribeRegionsCommand)
    .resolvesOnce({ Regions: [{ RegionName: 'eu-west-1' }, { RegionName: 'us-east-1' }] })
    .rejects(UNEXPECTED);

  await expect(enabledRegions(client)).resolves.toEqual(['eu-west-1', 'us-east-1']);
  expect(callsTo(ec2)).toEqual([['DescribeRegionsCommand', {}]]);
});

test.each(DENIED)('%s is a missing right', async (code) => {
  ec2.on(DescribeRegionsCommand).rejects(ec2Error(code));

  await expect(enabledRegions(client)).rejects.toThrow(AccessDenied);
});
