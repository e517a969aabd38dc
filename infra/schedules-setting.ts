import * as z from 'zod';
import { leastMinutesBetween } from '../functions/domain/schedule-distance';
import { parseScheduleExpression } from '../functions/domain/schedule-expression';
import { calendarOf, nextTime, skippedTimes } from '../functions/domain/schedule-times';
import { DigestWish } from '../functions/domain/digest';
import { FreezeWish } from '../functions/domain/freeze';
import { BackupMode, LATEST_HOURS, ScheduleName } from '../functions/domain/scheduled-run';
import { Selection, TagSelection } from '../functions/domain/selection';
import { TimeZone } from '../functions/domain/time-zone';
import { Retention } from './retention-setting';
import { checkWords } from './schedule-retention';

/** With more, no sweep would find a lost time before the run is too late. */
const FLEXIBLE = 'expected a whole number of minutes from 0 to 600';

const ENDS = 'expected a whole number of minutes from 1 to 720';

const REBOOT = 'expected true or false';

/** One time at which snapshots are taken, again and again. */
const Schedule = z.strictObject({
  name: ScheduleName,
  /** As EventBridge Scheduler has it: `cron(30 3 * * ? *)`, `rate(6 hours)` or `at(2030-01-01T03:30:00)`. */
  schedule: z
    .string('expected a cron, rate or at expression in double quotes')
    .superRefine((text, context) => {
      const parsed = parseScheduleExpression(text);
      if ('fault' in parsed) context.addIssue({ code: 'custom', message: parsed.fault });
    }),
  /** Of a cron or at expression; without it that of the settings. */
  timeZone: TimeZone.optional(),
  /** It begins at some moment in so many minutes after its time. */
  flexibleMinutes: z
    .int(FLEXIBLE)
    .min(0, { error: FLEXIBLE, abort: true })
    .max(600, { error: FLEXIBLE, abort: true })
    .default(0),
  /** Which of the selected volumes it covers. */
  selection: Selection.default('all'),
  /** Of these only what is attached to an instance with this tag. */
  instances: TagSelection.optional(),
  /** Whether the volumes of an instance are taken one by one or at one moment. */
  mode: BackupMode.default('volume'),
  /** Whether, in the mode `image`, EC2 reboots a running instance meanwhile. */
  reboot: z.boolean(REBOOT).optional(),
  /** Whether, in the mode `instance`, the file systems stand frozen meanwhile. Brings the document by which they do. */
  freeze: FreezeWish.optional(),
  /** Whether each run that has done all is told of. */
  digest: DigestWish.default('unlessEmpty'),
  /** Later than so many minutes after its time, a run that has not ended rings an alarm. */
  endsWithinMinutes: z
    .int(ENDS)
    .min(1, { error: ENDS, abort: true })
    .max(LATEST_HOURS * 60, { error: ENDS, abort: true })
    .default(240),
  /** Which of the snapshots taken for it are kept beside what the volume's policy keeps. */
  retention: Retention.optional(),
});

/** Of so many the environment of a function holds the names, times and selections. */
const SCHEDULES_MAX = 15;

/** With less, each run would be late. */
const IMAGE_ENDS_MIN = 15;

const WHY_NOT_FROZEN = {
  volume: 'one volume after the other would be of different moments',
  image: 'nothing says that the snapshots of an AMI have begun when EC2 answers, so that it could be thawed',
};

export const Schedules = z
  .array(Schedule)
  .max(SCHEDULES_MAX, `expected at most ${SCHEDULES_MAX} schedules`)
  .superRefine((schedules, context) => {
    schedules.forEach(({ name, mode, reboot, freeze, flexibleMinutes, endsWithinMinutes }, index) => {
      if (freeze !== undefined && mode !== 'instance')
        context.addIssue({
          code: 'custom',
          path: [index, 'freeze'],
          message: `expected with "mode": "instance" alone: ${WHY_NOT_FROZEN[mode]}`,
        });
      if (reboot === true && mode !== 'image')
        context.addIssue({
          code: 'custom',
          path: [index, 'reboot'],
          message: 'expected with "mode": "image" alone: nothing else of EC2\'s reboots an instance',
        });
      if (freeze?.application === 'vss' && freeze.thawAfterSeconds !== undefined)
        context.addIssue({
          code: 'custom',
          path: [index, 'freeze', 'thawAfterSeconds'],
          message: 'expected none with "application": "vss", which holds nothing for longer than ten seconds',
        });
      if (mode === 'image' && endsWithinMinutes < IMAGE_ENDS_MIN)
        context.addIssue({
          code: 'custom',
          path: [index, 'endsWithinMinutes'],
          message: `expected at least ${IMAGE_ENDS_MIN} with "mode": "image", whose runs look once more ten minutes after the last AMI`,
        });
      if (flexibleMinutes >= endsWithinMinutes)
        context.addIssue({
          code: 'custom',
          path: [index, 'flexibleMinutes'],
          message: `expected less than endsWithinMinutes, ${endsWithinMinutes}: a run that begins at the end of its window would be late`,
        });
      if (schedules.findIndex((other) => other.name === name) < index)
        context.addIssue({ code: 'custom', path: [index, 'name'], message: 'expected each name once' });
    });
    checkWords(schedules, context);
  });

/** Whether a schedule freezes by the document of the stack, and whether one does by VSS. */
export const freezesBy = (
  schedules: z.output<typeof Schedules>,
): { readonly document: boolean; readonly vss: boolean } => {
  const applications = schedules.flatMap(({ freeze }) => freeze?.application ?? []);
  return {
    document: applications.some((application) => application !== 'vss'),
    vss: applications.includes('vss'),
  };
};

/** Whether the deployment takes snapshots itself, by schedules or by hand. */
export const takesSnapshots = ({
  schedules,
  backupRunbook,
}: {
  readonly schedules: readonly unknown[];
  readonly backupRunbook: boolean;
}): boolean => schedules.length > 0 || backupRunbook;

/** Whether any schedule makes AMIs: then they are read, and deregistered with their snapshots. */
export const makesImages = ({
  schedules,
}: {
  readonly schedules: readonly Pick<z.output<typeof Schedule>, 'mode'>[];
}): boolean => schedules.some(({ mode }) => mode === 'image');

/** Whether any schedule reboots or freezes the instances of the volumes that it covers. */
export const interrupts = (
  schedules: readonly Pick<z.output<typeof Schedule>, 'reboot' | 'freeze'>[],
): boolean => schedules.some(({ reboot, freeze }) => reboot === true || freeze !== undefined);

/** For which a schedule is looked through: nobody knows how zones change their clocks much later. */
const [FROM, TO] = [new Date('2026-01-01T00:00:00Z'), new Date('2037-01-01T00:00:00Z')];

/**
 * Refuses a schedule that never comes, one that loses a time where the clocks of its zone go forward, since Scheduler leaves that day out, and
 * one whose window is longer than the time until it comes again.
 */
export function checkTimes(
  schedules: z.output<typeof Schedules>,
  zoneOfSettings: string,
  context: z.RefinementCtx,
): void {
  schedules.forEach(({ schedule, timeZone = zoneOfSettings, flexibleMinutes, mode, reboot }, index) => {
    const refuse = (message: string, field = 'schedule'): void =>
      context.addIssue({ code: 'custom', path: ['schedules', index, field], message });
    const distance = flexibleMinutes === 0 ? undefined : leastMinutesBetween(schedule, timeZone, FROM);
    if (distance !== undefined && distance < flexibleMinutes)
      refuse(
        `expected at most ${distance}, the least minutes from one of its times to the next`,
        'flexibleMinutes',
      );
    const calendar = calendarOf(schedule);
    if (calendar === undefined && mode === 'image' && reboot === true)
      refuse(
        'expected with a cron or at expression alone: of a rate nobody knows when the next reboot comes',
        'reboot',
      );
    if (calendar === undefined) return;
    const [skipped] = skippedTimes(calendar, timeZone, FROM, TO);
    if (skipped !== undefined)
      return refuse(
        `expected a time of the day that every day has: ${skipped.replace('T', ' ')} is none in ${timeZone}, whose clocks go forward there, and that backup would be lost. ` +
          'Take another time, or "timeZone": "UTC"',
      );
    if (nextTime(calendar, timeZone, FROM) === undefined)
      refuse(`expected a time that comes, from ${FROM.getUTCFullYear()} on`);
  });
}
