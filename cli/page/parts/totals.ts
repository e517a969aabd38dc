import { element } from './element';

/** The sums of a page as tiles. */
export const totals = (tiles: readonly (readonly [name: string, value: string])[]): HTMLElement =>
  element(
    'dl',
    { class: 'totals' },
    ...tiles.map(([name, value]) => element('div', {}, element('dt', {}, name), element('dd', {}, value))),
  );
