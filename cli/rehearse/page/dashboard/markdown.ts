import { element } from '../../../page/parts/element';

/** A heading and a paragraph with `code` in it, which is all that our dashboards use of Markdown. */
export function markdown(text: string): HTMLElement {
  const [heading = '', ...paragraphs] = text.split('\n');
  return element(
    'div',
    { class: 'question' },
    element('h2', {}, heading.replace(/^#+ /, '')),
    ...paragraphs.map((paragraph) => element('p', {}, ...withCode(paragraph))),
  );
}

const withCode = (paragraph: string): (Node | string)[] =>
  paragraph.split('`').map((part, index) => (index % 2 === 0 ? part : element('code', {}, part)));
