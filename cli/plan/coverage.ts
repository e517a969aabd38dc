import { copyObstacle } from '../../functions/domain/copy-obstacle';
import { newestFirst, isCompleted, takenAtMs, type ManagedSnapshot } from '../../functions/domain/snapshot';
import { isVolumeId } from '../../functions/domain/ids';
import { isSelected } from '../../functions/domain/selection';
import type { Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';
import type { AfterEvent } from './after-events';
import type { Copies } from './copies';
import type { Coverage, NewestPoint, PlannedRegion } from './planned';

/** Of ours in one Region; undefined where none is finished. What a clock ahead of ours has dated counts, as retention keeps it. */
export function newestPoint(ours: readonly ManagedSnapshot[], now: Date): NewestPoint | undefined {
  const newest = newestFirst(ours.filter(isCompleted))[0];
  if (newest === undefined) return undefined;
  const ageHours = Math.max(0, now.getTime() - takenAtMs(newest)) / 3_600_000;
  return { snapshotId: newest.snapshotId, takenAt: newest.takenAt, ageHours };
}

export type CoverageQuestion = {
  readonly volumeId: string;
  /** Undefined where the volume no longer exists. */
  readonly home: { readonly region: string; readonly volume: Volume } | undefined;
  /** Its snapshots in the primary Region. */
  readonly inPrimary: readonly AfterEvent[];
  readonly regions: readonly Pick<PlannedRegion, 'region' | 'newest'>[];
  readonly settings: Settings;
  /** Regions whose volumes another primary Region's plan looks after. */
  readonly otherPrimaries: readonly string[];
  readonly copies: Copies;
};

/** A volume that is selected is protected where it has a point in the primary Region and a copy in each DR Region. */
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
  const reasons = hasPoint(primary.region)
    ? dr.flatMap(({ region }) => (hasPoint(region) ? [] : [whyNoCopy(question, region)]))
    : [whyNoPoint(inPrimary)];
  return { verdict: reasons.length === 0 ? 'protected' : 'unprotected', reasons };
}

function whyNoPoint(inPrimary: readonly AfterEvent[]): string {
  if (inPrimary.length === 0) return 'no snapshot at all';
  const whys = new Set(inPrimary.map(whyItDoesNotCount));
  return whys.has(UNHEARD) ? UNHEARD : `only snapshots that do not count: ${[...whys].sort().join('; ')}`;
}

/** Such as those from before the deployment. */
const UNHEARD = 'no event about its snapshots was handled; its next one will be protected';

function whyItDoesNotCount({ scope, doubt, lacksRoom, snapshot: { state } }: AfterEvent): string {
  if (state === 'error') return 'failed';
  if (state !== 'completed') return 'not finished';
  if (doubt !== undefined) return 'in doubt';
  if (scope.verdict !== 'managed') return scope.reason;
  return lacksRoom ? 'without room for our tags' : UNHEARD;
}

function whyNoCopy({ inPrimary, copies }: CoverageQuestion, region: string): string {
  const sources = newestFirst(inPrimary.flatMap(({ managed }) => (managed === undefined ? [] : [managed])));
  if (sources.some(({ snapshotId }) => copies.existing(region, snapshotId) !== undefined))
    return `the first copy to ${region} is under way`;
  if (sources.some(({ snapshotId }) => copies.failedCount(region, snapshotId) > 0))
    return `every copy to ${region} has failed`;
  const obstacle = sources[0] && copyObstacle(sources[0]);
  return obstacle === undefined
    ? `no copy in ${region}`
    : `no copy in ${region}: ${obstacle}, and EC2 copies no such snapshot`;
}
