import { element } from './element';
import { count } from './format';
import { SEARCHED_FROM, searchField } from './search-field';

/** Numbers stand right and texts left, by the column. */
export type TableSpec = {
  readonly columns: readonly { readonly name: string; readonly isNumber?: boolean }[];
  readonly rows: readonly (readonly string[])[];
};

/** A browser lays out so many rows at once without a pause. */
const ROWS_AT_ONCE = 500;

/** A longer text may run over several lines. */
const LINE_LENGTH = 44;

/** A table that says how many of its rows it shows, with a button for more of them, and a search where it is long. */
export function table(caption: string, { columns, rows }: TableSpec): HTMLElement {
  const body = element('tbody');
  const note = element('span');
  const more = element('button', { type: 'button' });
  let found = rows;
  const showMore = (): void => {
    const shown = body.rows.length;
    body.append(...found.slice(shown, shown + ROWS_AT_ONCE).map((row) => tableRow(row, columns)));
    const left = found.length - body.rows.length;
    note.textContent = `${count(body.rows.length)} of ${count(found.length)} rows`;
    more.textContent = `Show ${count(Math.min(left, ROWS_AT_ONCE))} more`;
    more.hidden = left === 0;
  };
  const search = searchField(`Search in ${caption}`, (wanted) => {
    found = rows.filter((row) => row.some((cell) => cell.toLowerCase().includes(wanted)));
    body.replaceChildren();
    showMore();
  });
  more.addEventListener('click', showMore);
  showMore();
  const head = element(
    'tr',
    {},
    ...columns.map(({ name, isNumber }) =>
      element('th', { scope: 'col', ...(isNumber === true ? { class: 'number' } : {}) }, name),
    ),
  );
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

const tableRow = (cells: readonly string[], columns: TableSpec['columns']): HTMLTableRowElement =>
  element(
    'tr',
    {},
    ...cells.map((cell, index) => {
      const isNumber = columns[index]?.isNumber === true;
      return element('td', { class: isNumber ? 'number' : cell.length > LINE_LENGTH ? 'text' : '' }, cell);
    }),
  );
