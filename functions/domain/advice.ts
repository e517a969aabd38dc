export type Advice = { readonly what: string; readonly meaning: string; readonly todo: string };

const BY_ERROR: Readonly<Record<string, Advice>> = {
  SnapshotFailed: {
    what: 'AWS could not make a snapshot',
    meaning:
      'There is no recovery point from this time. Earlier snapshots and their copies are untouched, and failed ones never count.',
    todo: 'Delete the failed snapshot, which takes one of the places for running snapshots of the volume, and take a new one. If that fails too, look at the volume in the EC2 console and open a support case.',
  },
  CopyFailed: {
    what: 'a copy failed and is not tried again',
    meaning:
      'This recovery point exists only in the primary Region. Older copies in the DR Region are kept, and the source snapshot is kept while its copy is wanted.',
    todo: 'For a key problem: check that the KMS keys that the cause names exist, are enabled, and let the roles of CopySnapshot and RetryCopy use them through EC2; a key of another account has to allow this account in its own policy. The next snapshot of the volume is copied as usual. To have this one copied too: in the primary Region, open the state machine whose name ends in -snapshot-created, find the execution that is named after the snapshot above, and start that again (New execution, with the same input). The execution linked here would only find the same failed copy.',
  },
  CopyRefused: {
    what: 'AWS refused to start a copy',
    meaning:
      'This recovery point exists only in the primary Region. The source snapshot is kept while its copy is wanted.',
    todo: 'Mend what the cause names, then start the execution again (New execution, with the same input): every step may run twice.',
  },
  CopyImpossible: {
    what: 'a snapshot cannot be copied to the DR Region',
    meaning:
      'EC2 copies no such snapshot, so none is asked for: this recovery point exists only where it is, and so do those that follow in the same place. They count and expire by the policy of the primary Region. You are told once for each volume.',
    todo: 'Have the snapshots of the volume stored in the Region itself (without OutpostArn, or with Location "regional"): those are copied. For one in the archive tier: restore it, then start the execution of snapshot-created that is named after it again (New execution, with the same input).',
  },
  AccessDenied: {
    what: 'a permission is missing',
    meaning:
      'The refused call was not carried out. Every later snapshot fails the same way until the permission is back.',
    todo: 'Compare the role that the cause names with the deployed template (a deploy restores it), look for a service control policy, then start the execution again (New execution, with the same input).',
  },
  PruneIncomplete: {
    what: 'some expired snapshots could not be deleted',
    meaning: 'No data is lost. More snapshots are kept, and paid for, than the policy asks for.',
    todo: 'Usually nothing: the next snapshot of the volume prunes again. If this repeats, look at the cause.',
  },
  RetentionTagIgnored: {
    what: 'a retention tag cannot be read',
    meaning:
      'Nothing of the volume is deleted in this Region, and all of it is paid for, until the tag can be read. New snapshots are protected.',
    todo: 'Correct the tag on the volume, or on the instance where one is named; a tag of the volume itself goes before. It takes effect with the next snapshot. What was adopted meanwhile falls under deletionLimit then: if much of it goes at once, you are told what to do about that. You are told once for each value.',
  },
  SnapshotInDoubt: {
    what: 'tags contradict what a snapshot is',
    meaning:
      'Somebody has changed our tags, or has copied one of our copies with them. It is not counted and never deleted by us, and no other snapshot is deleted on the strength of it.',
    todo: 'If the snapshot is yours, take the tags that begin with snapshot-keeper: off it. If it is ours, put back what the cause says that it should be. You are told once for each snapshot.',
  },
  ImageFailed: {
    what: 'an AMI of a schedule has failed',
    meaning:
      'Nothing can be launched from it. It does not count, and neither does what it holds, so that the AMI before it stays. Of each of its snapshots that is complete a volume can be made.',
    todo: 'Make a new one: start the schedule by hand (keeper backup --schedule). If that fails too, look at the AMI in the EC2 console, and open a support case. It goes with its snapshots as the retention policy has it; where all of these have failed, or EC2 does not say what it holds, deregister it yourself, and delete them. You are told once for each of its volumes.',
  },
  ImageStays: {
    what: 'an expired AMI cannot go',
    meaning:
      'It holds a snapshot that this deployment has never adopted, or that somebody has taken from it; or the AMI itself has lost a tag without which nobody may deregister it for this deployment. It and all that it holds stay, and are paid for.',
    todo: 'Where the cause names a tag, put it back on the AMI, and it goes with what it holds. Else look at its snapshots in the EC2 console. If it is not wanted, deregister it: what is ours of it then goes by the retention policy, and the other snapshot is yours to delete. You are told once for each of its volumes.',
  },
  SnapshotLeft: {
    what: 'an expired AMI has left a snapshot',
    meaning:
      'Nothing can be launched from the AMI any more. The snapshot is there for itself, and paid for. What is held stays until nobody holds it, and a volume can be made of it. What has failed holds no data, and what is not ours by its tags is never deleted by us.',
    todo: 'If the AMI is still wanted, register one from the snapshot of the volume that it booted from, where that is the one that has stayed. If the snapshot is not wanted: take the hold off, and it goes by the retention policy; one that has failed, or that is not tagged as ours, delete yourself. You are told once for each snapshot.',
  },
  SnapshotRestored: {
    what: 'a snapshot that was given up is here again',
    meaning:
      'Somebody has restored it from the Recycle Bin, or its deletion was broken off. No rule keeps it, so it is deleted again, seven days after it was found.',
    todo: 'If it is still wanted, hold it: tag it snapshot-keeper:hold with the reason. Else do nothing. You are told once for each time it comes back.',
  },
  TagsContradicted: {
    what: 'the tags of a copy contradict what it is',
    meaning:
      'Somebody has changed the tags of this copy while it was made. It is not confirmed, not counted and never deleted by us; its source is kept while its copy is wanted.',
    todo: 'Put back the tags as the cause says, then start the execution again (New execution, with the same input).',
  },
  SnapshotGone: {
    what: 'a snapshot was gone before it could be protected',
    meaning: 'There is no recovery point from this time, here or in a DR Region. Earlier ones are untouched.',
    todo: 'Find out who deleted it (CloudTrail, DeleteSnapshot), and take a new one if it was not meant.',
  },
  SnapshotNotVisible: {
    what: 'EC2 does not show a snapshot',
    meaning: 'The step was not carried out.',
    todo: 'Look for the snapshot in the EC2 console. If it is there, start the execution again (New execution, with the same input).',
  },
  SourceNotVisible: {
    what: 'a snapshot was gone before it could be copied',
    meaning: 'This recovery point has no copy in the DR Region. Earlier copies there are untouched.',
    todo: 'Find out who deleted it (CloudTrail, DeleteSnapshot), and take a new one if it was not meant.',
  },
  CopyGone: {
    what: 'a copy was gone before it could be confirmed',
    meaning:
      'This recovery point exists only in the primary Region, where it is kept while its copy is wanted.',
    todo: 'Find out who deleted the copy (CloudTrail, DeleteSnapshot in the DR Region). To have it copied again, start the execution of snapshot-created that bears the name of the source again (New execution, with the same input).',
  },
  ScopeUnknown: {
    what: 'nobody knows whether a snapshot is to be protected',
    meaning:
      'Its volume is gone, and none of its earlier snapshots is managed. It is left as it is: not tagged, not copied, not deleted.',
    todo: 'If it matters, hold it or copy it yourself. If volumes that are not selected are often deleted right after a snapshot, that is what this tells of.',
  },
  ScopeUnsettled: {
    what: 'EC2 does not show a volume',
    meaning: 'The step was not carried out.',
    todo: 'Look for the volume in the EC2 console, then start the execution again (New execution, with the same input).',
  },
  OtherOwner: {
    what: 'another deployment manages a volume that is selected here',
    meaning:
      'The snapshot is protected by the policies of the other deployment and not by those of this one. You are told of each, since anybody who may tag snapshots can claim one.',
    todo: 'Let only one deployment select the volume: change the selection of one of them, or the tags of the volume. If there is no other, take the tags that begin with snapshot-keeper: off the snapshot, then start the execution again (New execution, with the same input).',
  },
  NoRoomForTags: {
    what: 'a snapshot has too many tags of its own',
    meaning:
      'It is copied, but not managed: it is not counted and never deleted by us. Other snapshots of the volume are pruned as usual.',
    todo: 'Take tags off the snapshot or off what makes it (AWS allows 50), then start the execution again (New execution, with the same input).',
  },
  DeletionFailed: {
    what: 'AWS refuses to delete expired snapshots',
    meaning:
      'No data is lost. More snapshots are kept, and paid for, than the policy asks for, until the cause is mended.',
    todo: 'Where the cause says UnauthorizedOperation, a permission is missing: compare the role that it names with the deployed template (a deploy restores it), and look for a service control policy. Any other code is about the account or the caller rather than about one snapshot: mend that, then start the execution again (New execution, with the same input).',
  },
  GuardRefused: {
    what: 'a plan would have deleted what must stay',
    meaning:
      'The check before each deletion has refused it, so nothing that matters was deleted. This is a fault of Snapshot Keeper.',
    todo: 'Stop deleting with "npm run keeper -- pause" in a checkout (--settings FILE where the settings are not in cdk.json), or in this Region alone with "aws lambda put-function-concurrency --region REGION --function-name NAME --reserved-concurrent-executions 0", where NAME is the function that ends in -prune-volume. Then report its log. Tags, copies and everything else go on meanwhile.',
  },
  RetentionRefused: {
    what: 'retention was refused',
    meaning: 'Nothing was deleted.',
    todo: 'Correct the retention settings and deploy again.',
  },
  DeletionRefused: {
    what: 'retention would delete too much at once',
    meaning:
      'With this snapshot, nothing of this volume was deleted in this Region. From the next one on, what was made under the new policy is pruned as usual; what was made under another one and would go is left, and paid for. You are told only this once, unless every snapshot of the volume has 50 tags: then with each, and nothing is deleted until one has fewer.',
    todo: 'If the policy was changed by mistake, correct the settings or the retention tag of the volume. If it is meant: see with "npm run keeper -- plan" in a checkout what would go, set deletionLimit to "none", deploy, wait for the next snapshot of each volume, then set it back.',
  },
  NoCopySlot: {
    what: 'a copy waited too long for a slot',
    meaning:
      'This recovery point exists only in the primary Region. The source snapshot is kept while its copy is wanted.',
    todo: 'Look for other copies into the DR Region that do not end, ask AWS Support for more slots if need be, then start the execution again (New execution, with the same input).',
  },
  OtherCopyUnderWay: {
    what: 'a copy waited too long for another one',
    meaning:
      'Full copies of the volume into the DR Region have not ended for two weeks, so this recovery point exists only in the primary Region. The source snapshot is kept while its copy is wanted.',
    todo: 'Look at the copy that the cause names in the EC2 console of the DR Region, and open a support case if it makes no progress. Once it has ended or is deleted, start the execution again (New execution, with the same input).',
  },
  InvalidInput: {
    what: 'a step got an input that it does not know',
    meaning:
      'The step was not carried out. Somebody has started the execution by hand with a wrong input, or the stacks are of different versions; repeating it cannot help.',
    todo: 'Compare the input that the execution shows with the cause. If it was started by hand, start a new one with the right input. Else deploy all stacks in the same version; if it stays, report the input.',
  },
  InvalidEnvironment: {
    what: 'a function is configured wrongly',
    meaning: 'Its step is not carried out for any snapshot until that is mended.',
    todo: 'Deploy again: that restores the configuration which the cause names.',
  },
  InstanceStandsFrozen: {
    what: 'an instance may still stand frozen',
    meaning:
      'Its file systems were frozen for a snapshot, and it has said that it cannot thaw them. It tries again each second. Until it succeeds, whatever writes to them waits.',
    todo: 'On the instance, as root: findmnt shows the file systems, "fsfreeze --unfreeze PATH" thaws one. Where nothing helps, a restart does; what was written before the freeze is on disk. Look into /run/snapshot-keeper for what the run says.',
  },
  SnapshotsNotTaken: {
    what: 'a backup has not taken every snapshot',
    meaning:
      'The volumes that the cause names have no recovery point from this time. Those of before are untouched, and all other volumes of the schedule have theirs.',
    todo: 'Mend what the cause says of each volume, then take the snapshots by hand ("npm run keeper -- backup --volume" in a checkout, or in the EC2 console). The next run of the schedule tries all of them again.',
  },
  VolumesNotRestored: {
    what: 'a restore has not made every volume',
    meaning:
      'Nothing of what was there before is changed, and the snapshots are untouched. What the restore has made stays, and is paid for: where a volume is missing, the others were attached to nothing.',
    todo: 'The cause names what has failed and what is there. For a key: it must be enabled, and let the role of RestoreVolumes use it through EC2. Mend it, start a new restore, and delete the volumes that you do not need: the tag snapshot-keeper:restored-from of each names the snapshot and the execution.',
  },
  DrillFailed: {
    what: 'a drill has failed',
    meaning:
      'What the cause names is not as it should be: a copy that does not hold what its source holds, or of which no volume can be made, is no recovery point. Its source, and other copies, are untouched, and so is the volume itself.',
    todo: 'Where the copy differs, do not rely on it: hold its source (tag it snapshot-keeper:hold with the reason), delete the copy, and start a sweep, which has it made again ("npm run keeper -- sweep --volume VOLUME" in a checkout); then open a support case with both ids. Where nothing could be made or read, mend what the cause says, such as the key. The drill is tried again every day until it succeeds. docs/runbooks/not-drilled.md says more.',
  },
  SnapshotStateStale: {
    what: 'EC2 contradicts its own event',
    meaning:
      'EC2 reported that a snapshot or copy had ended, and shows it as unfinished ever since. The step was not carried out.',
    todo: 'Look at the snapshot in the EC2 console. Once it shows as completed, start the execution again (New execution, with the same input).',
  },
  ServiceBusy: {
    what: 'AWS was too busy for too long',
    meaning: 'The step was not carried out, and nothing was deleted by it.',
    todo: 'Look at the AWS Health Dashboard, then start the execution again (New execution, with the same input).',
  },
};

const OTHERWISE: Advice = {
  what: 'a step failed',
  meaning: 'The step did not finish. Nothing was deleted that a rule keeps.',
  todo: 'Open the execution and its log for the details, mend the cause, then start the execution again (New execution, with the same input).',
};

/** A restore is of one wish of a person: nothing follows of it for later snapshots, and one that is started again makes all anew. */
const OF_RESTORES: Readonly<Record<string, Advice>> = {
  AccessDenied: {
    what: 'a permission is missing for a restore',
    meaning:
      'The refused call was not carried out. Nothing of what was there before is changed. What the restore has made stays, and is paid for: it stands beside the volume that it is of.',
    todo: 'Compare the role that the cause names with the deployed template (a deploy restores it), look for a service control policy, start a new restore, and delete the volumes that you do not need: the tag snapshot-keeper:restored-from of each names the snapshot and the execution.',
  },
};

/** What to say of an error, by its name and by the state machine in which it came up. */
export function adviceOn(error: string, machine: string): Advice {
  const known = machine.endsWith('-restore') ? { ...BY_ERROR, ...OF_RESTORES } : BY_ERROR;
  return (Object.hasOwn(known, error) ? known[error] : undefined) ?? OTHERWISE;
}
