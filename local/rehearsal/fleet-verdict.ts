import type { Settings } from '../../infra/settings';
import { HOUR_MS } from '../kernel/time-units';
import type { Cadence } from './cadence';
import type { Journal } from './journal';
import { dueCounts, type Refusal } from './takings';
import type { VolumeLook } from './volume-look';
import { judgeVolume, type VerdictQuestion, type VolumeVerdict } from './volume-verdict';

export type FleetQuestion = {
  /** The same volumes at the end of the days, and when what had begun has had time to end. */
  readonly end: readonly VolumeLook[];
  readonly settled: readonly VolumeLook[];
  readonly settings: Settings;
  readonly journal: Journal;
  readonly refusals: readonly Refusal[];
  /** Of an inventory. */
  readonly cadences?: readonly Cadence[] | undefined;
  /** Ids of the volumes that a schedule of the settings covers, whatever else takes snapshots of them. */
  readonly scheduled: ReadonlySet<string>;
  readonly startMs: number;
  readonly endMs: number;
  readonly targetHours: number;
};

/** The verdict on every volume. */
export function judgeFleet(question: FleetQuestion): VolumeVerdict[] {
  const { end, settled, startMs, endMs, targetHours, refusals, scheduled } = question;
  const takings = takingsOf(question);
  const refused = new Map(
    refusals.map(({ volumeId, code }) => [volumeId, `EC2 refused the snapshots, ${code}`]),
  );
  const notManaged = question.journal.of(question.settings.primary.region).notManaged;
  return end.map((look, index) => {
    const { volumeId, leftAloneId = '' } = look;
    const leftAlone = notManaged.get(leftAloneId);
    const reason =
      leftAlone === undefined ? refused.get(volumeId) : `the snapshots are left alone, ${leftAlone}`;
    return judgeVolume({
      end: look,
      settled: settled[index] ?? look,
      playedHours: (endMs - startMs) / HOUR_MS,
      targetHours,
      ...(takings && !scheduled.has(volumeId) && { taking: takings.get(volumeId) ?? 'none' }),
      ...(reason !== undefined && { reason }),
    });
  });
}

/** What is taken of each volume of an inventory, however many take it. */
function takingsOf({
  cadences,
  endMs,
}: FleetQuestion): ReadonlyMap<string, NonNullable<VerdictQuestion['taking']>> | undefined {
  if (cadences === undefined) return undefined;
  const due = dueCounts(cadences, endMs);
  const takings = new Map<string, Exclude<VerdictQuestion['taking'], 'none' | undefined>>();
  for (const { volumeId, intervalMs } of cadences) {
    const everyHours = Math.min(intervalMs / HOUR_MS, takings.get(volumeId)?.everyHours ?? Infinity);
    takings.set(volumeId, { dueCount: due.get(volumeId) ?? 0, everyHours });
  }
  return takings;
}
