import * as z from 'zod';
import { Consistency } from './freeze';
import { executionLink, type Notification, SUBJECT_MAX } from './notification';

/** When a run sends a digest of a schedule. `unlessEmpty`: not where it covers no volume. What fails is told as a failure in any case. */
export const DigestWish = z.enum(['always', 'unlessEmpty', 'never'], {
  error: 'expected "always", "unlessEmpty" or "never"',
});

export type DigestWish = z.output<typeof DigestWish>;

/** A digest on its way to people, in the queue in which failures wait. */
export const Digest = z.object({ digest: z.object({ subject: z.string(), message: z.string() }) });

/** What a run has come to, of the volumes that one schedule covers. */
export const RunFigures = z.object({
  /** Volumes that have a snapshot of this time, and GiB of them. */
  taken: z.int(),
  takenGib: z.int(),
  /** Volumes that were deleted meanwhile, or that it covers no more. */
  gone: z.int(),
  /** Volumes of which none could be taken. */
  failed: z.int(),
  /** Those that were taken of an instance that was to be frozen, by how its file systems stood; absent where there is none. */
  consistency: z.partialRecord(Consistency, z.int()).optional(),
});

export type RunFigures = z.output<typeof RunFigures>;

export type DigestQuestion = {
  readonly deployment: string;
  readonly scheduledAt: string;
  readonly region: string;
  readonly executionArn: string;
  readonly schedules: readonly (RunFigures & { readonly name: string; readonly wish: DigestWish })[];
  /** The first instances that should have been frozen and were not. */
  readonly unfrozen: readonly { readonly instanceId: string; readonly reason: string }[];
  /** Whether there are others. */
  readonly moreUnfrozen: boolean;
  /** The longest time for which an instance stood frozen. */
  readonly longestFrozenMs: number;
};

/** The one message on a run that has done all; undefined where none is wished. What was not frozen as a schedule asks is told whatever is wished. */
export function digestOf({
  deployment,
  scheduledAt,
  region,
  executionArn,
  schedules,
  unfrozen,
  moreUnfrozen,
  longestFrozenMs,
}: DigestQuestion): Notification | undefined {
  const told = schedules.filter(
    (one) => one.wish === 'always' || (one.wish === 'unlessEmpty' && foundBy(one) > 0) || unfrozenBy(one) > 0,
  );
  if (told.length === 0) return undefined;
  return {
    subject: `${deployment}: backup done, ${told.map(inBrief).join(', ')} - ${region}`.slice(0, SUBJECT_MAX),
    message: [
      `Snapshot Keeper (${deployment}): the backup of ${scheduledAt} is done in ${region}.`,
      ...told.flatMap(({ name, ...figures }) => ['', `Schedule ${name}`, ...lines(figures)]),
      ...(longestFrozenMs > 0
        ? ['', `The longest freeze, of those that have told: ${longestFrozenMs} ms.`]
        : []),
      ...(unfrozen.length === 0
        ? []
        : [
            '',
            'Not frozen as the schedule asks, so that these snapshots are crash-consistent:',
            ...unfrozen.map(({ instanceId, reason }) => `  ${instanceId}: ${reason}`),
            ...(moreUnfrozen ? ['  and others'] : []),
          ]),
      '',
      'A volume that several schedules cover has one snapshot. EC2 completes them now. Each is tagged, copied and counted by itself, and you are told of what fails there.',
      '',
      `Execution: ${executionLink(executionArn)}`,
    ].join('\n'),
  };
}

const foundBy = ({ taken, gone, failed }: RunFigures): number => taken + gone + failed;

const unfrozenBy = ({ consistency }: RunFigures): number => consistency?.crash ?? 0;

const inBrief = ({ name, ...figures }: DigestQuestion['schedules'][number]): string =>
  `${name} ${figures.taken} of ${foundBy(figures)}${unfrozenBy(figures) > 0 ? ` (${unfrozenBy(figures)} not frozen)` : ''}`;

const lines = (figures: RunFigures): string[] => [
  `  Volumes found:    ${foundBy(figures)}`,
  `  Snapshots taken:  ${figures.taken}, of volumes of ${figures.takenGib.toLocaleString('en-US')} GiB`,
  `  Skipped:          ${figures.gone}, deleted meanwhile or covered no more`,
  `  Failed:           ${figures.failed}`,
  ...(figures.consistency === undefined ? [] : [`  Consistency:      ${inWords(figures.consistency)}`]),
];

const inWords = (consistency: NonNullable<RunFigures['consistency']>): string =>
  Consistency.options
    .flatMap((level) => (consistency[level] === undefined ? [] : `${consistency[level]} ${level}`))
    .join(', ');
