import type { LocalClients } from './sdk-clients';

/** The code of a function, which takes all that it uses of the world around it from whoever runs it. */
export type HostedFunction = {
  /** Makes the function ready to run. Throws what it throws when it starts. */
  within(surroundings: Surroundings): (event: unknown) => Promise<unknown>;
};

export type Surroundings = {
  readonly environment: Readonly<Record<string, string>>;
  readonly region: string;
  readonly log: Readonly<Record<LogLevel, (message: string, fields?: LogFields) => void>>;
  readonly metrics: {
    count(name: string, value: number): void;
    gauge(name: string, gauge: Gauge): void;
  };
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly newId: () => string;
  readonly clients: LocalClients;
};

/** How much of something there is now in a Region, or of a volume or a schedule there. */
export type Gauge = {
  readonly value: number;
  readonly ofRegion: string;
  readonly ofVolume?: string;
  readonly ofSchedule?: string;
};

export type LogLevel = 'info' | 'warn' | 'error';

export type LogFields = Readonly<Record<string, unknown>>;

/** A line that a function has written to its log. */
export type LogLine = {
  /** The function's construct id. */
  readonly functionName: string;
  readonly region: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: LogFields;
};
