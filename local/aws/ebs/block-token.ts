import { DAY_MS } from '../../kernel/time-units';
import { invalid } from './ebs-error';

const VALID_MS = 7 * DAY_MS;

/** Until when the tokens hold that are given out now. */
export const expiryTime = (nowMs: number): Date => new Date(nowMs + VALID_MS);

/** What reads one block of one snapshot. */
export const blockToken = (snapshotId: string, index: number, nowMs: number): string =>
  Buffer.from(`${snapshotId} ${index} ${expiryTime(nowMs).getTime()}`).toString('base64');

/** Throws where the token is not one that was given out for this block of this snapshot, or its time is over. */
export function checkBlockToken(token: string, snapshotId: string, index: number, nowMs: number): void {
  const [ofSnapshot, ofIndex, untilMs] = Buffer.from(token, 'base64').toString().split(' ');
  if (ofSnapshot !== snapshotId || ofIndex !== String(index) || !(nowMs < Number(untilMs)))
    throw invalid('INVALID_BLOCK_TOKEN', 'The block token is not valid.');
}
