import { copyObstacle, markOfImpossibleCopy } from './copy-obstacle';
import { explainOverride } from './effective-policy';
import { failedImagesTold, toldOfFailedImages } from './failed-images-told';
import { hasFailed } from './image';
import type { RegionPlan } from './plan-region';
import { holdsOthers } from './plan-together';
import { toldAsCopyOf, type Doubt } from './recognise';
import { isCompleted, newestFirst, type ManagedSnapshot, type Snapshot } from './snapshot';
import { confirmedCopy, roomFor, TAG, TAG_VALUE_MAX } from './tags';
import { cut } from './text';

/** Something that a person is told once, beside what becomes of the volume. */
export type Notice = {
  /** As in the advice of `describeFailure`. */
  readonly error:
    | 'CopyImpossible'
    | 'DeletionRefused'
    | 'ImageFailed'
    | 'ImageStays'
    | 'RetentionTagIgnored'
    | 'SnapshotInDoubt'
    | 'SnapshotLeft'
    | 'SnapshotRestored';
  readonly text: string;
  /** The snapshot that it is about; undefined where it is about the volume. */
  readonly about?: string;
  /** Whose it is, where that is another volume than the one that is pruned. */
  readonly volumeId?: string;
  /** Which snapshot remembers that it was told, and by which value of which tag. */
  readonly mark: Mark;
};

type Mark = {
  readonly snapshotId: string;
  readonly value: string;
  /** `told`, unless it says. */
  readonly tag?: string;
};

type Question = {
  readonly plan: RegionPlan;
  readonly managed: readonly ManagedSnapshot[];
  /** What has failed of the volume, whether or not it was ever adopted. */
  readonly failed: readonly Snapshot[];
  readonly doubts: readonly Doubt[];
  readonly overrideTag: string;
  /** In the primary Region: where copies belong; else none. */
  readonly drRegions: readonly string[];
};

/** What has to be told of a volume in one Region and has not been told yet, by what the snapshots remember. */
export const noticesOf = (question: Question): Notice[] => [
  ...inDoubt(question),
  ...hereAgain(question),
  ...ofImages(question),
  ...unreadableOverride(question),
  ...impossibleCopy(question),
  ...refusedByLimit(question),
];

const mark = (snapshotId: string, value: string): Mark => ({ snapshotId, value: cut(value, TAG_VALUE_MAX) });

const remembers = ({ tags }: ManagedSnapshot, value: string): boolean =>
  tags[TAG.told] === cut(value, TAG_VALUE_MAX);

/**
 * Which snapshot is to remember that something was told: of those of which it is true, the first that has room; else, of all of the volume,
 * the newest that has room and remembers nothing yet; else the first, in vain. Then it is told with each plan until one has room, since nobody
 * can know that it was told, and how much has come since tells nothing of when the cause arose.
 */
function holderAmong(
  snapshots: readonly Snapshot[],
  managed: readonly ManagedSnapshot[],
): Snapshot | undefined {
  const elsewhere = (): Snapshot | undefined =>
    newestFirst(managed).find(({ tags }) => !(TAG.told in tags) && hasRoomForMark({ tags }));
  return (
    snapshots.find(hasRoomForMark) ?? (snapshots.length === 0 ? undefined : (elsewhere() ?? snapshots[0]))
  );
}

/** So that what one remembers is overwritten last; of AMIs that have failed it remembers several. */
const untoldFirst = (snapshots: readonly ManagedSnapshot[]): ManagedSnapshot[] =>
  [...snapshots].sort((a, b) => rankOf(a) - rankOf(b));

function rankOf({ tags }: ManagedSnapshot): number {
  if (!(TAG.told in tags)) return 0;
  return failedImagesTold(tags).length > 0 ? 1 : 2;
}

export const hasRoomForMark = ({ tags }: Pick<Snapshot, 'tags'>): boolean =>
  TAG.told in tags || roomFor(tags) > 0;

const ownMarkOf = ({ copiedFrom }: Doubt): string =>
  copiedFrom === undefined ? 'in doubt' : toldAsCopyOf(copiedFrom);

const elsewhereMarkOf = ({ snapshot }: Doubt): string => `${snapshot.snapshotId} in doubt`;

/** Whether a person has heard of a doubt, by what it and `managed` remember. */
const isTold = (doubt: Doubt, managed: readonly ManagedSnapshot[]): boolean =>
  doubt.snapshot.tags[TAG.told] === ownMarkOf(doubt) ||
  managed.some((one) => remembers(one, elsewhereMarkOf(doubt)));

/** The doubts because of which something has still to be told, or noted. */
export const openDoubts = (doubts: readonly Doubt[], managed: readonly ManagedSnapshot[]): Doubt[] =>
  doubts.filter((doubt) => !isTold(doubt, managed) || unnotedOrigins([doubt]).size > 0);

function inDoubt({ doubts, managed }: Question): Notice[] {
  let rest = managed;
  return doubts.flatMap((doubt) => {
    const { snapshot, reason } = doubt;
    const { snapshotId } = snapshot;
    if (isTold(doubt, managed)) return [];
    const holder = holderAmong([snapshot], rest) ?? snapshot;
    // Each remembers one.
    rest = rest.filter((one) => one.snapshotId !== holder.snapshotId);
    return [
      {
        error: 'SnapshotInDoubt' as const,
        text: `${snapshotId}: ${reason}.`,
        about: snapshotId,
        mark: mark(holder.snapshotId, holder === snapshot ? ownMarkOf(doubt) : elsewhereMarkOf(doubt)),
      },
    ];
  });
}

/**
 * By copy of one of our copies on which that is not noted yet: what it was made from, which must not be deleted before, since nothing else
 * tells later. One that began late tells by its start.
 */
export const unnotedOrigins = (doubts: readonly Doubt[]): Map<string, string> =>
  new Map(
    doubts.flatMap(({ snapshot: { snapshotId, tags }, copiedFrom, beganLate = false }) =>
      copiedFrom === undefined || beganLate || tags[TAG.told] === toldAsCopyOf(copiedFrom)
        ? []
        : [[snapshotId, copiedFrom] as const],
    ),
  );

/** Remembered in the mark of the deletion itself: a later notice would take the place of one in `told`, and the seven days begin anew. */
const hereAgain = ({ plan }: Question): Notice[] =>
  plan.restored.map(({ snapshotId, text, mark: value }) => ({
    error: 'SnapshotRestored',
    text,
    about: snapshotId,
    mark: { ...mark(snapshotId, value), tag: TAG.givenUp },
  }));

/**
 * Each AMI that cannot be launched, or that is given up and can never go, once, noted on one of what it holds of the volume, or on another where nothing of that is ours to
 * tag: what is adopted next inherits that, so that it outlives the one that bears it. Of several volumes each hears of it for itself.
 */
function ofImages({ plan, managed, failed }: Question): Notice[] {
  const stays = new Set(
    plan.verdicts.flatMap(({ snapshotId, action, reasons }) =>
      (action === 'blocked' ? reasons : []).map((reason) => `${snapshotId} ${reason}`),
    ),
  );
  const images = new Map<string, { readonly what: 'failed' | 'stays'; readonly members: Snapshot[] }>();
  for (const one of [...managed, ...failed]) {
    const { snapshotId, image } = one;
    if (image === undefined) continue;
    const isStaying = stays.has(`${snapshotId} ${holdsOthers(image.imageId)}`);
    if (!hasFailed(image) && !isStaying) continue;
    const { members = [] } = images.get(image.imageId) ?? {};
    images.set(image.imageId, { what: hasFailed(image) ? 'failed' : 'stays', members: [...members, one] });
  }
  let rest = managed;
  return [...images].flatMap(([imageId, { what, members }]) => {
    const own = rest.filter(({ image }) => image?.imageId === imageId);
    const holder = holderAmong(untoldFirst(own.length > 0 ? own : newestFirst(rest)), rest);
    const isTold = managed.some((one) =>
      what === 'failed' ? failedImagesTold(one.tags).includes(imageId) : remembers(one, `${imageId} stays`),
    );
    if (holder === undefined || isTold) return [];
    const value =
      what === 'failed'
        ? toldOfFailedImages([imageId, ...failedImagesTold(holder.tags)])
        : `${imageId} stays`;
    // In one plan each takes up one.
    rest = rest.filter((one) => one.snapshotId !== holder.snapshotId);
    const [first] = members;
    return [
      {
        error: what === 'failed' ? ('ImageFailed' as const) : ('ImageStays' as const),
        text:
          what === 'failed'
            ? `${imageId}, of which ${first!.snapshotId} is, is ${first!.image!.state} and cannot be launched.`
            : `${imageId}, of which ${first!.snapshotId} is, is given up, and holds a snapshot that is not ours to delete.`,
        about: first!.snapshotId,
        mark: mark(holder.snapshotId, value),
      },
    ];
  });
}

function unreadableOverride({ plan, managed, overrideTag }: Question): Notice[] {
  const { unreadable } = plan;
  const inOrder = newestFirst(managed.filter(isCompleted));
  if (unreadable === undefined) return [];
  const value = `unreadable ${unreadable}`;
  const other = inOrder.findIndex(({ tags }) => tags[overrideTag] !== unreadable);
  const sinceThen = other === -1 ? inOrder : inOrder.slice(0, other);
  const holder = holderAmong(sinceThen, managed);
  // One that does not bear the value itself says since when it was told.
  const elsewhere = `since ${sinceThen.at(-1)?.snapshotId ?? ''}: ${value}`;
  const isTold =
    sinceThen.some((one) => remembers(one, value)) || managed.some((one) => remembers(one, elsewhere));
  if (holder === undefined || isTold) return [];
  const isOfThese = sinceThen.some(({ snapshotId }) => snapshotId === holder.snapshotId);
  return [
    {
      error: 'RetentionTagIgnored',
      text: explainOverride(overrideTag, unreadable),
      mark: mark(holder.snapshotId, isOfThese ? value : elsewhere),
    },
  ];
}

/** Of the newest good one, and noted on one of those of which the same is true. What is adopted next inherits the mark, so that it outlives the one that bears it. */
function impossibleCopy({ managed, drRegions }: Question): Notice[] {
  const inOrder = newestFirst(managed.filter(isCompleted));
  const newest = inOrder[0];
  if (newest === undefined) return [];
  const { snapshotId, outpostArn } = newest;
  const value = markOfImpossibleCopy(newest);
  const missing = drRegions.filter((region) => confirmedCopy(newest, region) === undefined);
  if (value === undefined || missing.length === 0) return [];
  const holder = holderAmong(
    inOrder.filter((one) => markOfImpossibleCopy(one) === value),
    managed,
  );
  if (holder === undefined || managed.some((snapshot) => remembers(snapshot, value))) return [];
  const where = outpostArn === undefined ? '' : ` (${outpostArn})`;
  return [
    {
      error: 'CopyImpossible',
      text: `EC2 does not copy ${snapshotId} to ${missing.join(' or ')}: ${copyObstacle(newest)}${where}.`,
      mark: mark(holder.snapshotId, value),
    },
  ];
}

function refusedByLimit({ plan, managed }: Question): Notice[] {
  const { refusal, blockedByLimit } = plan;
  const inOrder = newestFirst(managed);
  const ids = new Set(blockedByLimit);
  const blocked = inOrder.filter(({ snapshotId }) => ids.has(snapshotId));
  const holder = holderAmong(blocked, managed);
  const newest = inOrder[0];
  if (refusal === undefined || holder === undefined || newest === undefined) return [];
  const policy = policyAfter(refusal.change);
  const isTold = managed.some(({ tags }) => {
    const told = toldOfLimit(tags[TAG.told]);
    return told?.policy === policy && !wasTakenBack(inOrder, told);
  });
  if (isTold) return [];
  const value = `${TOLD_OF_LIMIT}${newest.takenAt} ${policy}`;
  return [{ error: 'DeletionRefused', text: `${refusal.reason}.`, mark: mark(holder.snapshotId, value) }];
}

const policyAfter = (change: string): string => change.slice(change.lastIndexOf(' → ') + 3);

const TOLD_OF_LIMIT = 'deletionLimit ';

/**
 * What the mark says: from when the volume's newest data was, and the policy under which too much would go. Not the policy before: what
 * is blocked may have been adopted under several.
 */
type ToldOfLimit = { readonly newestTakenAt: string; readonly policy: string };

function toldOfLimit(told = ''): ToldOfLimit | undefined {
  if (!told.startsWith(TOLD_OF_LIMIT)) return undefined;
  const [newestTakenAt = '', ...policy] = told.slice(TOLD_OF_LIMIT.length).split(' ');
  return { newestTakenAt, policy: policy.join(' ') };
}

/** Whether since it was told something was adopted under the policy, and something later under another: then it is news. */
function wasTakenBack(inOrder: readonly ManagedSnapshot[], { newestTakenAt, policy }: ToldOfLimit): boolean {
  const policies = inOrder
    .filter(({ takenAt }) => takenAt >= newestTakenAt)
    .map(({ tags }) => tags[TAG.policy])
    .filter((other) => other !== undefined)
    .reverse();
  const first = policies.indexOf(policy);
  return first !== -1 && policies.slice(first).some((other) => other !== policy);
}
