import type { Image, LockedSnapshotsInfo, Snapshot, Volume } from '@aws-sdk/client-ec2';
import fc from 'fast-check';
import { describeCopy } from '../../functions/domain/copy-description';
import { tagsToList } from '../../functions/domain/tags';
import { DAY_MS, HOUR_MS } from '../../local/kernel/time-units';

export const PRIMARY = 'us-east-1';
export const DR = 'us-west-2';
export const DEPLOYMENT = 'snapshot-keeper';

const FIRST_MS = Date.parse('2026-01-01T02:00:00Z');

const WEIGHTED_COPY = fc.oneof(
  { weight: 5, arbitrary: fc.constant('confirmed' as const) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'confirmed twice' as const,
      'not confirmed' as const,
      'failed' as const,
      'none' as const,
    ),
  },
);
const seldom = fc.oneof(
  { weight: 6, arbitrary: fc.constant(false) },
  { weight: 1, arbitrary: fc.constant(true) },
);

const point = fc.record({
  managed: fc.oneof(
    { weight: 6, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  failed: seldom,
  copy: WEIGHTED_COPY,
  held: seldom,
  copyHeld: seldom,
  inImage: seldom,
  locked: seldom,
  ofAwsBackup: seldom,
});

/** One volume's history in two Regions: its snapshots, a day apart, the oldest first, and their copies. */
const history = fc.record({
  selected: fc.oneof(
    { weight: 4, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constant(false) },
  ),
  gone: seldom,
  retain: fc.constantFrom(undefined, undefined, '2', '5', '3d', 'forever'),
  drRetain: fc.constantFrom(undefined, undefined, '4'),
  points: fc.array(point, { maxLength: 10 }),
});

/** Several volumes with everything that can befall a snapshot. */
export const anyFleet = fc.array(history, { minLength: 1, maxLength: 4 });

export type Fleet = typeof anyFleet extends fc.Arbitrary<infer F> ? F : never;

/** What EC2 has of a fleet, by Region. */
export type Ec2State = {
  readonly volumes: Volume[];
  readonly snapshots: Record<string, Snapshot[]>;
  readonly images: Record<string, Image[]>;
  readonly locks: Record<string, LockedSnapshotsInfo[]>;
};

const id = (prefix: string, ...numbers: number[]): string =>
  `${prefix}-0${numbers
    .map((number) => number.toString(16).padStart(4, '0'))
    .join('')
    .padStart(16, '0')}`;

export function ec2StateOf(fleet: Fleet): Ec2State {
  const state: Ec2State = {
    volumes: [],
    snapshots: { [PRIMARY]: [], [DR]: [] },
    images: { [PRIMARY]: [], [DR]: [] },
    locks: { [PRIMARY]: [], [DR]: [] },
  };
  fleet.forEach((volume, index) => addVolume(state, volume, index + 1));
  return state;
}

function addVolume(state: Ec2State, volume: Fleet[number], index: number): void {
  const VolumeId = id('vol', index);
  const overrides = {
    ...(volume.retain === undefined ? {} : { 'snapshot-keeper:retain': volume.retain }),
    ...(volume.drRetain === undefined ? {} : { 'snapshot-keeper:dr-retain': volume.drRetain }),
  };
  if (!volume.gone)
    state.volumes.push({
      VolumeId,
      VolumeType: 'gp3',
      Size: 8,
      AvailabilityZone: `${PRIMARY}a`,
      State: 'in-use',
      Tags: tagsToList({ ...(volume.selected ? { Backup: '' } : {}), ...overrides }),
    });
  volume.points.forEach((taken, day) => addPoint(state, taken, VolumeId, overrides, [index, day]));
}

function addPoint(
  state: Ec2State,
  taken: Fleet[number]['points'][number],
  VolumeId: string,
  overrides: Readonly<Record<string, string>>,
  [volume, day]: readonly [number, number],
): void {
  const startMs = FIRST_MS + day * DAY_MS;
  const SnapshotId = id('snap', volume, day, 0);
  const isOurs = taken.managed && !taken.failed;
  const ours = {
    'snapshot-keeper:managed-by': DEPLOYMENT,
    'snapshot-keeper:volume': VolumeId,
    'snapshot-keeper:region': PRIMARY,
    'snapshot-keeper:taken-at': new Date(startMs).toISOString(),
    ...overrides,
  };
  const copies = isOurs ? copiesOf(taken.copy, SnapshotId, [volume, day]) : [];
  const [confirmed] = taken.copy.startsWith('confirmed') ? copies : [];
  state.snapshots[PRIMARY]!.push({
    SnapshotId,
    VolumeId,
    VolumeSize: 8,
    State: taken.failed ? 'error' : 'completed',
    StartTime: new Date(startMs),
    Tags: tagsToList({
      ...(isOurs ? { ...ours, 'snapshot-keeper:snapshot': SnapshotId } : {}),
      ...(taken.held ? { 'snapshot-keeper:hold': 'audit' } : {}),
      ...(taken.ofAwsBackup ? { 'aws:backup:source-resource': 'arn' } : {}),
      ...(confirmed === undefined
        ? {}
        : { [`snapshot-keeper:copy/${DR}`]: `${confirmed.SnapshotId!} of ${SnapshotId}` }),
    }),
  });
  for (const copy of copies)
    state.snapshots[DR]!.push({
      ...copy,
      VolumeId: 'vol-ffffffff',
      VolumeSize: 8,
      Description: describeCopy({
        deployment: DEPLOYMENT,
        sourceSnapshotId: SnapshotId,
        volumeId: VolumeId,
        region: PRIMARY,
        takenAt: new Date(startMs).toISOString(),
        requestedAt: copy.StartTime!.toISOString(),
        requestId: copy.SnapshotId!,
      }),
      Tags: tagsToList({
        ...ours,
        'snapshot-keeper:source-snapshot': SnapshotId,
        ...(taken.copyHeld ? { 'snapshot-keeper:hold': 'audit' } : {}),
      }),
    });
  const places: [region: string, snapshotId: string][] = [
    [PRIMARY, SnapshotId],
    ...copies.map(({ SnapshotId: copyId }): [string, string] => [DR, copyId!]),
  ];
  for (const [at, [region, snapshotId]] of places.entries()) {
    if (taken.inImage)
      state.images[region]!.push({
        ImageId: id('ami', volume, day, at),
        BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId: snapshotId } }],
      });
    if (taken.locked)
      state.locks[region]!.push({
        SnapshotId: snapshotId,
        LockState: 'governance',
        LockExpiresOn: new Date('2030-01-01T00:00:00Z'),
      });
  }
}

function copiesOf(
  kind: Fleet[number]['points'][number]['copy'],
  source: string,
  [volume, day]: readonly [number, number],
): Snapshot[] {
  if (kind === 'none') return [];
  return Array.from({ length: kind === 'confirmed twice' ? 2 : 1 }, (_, number) => ({
    SnapshotId: id('snap', volume, day, number + 1),
    State: kind === 'failed' ? ('error' as const) : ('completed' as const),
    StartTime: new Date(FIRST_MS + day * DAY_MS + (number + 1) * HOUR_MS),
    StateMessage: kind === 'failed' ? `the copy of ${source} failed` : '',
  }));
}
