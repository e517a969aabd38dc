import * as z from 'zod';
import { partitionOf } from '../../kernel/partition';
import { question } from './authorization';
import { defineOperation } from './operation';

/** The Regions that an account has enabled from the start, by partition (AWS account management guide, "Enable or disable AWS Regions"). */
const FROM_THE_START: Readonly<Record<string, readonly string[]>> = {
  aws: [
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ca-central-1',
    'eu-central-1',
    'eu-north-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'sa-east-1',
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
  ],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-eusc': ['eusc-de-east-1'],
  'aws-us-gov': ['us-gov-east-1', 'us-gov-west-1'],
};

/** DescribeRegions of an account that has enabled no others, and for which the Region that is asked is one. */
export const describeRegions = defineOperation('DescribeRegions', {
  parameters: { AllRegions: z.literal(false).optional() },
  rate: 'describeUnfiltered',
  authorizations: (subject) => [question(subject, 'DescribeRegions', '*')],
  apply: ({ region }) => {
    const { name: partition, dnsSuffix } = partitionOf(region.name);
    const names = [...new Set([...(FROM_THE_START[partition] ?? []), region.name])];
    return {
      output: {
        Regions: names.map((RegionName) => ({
          RegionName,
          Endpoint: `ec2.${RegionName}.${dnsSuffix}`,
          OptInStatus: 'opt-in-not-required',
        })),
      },
    };
  },
});
