export type Direction = 'ascending' | 'descending';

type Order = { readonly index: number; readonly isNumber: boolean; readonly direction: Direction };

/** Such as `1,234.5`; NaN where a text is no number. */
const numberIn = (text: string): number => (text === '' ? NaN : Number(text.replaceAll(',', '')));

const TEXTS = new Intl.Collator('en', { numeric: true });

/** The rows by one column. What is no number in a column of numbers, such as `–`, comes last in both directions. */
export function sortedRows(
  rows: readonly (readonly string[])[],
  { index, isNumber, direction }: Order,
): readonly (readonly string[])[] {
  const sign = direction === 'ascending' ? 1 : -1;
  const textOf = (row: readonly string[]): string => row[index] ?? '';
  if (!isNumber) return [...rows].sort((a, b) => sign * TEXTS.compare(textOf(a), textOf(b)));
  const numbered = rows.map((row) => ({ row, value: numberIn(textOf(row)) }));
  return numbered
    .sort((a, b) =>
      Number.isNaN(a.value) || Number.isNaN(b.value)
        ? Number(Number.isNaN(a.value)) - Number(Number.isNaN(b.value))
        : sign * (a.value - b.value),
    )
    .map(({ row }) => row);
}
