import { isSelected, type Selection, type TagSelection } from './selection';
import { isOptedOut } from './tags';
import { instanceIdsOf, type Volume } from './volume';

/** Which of the volumes that the deployment selects a schedule covers. */
export type Coverage = {
  readonly selection: Selection;
  /** Where it is given, only what is attached to an instance with this tag. */
  readonly instances?: TagSelection | undefined;
};

/** `tagged` are the ids of the instances with the tag, where a tag of instances counts. A volume of such an instance that is opted out is left out, and so is one of which EC2 takes no snapshot. */
export const covers = (
  { selection, instances }: Coverage,
  volume: Pick<Volume, 'tags' | 'instanceId' | 'otherInstanceIds' | 'unfit'>,
  tagged: ReadonlySet<string>,
): boolean =>
  volume.unfit === undefined &&
  isSelected(volume.tags, selection) &&
  (instances === undefined ||
    (!isOptedOut(volume.tags) && instanceIdsOf(volume).some((id) => tagged.has(id))));
