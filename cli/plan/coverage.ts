import { isVolumeId } from '../../functions/domain/ids';
import { isSelected } from '../../functions/domain/selection';
import type { Volume } from '../../functions/domain/volume';
import { HOUR_MS } from '../../local/kernel/time-units';
import { age } from '../../local/rehearsal/age';
import { listed } from '../../local/rehearsal/listed';
import type { Coverage, RegionPoint } from './planned';
import type { LocatedAge } from './volume-ages';
import { isBeingCopied, whyMissed, type MissQuestion } from './why-missed';

/** A volume, and where it is. */
export type HomeOfVolume = {
  readonly region: string;
  readonly volume: Volume;
  readonly createdAt: Date | undefined;
};

export type CoverageQuestion = MissQuestion & {
  readonly volumeId: string;
  /** Undefined where the volume no longer exists. */
  readonly home: HomeOfVolume | undefined;
  /** Regions whose volumes another primary Region's plan looks after. */
  readonly otherPrimaries: readonly string[];
  /** The target of volumes that have none of their own. */
  readonly targetHours: number;
};

/** Whether a volume is protected, and where it is selected, by which points. */
export type Covered = { readonly coverage: Coverage; readonly points: readonly RegionPoint[] };

/**
 * A volume that is selected is protected where it has a point in the primary Region and a copy in each DR Region, none of them older
 * than its target. Of a volume that is younger itself, nothing can be older: its first snapshot may be still to come.
 */
export function coverageOf(question: CoverageQuestion): Covered {
  const { volumeId, home, settings, otherPrimaries, ages } = question;
  const none = (verdict: Coverage['verdict']): Covered => ({
    coverage: { verdict, reasons: [] },
    points: [],
  });
  if (home === undefined) return none(isVolumeId(volumeId) ? 'gone' : 'no volume');
  if (home.volume.unfit === 'deleting') return none('gone');
  const { region } = home;
  if (otherPrimaries.includes(region) || !isSelected(home.volume.tags, settings.selection))
    return none('not selected');
  if (region === settings.primary.region)
    return { coverage: judged(question), points: ages.map((one) => pointOf(question, one)) };
  const cause = `it is in ${region}, no primary Region of the settings`;
  const next = `Make ${region} a primary Region in the settings, or take the volume out of the selection.`;
  return {
    coverage: { verdict: 'unprotected', reasons: [cause] },
    points: [
      {
        region,
        volumeId,
        verdict: 'uncovered',
        targetHours: ages[0]?.targetHours ?? question.targetHours,
        why: { code: 'region-not-primary', cause, next },
      },
    ],
  };
}

const pointOf = (question: CoverageQuestion, age: LocatedAge): RegionPoint =>
  age.verdict === 'met' ? age : { ...age, why: whyMissed(question, age.region) };

/** Of one in the primary Region. */
function judged(question: CoverageQuestion): Coverage {
  const { inPrimary, ages, settings, since = '' } = question;
  const { primary } = settings;
  const without = ages.filter(({ point }) => point === undefined).map(({ region }) => region);
  const isTaken = !without.includes(primary.region);
  const missing = (isTaken ? without : [primary.region]).map((region) => whyMissed(question, region).cause);
  const isToCome = isTaken
    ? without.every((region) => isBeingCopied(question, region))
    : inPrimary.every(({ snapshot }) => snapshot.state === 'pending' || snapshot.startedAt < since);
  const isYoung = ages.every(({ verdict }) => verdict !== 'uncovered');
  if (missing.length > 0 && isToCome && isYoung) return { verdict: 'not yet', reasons: missing };
  const late = ages.filter(({ verdict }) => verdict === 'over target');
  if (late.length === 0)
    return { verdict: missing.length === 0 ? 'protected' : 'unprotected', reasons: missing };
  const where = listed(late.map(({ region }) => region));
  return {
    verdict: 'unprotected',
    reasons: [...missing, `the newest point in ${where} is older than ${targetOf(question)}`],
    lateHours: Math.max(...late.map(({ point }) => point!.ageMs / HOUR_MS)),
  };
}

/** The target of the volume, in words that volumes with the same one share. */
function targetOf({ ages, targetHours }: CoverageQuestion): string {
  const own = ages[0]?.targetHours ?? targetHours;
  return own === targetHours ? age(own) : `${age(own)}, its own target`;
}
