import { element } from './element';

/** What a reader sees first: one sentence with a sign and a colour, and what led to it. */
export const verdict = (isGood: boolean, title: string, ...details: readonly HTMLElement[]): HTMLElement =>
  element(
    'div',
    { class: `verdict ${isGood ? 'good' : 'bad'}` },
    element('span', { class: 'mark', 'aria-hidden': 'true' }, isGood ? '✓' : '!'),
    element('div', {}, element('strong', {}, title), ...details),
  );
