import { isAdopted, originOf, type Adoption } from './origin';
import { isSelected, type Selection } from './selection';
import { isManagedBy, type Snapshot } from './snapshot';
import { TAG } from './tags';
import type { Volume } from './volume';

export type Scope = { readonly managed: boolean; readonly reason: string };

type ScopeQuestion = {
  readonly snapshot: Snapshot;
  /** Every snapshot of the same volume, the one in question included. */
  readonly siblings: readonly Snapshot[];
  /** Undefined where the volume no longer exists. */
  readonly volume: Volume | undefined;
  readonly deployment: string;
  readonly selection: Selection;
  readonly adoption: Adoption;
};

const NAMES = {
  dlm: 'Data Lifecycle Manager',
  ami: 'creating an AMI',
  awsBackup: 'AWS Backup',
  other: 'others',
} as const;

/**
 * Whether a new snapshot is this deployment's to protect, with the reason in words. The volume's tags decide. Where the
 * volume is gone, its last snapshot is protected if earlier ones were, or if it bears the selection tag itself.
 */
export function judgeScope(question: ScopeQuestion): Scope {
  const { snapshot, siblings, volume, deployment, selection, adoption } = question;
  const owner = snapshot.tags[TAG.managedBy];
  if (snapshot.state === 'error') return { managed: false, reason: 'the snapshot has failed' };
  if (owner !== undefined && owner !== deployment)
    return { managed: false, reason: `managed by the deployment ${owner}` };
  const origin = originOf(snapshot);
  if (!isAdopted(origin, adoption))
    return {
      managed: false,
      reason: `made by ${NAMES[origin]}, which is not adopted`,
    };

  if (volume !== undefined)
    return isSelected(volume.tags, selection)
      ? { managed: true, reason: 'the volume is selected' }
      : { managed: false, reason: 'the volume is not selected' };
  if (siblings.some((sibling) => isManagedBy(sibling, deployment)))
    return { managed: true, reason: 'the volume is gone; its snapshots are managed' };
  return isSelected(snapshot.tags, selection)
    ? { managed: true, reason: 'the volume is gone; the snapshot is selected' }
    : { managed: false, reason: 'the volume is gone and was not managed' };
}
