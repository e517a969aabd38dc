import { HOUR_MS } from '../kernel/time-units';
import { ageHoursAt } from './age';
import type { NewestPoint } from './timeline';

const DAY_HOURS = 24;

/** How old the newest good point of one volume in one Region was while the days were played. Ages are in hours. */
export type Recoverability = {
  readonly worstAgeHours: number | null;
  /** When the newest point was that old; null where there never was one. */
  readonly worstAt: string | null;
  /** How long it was older than the target. */
  readonly hoursOverTarget: number;
  /** How long there was no good point at all, the time before the first one included. */
  readonly hoursWithoutPoint: number;
  /** The worst age of each played day; null where there was no point on that day, or no volume any more. */
  readonly dailyWorstHours: readonly (number | null)[];
};

export type RecoverabilityQuestion = {
  /** In order of time. */
  readonly steps: readonly NewestPoint[];
  readonly fromMs: number;
  readonly days: number;
  readonly intervalHours: number;
  readonly targetHours: number;
  /** When the volume was deleted: what it is then is of no matter. */
  readonly goneAt?: string | undefined;
};

/** Looks at the newest point at the end of each interval. */
export function judgeRecoverability(question: RecoverabilityQuestion): Recoverability {
  const { steps, fromMs, days, intervalHours, targetHours, goneAt } = question;
  const endMs = Math.min(
    fromMs + days * DAY_HOURS * HOUR_MS,
    goneAt === undefined ? Infinity : Date.parse(goneAt),
  );
  const dailyWorstHours: (number | null)[] = Array.from({ length: days }, () => null);
  let worstAgeHours: number | null = null;
  let worstAt: string | null = null;
  let hoursOverTarget = 0;
  let hoursWithoutPoint = 0;
  let index = -1;
  for (let hour = intervalHours; fromMs + hour * HOUR_MS <= endMs; hour += intervalHours) {
    const atMs = fromMs + hour * HOUR_MS;
    while (index + 1 < steps.length && Date.parse(steps[index + 1]!.at) <= atMs) index += 1;
    const takenAt = steps[index]?.takenAt ?? null;
    if (takenAt === null) {
      hoursWithoutPoint += intervalHours;
      continue;
    }
    const ageHours = ageHoursAt(takenAt, atMs);
    if (ageHours > targetHours) hoursOverTarget += intervalHours;
    if (worstAgeHours === null || ageHours > worstAgeHours) {
      worstAgeHours = ageHours;
      worstAt = new Date(atMs).toISOString();
    }
    // The sample at midnight ends the day before.
    const day = Math.ceil(hour / DAY_HOURS) - 1;
    dailyWorstHours[day] = Math.max(dailyWorstHours[day] ?? 0, ageHours);
  }
  return { worstAgeHours, worstAt, hoursOverTarget, hoursWithoutPoint, dailyWorstHours };
}

/** A time during which the newest point stayed the same, and its age in hours at both ends. */
export type AgeSpan = {
  readonly from: string;
  readonly to: string;
  readonly takenAt: string;
  readonly fromAgeHours: number;
  readonly toAgeHours: number;
};

/** The sawtooth of the age of a volume's newest point, until `until`. Times without a point are left out. */
export const ageSpans = (steps: readonly NewestPoint[], until: string): AgeSpan[] =>
  steps.flatMap(({ at: from, takenAt }, index) => {
    const to = steps[index + 1]?.at ?? until;
    if (takenAt === null) return [];
    return [
      {
        from,
        to,
        takenAt,
        fromAgeHours: ageHoursAt(takenAt, Date.parse(from)),
        toAgeHours: ageHoursAt(takenAt, Date.parse(to)),
      },
    ];
  });
