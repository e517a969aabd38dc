/**
 * The rules of Retry that the machines have: an error that each takes, and when the attempts come, in seconds since the
 * first one, where every attempt fails at once and jitter is half of the interval.
 */
export const RETRY_RULES = {
  lambdaFails: { error: 'Lambda.Unknown', attemptSeconds: [0, 1, 3, 7, 15, 31] },
  serviceBusy: {
    error: 'ServiceBusy',
    attemptSeconds: [
      0, 2.5, 7.5, 17.5, 37.5, 77.5, 157.5, 317.5, 637.5, 1087.5, 1537.5, 1987.5, 2437.5, 2887.5, 3337.5,
      3787.5, 4237.5, 4687.5, 5137.5, 5587.5, 6037.5,
    ],
  },
  /** These two, which are errors of one rule, have no jitter. */
  snapshotNotVisible: {
    error: 'SnapshotNotVisible',
    attemptSeconds: [0, 2, 6, 14, 30, 62, 122, 182, 242],
  },
  snapshotStateStale: {
    error: 'SnapshotStateStale',
    attemptSeconds: [0, 2, 6, 14, 30, 62, 122, 182, 242],
  },
  pruneIncomplete: { error: 'PruneIncomplete', attemptSeconds: [0, 15, 45, 105, 225, 465] },
  copyQueueFails: { error: 'SQS.AmazonSQSException', attemptSeconds: [0, 2.5, 7.5, 17.5, 37.5, 77.5] },
} as const;
