import { protectionOf } from '../../../local/rehearsal/protection';
import type { RegionReport } from '../../../local/rehearsal/region-report';
import type { RehearsalReport } from '../../../local/rehearsal/rehearsal';

const region = (role: RegionReport['role'], count: number): RegionReport => ({
  region: role === 'primary' ? 'us-east-1' : 'us-west-2',
  role,
  completedCount: count,
  failedCount: 0,
  adoptedCount: count,
  copiedCount: count,
  fullCopyCount: 0,
  copyWaitCount: count,
  notManaged: {},
  pruned: [],
  blocked: [],
  earlierCount: 0,
  heldCount: count,
  pendingCount: 0,
});

/** A rehearsal in which everything was there so often. */
export const reportOf = (count: number): RehearsalReport => ({
  deployment: 'payroll',
  from: '2026-03-01T00:00:00.000Z',
  to: '2026-03-02T00:00:00.000Z',
  days: count,
  seed: 1,
  targetHours: 26,
  protection: protectionOf([]),
  faults: { throttled: 0.2 },
  strikes: { throttled: count },
  incidents: [],
  refusals: [],
  regions: [region('primary', count), region('dr', count)],
  notifications: [],
  executions: [],
  volumes: [],
  denials: [],
  explainedDenials: [],
  problems: [],
});
