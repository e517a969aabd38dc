/**
 * Prints what `aws ec2 describe-volumes` (with the word `volumes`) or `describe-snapshots` (with `snapshots`) would say of a
 * large fleet. To measure `plan` on 100,000 snapshots:
 *
 *   npx tsx test/support/large-inventory.ts volumes > v.json
 *   npx tsx test/support/large-inventory.ts snapshots > s.json
 *   /usr/bin/time -v npm run --silent keeper -- plan --inventory v.json s.json
 */
const VOLUMES = 2000;
const SNAPSHOTS_EACH = 50;
const DAY_MS = 86_400_000;

const hex = (prefix: string, number: number): string => `${prefix}-0${number.toString(16).padStart(16, '0')}`;
const tagList = (tags: Readonly<Record<string, string>>) =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

const volumes = Array.from({ length: VOLUMES }, (_, index) => ({
  VolumeId: hex('vol', index),
  AvailabilityZone: 'us-east-1a',
  Size: 100,
  VolumeType: 'gp3',
  Iops: 3000,
  Throughput: 125,
  State: 'in-use',
  Encrypted: true,
  KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
  CreateTime: '2024-06-01T00:00:00.000Z',
  Attachments: [{ InstanceId: hex('i', index), Device: '/dev/xvda', State: 'attached' }],
  Tags: tagList({ Backup: 'yes', Name: `host-${index}`, Environment: 'production', Team: 'platform' }),
}));

const snapshots = volumes.flatMap(({ VolumeId }, volume) =>
  Array.from({ length: SNAPSHOTS_EACH }, (_, day) => {
    const startMs = Date.UTC(2026, 0, 1 + day, 2, 0, volume % 3600);
    const StartTime = new Date(startMs).toISOString();
    return {
      SnapshotId: hex('snap', volume * SNAPSHOTS_EACH + day),
      VolumeId,
      VolumeSize: 100,
      State: 'completed',
      StartTime,
      CompletionTime: new Date(startMs + DAY_MS / 24).toISOString(),
      Progress: '100%',
      OwnerId: '111122223333',
      Description: `nightly snapshot of ${VolumeId}`,
      Encrypted: true,
      KmsKeyId: 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      StorageTier: 'standard',
      Tags: tagList({
        Name: `host-${volume}`,
        Environment: 'production',
        Team: 'platform',
        'snapshot-keeper:managed-by': 'snapshot-keeper',
        'snapshot-keeper:volume': VolumeId,
        'snapshot-keeper:region': 'us-east-1',
        'snapshot-keeper:taken-at': StartTime,
        'snapshot-keeper:volume-type': 'gp3',
        'snapshot-keeper:zone': 'us-east-1a',
        'snapshot-keeper:device': '/dev/xvda',
        'snapshot-keeper:retain': '7d 4w 12m',
        ...(day < SNAPSHOTS_EACH - 2
          ? { 'snapshot-keeper:copy/us-west-2': hex('snap', 10_000_000 + day) }
          : {}),
      }),
    };
  }),
);

const what = process.argv[2] === 'volumes' ? { Volumes: volumes } : { Snapshots: snapshots };
process.stdout.write(JSON.stringify(what, null, 4));
