import { hasTargetOfItsOwn } from '../../functions/domain/instance-overrides';
import { instanceIdsOf, type Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';
import type { Inventory } from '../../local/rehearsal/inventory';
import { counted } from '../terminal/counted';

/** Whether an instance may bear a target that counts for a volume of the primary Region, and nobody knows, since the inventory holds no list of instances. */
export function unknownTargetIn(
  { lists }: Pick<Inventory, 'lists'>,
  { instanceOverrides, primary }: Pick<Settings, 'instanceOverrides' | 'primary'>,
): (volume: Volume) => boolean {
  const isKnown = lists.some(({ list, region }) => list === 'instances' && region === primary.region);
  if (!instanceOverrides || isKnown) return () => false;
  return (volume) => instanceIdsOf(volume).length > 0 && !hasTargetOfItsOwn(volume);
}

/** What is said of so many selected volumes. */
export const unknownTargetWords = (count: number): string =>
  `Of ${counted(count, 'selected volume')} the target is not known: an instance may bear another one for its volumes, and the inventory does not tell what instances bear (describe-instances).`;
