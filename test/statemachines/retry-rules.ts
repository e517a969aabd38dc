/**
 * Errors of Lambda itself that pass: those that AWS advises to retry, a busy Lambda, a function that is being updated, and one that was
 * idle for weeks and is being made ready, for a minute or two. Not among them: `CodeArtifactUserFailedException`, which lasts.
 */
export const PASSING_LAMBDA_ERRORS = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.CodeArtifactUserPendingException',
  'Lambda.EC2ThrottledException',
  'Lambda.ResourceConflictException',
  'Lambda.ResourceNotReadyException',
  'Lambda.TooManyRequestsException',
] as const;

/** Sixty-one attempts in six hours and forty minutes. */
const FOR_HOURS = [
  0, 2.5, 7.5, 17.5, 37.5, 77.5, 157.5, 317.5, 637.5, 1087.5, 1537.5, 1987.5, 2437.5, 2887.5, 3337.5, 3787.5,
  4237.5, 4687.5, 5137.5, 5587.5, 6037.5, 6487.5, 6937.5, 7387.5, 7837.5, 8287.5, 8737.5, 9187.5, 9637.5,
  10087.5, 10537.5, 10987.5, 11437.5, 11887.5, 12337.5, 12787.5, 13237.5, 13687.5, 14137.5, 14587.5, 15037.5,
  15487.5, 15937.5, 16387.5, 16837.5, 17287.5, 17737.5, 18187.5, 18637.5, 19087.5, 19537.5, 19987.5, 20437.5,
  20887.5, 21337.5, 21787.5, 22237.5, 22687.5, 23137.5, 23587.5, 24037.5,
] as const;

/** Seventeen attempts in twelve minutes, without jitter. */
const FOR_MINUTES = [0, 2, 6, 14, 30, 62, 122, 182, 242, 302, 362, 422, 482, 542, 602, 662, 722] as const;

/** Six attempts in a minute, and in eight minutes. */
const FOR_A_MINUTE = [0, 1, 3, 7, 15, 31] as const;
const FOR_EIGHT_MINUTES = [0, 15, 45, 105, 225, 465] as const;

/** And then one every quarter of an hour, until fourteen days are over: 1,351 attempts. */
const FOR_DAYS: readonly number[] = [
  ...FOR_EIGHT_MINUTES,
  ...Array.from({ length: 1345 }, (_, index) => 945 + index * 900),
];

/** Soon after, and then one every hour and a half, until fourteen days are over: 227 attempts. */
const FOR_WEEKS: readonly number[] = [
  ...[0, 900, 2700, 6300],
  ...Array.from({ length: 223 }, (_, index) => 11_700 + index * 5400),
];

/** Soon after, and then one every hour and a half, for a day and a half: 31 attempts. */
const FOR_A_SILENT_DAY: readonly number[] = [
  ...[0, 60, 180, 420, 900, 1860, 3780, 7620],
  ...Array.from({ length: 23 }, (_, index) => 13_020 + index * 5400),
];

/**
 * The rules of Retry that the machines have: an error that each takes, and when the attempts come, in seconds since the
 * first one, where every attempt fails at once and jitter is half of the interval.
 */
export const RETRY_RULES = {
  functionCrashes: { error: 'Lambda.Unknown', attemptSeconds: FOR_A_MINUTE },
  serviceFails: { error: 'ServiceBusy', attemptSeconds: FOR_HOURS },
  failureQueueFails: { error: 'SQS.AmazonSQSException', attemptSeconds: FOR_HOURS },
  snapshotNotVisible: { error: 'SnapshotNotVisible', attemptSeconds: FOR_MINUTES },
  snapshotStateStale: { error: 'SnapshotStateStale', attemptSeconds: FOR_MINUTES },
  tagsContradicted: { error: 'TagsContradicted', attemptSeconds: FOR_MINUTES },
  scopeUnsettled: { error: 'ScopeUnsettled', attemptSeconds: [0, 605, 1210] },
  sourceNotVisible: {
    error: 'SourceNotVisible',
    attemptSeconds: [0, 15, 45, 105, 165, 225, 285, 345, 405, 465, 525, 585, 645, 705, 765],
  },
  otherCopyUnderWay: { error: 'OtherCopyUnderWay', attemptSeconds: FOR_WEEKS },
  regionSilent: { error: 'ServiceBusy', attemptSeconds: FOR_A_SILENT_DAY },
  copyQueueFails: { error: 'SQS.AmazonSQSException', attemptSeconds: [0, 2.5, 7.5, 17.5, 37.5, 77.5] },
  /** Of PruneVolume, as all that follow. */
  pruningPaused: { error: 'Lambda.TooManyRequestsException', attemptSeconds: FOR_DAYS },
  pruningCrashes: { error: 'Lambda.Unknown', attemptSeconds: FOR_EIGHT_MINUTES },
  pruningIncomplete: { error: 'PruneIncomplete', attemptSeconds: FOR_HOURS },
  deletionFails: { error: 'DeletionFailed', attemptSeconds: FOR_EIGHT_MINUTES },
} as const;
