/**
 * One class per cause that a state machine, the copy queue or a person tells apart. Step Functions matches on `name`,
 * so each is a literal: bundlers rename classes.
 */
abstract class KeeperError extends Error {
  abstract override readonly name: string;
}

/** EC2 does not show the snapshot at all: it is too new to be seen everywhere, or gone. Worth a few retries. */
export class SnapshotNotVisible extends KeeperError {
  override readonly name = 'SnapshotNotVisible';
}

/** EC2 shows the snapshot, but in an older state than the event about it tells. Worth a few retries. */
export class SnapshotStateStale extends KeeperError {
  override readonly name = 'SnapshotStateStale';
}

/** EC2 or another service asks for fewer calls, or failed on its side. Worth retrying later. */
export class ServiceBusy extends KeeperError {
  override readonly name = 'ServiceBusy';
}

/** IAM or a key policy refused a call. No retry helps; a person must change a permission. */
export class AccessDenied extends KeeperError {
  override readonly name = 'AccessDenied';
}

/** All copy slots of the destination Region are taken, by us or by others. Waiting, not failing. */
export class NoCopySlot extends KeeperError {
  override readonly name = 'NoCopySlot';
}

/**
 * A full copy of the volume runs in the Region, or one has just ended: another that is started beside it would be full as well.
 * Waiting, not failing.
 */
export class OtherCopyUnderWay extends KeeperError {
  override readonly name = 'OtherCopyUnderWay';
}

/** The stack of a DR Region does not work yet, or no more: nobody would confirm a copy there. Waiting, not failing. */
export class StackMissing extends KeeperError {
  override readonly name = 'StackMissing';
}

/** AWS refused the copy for a reason that repeating it does not change. */
export class CopyRefused extends KeeperError {
  override readonly name = 'CopyRefused';
}

/** EC2 does not show the source of a copy. Worth a few retries; then somebody has deleted it. */
export class SourceNotVisible extends KeeperError {
  override readonly name = 'SourceNotVisible';
}

/** EC2 does not show the volume, or not as one that is selected. Worth a second look: an answer may be minutes old. */
export class ScopeUnsettled extends KeeperError {
  override readonly name = 'ScopeUnsettled';
}

/** The volume of a snapshot is gone, and nothing tells whether it was selected. */
export class ScopeUnknown extends KeeperError {
  override readonly name = 'ScopeUnknown';
}

/** A snapshot of a protected volume was gone before it could be protected. */
export class SnapshotGone extends KeeperError {
  override readonly name = 'SnapshotGone';
}

/** A copy was gone before it could be confirmed or judged, and its source has no other in that Region. */
export class CopyGone extends KeeperError {
  override readonly name = 'CopyGone';
}

/** Another deployment has adopted a snapshot of a volume that this one selects, too. */
export class OtherOwner extends KeeperError {
  override readonly name = 'OtherOwner';
}

/** A copy's tags contradict what it was made from. */
export class TagsContradicted extends KeeperError {
  override readonly name = 'TagsContradicted';
}

/** Not all that retention gave up is deleted yet, for a passing reason or because it is much. Worth a new plan. */
export class PruneIncomplete extends KeeperError {
  override readonly name = 'PruneIncomplete';
}

/** EC2 refused deletions for a reason that is not the snapshot's own. The others were carried out. */
export class DeletionFailed extends KeeperError {
  override readonly name = 'DeletionFailed';
}

/** The guard refused what the plan gave up: the plan is wrong. The others were carried out. */
export class GuardRefused extends KeeperError {
  override readonly name = 'GuardRefused';
}

/** A retention policy that keeps nothing, or an input that contradicts itself: nothing is decided, nothing deleted. */
export class RetentionRefused extends KeeperError {
  override readonly name = 'RetentionRefused';
}

/** A plan would remove more of a volume's snapshots at once than the settings allow. Told by who throws it. */
export class DeletionRefused extends KeeperError {
  override readonly name = 'DeletionRefused';
}

/** EBS lets nobody read the blocks of this snapshot by the EBS direct APIs, or not this function: its key, its state or its tier stand in the way. */
export class BlocksUnreadable extends KeeperError {
  override readonly name = 'BlocksUnreadable';
}

/** The input of a function does not have the documented form. Repeating it cannot help. */
export class InvalidInput extends KeeperError {
  override readonly name = 'InvalidInput';
}

/** A required environment variable is missing or malformed: the deployment is broken. */
export class InvalidEnvironment extends KeeperError {
  override readonly name = 'InvalidEnvironment';
}
