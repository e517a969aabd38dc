import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { describeCopy } from '../functions/domain/copy-description';
import { confirmation, copyTag, isUserTag, TAG, tagsToList, type Tags } from '../functions/domain/tags';
import { DAY_MS, HOUR_MS } from '../local/kernel/time-units';
import { COPIES, DR, LARGE_FLEET, OBSTACLE_AGES, PRIMARY, type Kind } from './large-fleet';

/** One volume of the fleet; all are numbered, whatever their kinds. */
type Place = { readonly kind: Kind; readonly volume: number };

const OWNER = '111122223333';
const key = (region: string): string =>
  `arn:aws:kms:${region}:${OWNER}:key/1234abcd-12ab-34cd-56ef-1234567890ab`;

/** A Sunday. Volumes have their snapshots one after the other, within an hour. */
const NEWEST_MS = Date.parse('2026-03-01T02:00:00Z');
const APART_MS = 1893;

/** When to plan: the newest snapshots are completed and copied. */
export const AT = '2026-03-01T12:00:00Z';

/**
 * Writes what the AWS CLI says of the large fleet into files in `directory`, and returns them as `--inventory` takes them. They
 * are the same each time, and never held whole.
 */
export function writeLargeInventory(directory: string): string[] {
  const write = (name: string, list: string, entriesOf: (place: Place) => object[]): string => {
    const path = join(directory, `${name}.json`);
    writeList(path, list, entriesOf);
    return path;
  };
  const none = (): object[] => [];
  return [
    write('volumes', 'Volumes', (place) => (place.kind.isGone ? [] : [volumeOf(place)])),
    write('snapshots', 'Snapshots', snapshotsOf),
    write('images', 'Images', imagesOf),
    write('locks', 'Snapshots', locksOf),
    `${DR}=${write('dr-snapshots', 'Snapshots', copiesOf)}`,
    `${DR}=${write('dr-images', 'Images', none)}`,
    `${DR}=${write('dr-locks', 'Snapshots', none)}`,
  ];
}

/** Indented as the AWS CLI does it, volume by volume. */
function writeList(path: string, list: string, entriesOf: (place: Place) => object[]): void {
  const file = openSync(path, 'w');
  try {
    writeSync(file, `{\n    "${list}": [`);
    let volume = 0;
    let separator = '\n';
    for (const kind of LARGE_FLEET)
      for (let count = 0; count < kind.volumes; count += 1) {
        const entries = entriesOf({ kind, volume }).map((entry) => JSON.stringify(entry, null, 4));
        if (entries.length > 0) {
          writeSync(file, separator + entries.join(',\n').replace(/^/gm, ' '.repeat(8)));
          separator = ',\n';
        }
        volume += 1;
      }
    writeSync(file, '\n    ]\n}\n');
  } finally {
    closeSync(file);
  }
}

const id = (prefix: string, number: number): string => `${prefix}-0${number.toString(16).padStart(16, '0')}`;
const volumeId = ({ volume }: Place): string => id('vol', volume);
const snapshotId = ({ volume }: Place, age: number): string => id('snap', volume * 1000 + age);
const copyId = ({ volume }: Place, age: number): string => id('snap', 10_000_000 + volume * 1000 + age);
const startMs = ({ volume }: Place, age: number): number => NEWEST_MS + volume * APART_MS - age * DAY_MS;
const iso = (atMs: number): string => new Date(atMs).toISOString();
/** As the AWS CLI prints a time. */
const printed = (atMs: number): string => iso(atMs).replace('Z', '000+00:00');
const ages = (from: number, count: number): number[] =>
  Array.from({ length: count }, (_, index) => from + index);

const ownTags = ({ volume }: Place): Tags => ({
  Name: `host-${volume}`,
  Environment: 'production',
  Team: 'platform',
});

function volumeOf(place: Place): object {
  return {
    Iops: 3000,
    VolumeType: 'gp3',
    MultiAttachEnabled: false,
    Throughput: 125,
    Tags: tagsToList({ ...ownTags(place), ...place.kind.tags }),
    VolumeId: volumeId(place),
    Size: 100,
    SnapshotId: '',
    AvailabilityZone: `${PRIMARY}a`,
    State: 'in-use',
    CreateTime: '2024-06-01T00:00:00.000000+00:00',
    Attachments: [
      {
        InstanceId: id('i', place.volume),
        Device: '/dev/xvda',
        State: 'attached',
        VolumeId: volumeId(place),
      },
    ],
    Encrypted: true,
    KmsKeyId: key(PRIMARY),
  };
}

const snapshotsOf = (place: Place): object[] =>
  ages(0, place.kind.snapshots).map((age) => snapshotOf(place, age));

function snapshotOf(place: Place, age: number): object {
  const { kind } = place;
  const obstacle = (name: keyof typeof OBSTACLE_AGES): boolean =>
    kind.isObstructed === true && OBSTACLE_AGES[name] === age;
  return {
    Tags: tagsToList({
      ...ownTags(place),
      ...managedTags(place, age, 0),
      ...(kind.policies === undefined ? {} : { [TAG.snapshot]: snapshotId(place, age) }),
      ...(kind.policies !== undefined && age >= (kind.uncopied ?? 0)
        ? { [copyTag(DR)]: confirmation(copyId(place, age), snapshotId(place, age)) }
        : {}),
      ...(obstacle('hold') ? { [TAG.hold]: 'asked for by the auditors' } : {}),
      ...(obstacle('awsBackup') ? { 'aws:backup:source-resource': volumeId(place) } : {}),
    }),
    StorageTier: obstacle('archive') ? 'archive' : 'standard',
    ...described(snapshotId(place, age), startMs(place, age), 'completed'),
    VolumeId: volumeId(place),
    Description: `nightly snapshot of ${volumeId(place)}`,
    KmsKeyId: key(PRIMARY),
  };
}

/** The copies of the newest snapshots that were copied, and the one that is under way. */
function copiesOf(place: Place): object[] {
  const { policies, uncopied = 0, isCopyPending } = place.kind;
  if (policies === undefined) return [];
  return [
    ...(isCopyPending ? [copyOf(place, 0, 'pending')] : []),
    ...ages(uncopied, COPIES).map((age) => copyOf(place, age, 'completed')),
  ];
}

const copyOf = (place: Place, age: number, state: string): object => ({
  Tags: tagsToList({
    ...ownTags(place),
    ...managedTags(place, age, 1),
    [TAG.sourceSnapshot]: snapshotId(place, age),
  }),
  StorageTier: 'standard',
  ...described(copyId(place, age), startMs(place, age) + HOUR_MS, state),
  VolumeId: 'vol-ffffffff',
  Description: describeCopy({
    deployment: 'snapshot-keeper',
    sourceSnapshotId: snapshotId(place, age),
    volumeId: volumeId(place),
    region: PRIMARY,
    takenAt: iso(startMs(place, age)),
    requestedAt: iso(startMs(place, age) + HOUR_MS),
    requestId: String(place.volume * 1000 + age),
  }),
  KmsKeyId: key(DR),
});

const described = (SnapshotId: string, atMs: number, State: string): object => ({
  SnapshotId,
  State,
  StartTime: printed(atMs),
  ...(State === 'completed'
    ? { CompletionTime: printed(atMs + HOUR_MS), Progress: '100%' }
    : { Progress: '40%' }),
  OwnerId: OWNER,
  VolumeSize: 100,
  Encrypted: true,
});

/** What TagSnapshot writes; `place` is 0 in the primary Region and 1 in the other. None where the snapshot is not ours. */
function managedTags(place: Place, age: number, region: 0 | 1): Tags {
  const { policies, tags } = place.kind;
  if (policies === undefined) return {};
  const overrides = Object.entries(tags).filter(([name]) => !isUserTag(name));
  return {
    ...Object.fromEntries(overrides),
    Backup: 'daily',
    [TAG.managedBy]: 'snapshot-keeper',
    [TAG.volume]: volumeId(place),
    [TAG.region]: PRIMARY,
    [TAG.takenAt]: iso(startMs(place, age)),
    [TAG.policy]: policies[region],
    [TAG.volumeType]: 'gp3',
    [TAG.iops]: '3000',
    [TAG.throughput]: '125',
    [TAG.zone]: `${PRIMARY}a`,
    [TAG.device]: '/dev/xvda',
    [TAG.instance]: id('i', place.volume),
  };
}

const imagesOf = (place: Place): object[] =>
  place.kind.isObstructed
    ? [
        {
          ImageId: id('ami', place.volume),
          State: 'available',
          BlockDeviceMappings: [
            {
              DeviceName: '/dev/xvda',
              Ebs: { SnapshotId: snapshotId(place, OBSTACLE_AGES.image), VolumeSize: 100 },
            },
          ],
        },
      ]
    : [];

const locksOf = (place: Place): object[] =>
  place.kind.isObstructed
    ? [
        {
          OwnerId: OWNER,
          SnapshotId: snapshotId(place, OBSTACLE_AGES.lock),
          LockState: 'compliance',
          LockCreatedOn: printed(NEWEST_MS - DAY_MS),
          LockExpiresOn: printed(NEWEST_MS + 365 * DAY_MS),
        },
      ]
    : [];
