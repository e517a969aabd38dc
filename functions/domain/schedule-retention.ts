import * as z from 'zod';
import { describePolicy, RetentionPolicy } from './retention-policy';
import { isTakenFor, ScheduleName } from './scheduled-run';
import type { Snapshot } from './snapshot';

/** So long the words of all schedules may be: beside the volume's policy they stand in one tag, and in one mark of what people were told. */
export const SCHEDULE_WORDS_MAX = 120;

/** By the name of a schedule, the rules that keep more of what was taken for it than the policy of the volume does. */
export type ScheduleRetention = Readonly<Record<string, RetentionPolicy>>;

/** Whose schedules these are. In a DR Region there are none: the description of a copy names no schedule. */
export type OfSchedules = { readonly deployment: string; readonly retention: ScheduleRetention };

/** No word of a policy and no name of a schedule has it. */
const SEPARATOR = '; ';

/** In the order of the names, so that nothing changes where the settings are put in another order. */
const wordsOf = (retention: ScheduleRetention): string[] =>
  Object.entries(retention)
    .map(([name, rules]) => `${name} ${describePolicy(rules)}`)
    .sort();

/** The rules of all schedules, such as `nightly daily 30; weekly weekly 8`. */
export const scheduleWords = (retention: ScheduleRetention): string => wordsOf(retention).join(SEPARATOR);

export const ScheduleRetention = z
  .record(ScheduleName, RetentionPolicy)
  .refine(
    (retention) => scheduleWords(retention).length <= SCHEDULE_WORDS_MAX,
    `expected at most ${SCHEDULE_WORDS_MAX} characters in words`,
  );

/** All that is in force for a volume, such as `last 7; nightly daily 30`: its policy, and the rules of all schedules. */
export const describeInForce = (
  policy: RetentionPolicy,
  { retention }: Pick<OfSchedules, 'retention'>,
): string => [describePolicy(policy), ...wordsOf(retention)].join(SEPARATOR);

/**
 * Whether what was in force when a snapshot was adopted, in words, still is, as far as it is about that snapshot: the policy, and the rules of those
 * schedules for which it was taken. What schedules have come to keep since takes nothing away.
 */
export function isStillInForce(
  adoptedUnder: string,
  now: string,
  snapshot: Pick<Snapshot, 'description' | 'image'>,
  deployment: string,
): boolean {
  const [policy, ...ofSchedules] = adoptedUnder.split(SEPARATOR);
  const [policyNow, ...ofSchedulesNow] = now.split(SEPARATOR);
  const isGone = (words: string): boolean =>
    !ofSchedulesNow.includes(words) && isTakenFor(snapshot, deployment, words.split(' ')[0] ?? '') !== 'no';
  return policy === policyNow && !ofSchedules.some(isGone);
}
