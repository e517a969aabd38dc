/** A line that a function has written to its log. */
export type LogLine = {
  /** The function's construct id. */
  readonly functionName: string;
  readonly region: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
};
