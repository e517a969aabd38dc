import {
  CreateSnapshotCommand,
  CreateSnapshotsCommand,
  CreateTagsCommand,
  DeleteSnapshotCommand,
  DeleteVolumeCommand,
  DescribeSnapshotsCommand,
  DetachVolumeCommand,
  StopInstancesCommand,
  type EC2Client,
  RegisterImageCommand,
  type Snapshot,
  type Tag,
} from '@aws-sdk/client-ec2';
import { AwsError } from '../aws/api';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../kernel/time-units';
import type { FleetVolume, Schedule } from './fleet';

/** Something that somebody outside Snapshot Keeper does to the fleet. */
export type Incident = {
  readonly atMs: number;
  readonly who: string;
  /** What is done, as a sentence for the report; absent for the routine that every day repeats. */
  readonly what?: string;
  readonly act: (ec2: EC2Client) => Promise<void>;
};

/** What a month needs to know of the world beside EC2's own calls. */
export type Mishaps = {
  failNextSnapshotOf(volumeId: string, reason: string): void;
  failNextCopyOf(volumeId: string, reason: string): void;
  /** EventBridge delivers the next createSnapshot event of this volume twice. */
  repeatNextEventOf(volumeId: string): void;
};

/** When each schedule takes its snapshots, in hours after midnight UTC. */
const HOURS: Readonly<Record<Schedule, number>> = {
  'database script': 2.5,
  'nightly script': 3,
  DLM: 4,
  'AWS Backup': 5,
  'weekly, by a developer': 10,
};

const WHO: Readonly<Record<Schedule, string>> = {
  'database script': 'database script',
  'nightly script': 'nightly script',
  DLM: 'aws:dlm',
  'AWS Backup': 'aws:backup',
  'weekly, by a developer': 'developer',
};

/** What gives way to schedules of Snapshot Keeper itself. */
const SCRIPTS: readonly Schedule[] = ['nightly script', 'database script'];

/** The fleet once its scripts no longer care for the volumes that `isScheduled`. */
export const withoutScripts = (
  fleet: readonly FleetVolume[],
  isScheduled: (volume: FleetVolume['volume']) => boolean,
): FleetVolume[] =>
  fleet.map((one) =>
    isScheduled(one.volume)
      ? { ...one, schedules: one.schedules.filter((schedule) => !SCRIPTS.includes(schedule)) }
      : one,
  );

/** In words, of how many volumes of the built-in fleet each takes snapshots, beside Snapshot Keeper itself. */
export const describeRoutine = (fleet: readonly FleetVolume[]): string[] =>
  (Object.keys(WHO) as Schedule[]).flatMap((schedule) => {
    const count = fleet.filter(({ schedules }) => schedules.includes(schedule)).length;
    const often = schedule.startsWith('weekly') ? schedule : `${schedule}, every day`;
    return count === 0 ? [] : [`${count} ${count === 1 ? 'volume' : 'volumes'}: ${often}`];
  });

/** The routine of the built-in fleet on one day. `dayIndex` counts from 0. Volumes that are gone are passed over. */
export function routineDay(dayStartMs: number, dayIndex: number, fleet: readonly FleetVolume[]): Incident[] {
  const at = (schedule: Schedule): number => dayStartMs + HOURS[schedule] * HOUR_MS;
  const idsOf = (schedule: Schedule): string[] =>
    fleet.filter(({ schedules }) => schedules.includes(schedule)).map(({ volume }) => volume.VolumeId);
  const each = (schedule: Schedule, tags: Tag[] = []): Incident => ({
    atMs: at(schedule),
    who: WHO[schedule],
    act: (ec2) => inTurn(idsOf(schedule), (volumeId) => take(ec2, volumeId, tags)),
  });
  const instances = new Set(
    fleet
      .filter(({ schedules }) => schedules.includes('database script'))
      .map(({ instanceId }) => instanceId),
  );
  return [
    each('nightly script'),
    {
      atMs: at('database script'),
      who: WHO['database script'],
      act: (ec2) =>
        inTurn([...instances], async (InstanceId) => {
          await ec2.send(new CreateSnapshotsCommand({ InstanceSpecification: { InstanceId } }));
        }),
    },
    each('DLM', [{ Key: 'aws:dlm:lifecycle-policy-id', Value: 'policy-0123456789abcdef0' }]),
    each('AWS Backup', [{ Key: 'aws:backup:source-resource', Value: 'nightly' }]),
    ...(dayIndex % 7 === 2 ? [each('weekly, by a developer')] : []),
  ];
}

/**
 * What happens in the built-in month beside the routine. Every incident is an EC2 call by a person or a tool, or a mishap
 * of AWS, and says what it is.
 */
export function incidents(startMs: number, fleet: readonly FleetVolume[], mishaps: Mishaps): Incident[] {
  const at = (day: number, hour: number): number => startMs + (day - 1) * DAY_MS + hour * HOUR_MS;
  const id = (name: string): string => volumeIdOf(fleet, name);
  const mishap = (day: number, what: string, arrange: () => void): Incident => ({
    atMs: at(day, 0),
    who: 'AWS',
    what,
    act: () => {
      arrange();
      return Promise.resolve();
    },
  });
  const tagLatest = (ec2: EC2Client, name: string, tag: Tag): Promise<void> =>
    withLatest(ec2, id(name), async (SnapshotId) => {
      await ec2.send(new CreateTagsCommand({ Resources: [SnapshotId], Tags: [tag] }));
    });

  // Of an st1 volume, EC2 makes one snapshot at a time.
  const migrating = fleet
    .filter(({ machine, volume }) => !machine.startsWith('scratch') && volume.VolumeType !== 'st1')
    .map(({ volume }) => volume.VolumeId);

  return [
    {
      atMs: at(5, 11),
      who: 'legal department',
      what: 'holds the latest snapshot of web-1 for case 4711',
      act: (ec2) => tagLatest(ec2, 'web-1/0', { Key: 'snapshot-keeper:hold', Value: 'legal case 4711' }),
    },
    {
      atMs: at(7, 16),
      who: 'developer',
      what: 'sets snapshot-keeper:retain to "forever" on the volume of legacy-1, which is no retention',
      act: async (ec2) => {
        await ec2.send(
          new CreateTagsCommand({
            Resources: [id('legacy-1/0')],
            Tags: [{ Key: 'snapshot-keeper:retain', Value: 'forever' }],
          }),
        );
      },
    },
    {
      atMs: at(8, 9),
      who: 'build pipeline',
      what: 'registers an AMI on the latest snapshot of ci-1',
      act: (ec2) =>
        withLatest(ec2, id('ci-1/0'), async (SnapshotId) => {
          await ec2.send(
            new RegisterImageCommand({
              Name: 'golden-image',
              RootDeviceName: '/dev/xvda',
              BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { SnapshotId } }],
            }),
          );
        }),
    },
    {
      atMs: at(10, 14),
      who: 'database administrator',
      what: 'takes a snapshot of db-1 by hand before a schema change',
      act: (ec2) => take(ec2, id('db-1/1'), [{ Key: 'Name', Value: 'before schema change' }]),
    },
    mishap(12, 'the next snapshot of files-1 will end in error', () =>
      mishaps.failNextSnapshotOf(id('files-1/0'), 'An internal error has occurred'),
    ),
    {
      atMs: at(15, 9),
      who: 'platform team',
      what: 'takes two snapshots of every protected volume within two minutes, before a migration',
      act: (ec2) => inTurn(migrating, (volumeId) => take(ec2, volumeId)),
    },
    {
      atMs: at(15, 9) + MINUTE_MS,
      who: 'platform team',
      act: (ec2) => inTurn(migrating, (volumeId) => take(ec2, volumeId)),
    },
    mishap(18, 'the key of the next copy of app-2 will not be accessible', () =>
      mishaps.failNextCopyOf(id('app-2/1'), 'Given key ID is not accessible'),
    ),
    mishap(20, 'the next copy of web-3 will fail for a reason that passes', () =>
      mishaps.failNextCopyOf(id('web-3/0'), 'An internal error has occurred'),
    ),
    mishap(22, 'EventBridge will deliver the next event of web-2 twice', () =>
      mishaps.repeatNextEventOf(id('web-2/0')),
    ),
    {
      atMs: at(24, 15),
      who: 'developer',
      what: 'deletes the latest snapshot of app-1 by hand',
      act: (ec2) =>
        withLatest(ec2, id('app-1/0'), async (SnapshotId) => {
          await ec2.send(new DeleteSnapshotCommand({ SnapshotId }));
        }),
    },
    {
      atMs: at(26, 11),
      who: 'platform team',
      what: 'stops web-4',
      act: async (ec2) => {
        await ec2.send(new StopInstancesCommand({ InstanceIds: [instanceIdOf(fleet, 'web-4/0')] }));
      },
    },
    {
      atMs: at(26, 12),
      who: 'platform team',
      what: 'retires web-4 and deletes its volume',
      act: async (ec2) => {
        await ec2.send(new DetachVolumeCommand({ VolumeId: id('web-4/0') }));
        await ec2.send(new DeleteVolumeCommand({ VolumeId: id('web-4/0') }));
      },
    },
  ];
}

function volumeIdOf(fleet: readonly FleetVolume[], name: string): string {
  const member = fleet.find((candidate) => candidate.name === name);
  if (member === undefined) throw new Error(`the built-in fleet has no ${name}`);
  return member.volume.VolumeId;
}

function instanceIdOf(fleet: readonly FleetVolume[], name: string): string {
  const attachment = fleet.find((candidate) => candidate.name === name)?.volume.Attachments?.[0];
  if (attachment?.InstanceId === undefined) throw new Error(`${name} of the built-in fleet is not attached`);
  return attachment.InstanceId;
}

/** Takes a snapshot. A volume that was deleted meanwhile is passed over, as a script that lists volumes first does. */
async function take(ec2: EC2Client, volumeId: string, tags: Tag[] = []): Promise<void> {
  try {
    await ec2.send(
      new CreateSnapshotCommand({
        VolumeId: volumeId,
        ...(tags.length === 0 ? {} : { TagSpecifications: [{ ResourceType: 'snapshot', Tags: tags }] }),
      }),
    );
  } catch (error) {
    if (!(error instanceof Error && error.name === 'InvalidVolume.NotFound')) throw error;
  }
}

async function withLatest(
  ec2: EC2Client,
  volumeId: string,
  act: (snapshotId: string) => Promise<void>,
): Promise<void> {
  const { Snapshots = [] } = await ec2.send(
    new DescribeSnapshotsCommand({
      OwnerIds: ['self'],
      Filters: [
        { Name: 'volume-id', Values: [volumeId] },
        { Name: 'status', Values: ['completed'] },
      ],
    }),
  );
  const startMs = ({ StartTime }: Snapshot): number => StartTime?.getTime() ?? 0;
  const latest = [...Snapshots].sort((a, b) => startMs(b) - startMs(a))[0];
  if (latest?.SnapshotId === undefined)
    throw new AwsError('InvalidSnapshot.NotFound', `${volumeId} has no completed snapshot yet`);
  await act(latest.SnapshotId);
}

async function inTurn<Item>(items: readonly Item[], act: (item: Item) => Promise<void>): Promise<void> {
  for (const item of items) await act(item);
}
