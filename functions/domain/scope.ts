import { isVolumeId } from './ids';
import { whyNotAdopted, type Adoption } from './origin';
import { isAdoptedBy } from './recognise';
import { isSelected, type Selection } from './selection';
import type { Snapshot } from './snapshot';
import { isOptedOut, TAG, type Tags } from './tags';
import type { Volume } from './volume';

/**
 * `others`: another deployment has adopted the snapshot, and as far as is known its volume is selected here too. `unknown`: the volume
 * is gone, and nothing tells whether it was selected.
 */
export type Scope = {
  readonly verdict: 'managed' | 'not-managed' | 'others' | 'unknown';
  readonly reason: string;
  /** True where it rests on what EC2 did not show. An answer may be minutes old, so a later look may tell otherwise. */
  readonly isAbsence: boolean;
};

type ScopeQuestion = {
  readonly snapshot: Snapshot;
  /** Whether snapshots of the same volume, this one included, are managed by this deployment. */
  readonly hasManagedSnapshots: boolean;
  /** Undefined where EC2 does not show the volume. */
  readonly volume: Volume | undefined;
  readonly deployment: string;
  readonly selection: Selection;
  readonly adoption: Adoption;
};

/**
 * Whether a new snapshot is this deployment's to protect, with the reason in words. The volume's tags decide; those of the
 * snapshot are hearsay, but that they tell who made it, until it is adopted: then it stays ours. Where the volume is gone, its last snapshot
 * is protected if it has been adopted already, or earlier ones are.
 */
export function judgeScope(question: ScopeQuestion): Scope {
  const { snapshot, hasManagedSnapshots, volume, deployment, selection, adoption } = question;
  const notManaged = (reason: string): Scope => ({ verdict: 'not-managed', reason, isAbsence: false });
  const isAwaited = snapshot.image !== undefined && snapshot.image.size === undefined;
  const managed = (reason: string): Scope => ({ verdict: 'managed', reason, isAbsence: isAwaited });
  if (!isVolumeId(snapshot.volumeId))
    return notManaged(`${snapshot.volumeId || 'nothing'} stands for its volume, which is no volume`);
  if (snapshot.state === 'error') return notManaged('the snapshot has failed');
  if (!isAdoptedBy(snapshot, deployment)) {
    if (isOptedOut(snapshot.tags)) return notManaged(`opted out by the tag ${TAG.optOut}`);
    const why = (volumeTags: Tags | undefined): string | undefined =>
      whyNotAdopted({ snapshot, volumeTags }, adoption);
    const reason = why(volume?.tags);
    // A volume that EC2 does not show may bear the tag that tells it, too.
    const isAbsence = isAwaited || (volume === undefined && why(snapshot.tags) === undefined);
    if (reason !== undefined) return { verdict: 'not-managed', reason, isAbsence };
  }
  const owner = otherOwner(snapshot, deployment);
  if (volume !== undefined && !isSelected(volume.tags, selection)) {
    const reason = owner === undefined ? 'the volume is not selected' : ownedBy(owner).reason;
    return { verdict: 'not-managed', reason, isAbsence: true };
  }
  if (owner !== undefined) return ownedBy(owner);
  if (volume !== undefined) return managed('the volume is selected');
  if (hasManagedSnapshots) return managed('the volume is gone; its snapshots are managed');
  return selection === 'all'
    ? managed('the volume is gone; all volumes are selected')
    : { verdict: 'unknown', reason: 'the volume is gone', isAbsence: true };
}

export const ownedBy = (owner: string): Scope => ({
  verdict: 'others',
  reason: `managed by the deployment ${owner}`,
  isAbsence: false,
});

/** Another deployment that has adopted this very snapshot. A name that was carried here with tags of another one means nothing. */
export function otherOwner({ snapshotId, tags }: Snapshot, deployment: string): string | undefined {
  const owner = tags[TAG.managedBy];
  return owner !== deployment && tags[TAG.snapshot] === snapshotId ? owner : undefined;
}
