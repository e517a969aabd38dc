import { RegionInfo } from 'aws-cdk-lib/region-info';
import { partitionOf } from '../../../local/kernel/partition';

/** No Region of theirs can be rehearsed. */
const ISOLATED = /^aws-iso/;

test('every Region of the library has its own partition and DNS suffix', () => {
  const regions = RegionInfo.regions.filter(({ partition }) => !ISOLATED.test(partition ?? ''));

  expect(regions.length).toBeGreaterThan(30);
  expect(regions.map(({ name }) => [name, partitionOf(name)])).toEqual(
    regions.map(({ name, partition, domainSuffix }) => [name, { name: partition, dnsSuffix: domainSuffix }]),
  );
});
