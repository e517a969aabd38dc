import type { Image, Instance, Snapshot, Volume } from '@aws-sdk/client-ec2';
import { planFleet, type PlanOptions } from '../../../cli/plan/plan-fleet';
import type { FleetPlan, PlannedSnapshot } from '../../../cli/plan/planned';
import { describeCopy } from '../../../functions/domain/copy-description';
import type { SnapshotSet } from '../../../functions/domain/snapshot-set';
import { confirmation, tagsToList, type Tags } from '../../../functions/domain/tags';
import { parseSettings } from '../../../infra/settings';
import type { Inventory, ListName } from '../../../local/rehearsal/inventory';
import { short, snap, vol } from '../../support/builders';

export const PRIMARY = 'us-east-1';
export const DR = 'us-west-2';
export const settings = parseSettings(
  { primary: { region: PRIMARY, retention: { last: 2 } }, dr: [{ region: DR }], adopt: { dlm: false } },
  'the test',
);

export const at = (day: number): string => new Date(Date.UTC(2026, 2, day, 2)).toISOString();

export const volume = (number: number, tags: Tags = { Backup: '' }): Volume => ({
  VolumeId: vol(number),
  VolumeType: 'gp3',
  Size: 8,
  AvailabilityZone: `${PRIMARY}a`,
  Tags: tagsToList(tags),
});

/** A snapshot that is none of ours, taken on a day in March. */
export const snapshot = (number: number, VolumeId: string, day: number, tags: Tags = {}): Snapshot => ({
  SnapshotId: snap(number),
  VolumeId,
  VolumeSize: 8,
  State: 'completed',
  StartTime: new Date(at(day)),
  OwnerId: '111122223333',
  Tags: tagsToList(tags),
});

export const ours = (volumeId: string, day: number): Tags => ({
  'snapshot-keeper:managed-by': 'snapshot-keeper',
  'snapshot-keeper:volume': volumeId,
  'snapshot-keeper:region': PRIMARY,
  'snapshot-keeper:taken-at': at(day),
});

export const managed = (number: number, volumeId: string, day: number, tags: Tags = {}): Snapshot =>
  snapshot(number, volumeId, day, {
    ...ours(volumeId, day),
    'snapshot-keeper:snapshot': snap(number),
    'snapshot-keeper:policy': 'last 2',
    ...tags,
  });

/** With a confirmed copy, which need not be there. */
export const copied = (number: number, volumeId: string, day: number, tags: Tags = {}): Snapshot =>
  managed(number, volumeId, day, {
    [`snapshot-keeper:copy/${DR}`]: confirmation(snap(900 + number), snap(number)),
    ...tags,
  });

export const copy = (
  number: number,
  volumeId: string,
  day: number,
  source: number,
  tags: Tags = {},
  set?: SnapshotSet,
): Snapshot => ({
  ...snapshot(number, 'vol-ffffffff', day, {
    ...ours(volumeId, day),
    'snapshot-keeper:source-snapshot': snap(source),
    'snapshot-keeper:policy': 'last 1',
    ...tags,
  }),
  Description: describeCopy({
    deployment: 'snapshot-keeper',
    sourceSnapshotId: snap(source),
    volumeId,
    region: PRIMARY,
    takenAt: at(day),
    requestedAt: at(day),
    requestId: String(number),
    ...(set && { set }),
  }),
});

export const ALL_LISTS = [PRIMARY, DR].flatMap((region) =>
  (['snapshots', 'images', 'locks'] satisfies ListName[]).map((list) => ({ region, list })),
);

export type Account = {
  readonly volumes?: readonly Volume[];
  readonly primary?: readonly Snapshot[];
  readonly dr?: readonly Snapshot[];
  /** Of the primary Region. */
  readonly instances?: readonly Instance[];
  /** In the primary Region. */
  readonly images?: readonly Image[];
  readonly lists?: Inventory['lists'];
};

export const planOf = (
  { volumes = [], primary = [], dr = [], images = [], instances = [], lists = ALL_LISTS }: Account,
  options: Partial<PlanOptions> = {},
  deployed = settings,
): FleetPlan =>
  planFleet(
    {
      volumes: volumes.map((one) => ({ region: one.AvailabilityZone?.slice(0, -1) ?? PRIMARY, volume: one })),
      snapshots: [
        ...primary.map((one) => ({ region: PRIMARY, snapshot: one })),
        ...dr.map((one) => ({ region: DR, snapshot: one })),
      ],
      images: images.map((image) => ({ region: PRIMARY, image })),
      locks: [],
      instances: instances.map((instance) => ({ region: PRIMARY, instance })),
      lists,
    },
    deployed,
    // Ages are of no account but where a test says so.
    { now: new Date('2026-04-01T00:00:00Z'), adopt: false, targetHours: 960, ...options },
  );

export const snapshotsOf = ({ volumes }: FleetPlan): PlannedSnapshot[] =>
  volumes.flatMap(({ regions }) => regions.flatMap(({ snapshots }) => snapshots));

/** Each snapshot as one line. */
export const lines = (plan: FleetPlan): string[] =>
  snapshotsOf(plan).map(({ snapshotId, action, reasons }) =>
    short(`${snapshotId} ${action}: ${reasons.join('; ')}`),
  );
