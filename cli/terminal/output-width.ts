/** Where the output is no terminal, such as a file or a pipe: the same on every machine. */
const WIDTH_ELSEWHERE = 100;

/** Ids and times have to stand in a line. */
const WIDTH_MIN = 60;

/** How many characters a line of standard output may have. */
export const outputWidth = ({ columns }: { readonly columns?: number } = process.stdout): number =>
  columns === undefined || columns === 0 ? WIDTH_ELSEWHERE : Math.max(columns, WIDTH_MIN);
