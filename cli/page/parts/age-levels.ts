import { age } from '../../../local/rehearsal/age';
import { element } from './element';

/** How an age stands against the target. Each level has a sign beside its colour. */
export type Level = {
  readonly name: string;
  readonly color: string;
  readonly ink: string;
  readonly sign: string;
};

/** `targetHours` is undefined where not all have the same. */
export const ageLevels = (targetHours: number | undefined) => ({
  good: {
    name: targetHours === undefined ? 'up to the target' : `up to ${age(targetHours)}, the target`,
    color: 'var(--age-good)',
    ink: 'var(--ink)',
    sign: '',
  },
  over: {
    name:
      targetHours === undefined
        ? 'up to twice the target'
        : `up to ${age(2 * targetHours)}, twice the target`,
    color: 'var(--age-over)',
    ink: 'var(--age-over-ink)',
    sign: '•',
  },
  far: { name: 'older', color: 'var(--age-far)', ink: 'var(--age-far-ink)', sign: '×' },
  none: { name: 'no good point', color: 'var(--age-none)', ink: 'var(--muted)', sign: '–' },
});

export const levelLegend = (known: readonly Level[]): HTMLElement =>
  element(
    'ul',
    { class: 'legend' },
    ...known.map(({ name, color, ink, sign }) =>
      element(
        'li',
        {},
        element('span', { class: 'swatch', style: `background: ${color}; color: ${ink}` }, sign),
        name,
      ),
    ),
  );
