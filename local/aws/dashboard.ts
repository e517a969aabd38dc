import type { AlarmMetric } from './alarm';

/** A line of a graph, or a number: one metric, or an expression over several. */
export type DashboardLine = {
  readonly label: string;
  readonly metrics: readonly (AlarmMetric & { readonly region: string })[];
  /** Over the ids of `metrics`: see `weightsOf` and `divisorOf`. */
  readonly expression?: string;
};

type Place = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

export type Widget = Place &
  (
    | { readonly type: 'text'; readonly markdown: string }
    | {
        readonly type: 'graph';
        readonly title: string;
        readonly unit: string;
        readonly lines: readonly DashboardLine[];
        readonly limits: readonly { readonly value: number; readonly label: string }[];
      }
    | { readonly type: 'numbers'; readonly title: string; readonly lines: readonly DashboardLine[] }
    | { readonly type: 'alarms'; readonly title: string; readonly alarmNames: readonly string[] }
    | {
        readonly type: 'log';
        readonly title: string;
        readonly region: string;
        readonly logGroupNames: readonly string[];
        readonly query: string;
      }
  );

/** A dashboard of CloudWatch, on a grid 24 columns wide. */
export type Dashboard = {
  readonly name: string;
  /** Of the stack that made it; the name holds in the whole account. */
  readonly region: string;
  readonly widgets: readonly Widget[];
};
