import { element } from './element';
import { count } from './format';

/** So many are named in a sentence. */
const NAMES_MAX = 10;

export const listOf = (names: readonly string[]): string =>
  names.length <= NAMES_MAX
    ? names.join(', ')
    : `${names.slice(0, NAMES_MAX).join(', ')} and ${count(names.length - NAMES_MAX)} more`;

/** A cause and whom it concerns: the first few, and all of them folded away, but on paper. */
export function causeBlock(cause: string, names: readonly string[]): HTMLElement {
  const head = element('p', {}, cause);
  const first = element('p', {}, listOf(names));
  if (names.length <= NAMES_MAX) return element('div', { class: 'cause' }, head, first);
  const rest = element('details', {}, element('summary', {}, `All ${count(names.length)}`));
  const unfold = (): void => {
    if (rest.childElementCount === 1) rest.append(element('p', {}, names.join(', ')));
  };
  rest.addEventListener('toggle', () => {
    if (rest.open) unfold();
  });
  // On paper nobody unfolds it. One that stands open is left so.
  let isOpenedToPrint = false;
  window.addEventListener('beforeprint', () => {
    if (rest.open) return;
    isOpenedToPrint = true;
    unfold();
    rest.open = true;
  });
  window.addEventListener('afterprint', () => {
    if (isOpenedToPrint) rest.open = false;
    isOpenedToPrint = false;
  });
  return element('div', { class: 'cause' }, head, first, rest);
}
