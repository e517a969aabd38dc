import type { Verdict } from './plan-retention';
import type { ManagedSnapshot } from './snapshot';
import { TAG, type Tags } from './tags';
import { DAY_MS, MINUTE_MS } from './time-units';

/**
 * A deletion leaves a mark first, where a Recycle Bin may keep what is deleted: when the snapshot was given up and by which execution.
 * EC2 shows nothing that tells a restored snapshot from another, but the mark comes back with it.
 */
export const givenUpMark = (now: Date, execution: string): string => `${now.toISOString()} ${execution}`;

/** A snapshot that was given up, is here again, and has not been told of yet. */
export type Restored = {
  readonly snapshotId: string;
  readonly text: string;
  /** The value of the tag `given-up` by which it is remembered that it was told, and when. */
  readonly mark: string;
};

export type Paused = {
  /** In the same order; what is paused is blocked, and nothing else is changed. */
  readonly verdicts: readonly Verdict[];
  readonly restored: readonly Restored[];
};

export type PauseQuestion = {
  /** One for each of `snapshots`, as retention decided. */
  readonly verdicts: readonly Verdict[];
  readonly snapshots: readonly ManagedSnapshot[];
  readonly now: Date;
};

/** After this long a deletion is over, and EC2's answers, which may be eight minutes old, have caught up with it. */
const DELETION_MINUTES = 15;

/** So long a person has to hold what was restored. */
const RESTORED_DAYS = 7;

/**
 * Blocks, of what retention removes, what was given up a few minutes ago, by whatever execution, and what was restored from the Recycle
 * Bin a short time ago. An attempt takes its mark from what it has not deleted, so a mark is no reason to delete at once: an execution that
 * tries again for hours would delete again and again what a person restores meanwhile.
 */
export function pauseRestored({ verdicts, snapshots, now }: PauseQuestion): Paused {
  const tagsOf = new Map(snapshots.map(({ snapshotId, tags }) => [snapshotId, tags]));
  const restored: Restored[] = [];
  const paused = verdicts.map((verdict): Verdict => {
    const { action, snapshotId } = verdict;
    if (action !== 'remove') return verdict;
    const pause = pauseOf(tagsOf.get(snapshotId) ?? {}, now);
    if (pause === undefined) return verdict;
    if (pause.news !== undefined)
      restored.push({ snapshotId, mark: pause.news.mark, text: `${snapshotId} ${pause.news.text}` });
    return { ...verdict, action: 'blocked', reasons: [pause.reason] };
  });
  return { verdicts: paused, restored };
}

type Pause = { readonly reason: string; readonly news?: { readonly text: string; readonly mark: string } };

/** Why a snapshot with these tags is not deleted now; undefined where it may be. */
function pauseOf(tags: Tags, now: Date): Pause | undefined {
  const value = tags[TAG.givenUp];
  if (value === undefined) return undefined;
  const mark = readMark(value);
  if (mark?.toldAt !== undefined) {
    const keptUntil = afterPause(new Date(mark.toldAt));
    return now < keptUntil
      ? { reason: `given up at ${mark.at}, and here again: kept until ${keptUntil.toISOString()}` }
      : undefined;
  }
  if (mark !== undefined) {
    // Clocks differ, so a mark may seem to be of the near future.
    const ageMs = Math.abs(now.getTime() - Date.parse(mark.at));
    if (ageMs < DELETION_MINUTES * MINUTE_MS) return { reason: `being deleted by ${mark.by}` };
  }
  // What others have written in place of a mark says only that there was one.
  const { at, by } = mark ?? { at: now.toISOString(), by: 'somebody' };
  const since = mark === undefined ? 'given up before' : `given up at ${at} by ${by}`;
  return {
    reason: `${since}, and here again: kept for ${RESTORED_DAYS} days from when that is told`,
    news: {
      text: `was ${since}, and is here: restored from the Recycle Bin, or its deletion broke off. It is deleted after ${afterPause(now).toISOString()}.`,
      mark: `${at} ${by}, restored ${now.toISOString()}`,
    },
  };
}

const afterPause = (from: Date): Date => new Date(from.getTime() + RESTORED_DAYS * DAY_MS);

type Mark = { readonly at: string; readonly by: string; readonly toldAt?: string };

/** Names of executions have neither spaces nor commas. */
const MARK = /^(\S+) ([^\s,]+)(?:, restored (\S+))?$/;

function readMark(value: string): Mark | undefined {
  const [, at, by, toldAt] = MARK.exec(value) ?? [];
  if (at === undefined || by === undefined || !isTime(at)) return undefined;
  return toldAt !== undefined && isTime(toldAt) ? { at, by, toldAt } : { at, by };
}

const isTime = (text: string): boolean => !Number.isNaN(Date.parse(text));
