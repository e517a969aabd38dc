type Partition = { readonly name: string; readonly dnsSuffix: string };

const STANDARD: Partition = { name: 'aws', dnsSuffix: 'amazonaws.com' };

/** By the prefix of a Region's name. All others lie in the standard partition. */
const PARTITIONS: Readonly<Record<string, Partition>> = {
  'cn-': { name: 'aws-cn', dnsSuffix: 'amazonaws.com.cn' },
  'eusc-': { name: 'aws-eusc', dnsSuffix: 'amazonaws.eu' },
  'us-gov-': { name: 'aws-us-gov', dnsSuffix: 'amazonaws.com' },
};

/** The partition in which a Region lies: it stands in every ARN, and its DNS suffix in every host name. */
export function partitionOf(region: string): Partition {
  const prefix = Object.keys(PARTITIONS).find((start) => region.startsWith(start));
  return prefix === undefined ? STANDARD : PARTITIONS[prefix]!;
}
