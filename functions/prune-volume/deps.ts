import type * as z from 'zod';
import type { Failures } from '../aws/failures';
import type { Images } from '../aws/images';
import type { RecycleBin } from '../aws/recycle-bin';
import type { Snapshots } from '../aws/snapshots';
import type { Calendar } from '../domain/calendar';
import type { PruneVolumeEnvironment } from '../domain/environment';
import type { RecentlyTold } from './recently-told';
import type { Log, Metrics } from '../runtime/log';

/** What pruning a volume needs of the world around it. */
export type Deps = {
  readonly snapshots: Pick<
    Snapshots,
    | 'ofVolume'
    | 'ofVolumes'
    | 'taggedAsOf'
    | 'taggedAsOfAny'
    | 'membersOf'
    | 'byId'
    | 'byIds'
    | 'tag'
    | 'tagAll'
    | 'untagAll'
    | 'delete'
  >;
  /** Absent where no schedule makes AMIs, and in a DR Region: what AMIs hold stays there for as long as they do. */
  readonly images?: Pick<Images, 'byIds' | 'deregisterWithSnapshots'> | undefined;
  readonly recycleBin: RecycleBin;
  /** Ids of the snapshots in this Region that somebody is archiving. */
  readonly archiving: () => Promise<ReadonlySet<string>>;
  readonly failures: Failures;
  readonly recentlyTold: RecentlyTold;
  readonly environment: z.output<typeof PruneVolumeEnvironment>;
  readonly region: string;
  readonly calendar: Calendar;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
};
