import type { EC2Client } from '@aws-sdk/client-ec2';
import { hasOurPrefix, tagsFromList, tagsWithKeys, type Tags } from '../domain/tags';
import { inCalls } from './filter-values';
import { pagesOfInstances } from './instances';

export type InstanceOverrides = ReturnType<typeof instanceOverridesIn>;

/** An instance that EC2 shows, and its tags under our prefix: of thousands the others would be much to keep. */
export type InstanceTags = readonly [instanceId: string, tags: Tags];

/** What the instances of the Region that `ec2` calls bear for their volumes. */
export const instanceOverridesIn = (ec2: EC2Client) => ({
  /** Of these; those that EC2 does not show are absent. The ids must be EC2's own, since filters take wildcards. */
  async of(instanceIds: readonly string[]): Promise<Map<string, Tags>> {
    const found = new Map<string, Tags>();
    for (const Values of inCalls(instanceIds))
      for await (const page of pages(ec2, { Filters: [{ Name: 'instance-id', Values }] }))
        for (const [id, tags] of page) found.set(id, tags);
    return found;
  },

  /** Of all of the Region, a page of up to 1,000 at a time. */
  pages: () => pages(ec2),
});

async function* pages(
  ec2: EC2Client,
  input?: Parameters<typeof pagesOfInstances>[1],
): AsyncGenerator<InstanceTags[]> {
  for await (const page of pagesOfInstances(ec2, input))
    yield page.map(({ InstanceId = '', Tags }) => [
      InstanceId,
      tagsWithKeys(tagsFromList(Tags), hasOurPrefix),
    ]);
}
