/** A server of databases with a table `written` of a key `n`, in a folder of its own. */
export type Database = {
  readonly writer: RowWriter;
  /** What leads the script to it, where that is not where such a server is on any machine. */
  readonly environment: Readonly<Record<string, string>>;
  create(): Promise<void>;
  /** Starts it on data that another was writing when they were copied. */
  startOnCopy(): Promise<void>;
  stop(): Promise<void>;
  query(sql: string): Promise<string>;
  log(): string;
  /** Ends it whatever state it is in. */
  destroy(): void;
};

/** Commits row after row, each when the last was answered. */
export type RowWriter = {
  /** The last row whose commit was answered. */
  readonly committed: number;
  start(): void;
  stop(): void;
};
