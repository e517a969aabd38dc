/** What PruneVolume uses of the world where the Region has no Recycle Bin rule: no mark is left on anything. */
export const NO_RECYCLE_BIN = { hasRule: () => Promise.resolve(false) };

export const NO_MARKS = {
  tagAll: () => Promise.reject(new Error('nothing is marked without a Recycle Bin rule')),
  untagAll: () => Promise.resolve(),
};
