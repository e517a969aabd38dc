import { adoptSnapshot, copyRegions } from '../../functions/domain/adopt-snapshot';
import { judgeScope, type Scope } from '../../functions/domain/scope';
import {
  isCompleted,
  isManagedBy,
  newestFirst,
  withoutStraySource,
  type Snapshot,
} from '../../functions/domain/snapshot';
import { isTaggedAs } from '../../functions/domain/snapshot-tags';
import type { Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';
import type { Copies } from './copies';

/** A snapshot as EC2 shows it in one Region, and whether our own tags are about it. */
export type Held = { readonly snapshot: Snapshot; readonly isOurs: boolean };

/** A snapshot of the primary Region after its event, and what the event asks for. */
export type AfterEvent = Held & { readonly scope: Scope; readonly copyTo: readonly string[] };

export type HistoryQuestion = {
  readonly volumeId: string;
  /** Undefined where the volume no longer exists. */
  readonly volume: Volume | undefined;
  /** All snapshots of the volume in the primary Region. */
  readonly held: readonly Held[];
  readonly settings: Settings;
  readonly copies: Copies;
};

/**
 * What TagSnapshot makes of a volume's snapshots when an event comes about each of ours. Where `adopt` says so, an event
 * comes about every completed one, the oldest first, and those in scope become ours.
 */
export function afterEvents(question: HistoryQuestion, adopt: boolean): AfterEvent[] {
  const { volumeId, volume, held, settings, copies } = question;
  const { deployment, primary, dr, selection, copyVolumeTags } = settings;
  const drRegions = dr.map(({ region }) => region);
  // Two are enough to know the newest beside any of them; a volume may have tens of thousands.
  let newestTagged = newestFirst(
    held.map(({ snapshot }) => snapshot).filter((one) => isTaggedAs(one, deployment, volumeId)),
  ).slice(0, 2);
  // judgeScope asks of the others only whether one of them is managed.
  let managed = held.map(({ snapshot }) => snapshot).find((one) => isManagedBy(one, deployment));

  const after: AfterEvent[] = [];
  for (const { snapshot, isOurs } of [...held].sort((a, b) => byStart(a.snapshot, b.snapshot))) {
    const siblings = managed === undefined ? [snapshot] : [snapshot, managed];
    const scope = judgeScope({ snapshot, siblings, volume, deployment, selection, adoption: settings.adopt });
    if (!scope.managed || !isCompleted(snapshot) || !(isOurs || adopt)) {
      after.push({ snapshot, isOurs, scope, copyTo: [] });
      continue;
    }
    const isRepeat = isTaggedAs(snapshot, deployment, volumeId);
    const copyTo = copyRegions(snapshot, isRepeat, drRegions).filter(
      (region) => !isRepeat || copies.existing(region, snapshot.snapshotId) === undefined,
    );
    if (!adopt) {
      after.push({ snapshot, isOurs, scope, copyTo });
      continue;
    }
    const adopted = adoptSnapshot({
      snapshot,
      volumeId,
      volume,
      predecessor: newestTagged.find(({ snapshotId }) => snapshotId !== snapshot.snapshotId),
      deployment,
      region: primary.region,
      retention: primary.retention,
      drRegions,
      copyVolumeTags,
    });
    if (!isRepeat) newestTagged = newestFirst([...newestTagged, adopted.tagged]).slice(0, 2);
    managed = adopted.tagged;
    after.push({ snapshot: withoutStraySource(adopted.tagged), isOurs: true, scope, copyTo });
  }
  return after;
}

const byStart = (a: Snapshot, b: Snapshot): number =>
  Date.parse(a.startedAt) - Date.parse(b.startedAt) || (a.snapshotId < b.snapshotId ? -1 : 1);
