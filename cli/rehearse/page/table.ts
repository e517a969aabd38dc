import { element } from './element';
import { count } from './format';

/** Numbers stand right and texts left, by the column. */
export type TableSpec = {
  readonly columns: readonly { readonly name: string; readonly isNumber?: boolean }[];
  readonly rows: readonly (readonly string[])[];
};

/** A browser lays out so many rows at once without a pause. */
const ROWS_AT_ONCE = 500;

/** A longer text may run over several lines. */
const LINE_LENGTH = 44;

/** A table that says how many of its rows it shows, with a button for more of them. */
export function table(caption: string, { columns, rows }: TableSpec): HTMLElement {
  const body = element('tbody');
  const note = element('span');
  const more = element('button', { type: 'button' });
  const showMore = (): void => {
    const shown = body.rows.length;
    body.append(...rows.slice(shown, shown + ROWS_AT_ONCE).map((row) => tableRow(row, columns)));
    const left = rows.length - body.rows.length;
    note.textContent = `${count(body.rows.length)} of ${count(rows.length)} rows`;
    more.textContent = `Show ${count(Math.min(left, ROWS_AT_ONCE))} more`;
    more.hidden = left === 0;
  };
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
    element('p', { class: 'rows' }, note, more),
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
