import { element } from './element';
import { count } from './format';
import { SEARCHED_FROM, searchField } from './search-field';
import { sortedRows, type Direction } from './sorted-rows';

/** Numbers stand right and texts left, by the column. */
export type TableSpec = {
  readonly columns: readonly { readonly name: string; readonly isNumber?: boolean }[];
  readonly rows: readonly (readonly string[])[];
};

/** A browser lays out so many rows at once without a pause. */
const ROWS_AT_ONCE = 500;

/** A longer text may run over several lines. */
const LINE_LENGTH = 44;

/**
 * A table that says how many of its rows it shows, with a button for more of them, and a search where it is long. The name of a
 * column sorts by it, and once more the other way around.
 */
export function table(caption: string, { columns, rows }: TableSpec): HTMLElement {
  const body = element('tbody');
  const note = element('span');
  const more = element('button', { type: 'button' });
  let wanted = '';
  let inOrder = rows;
  let found = rows;
  const showMore = (): void => {
    const shown = body.rows.length;
    body.append(...found.slice(shown, shown + ROWS_AT_ONCE).map((row) => tableRow(row, columns)));
    const left = found.length - body.rows.length;
    note.textContent = `${count(body.rows.length)} of ${count(found.length)} rows`;
    more.textContent = `Show ${count(Math.min(left, ROWS_AT_ONCE))} more`;
    more.hidden = left === 0;
  };
  const show = (): void => {
    found = inOrder.filter((row) => row.some((cell) => cell.toLowerCase().includes(wanted)));
    body.replaceChildren();
    showMore();
  };
  const search = searchField(`Search in ${caption}`, (text) => {
    wanted = text;
    show();
  });
  more.addEventListener('click', showMore);
  showMore();
  const head = headRow(columns, (index, direction) => {
    inOrder = sortedRows(rows, { index, isNumber: columns[index]?.isNumber === true, direction });
    show();
  });
  return element(
    'div',
    { class: 'table' },
    element(
      'div',
      { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
      element('table', {}, element('caption', {}, caption), element('thead', {}, head), body),
    ),
    element('p', { class: 'rows' }, note, more, ...(rows.length > SEARCHED_FROM ? [search] : [])),
  );
}

/** `sort` is called at each click on a column's name. */
function headRow(
  columns: TableSpec['columns'],
  sort: (index: number, direction: Direction) => void,
): HTMLTableRowElement {
  const cells = columns.map(({ name, isNumber }, index) => {
    const button = element('button', { type: 'button' }, name);
    const cell = element('th', { scope: 'col', ...(isNumber === true ? { class: 'number' } : {}) }, button);
    button.addEventListener('click', () => {
      const direction = cell.ariaSort === 'ascending' ? 'descending' : 'ascending';
      for (const other of cells) other.removeAttribute('aria-sort');
      cell.setAttribute('aria-sort', direction);
      sort(index, direction);
    });
    return cell;
  });
  return element('tr', {}, ...cells);
}

const tableRow = (cells: readonly string[], columns: TableSpec['columns']): HTMLTableRowElement =>
  element(
    'tr',
    {},
    ...cells.map((cell, index) => {
      const isNumber = columns[index]?.isNumber === true;
      return element('td', { class: isNumber ? 'number' : cell.length > LINE_LENGTH ? 'text' : '' }, cell);
    }),
  );
