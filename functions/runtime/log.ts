/** Fields of a log line or dimensions of a metric. */
export type Fields = Readonly<Record<string, unknown>>;

/** Structured log: one JSON line a call. */
export type Log = {
  info(message: string, fields?: Fields): void;
  warn(message: string, fields?: Fields): void;
  error(message: string, fields?: Fields): void;
};

export type Gauge = {
  readonly value: number;
  readonly unit: 'Count' | 'Gigabytes' | 'Seconds';
  /** Of which Region it tells. */
  readonly ofRegion: string;
  /** Of which volume there; absent where it tells of the Region. CloudWatch bills each volume and Region as a metric of its own. */
  readonly ofVolume?: string;
  /** Of which schedule of backups there. */
  readonly ofSchedule?: string;
};

/** Custom metrics in the namespace SnapshotKeeper, by the deployment and the primary Region whose function counts. */
export type Metrics = {
  /** Adds `value` to the counter `name`. */
  count(name: string, value: number): void;
  /** Says how much of `name` there is now. */
  gauge(name: string, gauge: Gauge): void;
};
