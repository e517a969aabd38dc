/** One rule of the code, broken on purpose, as a tired programmer would. */
export type Mutation = {
  /** What the code does wrong now. */
  readonly name: string;
  readonly edits: readonly Edit[];
  /** Where the simulation cannot notice, or only after dozens of seeds: which tests do, and why it does not. */
  readonly otherwise?: { readonly tests: readonly string[]; readonly because: string };
};

type Edit = {
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
};
