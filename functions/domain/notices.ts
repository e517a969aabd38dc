import { explainOverride } from './effective-policy';
import type { RegionPlan } from './plan-region';
import { toldAsCopyOf, type Doubt } from './recognise';
import { isCompleted, newestFirst, type ManagedSnapshot } from './snapshot';
import { TAG } from './tags';

/** Something that a person is told once, beside what becomes of the volume. */
export type Notice = {
  /** As in the advice of `describeFailure`. */
  readonly error: 'DeletionRefused' | 'RetentionTagIgnored' | 'SnapshotInDoubt' | 'SnapshotRestored';
  readonly text: string;
  /** Which snapshot remembers that it was told, and by which value of which tag. */
  readonly mark: Mark;
  /** What must not be deleted unless the mark is written, since later decisions rest on it. */
  readonly mustStay?: string;
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
  readonly doubts: readonly Doubt[];
  readonly overrideTag: string;
};

/** What has to be told of a volume in one Region and has not been told yet, by what the snapshots remember. */
export const noticesOf = (question: Question): Notice[] => [
  ...inDoubt(question),
  ...hereAgain(question),
  ...unreadableOverride(question),
  ...refusedByLimit(question),
];

/** A tag's value holds 256 characters. */
const mark = (snapshotId: string, value: string): Mark => ({ snapshotId, value: value.slice(0, 256) });

const remembers = ({ tags }: ManagedSnapshot, value: string): boolean =>
  tags[TAG.told] === value.slice(0, 256);

const inDoubt = ({ doubts }: Question): Notice[] =>
  doubts.flatMap(({ snapshot: { snapshotId, tags }, reason, copiedFrom }) => {
    const value = copiedFrom === undefined ? 'in doubt' : toldAsCopyOf(copiedFrom);
    if (tags[TAG.told] === value) return [];
    return [
      {
        error: 'SnapshotInDoubt',
        text: `${snapshotId}: ${reason}.`,
        mark: mark(snapshotId, value),
        ...(copiedFrom === undefined ? {} : { mustStay: copiedFrom }),
      },
    ];
  });

/** Remembered in the mark of the deletion itself: a later notice would take the place of one in `told`, and the seven days begin anew. */
const hereAgain = ({ plan }: Question): Notice[] =>
  plan.restored.map(({ snapshotId, text, mark: value }) => ({
    error: 'SnapshotRestored',
    text,
    mark: { ...mark(snapshotId, value), tag: TAG.givenUp },
  }));

function unreadableOverride({ plan, managed, overrideTag }: Question): Notice[] {
  const { unreadable } = plan;
  const inOrder = newestFirst(managed.filter(isCompleted));
  const newest = inOrder[0];
  if (unreadable === undefined || newest === undefined) return [];
  const value = `unreadable ${unreadable}`;
  const other = inOrder.findIndex(({ tags }) => tags[overrideTag] !== unreadable);
  const sinceThen = other === -1 ? inOrder : inOrder.slice(0, other);
  if (sinceThen.some((snapshot) => remembers(snapshot, value))) return [];
  return [
    {
      error: 'RetentionTagIgnored',
      text: explainOverride(overrideTag, unreadable),
      mark: mark(newest.snapshotId, value),
    },
  ];
}

function refusedByLimit({ plan, managed }: Question): Notice[] {
  const { refusal, heldBack } = plan;
  const newest = heldBack[0];
  if (refusal === undefined || newest === undefined) return [];
  const held = new Set(heldBack);
  const inOrder = newestFirst(managed);
  const isTold = inOrder.some(
    ({ snapshotId, tags }, index) =>
      held.has(snapshotId) &&
      isOfChangeTo(tags[TAG.told] ?? '', refusal.change) &&
      !wasTakenBack(inOrder.slice(0, index), policyAfter(refusal.change)),
  );
  if (isTold) return [];
  const value = `deletionLimit ${refusal.change}`;
  return [{ error: 'DeletionRefused', text: `${refusal.reason}.`, mark: mark(newest, value) }];
}

const policyAfter = (change: string): string => change.slice(change.lastIndexOf(' → ') + 3);

/** What is held back may have been adopted under several policies; that too much would go under the one in force is told once. */
const isOfChangeTo = (told: string, change: string): boolean =>
  told.startsWith('deletionLimit ') && policyAfter(told) === policyAfter(change);

/** Whether, of what came after it was told, something was adopted under `policy` and something later under another: then it is news. */
function wasTakenBack(later: readonly ManagedSnapshot[], policy: string): boolean {
  const policies = later.map(({ tags }) => tags[TAG.policy]).reverse();
  const first = policies.indexOf(policy);
  return first !== -1 && policies.slice(first).some((other) => other !== policy);
}
