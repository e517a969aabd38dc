import { copyObstacle } from '../../functions/domain/copy-obstacle';
import { isVolumeId } from '../../functions/domain/ids';
import { isSelected } from '../../functions/domain/selection';
import { newestFirst, type ManagedSnapshot } from '../../functions/domain/snapshot';
import { TAG } from '../../functions/domain/tags';
import type { Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';
import { HOUR_MS } from '../../local/kernel/time-units';
import { age } from '../../local/rehearsal/age';
import { listed } from '../../local/rehearsal/listed';
import type { AfterEvent } from './after-events';
import type { Copies } from './copies';
import { isUnnamed } from './unnamed';
import type { Coverage } from './planned';
import type { LocatedAge } from './volume-ages';

/** A volume, and where it is. */
export type HomeOfVolume = {
  readonly region: string;
  readonly volume: Volume;
  readonly createdAt: Date | undefined;
};

export type CoverageQuestion = {
  readonly volumeId: string;
  /** Undefined where the volume no longer exists. */
  readonly home: HomeOfVolume | undefined;
  /** Its snapshots in the primary Region. */
  readonly inPrimary: readonly AfterEvent[];
  /** How old its newest point is in each Region, against its target. */
  readonly ages: readonly LocatedAge[];
  readonly settings: Settings;
  /** Regions whose volumes another primary Region's plan looks after. */
  readonly otherPrimaries: readonly string[];
  readonly copies: Copies;
  /** The target of volumes that have none of their own. */
  readonly targetHours: number;
};

/**
 * A volume that is selected is protected where it has a point in the primary Region and a copy in each DR Region, none of them older
 * than its target. Of a volume that is younger itself, nothing can be older: its first snapshot may be still to come.
 */
export function coverageOf(question: CoverageQuestion): Coverage {
  const { volumeId, home, inPrimary, ages, settings, otherPrimaries } = question;
  const { primary, dr, selection } = settings;
  if (home === undefined) return { verdict: isVolumeId(volumeId) ? 'gone' : 'no volume', reasons: [] };
  if (otherPrimaries.includes(home.region) || !isSelected(home.volume.tags, selection))
    return { verdict: 'not selected', reasons: [] };
  if (home.region !== primary.region)
    return {
      verdict: 'unprotected',
      reasons: [`it is in ${home.region}, no primary Region of the settings`],
    };
  const hasPoint = (region: string): boolean =>
    ages.some((age) => age.region === region && age.point !== undefined);
  const isTaken = hasPoint(primary.region);
  const uncopied = dr.map(({ region }) => region).filter((region) => isTaken && !hasPoint(region));
  const missing = isTaken ? uncopied.map((region) => whyNoCopy(question, region)) : [whyNoPoint(question)];
  const isToCome = isTaken
    ? uncopied.every((region) => isUnderWay(question, region))
    : inPrimary.every(({ snapshot }) => snapshot.state === 'pending');
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

function whyNoPoint({ inPrimary, settings }: CoverageQuestion): string {
  if (inPrimary.length === 0) return 'no snapshot at all';
  const whys = new Set(inPrimary.map((each) => whyItDoesNotCount(each, settings.deployment)));
  return (
    [UNNAMED, UNHEARD].find((why) => whys.has(why)) ??
    `only snapshots that do not count: ${[...whys].sort().join('; ')}`
  );
}

/** Such as those from before the deployment. */
const UNHEARD = 'no event about its snapshots was handled; its next one will be protected';

/** Left alone like those from before, and yet somebody has to know: they look as if they were ours. */
const UNNAMED = `its snapshots bear our tags, but not the one that names them (${TAG.snapshot}), as tags do that were carried from elsewhere or edited, and are left alone; take a new one, or see docs/operate.md, "What happened to a snapshot"`;

function whyItDoesNotCount({ scope, doubt, lacksRoom, snapshot }: AfterEvent, deployment: string): string {
  const { state } = snapshot;
  if (state === 'error') return 'failed';
  if (state !== 'completed') return 'not finished';
  if (doubt !== undefined) return 'in doubt';
  if (scope.verdict !== 'managed') return scope.reason;
  if (lacksRoom) return 'without room for our tags';
  return isUnnamed(snapshot, deployment) ? UNNAMED : UNHEARD;
}

function whyNoCopy(question: CoverageQuestion, region: string): string {
  if (isUnderWay(question, region)) return `the first copy to ${region} is under way`;
  const sources = sourcesOf(question);
  if (sources.some(({ snapshotId }) => question.copies.failedCount(region, snapshotId) > 0))
    return `every copy to ${region} has failed`;
  const obstacle = sources[0] && copyObstacle(sources[0]);
  return obstacle === undefined
    ? `no copy in ${region}`
    : `no copy in ${region}: ${obstacle}, and EC2 copies no such snapshot`;
}

const isUnderWay = (question: CoverageQuestion, region: string): boolean =>
  sourcesOf(question).some(({ snapshotId }) => question.copies.existing(region, snapshotId) !== undefined);

const sourcesOf = ({ inPrimary }: CoverageQuestion): ManagedSnapshot[] =>
  newestFirst(inPrimary.flatMap(({ managed }) => (managed === undefined ? [] : [managed])));
