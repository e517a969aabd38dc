/** What a state of an ASL file calls. */
export type Callable = {
  /** In the file, `${placeholder}` stands for `value`. */
  readonly placeholder: string;
  readonly value: string;
  /** What the machine has to be allowed for it. */
  readonly actions: readonly string[];
  readonly resources: readonly string[];
};
