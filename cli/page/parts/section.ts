import { element } from './element';

/** A part of a page under its heading. */
export const section = (title: string, ...children: readonly HTMLElement[]): HTMLElement =>
  element('section', {}, element('h2', {}, title), ...children);
