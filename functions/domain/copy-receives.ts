/** For so long the copy queue hides a message that was handed out and not spoken of. Longer than its consumer runs. */
export const HIDDEN_SECONDS = 180;

/** SQS calls its times approximate. */
const DOUBT_SECONDS = 10;

/**
 * How often, at most, a message was handed out without the consumer having had it handed out again soon, this time included. It does that
 * only where EC2 has refused the copy; each other time took as long as the queue hides a message.
 */
export function receivesAtMost(receiveCount: number, firstReceivedAt: Date, now: Date): number {
  const seconds = (now.getTime() - firstReceivedAt.getTime()) / 1000;
  return Math.min(receiveCount, 1 + Math.floor(seconds / (HIDDEN_SECONDS - DOUBT_SECONDS)));
}
