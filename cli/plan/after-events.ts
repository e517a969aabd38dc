import { adoptSnapshot, copiesToAskFor } from '../../functions/domain/adopt-snapshot';
import type { Calendar } from '../../functions/domain/calendar';
import { judgeScope, type Scope } from '../../functions/domain/scope';
import {
  isCompleted,
  newestFirst,
  type ManagedSnapshot,
  type Snapshot,
} from '../../functions/domain/snapshot';
import type { Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';
import type { Copies } from './copies';

/** A snapshot as EC2 shows it in one Region. */
export type Held = {
  readonly snapshot: Snapshot;
  /** The same where it is proven to be ours. */
  readonly managed?: ManagedSnapshot;
  /** Why it bears our tags and is none of ours. */
  readonly doubt?: string;
};

/** A snapshot of the primary Region after its event, and what the event asks for. */
export type AfterEvent = Held & { readonly scope: Scope; readonly copyTo: readonly string[] };

export type HistoryQuestion = {
  /** Undefined where the volume no longer exists. */
  readonly volume: Volume | undefined;
  /** All snapshots of the volume in the primary Region. */
  readonly held: readonly Held[];
  readonly settings: Settings;
  readonly copies: Copies;
  readonly calendar: Calendar;
  readonly now: Date;
};

/**
 * What TagSnapshot makes of a volume's snapshots when an event comes about each of ours. Where `adopt` says so, an event
 * comes about every completed one, the oldest first, and those in scope become ours.
 */
export function afterEvents(question: HistoryQuestion, adopt: boolean): AfterEvent[] {
  const { volume, held, settings, now } = question;
  const { deployment, primary, dr, selection, copyVolumeTags } = settings;
  const managed = new Map(
    held.flatMap((each) => (each.managed === undefined ? [] : [[each.managed.snapshotId, each.managed]])),
  );
  // The newest two and the one before tell all that an adoption asks of the others; a volume may have tens of thousands.
  let newest = newestFirst([...managed.values()]).slice(0, 2);
  let before: ManagedSnapshot | undefined;

  const after: AfterEvent[] = [];
  for (const each of [...held].sort((a, b) => byStart(a.snapshot, b.snapshot))) {
    const { snapshot } = each;
    const isOther = ({ snapshotId }: Snapshot): boolean => snapshotId !== snapshot.snapshotId;
    const scope = judgeScope({
      snapshot,
      hasManagedSiblings: newest.some(isOther),
      volume,
      deployment,
      selection,
      adoption: settings.adopt,
    });
    const isLeftAlone = scope.verdict !== 'managed' || !isCompleted(snapshot) || each.doubt !== undefined;
    if (isLeftAlone || (each.managed === undefined && !adopt)) {
      after.push({ ...each, scope, copyTo: [] });
      before = each.managed ?? before;
      continue;
    }
    const siblings = [...newest, ...(before === undefined ? [] : [before])].filter(isOther);
    const { adopted } =
      each.managed !== undefined && !adopt
        ? { adopted: each.managed }
        : adoptSnapshot({
            snapshot,
            volume,
            siblings,
            deployment,
            region: primary.region,
            retention: primary.retention,
            drRegions: dr.map(({ region }) => region),
            copyVolumeTags,
            now,
          });
    managed.set(adopted.snapshotId, adopted);
    newest = newestFirst([...newest.filter(isOther), adopted]).slice(0, 2);
    before = adopted;
    const copyTo = missingCopies(question, adopted, [...managed.values()], each.managed === undefined);
    after.push({ ...each, managed: adopted, scope, copyTo });
  }
  return after;
}

/** The DR Regions for which its event asks and that have no copy of it. */
function missingCopies(
  { settings, copies, calendar }: HistoryQuestion,
  adopted: ManagedSnapshot,
  managed: readonly ManagedSnapshot[],
  isFirst: boolean,
): string[] {
  const without = settings.dr.filter(
    ({ region }) => isFirst || copies.existing(region, adopted.snapshotId) === undefined,
  );
  if (without.length === 0) return [];
  return copiesToAskFor({
    adopted,
    siblings: managed.filter(({ snapshotId }) => snapshotId !== adopted.snapshotId),
    isFirst,
    copyRetention: Object.fromEntries(without.map(({ region, retention }) => [region, retention])),
    calendar,
  }).map(({ region }) => region);
}

const byStart = (a: Snapshot, b: Snapshot): number =>
  Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.snapshotId < b.snapshotId ? -1 : 1);
