import { isSelected, type TagSelection } from '../../functions/domain/selection';
import { tagsFromList } from '../../functions/domain/tags';
import type { Inventory } from './inventory';

/** Ids of the instances in a Region that bear a tag; undefined where the inventory does not say which do. */
export type TaggedInstances = (tag: TagSelection) => ReadonlySet<string> | undefined;

export function taggedInstancesIn({ instances = [], lists }: Inventory, region: string): TaggedInstances {
  const isKnown = lists.some((one) => one.region === region && one.list === 'instances');
  return (tag) =>
    isKnown
      ? new Set(
          instances.flatMap(({ region: home, instance: { InstanceId = '', Tags } }) =>
            home === region && isSelected(tagsFromList(Tags), tag) ? [InstanceId] : [],
          ),
        )
      : undefined;
}
