import type { DrillMark } from './drill-mark';
import { DAY_MS } from './time-units';

/** A volume of which a copy can be drilled in a Region. */
export type Drillable = {
  readonly volumeId: string;
  /** Of its last drill there; absent where there was none. */
  readonly mark?: DrillMark | undefined;
};

export type DrillsQuestion<Volume extends Drillable> = {
  readonly volumes: readonly Volume[];
  /** Each volume is to be drilled once in so many days; a run comes every day. */
  readonly withinDays: number;
  /** The most that one run drills. */
  readonly max: number;
  readonly now: Date;
};

export type ChosenDrills<Volume> = {
  /** In the order in which they are drilled. */
  readonly chosen: readonly Volume[];
  /** How many this run should drill as well and has no room for. */
  readonly deferredCount: number;
};

/**
 * What a day's run drills: what would be too late tomorrow, and what has failed, and else an equal share of all volumes: never drilled ones first, and then those whose
 * last drill is longest ago, if that is half of the days ago at least. With shares alone each of a steady number has its turn in time; the first rule holds when volumes
 * come and go, and tries again what has failed. One that is new waits for its turn, so that the first run of a large fleet is no larger than the others.
 */
export function chooseDrills<Volume extends Drillable>({
  volumes,
  withinDays,
  max,
  now,
}: DrillsQuestion<Volume>): ChosenDrills<Volume> {
  const ageDays = ({ mark }: Volume): number =>
    mark === undefined ? Infinity : (now.getTime() - Date.parse(mark.endedAt)) / DAY_MS;
  const isDue = (one: Volume): boolean =>
    one.mark !== undefined && (one.mark.verdict !== 'same' || ageDays(one) > withinDays - 1);
  const isReady = (one: Volume): boolean => ageDays(one) >= withinDays / 2;
  const inOrder = [...volumes].sort(
    (a, b) => compare(drilledAt(a), drilledAt(b)) || compare(a.volumeId, b.volumeId),
  );
  const inTurn = new Set(inOrder.filter(isReady).slice(0, Math.ceil(volumes.length / withinDays)));
  // Where there is no room for all, those that would be too late go first.
  const wanted = [...inOrder.filter(isDue), ...inOrder.filter((one) => inTurn.has(one) && !isDue(one))];
  return { chosen: wanted.slice(0, max), deferredCount: Math.max(0, wanted.length - max) };
}

const drilledAt = ({ mark }: Drillable): string => mark?.endedAt ?? '';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
