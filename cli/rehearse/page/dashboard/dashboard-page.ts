import type { DrawnDashboard } from '../../../../local/rehearsal/drawn-dashboard';

/** The data of a page. */
export type DashboardPage = {
  readonly dashboard: DrawnDashboard;
  /** The names of those that are written beside it. */
  readonly others: readonly string[];
};
