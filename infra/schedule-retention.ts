import type * as z from 'zod';
import type { RetentionPolicy } from '../functions/domain/retention-policy';
import {
  SCHEDULE_WORDS_MAX,
  scheduleWords,
  type OfSchedules,
  type ScheduleRetention,
} from '../functions/domain/schedule-retention';

type Schedules = readonly { readonly name: string; readonly retention?: RetentionPolicy | undefined }[];

/** By the name of a schedule, what it keeps of its snapshots beside the policy of a volume. */
export const scheduleRetentionOf = ({ schedules }: { readonly schedules: Schedules }): ScheduleRetention =>
  Object.fromEntries(
    schedules.flatMap(({ name, retention }) => (retention === undefined ? [] : [[name, retention]])),
  );

type Place = {
  readonly deployment: string;
  readonly primary: { readonly region: string };
  readonly schedules: Schedules;
};

/** What schedules keep in a Region: in a DR Region nothing, since the description of a copy names none. */
export const schedulesIn = (region: string, { deployment, primary, schedules }: Place): OfSchedules => ({
  deployment,
  retention: region === primary.region ? scheduleRetentionOf({ schedules }) : {},
});

/** Refuses rules that are too many in words. */
export function checkWords(schedules: Schedules, context: z.RefinementCtx): void {
  const words = scheduleWords(scheduleRetentionOf({ schedules }));
  if (words.length > SCHEDULE_WORDS_MAX)
    context.addIssue({
      code: 'custom',
      path: [schedules.findLastIndex(({ retention }) => retention !== undefined), 'retention'],
      message: `expected the rules of all schedules in at most ${SCHEDULE_WORDS_MAX} characters, since a tag has to hold them: "${words}" is ${words.length}`,
    });
}
