/**
 * Decides whether a new snapshot is ours, tags it with everything that a restore and a decision need, and says which
 * copies to ask for.
 *
 * Called by: snapshot-created / TagSnapshot.
 * Late or repeated call: writes only tags that are missing, and asks only for copies that are not confirmed.
 * Fails: SnapshotNotVisible while EC2 does not show the snapshot; the machine retries, then takes it as gone.
 * SnapshotStateStale while EC2 shows one of ours as it was before the event; the machine retries, then tells a person. A
 * snapshot that is out of scope is left exactly as it is.
 */
import * as z from 'zod';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { volumesIn, type Volumes } from '../aws/volumes';
import { adoptSnapshot, copyRequests } from '../domain/adopt-snapshot';
import type { CopyRequest } from '../domain/copy-request';
import { overriddenCopyPolicies } from '../domain/effective-policy';
import { TagSnapshotEnvironment } from '../domain/environment';
import { SnapshotNotVisible, SnapshotStateStale } from '../domain/errors';
import { judgeScope } from '../domain/scope';
import { forRetention, newestFirst, withoutStraySource, type Snapshot } from '../domain/snapshot';
import { isTaggedAs } from '../domain/snapshot-tags';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log } from '../runtime/log';

const Input = z.object({ snapshotId: z.string(), volumeId: z.string() });

/**
 * Up to this many snapshots travel on to PlanRetention, which saves it a call. Each takes at most 1.5 KiB, and a state
 * machine's payload may hold 256 KiB.
 */
const TRAVELLING_MAX = 100;

export type Deps = {
  readonly snapshots: Pick<Snapshots, 'ofVolume' | 'tag'>;
  readonly volumes: Volumes;
  readonly environment: z.output<typeof TagSnapshotEnvironment>;
  readonly region: string;
  readonly log: Log;
};

export type Output =
  | { readonly managed: false; readonly reason: string }
  | {
      readonly managed: true;
      readonly reason: string;
      /** Our snapshots of the volume with their tags as they are now; null where they are too many to travel. */
      readonly snapshots: readonly Snapshot[] | null;
      readonly copies: readonly (CopyRequest & { readonly firstRequest: boolean })[];
    };

export const tagSnapshot =
  ({ snapshots, volumes, environment, region, log }: Deps) =>
  async ({ snapshotId, volumeId }: z.output<typeof Input>): Promise<Output> => {
    const { DEPLOYMENT: deployment, RETENTION: retention, COPY_RETENTION: copyRetention } = environment;
    const [siblings, [volume]] = await Promise.all([snapshots.ofVolume(volumeId), volumes.find([volumeId])]);
    const snapshot = siblings.find((sibling) => sibling.snapshotId === snapshotId);
    if (snapshot === undefined) throw new SnapshotNotVisible(`EC2 does not show ${snapshotId}`);

    const scope = judgeScope({
      snapshot,
      siblings,
      volume,
      deployment,
      selection: environment.SELECTION,
      adoption: environment.ADOPT,
    });
    if (!scope.managed) {
      log.info('not managed', { snapshotId, volumeId, reason: scope.reason });
      return { managed: false, reason: scope.reason };
    }
    if (snapshot.state !== 'completed')
      throw new SnapshotStateStale(`EC2 shows ${snapshotId} as ${snapshot.state}`);

    const earlier = siblings.filter(
      (sibling) => sibling.snapshotId !== snapshotId && isTaggedAs(sibling, deployment, volumeId),
    );
    const { tags, dropped, tagged } = adoptSnapshot({
      snapshot,
      volumeId,
      volume,
      predecessor: newestFirst(earlier)[0],
      deployment,
      region,
      retention,
      drRegions: Object.keys(copyRetention),
      copyVolumeTags: environment.COPY_VOLUME_TAGS,
    });
    if (dropped.length > 0) log.warn('no room for these tags of the volume', { snapshotId, dropped });
    await snapshots.tag(snapshotId, tags);

    const ours = [tagged, ...earlier].map(withoutStraySource);
    log.info('managed', { snapshotId, volumeId, reason: scope.reason });
    return {
      managed: true,
      reason: scope.reason,
      snapshots: ours.length <= TRAVELLING_MAX ? ours.map(forRetention) : null,
      copies: copyRequests(
        tagged,
        isTaggedAs(snapshot, deployment, volumeId),
        overriddenCopyPolicies(ours, copyRetention),
      ),
    };
  };

export const handler = lambda(awsRuntime({ ec2: ec2Clients }), {
  input: Input,
  environment: TagSnapshotEnvironment,
  deps: ({ clients, region, log }, environment) => ({
    snapshots: snapshotsIn(clients.ec2(region)),
    volumes: volumesIn(clients.ec2(region)),
    environment,
    region,
    log,
  }),
  run: tagSnapshot,
});
