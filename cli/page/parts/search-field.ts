import { element } from './element';

/** Fewer entries are looked through by eye. */
export const SEARCHED_FROM = 50;

/** A field for words to look for. `search` gets them in lower case at every change. */
export function searchField(label: string, search: (wanted: string) => void): HTMLInputElement {
  const field = element('input', { type: 'search', placeholder: 'Search', 'aria-label': label });
  field.addEventListener('input', () => search(field.value.trim().toLowerCase()));
  return field;
}
