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
    todo: 'For a key problem: check that the KMS key of the DR Region exists, is enabled, and lets the copying role use it. The next snapshot of the volume is copied as usual. To have this one copied too, start the execution of snapshot-created that bears its name again (New execution, with the same input).',
  },
  CopyRefused: {
    what: 'AWS refused to start a copy',
    meaning:
      'This recovery point exists only in the primary Region. The source snapshot is kept while its copy is wanted.',
    todo: 'Mend what the cause names, then start the execution again (New execution, with the same input): every step may run twice.',
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
    meaning: 'The volume is protected by the default policy. Snapshots beyond it are pruned.',
    todo: 'Correct the tag on the volume. It takes effect with the next snapshot.',
  },
  RetentionRefused: {
    what: 'retention was refused',
    meaning: 'Nothing was deleted.',
    todo: 'Correct the retention settings and deploy again.',
  },
  DeletionRefused: {
    what: 'retention would delete too much at once',
    meaning:
      'With this snapshot, nothing of this volume was deleted in this Region. From the next one on, what was made under the new policy is pruned as usual; what was made under another one and would go is left, and paid for. You are told only this once.',
    todo: 'If the policy was changed by mistake, correct the settings or the retention tag of the volume. If it is meant: see with "npm run keeper -- plan" in a checkout what would go, set deletionLimit to "none", deploy, wait for the next snapshot of each volume, then set it back.',
  },
  NoCopySlot: {
    what: 'a copy waited too long for a slot',
    meaning:
      'This recovery point exists only in the primary Region. The source snapshot is kept while its copy is wanted.',
    todo: 'Look for other copies into the DR Region that do not end, ask AWS Support for more slots if need be, then start the execution again (New execution, with the same input).',
  },
  InvalidInput: {
    what: 'a step got an input that it does not know',
    meaning: 'The step was not carried out. This is a fault of the deployment, and repeating it cannot help.',
    todo: 'Deploy all stacks in the same version. If it stays, report the input that the execution shows.',
  },
  InvalidEnvironment: {
    what: 'a function is configured wrongly',
    meaning: 'Its step is not carried out for any snapshot until that is mended.',
    todo: 'Deploy again: that restores the configuration which the cause names.',
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

/** What to say of an error, by its name. */
export const adviceOn = (error: string): Advice =>
  (Object.hasOwn(BY_ERROR, error) ? BY_ERROR[error] : undefined) ?? OTHERWISE;
