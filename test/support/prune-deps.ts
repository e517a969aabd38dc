import { calendarOf } from '../../functions/domain/calendar';
import type { Deps } from '../../functions/prune-volume/deps';
import { RecentlyTold } from '../../functions/prune-volume/recently-told';
import { recorder } from './recorder';

export type Differing = Partial<Omit<Deps, 'snapshots' | 'environment'>> & {
  readonly snapshots?: Partial<Deps['snapshots']>;
  readonly environment?: Partial<Deps['environment']>;
};

/**
 * What PruneVolume uses, but for what differs: a primary Region without snapshots and without a Recycle Bin rule, where the policy is
 * `last 1` without a limit. What may change EC2 and is not named fails.
 */
export function pruneDeps({ snapshots, environment, ...deps }: Differing): Deps {
  const { log, metrics } = recorder();
  const notExpected = (): Promise<never> => Promise.reject(new Error('not expected'));
  return {
    snapshots: {
      ofVolume: () => Promise.resolve([]),
      ofVolumes: () => Promise.resolve([]),
      taggedAsOf: () => Promise.resolve([]),
      taggedAsOfAny: () => Promise.resolve([]),
      membersOf: () => Promise.resolve([]),
      byId: () => Promise.resolve(undefined),
      byIds: () => Promise.resolve([]),
      tag: notExpected,
      tagAll: notExpected,
      untagAll: () => Promise.resolve(),
      delete: notExpected,
      ...snapshots,
    },
    archiving: () => Promise.resolve(new Set()),
    recycleBin: { hasRule: () => Promise.resolve(false) },
    failures: { tell: notExpected },
    recentlyTold: new RecentlyTold(),
    environment: {
      DEPLOYMENT: 'keeper',
      PRIMARY_REGION: 'us-east-1',
      RETENTION: { last: 1 },
      SCHEDULE_RETENTION: {},
      OVERRIDE_TAG: 'snapshot-keeper:retain',
      TIME_ZONE: 'UTC',
      COPY_RETENTION: {},
      IMAGES: false,
      DELETION_LIMIT: 'none',
      FAILURE_QUEUE_URL: 'https://queue',
      ...environment,
    },
    region: 'us-east-1',
    calendar: calendarOf('UTC'),
    now: () => new Date('2026-03-10T00:00:00Z'),
    log,
    metrics,
    ...deps,
  };
}
