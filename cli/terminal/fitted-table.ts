import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { bold } from './style';

/** Of a cell, beside its text: a blank on both sides and a line. */
export const FRAME = 3;

/** Narrower, a column says nothing. */
const COLUMN_MIN = 8;

/** A table of at most `width` characters: the widest columns give way, and their cells run over several lines. Words such as ids are cut only where that is not enough. */
export function fittedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const columns = head.map((name, index) =>
    [name, ...rows.map((row) => row[index] ?? '')].map(stripVTControlCharacters),
  );
  const room = width - 1 - FRAME * head.length;
  const whole = columns.map((texts) => longest(texts.flatMap((text) => text.split('\n'))));
  const words = columns.map((texts) => longest(texts.flatMap((text) => text.split(/\s/))));
  const widths = narrowed(
    narrowed(whole, room, words),
    room,
    words.map(() => 0),
  );
  const table = new Table({
    head: head.map(bold),
    colWidths: widths.map((each) => each + FRAME - 1),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}

const longest = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));

/** Takes from the widest columns in turn until all have room, or none may give way any more. */
function narrowed(
  widths: readonly number[],
  room: number,
  leastWidths: readonly number[],
): readonly number[] {
  const left = [...widths];
  const spare = (index: number): boolean => left[index]! > Math.max(COLUMN_MIN, leastWidths[index]!);
  while (left.reduce((sum, each) => sum + each, 0) > room) {
    const giving = left.map((each, index) => (spare(index) ? each : 0));
    const widest = giving.indexOf(Math.max(...giving));
    if (giving[widest] === 0) break;
    left[widest]! -= 1;
  }
  return left;
}
