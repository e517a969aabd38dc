import { stripVTControlCharacters } from 'node:util';
import Table from 'cli-table3';
import { bold } from './style';

/** Of a cell, beside its text: a blank on both sides and a line. */
export const FRAME = 3;

/** Narrower, a column says nothing. */
const COLUMN_MIN = 8;

/** A table of at most `width` characters: the widest columns give way, and their cells run over several lines. */
export function fittedTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
): string {
  const widths = head.map((name, index) =>
    Math.max(
      ...[name, ...rows.map((row) => row[index] ?? '')].map((text) => stripVTControlCharacters(text).length),
    ),
  );
  const room = width - 1 - FRAME * head.length;
  while (widths.reduce((sum, each) => sum + each, 0) > room) {
    const widest = widths.indexOf(Math.max(...widths));
    if (widths[widest]! <= COLUMN_MIN) break;
    widths[widest]! -= 1;
  }
  const table = new Table({
    head: head.map(bold),
    colWidths: widths.map((each) => each + FRAME - 1),
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) table.push([...row]);
  return table.toString();
}
