/** A value for each parameter of a document. */
export type ParameterValues = Readonly<Record<string, string>>;

/** A command document, of the account or of AWS. */
export type RunnableDocument = {
  readonly arn: string;
  readonly name: string;
  /** The step whose end is that of the command. */
  readonly stepName: string;
  /** What a shell runs; of a document of AWS its name. */
  readonly script: string;
  /** For how long it may run with these values. */
  executionSecondsOf(values: ParameterValues): number;
  /** The values that a command gives, and the defaults of all others. Throws InvalidParameters. */
  valuesOf(given: Readonly<Record<string, readonly string[]>>): ParameterValues;
};
