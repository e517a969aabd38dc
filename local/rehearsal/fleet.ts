import type { Tag, Volume, VolumeType } from '@aws-sdk/client-ec2';

/** Who takes a volume's snapshots in the built-in month. */
export type Schedule = 'nightly script' | 'database script' | 'DLM' | 'AWS Backup' | 'weekly, by a developer';

type Machine = {
  readonly name: string;
  readonly schedules: readonly Schedule[];
  readonly disks: readonly Disk[];
  /** `production` unless told. */
  readonly environment?: string;
  readonly role?: string;
};

type Disk = {
  readonly device: string;
  readonly type: VolumeType;
  readonly sizeGib: number;
  readonly encrypted?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
};

const root: Disk = { device: '/dev/xvda', type: 'gp3', sizeGib: 20 };
const encryptedRoot: Disk = { ...root, encrypted: true };

/** 25 volumes: encrypted and not, single disks and multi-volume instances, in scope and out of it. */
const MACHINES: readonly Machine[] = [
  { name: 'web-1', schedules: ['nightly script'], disks: [root] },
  { name: 'web-2', schedules: ['nightly script'], disks: [root] },
  { name: 'web-3', schedules: ['nightly script'], disks: [root] },
  { name: 'web-4', schedules: ['nightly script'], disks: [root] },
  { name: 'app-1', schedules: ['nightly script'], disks: [encryptedRoot, data('gp3', 100)] },
  { name: 'app-2', schedules: ['nightly script'], disks: [encryptedRoot, data('gp3', 100)] },
  { name: 'app-3', schedules: ['nightly script'], disks: [encryptedRoot, data('gp3', 100)] },
  {
    name: 'db-1',
    role: 'database',
    schedules: ['database script'],
    disks: [
      encryptedRoot,
      {
        ...data('io2', 500),
        tags: { 'snapshot-keeper:retain': '7d 4w', 'snapshot-keeper:dr-retain': '3' },
      },
      { ...data('io2', 500), device: '/dev/sdg' },
      { ...data('gp3', 200), device: '/dev/sdh' },
    ],
  },
  {
    name: 'queue-1',
    schedules: ['nightly script'],
    disks: [{ device: '/dev/sdf', type: 'st1', sizeGib: 500 }],
  },
  {
    name: 'files-1',
    schedules: ['nightly script'],
    disks: [{ device: '/dev/sdf', type: 'gp2', sizeGib: 1000 }],
  },
  { name: 'ci-1', schedules: ['nightly script'], disks: [root] },
  { name: 'legacy-1', schedules: ['nightly script'], disks: [{ ...root, type: 'standard' }] },
  { name: 'mail-1', environment: 'office', schedules: ['DLM'], disks: [encryptedRoot, data('gp3', 50)] },
  { name: 'vault-1', schedules: ['nightly script', 'AWS Backup'], disks: [encryptedRoot] },
  { name: 'scratch-1', environment: 'playground', schedules: ['weekly, by a developer'], disks: [root] },
  {
    name: 'scratch-2',
    environment: 'playground',
    schedules: ['weekly, by a developer'],
    disks: [root, data('gp3', 300)],
  },
  { name: 'scratch-3', environment: 'playground', schedules: ['weekly, by a developer'], disks: [root] },
];

/** A member of the built-in fleet, under the name that the month's script calls it by, such as `db-1/1`. */
export type FleetVolume = {
  readonly name: string;
  readonly machine: string;
  readonly instanceId: string;
  readonly schedules: readonly Schedule[];
  readonly volume: Volume & { readonly VolumeId: string };
};

/** The built-in fleet in `region`. The selection tag is on every volume but those of the scratch machines. */
export function builtInFleet(region: string, selectionTag: Tag): FleetVolume[] {
  return MACHINES.flatMap((machine, machineIndex) =>
    machine.disks.map((disk, diskIndex): FleetVolume => {
      const instanceId = `i-0${String(machineIndex + 1).padStart(16, '0')}`;
      const volumeId = `vol-0${String((machineIndex + 1) * 100 + diskIndex).padStart(16, '0')}`;
      return {
        name: `${machine.name}/${diskIndex}`,
        machine: machine.name,
        instanceId,
        schedules: machine.schedules,
        volume: {
          VolumeId: volumeId,
          VolumeType: disk.type,
          Size: disk.sizeGib,
          AvailabilityZone: `${region}a`,
          CreateTime: new Date('2025-06-01T00:00:00Z'),
          State: 'in-use',
          Encrypted: disk.encrypted ?? false,
          ...(disk.encrypted === true ? { KmsKeyId: 'alias/aws/ebs' } : {}),
          ...performance(disk.type),
          Attachments: [
            { InstanceId: instanceId, Device: disk.device, State: 'attached', VolumeId: volumeId },
          ],
          Tags: [
            { Key: 'Name', Value: diskIndex === 0 ? machine.name : `${machine.name}-data-${diskIndex}` },
            { Key: 'Environment', Value: machine.environment ?? 'production' },
            ...(machine.role === undefined ? [] : [{ Key: 'Role', Value: machine.role }]),
            ...(machine.name.startsWith('scratch') ? [] : [selectionTag]),
            ...Object.entries(disk.tags ?? {}).map(([Key, Value]) => ({ Key, Value })),
          ],
        },
      };
    }),
  );
}

function data(type: VolumeType, sizeGib: number): Disk {
  return { device: '/dev/sdf', type, sizeGib, encrypted: true };
}

function performance(type: VolumeType): Pick<Volume, 'Iops' | 'Throughput'> {
  if (type === 'gp3') return { Iops: 3000, Throughput: 125 };
  return type === 'io2' ? { Iops: 8000 } : {};
}
