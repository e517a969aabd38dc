import { element } from './element';
import { table, type TableSpec } from './table';

export type FigureSpec = {
  readonly id: string;
  readonly title: string;
  /** What the chart shows and in which unit. */
  readonly caption: string;
  readonly legend?: Node;
  /** Draws the chart, that many pixels wide. */
  readonly draw: (width: number) => Element;
  /** The numbers that are drawn. Asked for when somebody wants to see them. */
  readonly numbers: () => TableSpec;
};

/** Changes of the width below this many pixels, such as by a scroll bar, are left to CSS. */
const WIDTH_TOLERANCE = 20;

/** About what a sheet of A4 or Letter paper is wide. */
const PRINT_WIDTH = 660;

/** A chart with its caption and, folded away, its numbers. It is drawn anew when its width changes, and for printing. */
export function figure({ id, title, caption, legend, draw, numbers }: FigureSpec): HTMLElement {
  const chart = element('div', { class: 'chart' });
  let drawnWidth = 0;
  new ResizeObserver(([entry]) => {
    const width = Math.floor(entry?.contentRect.width ?? 0);
    if (width === 0 || Math.abs(width - drawnWidth) < WIDTH_TOLERANCE) return;
    drawnWidth = width;
    chart.replaceChildren(draw(width));
  }).observe(chart);
  const redraw = (width: number): void => {
    if (chart.isConnected && drawnWidth > 0) chart.replaceChildren(draw(width));
  };
  window.addEventListener('beforeprint', () => redraw(PRINT_WIDTH));
  window.addEventListener('afterprint', () => redraw(drawnWidth));

  const details = element('details', {}, element('summary', {}, 'Numbers as a table'));
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) details.append(table(title, numbers()));
  });
  return element(
    'figure',
    { id },
    element('figcaption', {}, element('h3', {}, title), element('p', {}, caption)),
    ...(legend === undefined ? [] : [legend]),
    chart,
    details,
  );
}
