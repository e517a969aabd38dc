import Table from 'cli-table3';

/** One figure. */
export type Measurement = {
  readonly name: string;
  readonly value: number;
  /** The most that `value` may be; absent where nothing was promised. */
  readonly limit?: number;
};

export const aboveLimit = (all: readonly Measurement[]): Measurement[] =>
  all.filter(({ value, limit = Infinity }) => value > limit);

/** A table, and a line for each limit that was missed. */
export function render(all: readonly Measurement[]): string {
  const table = new Table({
    head: ['measured', 'value', 'at most'],
    style: { head: [], border: [] },
    colAligns: ['left', 'right', 'right'],
  });
  for (const { name, value, limit } of all)
    table.push([name, shown(value), limit === undefined ? '' : shown(limit)]);
  const lines = aboveLimit(all).map(
    ({ name, value, limit = 0 }) => `missed: ${name} is ${shown(value)}, at most ${shown(limit)} is allowed`,
  );
  return `${[table.toString(), ...lines].join('\n')}\n`;
}

/** Three digits after the point at most, and none of a large one. */
const shown = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value >= 100 ? 0 : 3 });
