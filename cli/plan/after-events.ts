import { adoptSnapshot, copiesWanted } from '../../functions/domain/adopt-snapshot';
import type { Calendar } from '../../functions/domain/calendar';
import { isReadable, overriddenCopyPolicies } from '../../functions/domain/effective-policy';
import { isCopyWanted, keptCopies } from '../../functions/domain/plan-retention';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import { judgeScope, type Scope } from '../../functions/domain/scope';
import {
  isCompleted,
  newestFirst,
  takenAtMs,
  type ManagedSnapshot,
  type Snapshot,
} from '../../functions/domain/snapshot';
import { confirmedCopy, TAG } from '../../functions/domain/tags';
import type { Volume } from '../../functions/domain/volume';
import { scheduleRetentionOf } from '../../infra/schedule-retention';
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
export type AfterEvent = Held & {
  readonly scope: Scope;
  /** Whether its own tags leave no room for ours: then it is copied and not adopted. */
  readonly lacksRoom: boolean;
  readonly copyTo: readonly string[];
};

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
  const { deployment, primary, dr, selection, copyVolumeTags, sweep } = settings;
  const managed = held.flatMap((each) => (each.managed === undefined ? [] : [each.managed]));
  const isWanted = wantedBesideConfirmed(question, managed);
  // The newest ones and the one before tell all that an event asks of the others; a volume may have tens of thousands.
  let newest = newestTwo(managed);
  let before: ManagedSnapshot | undefined;

  const after: AfterEvent[] = [];
  for (const each of [...held].sort((a, b) => byStart(a.snapshot, b.snapshot))) {
    const { snapshot } = each;
    const isOther = ({ snapshotId }: Snapshot): boolean => snapshotId !== snapshot.snapshotId;
    const scope = judgeScope({
      snapshot,
      hasManagedSnapshots: newest.length > 0,
      volume,
      deployment,
      selection,
      adoption: settings.adopt,
    });
    const isLeftAlone = scope.verdict !== 'managed' || !isCompleted(snapshot) || each.doubt !== undefined;
    if (isLeftAlone || (each.managed === undefined && !adopt)) {
      after.push({ ...each, scope, lacksRoom: false, copyTo: [] });
      before = each.managed ?? before;
      continue;
    }
    const siblings = [...newest, ...(before === undefined ? [] : [before])].filter(isOther);
    const { adopted, fits } =
      each.managed !== undefined && !adopt
        ? { adopted: each.managed, fits: true }
        : adoptSnapshot({
            snapshot,
            volume,
            siblings,
            deployment,
            region: primary.region,
            retention: primary.retention,
            scheduleRetention: scheduleRetentionOf(settings),
            drRegions: dr.map(({ region }) => region),
            copyVolumeTags,
            sweepHours: sweep.everyHours,
            now,
          });
    const isFirst = each.managed === undefined;
    const copyTo = missingCopies(question, { adopted, siblings, isFirst, isWanted });
    const own = fits ? adopted : each.managed;
    after.push({ ...each, ...(own === undefined ? {} : { managed: own }), scope, lacksRoom: !fits, copyTo });
    if (own === undefined) continue;
    newest = newestTwo([...newest.filter(isOther), own]);
    before = own;
  }
  return after;
}

type IsWanted = (adopted: ManagedSnapshot, region: string, policy: RetentionPolicy) => boolean;

/** Where a DR Region's policy keeps a copy beside the confirmed ones. An adoption confirms none, so one look at those is enough for all events. */
function wantedBesideConfirmed({ calendar }: HistoryQuestion, managed: readonly ManagedSnapshot[]): IsWanted {
  const looks = new Map<string, ReadonlySet<string>>();
  const kept = (region: string, policy: RetentionPolicy): ReadonlySet<string> => {
    const key = `${region} ${JSON.stringify(policy)}`;
    const look = looks.get(key) ?? keptCopies(managed, region, policy, calendar);
    looks.set(key, look);
    return look;
  };
  const newestConfirmedMs = new Map<string, number>();
  const isNewer = (adopted: ManagedSnapshot, region: string): boolean => {
    const newestMs =
      newestConfirmedMs.get(region) ??
      Math.max(-Infinity, ...managed.flatMap((one) => (confirmedCopy(one, region) ? takenAtMs(one) : [])));
    newestConfirmedMs.set(region, newestMs);
    return takenAtMs(adopted) > newestMs;
  };
  return (adopted, region, policy) => {
    if (confirmedCopy(adopted, region) !== undefined) return kept(region, policy).has(adopted.snapshotId);
    // The newest is kept by every policy, and a volume may have tens of thousands of others.
    return isNewer(adopted, region) || isCopyWanted(adopted, managed, region, policy, calendar);
  };
}

type MissingQuestion = {
  readonly adopted: ManagedSnapshot;
  readonly siblings: readonly ManagedSnapshot[];
  readonly isFirst: boolean;
  readonly isWanted: IsWanted;
};

/** The DR Regions for which its event asks and that have no copy of it. */
function missingCopies(
  { settings, copies }: HistoryQuestion,
  { adopted, siblings, isFirst, isWanted }: MissingQuestion,
): string[] {
  const missing = settings.dr.filter(
    ({ region }) => isFirst || copies.existing(region, adopted.snapshotId) === undefined,
  );
  const retention = Object.fromEntries(
    missing.map((destination) => [destination.region, destination.retention]),
  );
  const policies = overriddenCopyPolicies([adopted, ...siblings], retention);
  const isKnown = isReadable([adopted, ...siblings], TAG.drRetain);
  return copiesWanted(
    adopted,
    policies,
    (region, policy) => !isKnown || isWanted(adopted, region, policy),
  ).map(({ region }) => region);
}

/** The newest two, and the newest two good ones: beside any one of them, one of each is left. */
const newestTwo = (managed: readonly ManagedSnapshot[]): ManagedSnapshot[] => {
  const inOrder = newestFirst(managed);
  return [...new Set([...inOrder.slice(0, 2), ...inOrder.filter(isCompleted).slice(0, 2)])];
};

const byStart = (a: Snapshot, b: Snapshot): number =>
  Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.snapshotId < b.snapshotId ? -1 : 1);
