import * as z from 'zod';
import { executionLink, type Notification, SUBJECT_MAX } from './notification';
import type { ScheduledRun } from './scheduled-run';

/** When a run sends a digest. `unlessEmpty`: not where the schedule covers no volume. One that fails is told as a failure in any case. */
export const DigestWish = z.enum(['always', 'unlessEmpty', 'never'], {
  error: 'expected "always", "unlessEmpty" or "never"',
});

export type DigestWish = z.output<typeof DigestWish>;

/** A digest on its way to people, in the queue in which failures wait. */
export const Digest = z.object({ digest: z.object({ subject: z.string(), message: z.string() }) });

/** What a run has come to. */
export type RunFigures = {
  /** Volumes of which it took a snapshot, and GiB of them. */
  readonly taken: number;
  readonly takenGib: number;
  /** Volumes of which another schedule had taken one for the same time. */
  readonly shared: number;
  /** Volumes that were deleted meanwhile. */
  readonly gone: number;
};

export type DigestQuestion = {
  readonly run: ScheduledRun;
  readonly figures: RunFigures;
  readonly region: string;
  readonly executionArn: string;
};

/** The one message on a run that has done all; undefined where none is wished. */
export function digestOf(
  wish: DigestWish,
  { run, figures, region, executionArn }: DigestQuestion,
): Notification | undefined {
  const { taken, takenGib, shared, gone } = figures;
  const found = taken + shared + gone;
  if (wish === 'never' || (wish === 'unlessEmpty' && found === 0)) return undefined;
  const { deployment, schedule, scheduledAt } = run;
  return {
    subject:
      `${deployment}: backup ${schedule} done, ${taken + shared} of ${found} volumes - ${region}`.slice(
        0,
        SUBJECT_MAX,
      ),
    message: [
      `Snapshot Keeper (${deployment}): the backup ${schedule} of ${scheduledAt} is done in ${region}.`,
      '',
      `Volumes found:    ${found}`,
      `Snapshots taken:  ${taken}, of volumes of ${takenGib.toLocaleString('en-US')} GiB`,
      `Taken already:    ${shared}, for the same time by another schedule`,
      `Skipped:          ${gone}, deleted meanwhile`,
      'Failed:           0',
      '',
      'EC2 completes the snapshots now. Each is tagged, copied and counted by itself, and you are told of what fails there.',
      '',
      `Execution: ${executionLink(executionArn)}`,
    ].join('\n'),
  };
}
