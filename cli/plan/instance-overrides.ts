import { fromEc2 } from '../../functions/aws/volumes';
import { withInstanceOverrides } from '../../functions/domain/instance-overrides';
import type { ManagedSnapshot } from '../../functions/domain/snapshot';
import { tagsFromList, type Tags } from '../../functions/domain/tags';
import type { Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';
import type { Inventory } from '../../local/rehearsal/inventory';

export type Overriding = (volume: Volume, ours: readonly ManagedSnapshot[]) => Volume;

/** By instance of the primary Region, its tags; undefined where the settings do not let them count. What the inventory does not hold, EC2 does not show. */
export function tagsOfInstances(
  { instances = [] }: Pick<Inventory, 'instances'>,
  { instanceOverrides, primary }: Pick<Settings, 'instanceOverrides' | 'primary'>,
): ReadonlyMap<string, Tags> | undefined {
  if (!instanceOverrides) return undefined;
  return new Map(
    instances.flatMap(({ region, instance: { InstanceId = '', Tags: tags } }) =>
      region === primary.region ? [[InstanceId, tagsFromList(tags)] as const] : [],
    ),
  );
}

/** Gives a volume of the primary Region the overrides of its instances, where the settings let these count. */
export function overridingIn(...known: Parameters<typeof tagsOfInstances>): Overriding {
  const instances = tagsOfInstances(...known);
  return (volume, snapshots) =>
    instances === undefined ? volume : withInstanceOverrides(volume, { instances, snapshots });
}

/** By id, the tags of all volumes, with the overrides that count from the first snapshot of each on. */
export function tagsOfVolumes(
  inventory: Pick<Inventory, 'volumes' | 'instances'>,
  settings: Pick<Settings, 'instanceOverrides' | 'primary'>,
): Map<string, Tags> {
  const overriding = overridingIn(inventory, settings);
  return new Map(
    inventory.volumes.map(({ region, volume }) => {
      const own = fromEc2(volume);
      return [own.volumeId, (region === settings.primary.region ? overriding(own, []) : own).tags];
    }),
  );
}
