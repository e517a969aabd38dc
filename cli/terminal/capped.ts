/** So many entries of a list are shown, unless all are asked for. */
const SHOWN_MAX = 10;

/** The first entries of a list, and how many are left out. */
export const capped = <Entry>(
  entries: readonly Entry[],
  all: boolean,
  most = SHOWN_MAX,
): { readonly shown: readonly Entry[]; readonly hiddenCount: number } => {
  // One more line would only say that there is one more.
  const shown = all || entries.length <= most + 1 ? entries : entries.slice(0, most);
  return { shown, hiddenCount: entries.length - shown.length };
};
