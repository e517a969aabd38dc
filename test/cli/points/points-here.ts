import {
  DescribeSnapshotsCommand,
  DescribeVolumesCommand,
  EC2Client,
  type Filter,
} from '@aws-sdk/client-ec2';
import { pointsCommand } from '../../../cli/points/points-command';
import type { Snapshot } from '../../../functions/domain/snapshot';
import { tagsToList } from '../../../functions/domain/tags';
import { mockAws } from '../../support/aws-mock';
import { copy, snap, snapshot, vol } from '../../support/builders';
import { temporaryFiles } from '../keeper';
import { run } from '../run-command';

const NOW = new Date('2030-03-20T06:00:00Z');

/** Who looks: the deployment `keeper` in us-east-1, with copies in us-west-2, but for what a test says otherwise. */
const SETTINGS = {
  deployment: 'keeper',
  account: '111122223333',
  primary: { region: 'us-east-1' },
  dr: [{ region: 'us-west-2' }],
};

/** `points` for the tests of a file, and EC2 as it sees it. */
export function pointsHere() {
  const file = temporaryFiles();
  const ec2 = mockAws(EC2Client);
  const pointsBy =
    (settings: object) =>
    (...words: string[]) =>
      run(
        pointsCommand(() => NOW),
        ...words,
        '--settings',
        file('settings.json', { ...SETTINGS, ...settings }),
      );

  /** Lets EC2 show these, and in us-east-1 volumes of an instance; a Region that is an error answers with it. */
  function shown(
    regions: Readonly<Record<string, readonly Snapshot[] | Error>>,
    attached: readonly string[] = [vol(1)],
  ): void {
    const inRegion = async (client: unknown) => {
      const region = await regionOf(client);
      const snapshots = regions[region] ?? [];
      if (snapshots instanceof Error) throw snapshots;
      return { snapshots, volumes: region === 'us-east-1' ? attached : [] };
    };
    ec2.on(DescribeSnapshotsCommand).callsFake(async ({ Filters = [] }: { Filters?: Filter[] }, client) => {
      const { snapshots } = await inRegion(client);
      return {
        Snapshots: snapshots.filter((one) => Filters.every((filter) => passes(one, filter))).map(inEc2),
      };
    });
    ec2.on(DescribeVolumesCommand).callsFake(async (_, client) => ({
      Volumes: (await inRegion(client)).volumes.map((VolumeId) => ({
        VolumeId,
        Size: 8,
        VolumeType: 'gp3',
        AvailabilityZone: 'us-east-1a',
        Attachments: [{ InstanceId: 'i-00000001', Device: '/dev/sdf' }],
        Tags: [{ Key: 'Name', Value: 'db-1' }],
      })),
    }));
  }
  return { ec2, pointsBy, points: pointsBy({}), shown };
}

const regionOf = (client: unknown): Promise<string> =>
  ((client as () => unknown)() as { config: { region(): Promise<string> } }).config.region();

export const inEc2 = (one: Snapshot) => ({
  SnapshotId: one.snapshotId,
  VolumeId: one.volumeId,
  State: one.state as 'completed',
  StartTime: new Date(one.startedAt),
  VolumeSize: one.sizeGib,
  Description: one.description,
  ...(one.kmsKeyId !== undefined && { KmsKeyId: one.kmsKeyId, Encrypted: true }),
  Tags: tagsToList(one.tags),
});

/** As EC2 filters, with its wildcard. */
function passes(one: Snapshot, { Name = '', Values = [] }: Filter): boolean {
  const like = (text: string) =>
    Values.some((value) => new RegExp(`^${value.replaceAll('*', '.*')}$`).test(text));
  if (Name === 'volume-id') return like(one.volumeId);
  if (Name === 'snapshot-id') return like(one.snapshotId);
  if (Name === 'description') return like(one.description);
  return like(one.tags[Name.replace(/^tag:/, '')] ?? '');
}

export const DAYS = ['2030-03-18T03:00:00Z', '2030-03-19T03:00:00Z', '2030-03-20T03:00:00Z'] as const;
export const SOURCES = DAYS.map((takenAt, index) => snapshot(snap(index + 1), takenAt));
/** Of the first two. */
export const COPIES = DAYS.slice(0, 2).map((takenAt, index) =>
  copy(snap(`c${index + 1}`), snap(index + 1), takenAt, {
    kmsKeyId: 'arn:aws:kms:us-west-2:111122223333:key/1234',
    tags: { 'snapshot-keeper:instance': 'i-00000001', 'snapshot-keeper:device': '/dev/sdf' },
  }),
);
export const DOWN = Object.assign(new Error('no answer'), { name: 'ServiceUnavailable' });
