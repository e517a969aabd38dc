import type { Snapshot, Tag } from '@aws-sdk/client-ec2';
import { isUserTag } from '../../functions/domain/tags';
import { BACKUP_TAG } from '../aws/ec2/backup-tag';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time-units';

/** Who takes snapshots of a volume, how often, and what they look like. */
export type Cadence = {
  readonly volumeId: string;
  readonly maker: 'DLM' | 'AWS Backup' | 'a script';
  readonly intervalMs: number;
  /** The first one after the rehearsal begins. */
  readonly nextMs: number;
  readonly tags: readonly Tag[];
  readonly description: string;
  /** What tells the interval; one snapshot alone does not, and is taken for a day's. */
  readonly basis: 'history' | 'one snapshot' | 'assumed' | 'flag';
};

/** Distances between so many of the last snapshots are looked at. */
const DISTANCES_MAX = 10;

/** The shortest schedule of DLM: two snapshots by hand within minutes are no schedule. */
const SHORTEST_MS = HOUR_MS;

/** A history of which nothing came for so long, and for three of its distances, has ended: nobody takes snapshots any more. */
const ENDED_AFTER_MS = 14 * DAY_MS;

const DLM_TAG = 'aws:dlm:lifecycle-policy-id';

/**
 * What goes on being taken of a volume after `startMs`, by what EC2 shows of it: of each maker (a policy of DLM, AWS Backup, all others
 * together) one snapshot at the median distance of its last ones, with the tags and the description of its newest. None of a maker
 * whose history has ended, and none where there is no history.
 */
export function cadencesOf(volumeId: string, snapshots: readonly Snapshot[], startMs: number): Cadence[] {
  const byMaker = new Map<string, Snapshot[]>();
  for (const snapshot of snapshots) {
    const key = makerKey(snapshot);
    const made = byMaker.get(key);
    if (made === undefined) byMaker.set(key, [snapshot]);
    else made.push(snapshot);
  }
  return [...byMaker.values()].flatMap((made) => {
    const newestFirst = [...made].sort((a, b) => takenMs(b) - takenMs(a));
    const newest = newestFirst[0]!;
    const maker = makerOf(newest);
    const intervalMs = medianDistanceMs(newestFirst.map(takenMs));
    const sinceMs = startMs - takenMs(newest);
    if (sinceMs > Math.max(3 * (intervalMs ?? DAY_MS), ENDED_AFTER_MS)) return [];
    const everyMs = Math.max(intervalMs ?? DAY_MS, SHORTEST_MS);
    return [
      {
        volumeId,
        maker,
        intervalMs: everyMs,
        nextMs: takenMs(newest) + (Math.floor(sinceMs / everyMs) + 1) * everyMs,
        tags: (newest.Tags ?? []).filter(({ Key = '' }) => isOfMaker(Key, maker)),
        description: newest.Description ?? '',
        basis: intervalMs === undefined ? 'one snapshot' : 'history',
      },
    ];
  });
}

/** The same for whoever has no history to show: every `intervalMs`, first at `nextMs`. */
export const steadyCadence = (
  volumeId: string,
  times: Pick<Cadence, 'intervalMs' | 'nextMs' | 'basis'>,
): Cadence => ({ volumeId, maker: 'a script', tags: [], description: '', ...times });

const takenMs = ({ StartTime }: Snapshot): number => StartTime?.getTime() ?? 0;

const tagOf = ({ Tags = [] }: Snapshot, key: string): string | undefined =>
  Tags.find(({ Key }) => Key === key)?.Value;

const makerKey = (snapshot: Snapshot): string =>
  tagOf(snapshot, DLM_TAG) ?? (tagOf(snapshot, BACKUP_TAG) === undefined ? '' : BACKUP_TAG);

const makerOf = (snapshot: Snapshot): Cadence['maker'] => {
  if (tagOf(snapshot, DLM_TAG) !== undefined) return 'DLM';
  return tagOf(snapshot, BACKUP_TAG) === undefined ? 'a script' : 'AWS Backup';
};

/** Tags that AWS lets nobody but their maker write. */
const RESERVED: Readonly<Partial<Record<Cadence['maker'], string>>> = {
  DLM: 'aws:dlm:',
  'AWS Backup': 'aws:backup:',
};

const isOfMaker = (key: string, maker: Cadence['maker']): boolean => {
  const reserved = RESERVED[maker];
  return isUserTag(key) || (reserved !== undefined && key.startsWith(reserved));
};

/** In whole hours, since tools start within the hour when they come to it; under two, to the minute. Undefined for a single time. Takes the newest first. */
function medianDistanceMs(timesMs: readonly number[]): number | undefined {
  const distances = timesMs
    .slice(0, DISTANCES_MAX)
    .flatMap((timeMs, index) => (index + 1 < timesMs.length ? [timeMs - timesMs[index + 1]!] : []))
    .sort((a, b) => a - b);
  const median = distances[Math.floor((distances.length - 1) / 2)];
  if (median === undefined) return undefined;
  const unitMs = median < 2 * HOUR_MS ? MINUTE_MS : HOUR_MS;
  return Math.round(median / unitMs) * unitMs;
}
