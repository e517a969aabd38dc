import type { Image } from './image';
import { hasRoomForMark, type Notice } from './notices';
import { isTaggedBy, type Snapshot } from './snapshot';
import { holdOf, TAG } from './tags';

/** Why IAM lets nobody delete a snapshot for the deployment, however often it is asked; undefined where its tags do not say. */
export function keptByTags({ state, tags }: Snapshot, deployment: string): string | undefined {
  const hold = holdOf(tags);
  if (hold !== undefined) return `held: ${hold || 'no reason given'}`;
  if (isTaggedBy({ tags }, deployment)) return undefined;
  const wanted = `tagged ${TAG.managedBy} = ${deployment}`;
  return state === 'error' ? `it has failed, and is not ${wanted}` : `no longer ${wanted}`;
}

/** The same of an AMI: one of the two tags that its deregistration needs is not there any more. */
export function untagged(
  { imageId, managedBy, region }: Image,
  home: { readonly deployment: string; readonly primaryRegion: string },
): string | undefined {
  const lacks = (key: string, value: string): string => `${imageId} is no longer tagged ${key} = ${value}`;
  if (managedBy !== home.deployment) return lacks(TAG.managedBy, home.deployment);
  if (region !== home.primaryRegion) return lacks(TAG.region, home.primaryRegion);
  return undefined;
}

/** A snapshot that has stayed where its AMI has gone, and why. */
export type Left = {
  readonly snapshot: Snapshot;
  readonly reason: string;
  /** Whether the next plan would not try to delete it. */
  readonly isLasting: boolean;
};

type Question = {
  readonly deployment: string;
  /** What the AMI held. */
  readonly snapshotIds: readonly string[];
  /** How its deregistration ended for each, where that is known. */
  readonly codes: ReadonlyMap<string, string>;
  /** What EC2 shows now; where it does not answer, what was read for the plan. */
  readonly shown: readonly Snapshot[];
};

/** What has stayed of an AMI, and for a reason that no later plan tells: to it that is a single snapshot, or none of ours. */
export const leftByImage = ({ deployment, snapshotIds, codes, shown }: Question): Left[] =>
  snapshotIds.flatMap((id) => {
    const snapshot = shown.find(({ snapshotId }) => snapshotId === id);
    const code = codes.get(id);
    if (snapshot === undefined || code === 'success') return [];
    // IAM may know of a hold what EC2 does not show yet.
    const denied = code === 'missing-permissions' ? 'IAM has not let it be deleted' : undefined;
    const byTags = keptByTags(snapshot, deployment);
    const reason = byTags ?? denied;
    const isLasting = byTags !== undefined || snapshot.state === 'error';
    return reason === undefined ? [] : [{ snapshot, reason, isLasting }];
  });

type Memory = {
  readonly deployment: string;
  /** What may remember that something was told, beside what it is about: ours, and staying. */
  readonly others: readonly Snapshot[];
};

/**
 * What to tell of what an AMI has left, but for what is told already. The snapshot itself remembers it where it is ours to tag and remembers nothing else; else another one, each of
 * which remembers one thing.
 */
export function noticesOfLeft(
  imageId: string,
  left: readonly Left[],
  { deployment, others }: Memory,
): Notice[] {
  const value = `left by ${imageId}`;
  let rest = others.filter((one) => mayRemember(one, deployment));
  return left.flatMap(({ snapshot, reason }) => {
    const { snapshotId, volumeId, tags } = snapshot;
    const elsewhere = `${snapshotId} ${value}`;
    if (tags[TAG.told] === value || others.some((one) => one.tags[TAG.told] === elsewhere)) return [];
    const holder = mayRemember(snapshot, deployment) ? undefined : rest[0];
    rest = rest.filter((one) => one !== holder);
    return [
      {
        error: 'SnapshotLeft' as const,
        text: `${imageId} is deregistered without ${snapshotId}: ${reason}.`,
        about: snapshotId,
        volumeId,
        mark:
          holder === undefined ? { snapshotId, value } : { snapshotId: holder.snapshotId, value: elsewhere },
      },
    ];
  });
}

/** Told of an AMI that stays since it has lost a tag, unless that is remembered by one of what it holds, or by another. */
export function noticeOfUntagged(
  imageId: string,
  reason: string,
  { deployment, members, others }: Memory & { readonly members: readonly Snapshot[] },
): Notice | undefined {
  const value = `${imageId} untagged`;
  const all = [...members, ...others];
  const [first] = members;
  if (first === undefined || all.some(({ tags }) => tags[TAG.told] === value)) return undefined;
  const holder = all.find((one) => mayRemember(one, deployment)) ?? first;
  return {
    error: 'ImageStays',
    text: `${imageId}, of which ${first.snapshotId} is, is given up, and stays: ${reason}.`,
    about: first.snapshotId,
    mark: { snapshotId: holder.snapshotId, value },
  };
}

/** Whether it can take a mark, and none is overwritten by that. */
export const mayRemember = (snapshot: Snapshot, deployment: string): boolean =>
  isTaggedBy(snapshot, deployment) && !(TAG.told in snapshot.tags) && hasRoomForMark(snapshot);
