/** A line by its values in one period after the other, of which the first begins at `fromMs`. Null: nothing was measured. */
export type DrawnLine = {
  readonly label: string;
  readonly fromMs: number;
  readonly periodMs: number;
  readonly values: readonly (number | null)[];
};

/** An alarm at the end, and when it has been in ALARM. */
export type DrawnAlarm = {
  readonly name: string;
  readonly state: 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';
  readonly ringing: readonly { readonly fromMs: number; readonly toMs: number }[];
};

type Place = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export type DrawnGraph = {
  readonly type: 'graph';
  readonly title: string;
  readonly unit: string;
  readonly lines: readonly DrawnLine[];
  readonly limits: readonly { readonly value: number; readonly label: string }[];
};

export type DrawnNumbers = {
  readonly type: 'numbers';
  readonly title: string;
  readonly lines: readonly DrawnLine[];
};

export type DrawnAlarms = {
  readonly type: 'alarms';
  readonly title: string;
  readonly alarms: readonly DrawnAlarm[];
};

export type DrawnLog = {
  readonly type: 'log';
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

export type DrawnText = { readonly type: 'text'; readonly markdown: string };

export type DrawnWidget = Place & (DrawnText | DrawnGraph | DrawnNumbers | DrawnAlarms | DrawnLog);

/** A dashboard with what its metrics, alarms and log were in the days that were played. */
export type DrawnDashboard = {
  readonly name: string;
  readonly region: string;
  readonly fromMs: number;
  readonly toMs: number;
  /** Between two points of a line, where its metric has no longer period. */
  readonly periodHours: number;
  readonly widgets: readonly DrawnWidget[];
};
