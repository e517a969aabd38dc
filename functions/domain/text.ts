/** The first `maximum` UTF-16 units of a text, with a sign where more followed. No character is cut in half. */
export const cut = (text: string, maximum: number): string =>
  text.length <= maximum ? text : `${text.slice(0, maximum - 1).replace(/[\ud800-\udbff]$/, '')}…`;

/** A text of others as part of one line: without line breaks, control characters and what changes the direction. */
export const oneLine = (text: string): string => text.replace(/[\p{C}\s]+/gu, ' ').trim();
