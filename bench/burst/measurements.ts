import Table from 'cli-table3';
import { HOUR_MS, MINUTE_MS } from '../../local/kernel/time-units';
import { WHOLE_BURST, type Bursts, type PlayedCase } from './burst';
import { lowerBound, type LowerBound } from './lower-bound';
import type { PlayedBurst } from './play';
import type { Way } from './way';

/** One figure of one case. */
export type Measurement = {
  readonly name: string;
  readonly value: number;
  /** The most that `value` may be; absent where nothing was promised. */
  readonly limit?: number;
};

const LIMITS = {
  /** By the slots of a DR Region. */
  makespanRatio: { 20: 1.05, 500: 1.1 } as Readonly<Record<number, number>>,
  callsRatio: 1.1,
  /** Step Functions takes 300 StartExecution a second; what is above would be refused, and the local world refuses none. */
  startsPerSecond: 300,
};

const WAYS: Readonly<Record<Way, string>> = {
  queue: 'the copy queue',
  retry: 'Retry of Step Functions',
  once: 'no retry',
};

/** A DR Region that is done last bounds the others. */
export function boundOf({ slots, othersSlots, played }: PlayedCase, snapshots: number): LowerBound {
  const bounds = Object.values(played.workMs).map((workMs) =>
    lowerBound({ snapshots, workMs, slots, othersSlots }),
  );
  return bounds.reduce((largest, bound) => (bound.ms > largest.ms ? bound : largest));
}

/** The figures of a case. Only the product has limits; that of the makespan is for the whole burst, whose last copies weigh little. */
export function measurements(one: PlayedCase, { snapshots, steady }: Bursts): Measurement[] {
  const { played, slots, drRegions, way } = one;
  const usual = steady[drRegions]!;
  const copies = snapshots * drRegions;
  const figures: [name: string, value: number, limit?: number | undefined][] = [
    [
      'makespan to its lower bound',
      played.makespanMs / boundOf(one, snapshots).ms,
      snapshots === WHOLE_BURST ? LIMITS.makespanRatio[slots] : undefined,
    ],
    ['snapshots without a copy', copies - played.copied, 0],
    ['copies made twice', played.started - played.copied, 0],
    ['full copies that could be incremental', played.fullCopies, 0],
    ['failed executions', played.failedExecutions, 0],
    ['failures told', played.failuresTold, 0],
    [
      'EC2 calls per snapshot to those without a wait',
      played.ec2Calls / snapshots / perSnapshot(usual).ec2Calls,
      LIMITS.callsRatio,
    ],
    [
      'state transitions per snapshot to those without a wait',
      played.stateTransitions / snapshots / perSnapshot(usual).stateTransitions,
      1,
    ],
    ['executions started in a second', played.startsPerSecond, LIMITS.startsPerSecond],
  ];
  return figures.map(([name, value, limit]) => ({
    name,
    value,
    ...(way === 'queue' && limit !== undefined && { limit }),
  }));
}

/** In the steady state each snapshot has one execution, and one more for each copy. */
function perSnapshot({ ec2Calls, stateTransitions, copied, workMs }: PlayedBurst) {
  const snapshots = copied / Object.keys(workMs).length;
  return { ec2Calls: ec2Calls / snapshots, stateTransitions: stateTransitions / snapshots };
}

/** What is above its limit, with its case. */
export const missed = (bursts: Bursts): { readonly of: string; readonly measurement: Measurement }[] =>
  bursts.cases.flatMap((one) =>
    measurements(one, bursts)
      .filter(({ value, limit = Infinity }) => value > limit)
      .map((measurement) => ({ of: named(one), measurement })),
  );

/** A table of each, what bounds them, and a line for each limit that was missed. */
export function render(all: readonly Bursts[]): string {
  const lines = all
    .flatMap(missed)
    .map(
      ({ of, measurement: { name, value, limit = 0 } }) =>
        `missed: ${name} is ${shown(value)} with ${of}, at most ${shown(limit)} is allowed`,
    );
  return `${[...all.map(tableOf), ...EXPLAINED, ...lines].join('\n')}\n`;
}

/** A column for each case. */
function tableOf(bursts: Bursts): string {
  const { cases, snapshots } = bursts;
  const table = new Table({
    head: ['', ...cases.map(({ way }) => WAYS[way]), 'at most'],
    style: { head: [], border: [] },
    colAligns: ['left', ...cases.map(() => 'right' as const), 'right'],
    colWidths: [33, ...cases.map(() => 16), 11],
    wordWrap: true,
  });
  const row = (name: string, cell: (one: PlayedCase) => string, limit = ''): void =>
    void table.push([name, ...cases.map(cell), limit]);
  row('copy slots of a DR Region', ({ slots }) => shown(slots));
  row('of these, of others for an hour', ({ othersSlots }) => shown(othersSlots));
  row('DR Regions', ({ drRegions }) => shown(drRegions));
  row('makespan', ({ played }) => duration(played.makespanMs));
  row('its lower bound', (one) => duration(boundOf(one, snapshots).ms));
  row('set by', (one) => boundOf(one, snapshots).why);
  for (const { name } of measurements(cases[0]!, bursts)) {
    const of = (one: PlayedCase): Measurement =>
      measurements(one, bursts).find((measurement) => measurement.name === name)!;
    const limits = [...new Set(cases.flatMap((one) => of(one).limit ?? []))];
    row(name, (one) => shown(of(one).value), limits.map(shown).join(', '));
  }
  row('EC2 calls per snapshot', ({ played }) => shown(played.ec2Calls / snapshots));
  row('all calls of AWS per snapshot', ({ played }) => shown(played.calls / snapshots));
  row('state transitions per snapshot', ({ played }) => shown(played.stateTransitions / snapshots));
  row('copies refused by EC2, per copy', ({ played, drRegions }) =>
    shown(played.refusals / snapshots / drRegions),
  );
  row('alarms that rang', ({ played }) => shown(played.alarms.length));
  return `${shown(snapshots)} snapshots, completed within five minutes\n${table.toString()}`;
}

const EXPLAINED = [
  'The lower bound: how long all copies take, one after the other, divided among the slots, without those that others have; or, where that is longer, how long EC2',
  'takes for one call of a kind for each snapshot. The makespan is from the first snapshot that is completed to the last copy that is.',
  'An alarm rings where a copy has waited for a day, which is a DR Region that falls behind; of no copy that waits a person is told otherwise.',
];

const named = ({ way, slots, othersSlots, drRegions }: PlayedCase): string =>
  `${WAYS[way]}, ${slots} slots${othersSlots === 0 ? '' : `, ${othersSlots} of others`}, ${drRegions === 1 ? 'one DR Region' : `${drRegions} DR Regions`}`;

const duration = (ms: number): string =>
  `${Math.floor(ms / HOUR_MS)} h ${String(Math.round((ms % HOUR_MS) / MINUTE_MS)).padStart(2, '0')} min`;

/** Three digits after the point at most. */
const shown = (value: number): string => value.toLocaleString('en-US', { maximumFractionDigits: 3 });
