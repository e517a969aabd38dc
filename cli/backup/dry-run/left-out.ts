import { isSelected, type Selection } from '../../../functions/domain/selection';
import type { Coverage } from '../../../functions/domain/schedule-coverage';
import { isOptedOut } from '../../../functions/domain/tags';
import { instanceIdsOf, type Volume } from '../../../functions/domain/volume';

/** Why a run does not take a volume that EC2 shows. `not selected`: by the deployment. `not covered`: by the selection of the schedule. */
export type WhyLeftOut =
  | 'not selected'
  | 'not covered'
  | 'not attached'
  | 'no such instance'
  | 'opted out'
  | 'being deleted'
  | 'in error';

/** Undefined of a volume that the schedule covers. `tagged` are the ids of the instances with its tag. */
export function whyNotCovered(
  selectionOfDeployment: Selection,
  { selection, instances }: Coverage,
  volume: Pick<Volume, 'tags' | 'instanceId' | 'otherInstanceIds' | 'unfit'>,
  tagged: ReadonlySet<string>,
): WhyLeftOut | undefined {
  if (!isSelected(volume.tags, selectionOfDeployment)) return 'not selected';
  if (!isSelected(volume.tags, selection)) return 'not covered';
  if (volume.unfit !== undefined) return volume.unfit === 'error' ? 'in error' : 'being deleted';
  if (instances === undefined) return undefined;
  const attachedTo = instanceIdsOf(volume);
  if (attachedTo.length === 0) return 'not attached';
  if (!attachedTo.some((id) => tagged.has(id))) return 'no such instance';
  return isOptedOut(volume.tags) ? 'opted out' : undefined;
}

/** Of what a person names: a volume, or an instance and so what is attached to it. */
export function whyNotByHand(
  selection: Selection,
  named: 'volume' | 'instance',
  { tags }: Pick<Volume, 'tags'>,
): WhyLeftOut | undefined {
  if (!isSelected(tags, selection)) return 'not selected';
  return named === 'instance' && isOptedOut(tags) ? 'opted out' : undefined;
}
