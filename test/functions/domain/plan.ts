import { calendarOf } from '../../../functions/domain/calendar';
import {
  planRetention,
  type RetentionQuestion,
  type Verdict,
} from '../../../functions/domain/plan-retention';
import type { ManagedSnapshot } from '../../../functions/domain/snapshot';
import { NOW } from './any-history';

const utc = calendarOf('UTC');

/** The verdicts on `snapshots` at `NOW`, in UTC, under `last 1` and without DR Regions, where `more` says nothing else. */
export const plan = (
  snapshots: readonly ManagedSnapshot[],
  more: Partial<Omit<RetentionQuestion, 'snapshots'>> = {},
): Verdict[] =>
  planRetention({
    snapshots,
    policy: { last: 1 },
    schedules: { deployment: 'keeper', retention: {} },
    calendar: utc,
    now: NOW,
    copyPolicies: {},
    broken: new Set(),
    ...more,
  });

/** Each verdict as one line, in the plan's order. */
export const lines = (verdicts: readonly Verdict[]): string[] =>
  verdicts.map(({ snapshotId, action, reasons }) => `${snapshotId} ${action}: ${reasons.join('; ')}`);

/** The ids of the snapshots with this verdict, in the plan's order. */
export const having = (action: Verdict['action'], verdicts: readonly Verdict[]): string[] =>
  verdicts.filter((verdict) => verdict.action === action).map(({ snapshotId }) => snapshotId);
