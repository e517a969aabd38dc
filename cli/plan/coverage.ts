import { copyObstacle } from '../../functions/domain/copy-obstacle';
import { newestFirst, isCompleted, takenAtMs, type ManagedSnapshot } from '../../functions/domain/snapshot';
import { isVolumeId } from '../../functions/domain/ids';
import { isSelected } from '../../functions/domain/selection';
import { TAG } from '../../functions/domain/tags';
import type { Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';
import { HOUR_MS } from '../../local/kernel/time-units';
import { age } from '../../local/rehearsal/age';
import { listed } from '../../local/rehearsal/listed';
import type { AfterEvent } from './after-events';
import type { Copies } from './copies';
import { isUnnamed } from './unnamed';
import type { Coverage, NewestPoint, PlannedRegion } from './planned';

/** Of ours in one Region; undefined where none is finished. What a clock ahead of ours has dated counts, as retention keeps it. */
export function newestPoint(ours: readonly ManagedSnapshot[], now: Date): NewestPoint | undefined {
  const newest = newestFirst(ours.filter(isCompleted))[0];
  if (newest === undefined) return undefined;
  const ageHours = Math.max(0, now.getTime() - takenAtMs(newest)) / HOUR_MS;
  return { snapshotId: newest.snapshotId, takenAt: newest.takenAt, ageHours };
}

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
  readonly regions: readonly Pick<PlannedRegion, 'region' | 'newest'>[];
  readonly settings: Settings;
  /** Regions whose volumes another primary Region's plan looks after. */
  readonly otherPrimaries: readonly string[];
  readonly copies: Copies;
  readonly now: Date;
  /** How old the newest point in each Region may be. */
  readonly targetHours: number;
};

/**
 * A volume that is selected is protected where it has a point in the primary Region and a copy in each DR Region, none of them older
 * than the target. Of a volume that is younger itself, nothing can be older: its first snapshot may be still to come.
 */
export function coverageOf(question: CoverageQuestion): Coverage {
  const { volumeId, home, inPrimary, regions, settings, otherPrimaries } = question;
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
    regions.some((one) => one.region === region && one.newest !== undefined);
  const isTaken = hasPoint(primary.region);
  const uncopied = dr.map(({ region }) => region).filter((region) => isTaken && !hasPoint(region));
  const missing = isTaken ? uncopied.map((region) => whyNoCopy(question, region)) : [whyNoPoint(question)];
  const isToCome = isTaken
    ? uncopied.every((region) => isUnderWay(question, region))
    : inPrimary.every(({ snapshot }) => snapshot.state === 'pending');
  if (missing.length > 0 && isToCome && isYoung(question)) return { verdict: 'not yet', reasons: missing };
  const late = lateAmong(question);
  if (late.length === 0)
    return { verdict: missing.length === 0 ? 'protected' : 'unprotected', reasons: missing };
  const where = listed(late.map(({ region }) => region));
  return {
    verdict: 'unprotected',
    reasons: [...missing, `the newest point in ${where} is older than ${age(question.targetHours)}`],
    lateHours: Math.max(...late.map(({ ageHours }) => ageHours)),
  };
}

/** The Regions whose newest point is older than the target. */
const lateAmong = ({ regions, targetHours }: CoverageQuestion): { region: string; ageHours: number }[] =>
  regions.flatMap(({ region, newest }) =>
    newest === undefined || newest.ageHours <= targetHours ? [] : [{ region, ageHours: newest.ageHours }],
  );

const isYoung = ({ home, now, targetHours }: CoverageQuestion): boolean =>
  home?.createdAt !== undefined && now.getTime() - home.createdAt.getTime() <= targetHours * HOUR_MS;

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
