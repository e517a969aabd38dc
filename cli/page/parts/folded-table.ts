import { element } from './element';
import { table, type TableSpec } from './table';

/** A table that is made when somebody unfolds it, since it may be long. `numbers` is asked for then. */
export function foldedTable(caption: string, numbers: () => TableSpec, id?: string): HTMLElement {
  const attributes: Record<string, string> = id === undefined ? {} : { id };
  const details = element('details', { class: 'folded', ...attributes }, element('summary', {}, caption));
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(table(caption, numbers()));
  });
  return details;
}
