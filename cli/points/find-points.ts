import type { EC2Client } from '@aws-sdk/client-ec2';
import { pointsIn } from '../../functions/aws/points';
import { volumesIn } from '../../functions/aws/volumes';
import { restorePoints, type RestorePoint } from '../../functions/domain/restore-points';
import type { TagSelection } from '../../functions/domain/selection';
import type { Snapshot } from '../../functions/domain/snapshot';
import { TAG } from '../../functions/domain/tags';
import type { Volume } from '../../functions/domain/volume';
import { regionsOf, type Deployment } from '../../infra/settings';
import { Unread } from '../deployed/unread';

/** Whose points a person looks for: a volume, the volumes of an instance, or those with a tag, now or when their snapshots were taken. */
export type Wanted =
  { readonly volumeId: string } | { readonly instanceId: string } | { readonly tag: TagSelection };

/** A volume with its points in each Region that could be read. */
export type VolumePoints = {
  readonly volumeId: string;
  /** Absent where EC2 does not show it, or its Region was not read. */
  readonly volume?: Volume;
  readonly regions: readonly { readonly region: string; readonly points: readonly RestorePoint[] }[];
};

export type Found = {
  /** In order of their ids. */
  readonly volumes: readonly VolumePoints[];
  /** What could not be read, and what it would need, in one line each. */
  readonly unread: readonly string[];
};

/**
 * The points of what is wanted in `regions` of a deployment, which is given for each of its primary Regions. Each Region is read by itself and in
 * the same way, so that a DR Region answers where the primary one does not, and one that had another role before shows what it has. Only reads, and
 * never rejects: what cannot be read is named.
 */
export async function findPoints(
  wanted: Wanted,
  deployments: readonly Deployment[],
  regions: readonly string[],
  ec2In: (region: string) => EC2Client,
  now: Date,
): Promise<Found> {
  const one = deployments[0]!;
  const unread = new Unread(one, 'docs/restore.md');
  const clients = new Map(regions.map((region) => [region, ec2In(region)]));
  const primaries = deployments.map(({ primary }) => primary.region);
  const volumes = await volumesMeant(wanted, primaries, clients, unread);
  const read = await Promise.all(
    [...clients].map(async ([region, ec2]) => ({
      here: { deployment: one.deployment, region, primaryRegions: primariesOf(region, deployments) },
      snapshots: await shownOf(volumes.ids, one.deployment, region, ec2, { unread, now }),
    })),
  );
  return {
    volumes: [...volumes.ids].sort().map((volumeId) => {
      const volume = volumes.there.get(volumeId);
      return {
        volumeId,
        ...(volume && { volume }),
        regions: read.flatMap(({ here, snapshots }) =>
          snapshots === undefined
            ? []
            : { region: here.region, points: restorePoints({ volumeId, snapshots, here, now }) },
        ),
      };
    }),
    unread: [...unread.lines].sort(),
  };
}

const primariesOf = (region: string, deployments: readonly Deployment[]): string[] =>
  deployments.filter((one) => regionsOf(one).includes(region)).map(({ primary }) => primary.region);

type Meant = { readonly ids: ReadonlySet<string>; readonly there: ReadonlyMap<string, Volume> };

/** The volumes that are there, and those that the snapshots of any Region tell of. */
async function volumesMeant(
  wanted: Wanted,
  primaries: readonly string[],
  clients: ReadonlyMap<string, EC2Client>,
  unread: Unread,
): Promise<Meant> {
  const ids = new Set('volumeId' in wanted ? [wanted.volumeId] : []);
  const there = new Map<string, Volume>();
  await Promise.all(
    [...clients].map(async ([region, ec2]) => {
      // What bears the tag elsewhere, such as what was restored there, is not protected: it would only be told to have nothing.
      if (!('tag' in wanted) || primaries.includes(region))
        for (const volume of (await unread.unless('ec2:DescribeVolumes', region, () => now(wanted, ec2))) ??
          []) {
          ids.add(volume.volumeId);
          there.set(volume.volumeId, volume);
        }
      if ('volumeId' in wanted) return;
      const tag = 'tag' in wanted ? wanted.tag : { tagKey: TAG.instance, tagValues: [wanted.instanceId] };
      const tagged = await unread.unless('ec2:DescribeSnapshots', region, () =>
        pointsIn(ec2).volumeIdsTagged(tag),
      );
      for (const volumeId of tagged ?? []) ids.add(volumeId);
    }),
  );
  return { ids, there };
}

async function now(wanted: Wanted, ec2: EC2Client): Promise<Volume[]> {
  const volumes = volumesIn(ec2);
  if ('instanceId' in wanted) return volumes.attachedTo(wanted.instanceId);
  if ('tag' in wanted) return volumes.selectedBy(wanted.tag);
  const volume = await volumes.byId(wanted.volumeId);
  return volume === undefined ? [] : [volume];
}

/** What a Region shows of the volumes, with all members of their sets; undefined where it cannot be read. */
async function shownOf(
  volumeIds: ReadonlySet<string>,
  deployment: string,
  region: string,
  ec2: EC2Client,
  { unread, now }: { readonly unread: Unread; readonly now: Date },
): Promise<readonly Snapshot[] | undefined> {
  const points = pointsIn(ec2);
  const shown = await unread.unless('ec2:DescribeSnapshots', region, () => points.shownOf([...volumeIds]));
  if (shown === undefined) return undefined;
  // Without AMIs, they are single snapshots, which are there to be restored all the same.
  const held = await unread.unless('ec2:DescribeImages', region, () =>
    points.withImages(shown, { deployment, now }),
  );
  return held ?? shown;
}
