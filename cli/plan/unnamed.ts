import { isAdoptedBy } from '../../functions/domain/recognise';
import { isTaggedBy, type Snapshot } from '../../functions/domain/snapshot';

/** Whether a snapshot in the primary Region bears our tags without the one that names it: no proof that it was adopted. */
export const isUnnamed = (snapshot: Snapshot, deployment: string): boolean =>
  isTaggedBy(snapshot, deployment) && !isAdoptedBy(snapshot, deployment);
