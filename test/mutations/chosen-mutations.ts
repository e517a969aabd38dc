import type { Mutation } from './mutation';
import { MUTATIONS } from './mutations';

/** Those whose names contain all the words, or all. Throws where words choose none: a typing error is no success. */
export function chosenMutations(words: readonly string[]): readonly Mutation[] {
  if (words.length === 0) return MUTATIONS;
  const chosen = MUTATIONS.filter(({ name }) => words.every((word) => name.includes(word)));
  if (chosen.length > 0) return chosen;
  throw new RangeError(
    `no mutation has ${words.map((word) => `"${word}"`).join(' and ')} in its name; without words all are tried`,
  );
}
