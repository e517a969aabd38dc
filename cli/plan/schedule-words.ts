import { counted } from '../terminal/counted';
import type { PlannedSchedule, PlannedSchedules } from './planned-schedules';
import { tagWords } from './selection-words';

/** So many volumes are named that no schedule covers. */
const NAMED_MAX = 5;

/** One line for each schedule, and one for what none of them covers. */
export function scheduleWords({ each, coveredByNone }: PlannedSchedules): string[] {
  const none =
    coveredByNone.length === 0
      ? []
      : [
          `${counted(coveredByNone.length, 'selected volume')} covered by no schedule, so that something else has to take snapshots: ${named(coveredByNone)}`,
        ];
  return [...each.map(lineOf), ...none];
}

const MODE_WORDS: Readonly<Record<PlannedSchedule['mode'], string>> = {
  volume: '',
  instance: ', those of an instance at one moment',
  image: ', those of an instance at one moment, with an AMI of it',
};

function lineOf(schedule: PlannedSchedule): string {
  const {
    name,
    schedule: expression,
    timeZone,
    mode,
    reboot,
    nextAt,
    newest,
    retention,
    ...covered
  } = schedule;
  const when = `${name}, ${whenOf(expression, timeZone, nextAt)}`;
  if (covered.volumes === 0) return `${when}: ${emptyWords(covered)}`;
  return (
    `${when}: ${coveredWords(covered)}` +
    MODE_WORDS[mode] +
    (reboot === true ? ', rebooted meanwhile' : '') +
    (newest === undefined ? '' : ` and frozen; the newest are ${standingWords(newest)}`) +
    (retention === undefined ? '' : `; of what it takes it keeps ${retention} beside the policy`)
  );
}

/** Most likely something in the settings is misspelt, or in the tags. */
const emptyWords = ({ instances }: Pick<PlannedSchedule, 'instances'>): string =>
  `covers no volume, look at its selection${instances === undefined ? '' : ` and for instances with ${tagWords(instances)}`}`;

function standingWords(newest: NonNullable<PlannedSchedule['newest']>): string {
  const counts = Object.entries(newest).map(([level, count]) => `${count.toLocaleString('en-US')} ${level}`);
  return counts.sort().join(', ') || 'yet to be taken';
}

function coveredWords({ volumes, instances }: Pick<PlannedSchedule, 'volumes' | 'instances'>): string {
  const count = volumes === null ? 'nobody knows how many volumes' : counted(volumes, 'volume');
  return instances === undefined ? count : `${count} of instances with ${tagWords(instances)}`;
}

function whenOf(schedule: string, timeZone: string, nextAt: string | null): string {
  if (schedule.startsWith('rate(')) return `${schedule} since it was deployed`;
  const next =
    nextAt === null
      ? 'no time left (take it out of the settings)'
      : `next at ${nextAt.slice(0, 16).replace('T', ' ')} UTC`;
  return `${schedule} in ${timeZone}, ${next}`;
}

const named = (ids: readonly string[]): string =>
  [
    ...ids.slice(0, NAMED_MAX),
    ...(ids.length > NAMED_MAX ? [`and ${counted(ids.length - NAMED_MAX, 'other')}; --json names all`] : []),
  ].join(', ');
