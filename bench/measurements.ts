import Table from 'cli-table3';
import type { Bundle } from './bundles';
import type { Plan } from './plan';
import type { Year } from './year';

export type Figures = {
  readonly life: { readonly ec2Calls: number; readonly stateTransitions: number };
  readonly year: Year;
  readonly plan: Plan;
  readonly bundles: readonly Bundle[];
};

export type Measurement = {
  readonly name: string;
  readonly value: number;
  /** The most that `value` may be; absent where nothing was promised. */
  readonly limit?: number;
};

/** The promise of a year's speed and memory is made for this fleet on two cores. */
export const WHOLE_YEAR = { volumes: 1000, days: 365 };

const LIMITS = {
  /** Ten of its own, and one in each Region whose answer all plans share for five minutes. */
  ec2CallsPerLife: 12,
  transitionsPerLife: 12,
  yearSeconds: 180,
  peakMemoryMib: 1024,
  planSeconds: 20,
  planPeakMemoryMib: 1024,
  loadRatio: 0.5,
};

/** All figures with their limits. A fleet or a time that is smaller than the promise has no limit of its own. */
export function measurements({ life, year, plan, bundles }: Figures): Measurement[] {
  const isWholeYear = year.volumes === WHOLE_YEAR.volumes && year.days === WHOLE_YEAR.days;
  return [
    { name: 'EC2 calls per life', value: life.ec2Calls, limit: LIMITS.ec2CallsPerLife },
    { name: 'state transitions per life', value: life.stateTransitions, limit: LIMITS.transitionsPerLife },
    { name: 'volumes', value: year.volumes },
    { name: 'days', value: year.days },
    { name: 'worlds, each with its share of the volumes and of the account', value: year.worlds },
    { name: 'lives', value: year.lives },
    { name: 'seconds', value: year.seconds, ...(isWholeYear && { limit: LIMITS.yearSeconds }) },
    { name: 'lives per second', value: year.lives / year.seconds },
    { name: 'peak memory, MiB', value: year.peakMemoryMib, limit: LIMITS.peakMemoryMib },
    { name: 'EC2 calls', value: year.ec2Calls },
    { name: 'state transitions', value: year.stateTransitions },
    { name: 'snapshots of the plan', value: plan.snapshots },
    { name: 'seconds of the plan', value: plan.seconds, limit: LIMITS.planSeconds },
    {
      name: 'peak memory of the plan, MiB',
      value: plan.peakMemoryMib,
      limit: LIMITS.planPeakMemoryMib,
    },
    ...bundles.map(({ functionName, loadRatio }) => ({
      name: `load of ${functionName} to that of the EC2 client`,
      value: loadRatio,
      limit: LIMITS.loadRatio,
    })),
  ];
}

/** The measurements that are above their limits. */
export const missed = (all: readonly Measurement[]): Measurement[] =>
  all.filter(({ value, limit = Infinity }) => value > limit);

/** Two tables, and a line for each limit that was missed. */
export function render({ bundles, ...figures }: Figures): string {
  const all = measurements({ ...figures, bundles });
  const table = new Table({ head: ['measured', 'value', 'at most'], style: STYLE, colAligns: RIGHT });
  for (const { name, value, limit } of all.slice(0, all.length - bundles.length))
    table.push([name, shown(value), limit === undefined ? '' : shown(limit)]);
  const functions = new Table({
    head: ['function', 'KiB', 'load ms', 'ratio', 'at most'],
    style: STYLE,
    colAligns: RIGHT,
  });
  for (const { functionName, sizeKib, loadMs, loadRatio } of bundles)
    functions.push([
      functionName,
      shown(Math.round(sizeKib)),
      shown(loadMs),
      shown(loadRatio),
      shown(LIMITS.loadRatio),
    ]);
  const lines = missed(all).map(
    ({ name, value, limit = 0 }) => `missed: ${name} is ${shown(value)}, at most ${shown(limit)} is allowed`,
  );
  return `${[table.toString(), functions.toString(), ...lines].join('\n')}\n`;
}

const STYLE = { head: [], border: [] };
const RIGHT = ['left', 'right', 'right', 'right', 'right'] as const satisfies Table.HorizontalAlignment[];

/** Three digits that count; whole numbers whole. */
const shown = (value: number): string => {
  const rounded = Number.isInteger(value) || value >= 100 ? Math.round(value) : Number(value.toPrecision(3));
  return rounded.toLocaleString('en-US', { maximumFractionDigits: 3 });
};
