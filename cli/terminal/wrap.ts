export type Wrapping = {
  /** Before the first line. */
  readonly indent?: string;
  /** Before the others; as wide as `indent` where it is not given. */
  readonly hang?: string;
  /** What each line is dressed in. */
  readonly style?: (line: string) => string;
};

/** A text in lines of at most `width` characters, broken between words, and within one only where that is longer than a line. */
export function wrap(text: string, width: number, wrapping: Wrapping = {}): string[] {
  const { indent = '', hang = ' '.repeat(indent.length), style = asItIs } = wrapping;
  const lines: string[] = [];
  let line = indent;
  let isEmpty = true;
  const end = (): void => {
    lines.push(line);
    line = hang;
    isEmpty = true;
  };
  for (const word of text
    .split(' ')
    .flatMap((part) => pieces(part, width - Math.max(indent.length, hang.length)))) {
    if (!isEmpty && line.length + 1 + word.length > width) end();
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  lines.push(line);
  return lines.map((done) => (done.trim() === '' ? '' : style(done)));
}

const asItIs = (line: string): string => line;

function pieces(word: string, length: number): string[] {
  if (word.length <= length) return [word];
  return [word.slice(0, length), ...pieces(word.slice(length), length)];
}
