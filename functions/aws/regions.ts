import { DescribeRegionsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import { translating } from './aws-errors';

/** The Regions that the account has enabled: EC2 shows no others unless asked. Throws ServiceBusy, AccessDenied, or EC2's own. */
export const enabledRegions = (ec2: EC2Client): Promise<string[]> =>
  translating(async () => {
    const { Regions = [] } = await ec2.send(new DescribeRegionsCommand({}));
    return Regions.flatMap(({ RegionName = [] }) => RegionName);
  });
