import { isEvidence } from './plan-retention';
import type { Repair } from './repair';
import { isSelected, type Selection } from './selection';
import { newestFirst, type Snapshot } from './snapshot';
import { DAY_MS, HOUR_MS } from './time-units';
import type { Volume } from './volume';

export type FailedSnapshotsQuestion = {
  /** The primary Region. */
  readonly region: string;
  readonly selection: Selection;
  /** Of what failed before, nobody is told anew. */
  readonly adoptFrom: Date;
  /** Undefined where EC2 does not show it: then in doubt a person is told, since there is no next snapshot that could mend it. */
  readonly volume: Volume | undefined;
  /** Every snapshot of the volume. */
  readonly shown: readonly Snapshot[];
  readonly now: Date;
};

/**
 * How many snapshots of a volume EC2 makes at once (EBS quotas, "Concurrent snapshots per volume"). A failed one counts until it is
 * deleted, so that as many failed ones keep a volume from ever getting another snapshot.
 */
const placesOf = ({ volumeType }: Volume): number => (/^(st1|sc1)$/.test(volumeType) ? 1 : 5);

/**
 * The failed snapshots of a selected volume of which no event has told, and the newest of them where failed ones have taken all of its
 * places for a day.
 */
export function failedSnapshots(question: FailedSnapshotsQuestion): Repair[] {
  const { selection, adoptFrom, volume, shown, now } = question;
  if (volume !== undefined && !isSelected(volume.tags, selection)) return [];
  const failed = newestFirst(
    shown
      .filter(({ state }) => state === 'error')
      .map((snapshot) => ({ ...snapshot, takenAt: snapshot.startedAt })),
  );
  const [newest] = failed;
  const isBlocked =
    volume !== undefined &&
    newest !== undefined &&
    failed.length >= placesOf(volume) &&
    ageMs(newest, now) >= DAY_MS &&
    !shown.some((other) => other.state !== 'error' && other.startedAt > newest.startedAt);
  return failed.flatMap((snapshot): Repair[] => {
    if (isBlocked && snapshot === newest) {
      const cause = `${sentence(causeOf(snapshot))} ${blockade(failed.length, volume)}`;
      return [telling(question, snapshot, 'volume blocked', cause)];
    }
    const isUntold =
      Date.parse(snapshot.startedAt) >= adoptFrom.getTime() &&
      isEvidence(snapshot, now) &&
      ageMs(snapshot, now) >= HOUR_MS;
    return isUntold ? [telling(question, snapshot, 'snapshot failed', causeOf(snapshot))] : [];
  });
}

const ageMs = ({ startedAt }: Snapshot, now: Date): number => now.getTime() - Date.parse(startedAt);

const causeOf = ({ stateMessage }: Snapshot): string => stateMessage || 'AWS gave no reason.';

const sentence = (text: string): string => (/[.!?]$/.test(text) ? text : `${text}.`);

const blockade = (count: number, volume: Volume): string =>
  `No snapshot of this volume can be taken: EC2 makes at most ${placesOf(volume)} at a time of a volume of type ${volume.volumeType}, and failed ones, of which there are ${count}, count until they are deleted.`;

const telling = (
  { region }: FailedSnapshotsQuestion,
  { snapshotId, volumeId, startedAt }: Snapshot,
  lack: Repair['lack'],
  cause: string,
): Repair => ({
  lack,
  machine: 'snapshot-failed',
  region,
  snapshotId,
  volumeId,
  input: { snapshotId, volumeId, cause },
  takenAt: startedAt,
  reason: cause,
});
