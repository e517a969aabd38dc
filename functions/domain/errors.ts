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

/** AWS refused the copy for a reason that repeating it does not change. */
export class CopyRefused extends KeeperError {
  override readonly name = 'CopyRefused';
}

/** Some snapshots that retention gave up could not be deleted for a passing reason. The others were. */
export class PruneIncomplete extends KeeperError {
  override readonly name = 'PruneIncomplete';
}

/** A retention policy that keeps nothing, or an input that contradicts itself: nothing is decided, nothing deleted. */
export class RetentionRefused extends KeeperError {
  override readonly name = 'RetentionRefused';
}

/** A plan would remove more of a volume's snapshots at once than the settings allow: none is deleted. */
export class DeletionRefused extends KeeperError {
  override readonly name = 'DeletionRefused';
}

/** The input of a function does not have the documented form. Repeating it cannot help. */
export class InvalidInput extends KeeperError {
  override readonly name = 'InvalidInput';
}

/** A required environment variable is missing or malformed: the deployment is broken. */
export class InvalidEnvironment extends KeeperError {
  override readonly name = 'InvalidEnvironment';
}
