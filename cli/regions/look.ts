import { DescribeRegionsCommand, type EC2Client, paginateDescribeVolumes } from '@aws-sdk/client-ec2';
import { filtersOf } from '../../functions/aws/tag-filters';
import { fromEc2 } from '../../functions/aws/volumes';
import { isSelected, type Selection } from '../../functions/domain/selection';
import type { Volume } from '../../functions/domain/volume';
import { UsageError } from '../flags/usage-error';
import { listIn } from '../inventory/list-in';
import { failedCall } from '../terminal/failed-call';

/** The most that one page of DescribeVolumes holds (EC2 API reference). */
const PAGE_SIZE = 1000;

const POLICY_IN = 'docs/operate.md';
const AGAIN = 'It can be tried again.';

/** The Regions that the account of the credentials has enabled, as `region` knows them. Throws UsageError in one line where it does not say. */
export async function enabledRegionsIn(client: EC2Client, region: string): Promise<string[]> {
  try {
    const { Regions } = await client.send(new DescribeRegionsCommand({}));
    return listIn(Regions).flatMap(({ RegionName = [] }) => RegionName);
  } catch (error) {
    const where = { region, policyIn: POLICY_IN, otherwise: AGAIN };
    throw new UsageError(
      `The Regions of the account cannot be read: ${failedCall(error, `ec2:DescribeRegions in ${region}`, {}, where)}`,
    );
  }
}

/** What somebody who looked for selected volumes has seen, or in one line why nobody could look. */
export type Look = { readonly volumes: readonly Volume[] } | { readonly why: string };

/** Looks for the volumes of a Region that any of these selections takes, in one call for each and page. Never rejects. */
export async function lookIn(
  client: EC2Client,
  region: string,
  selections: readonly Selection[],
): Promise<Look> {
  try {
    const found = new Map<string, Volume>();
    for (const selection of selections)
      for await (const volume of selectedBy(client, selection)) found.set(volume.volumeId, volume);
    return { volumes: [...found.values()] };
  } catch (error) {
    // Without the Region in it, so that those that are denied for the same reason are told in one line.
    return {
      why: failedCall(error, 'ec2:DescribeVolumes', {}, { region, policyIn: POLICY_IN, otherwise: AGAIN }),
    };
  }
}

async function* selectedBy(client: EC2Client, selection: Selection): AsyncGenerator<Volume> {
  const questions =
    selection === 'all' ? [{}] : filtersOf(selection).map((filter) => ({ Filters: [filter] }));
  for (const question of questions)
    for await (const page of paginateDescribeVolumes({ client, pageSize: PAGE_SIZE }, question))
      yield* listIn(page.Volumes)
        .map(fromEc2)
        .filter(({ tags }) => isSelected(tags, selection));
}
