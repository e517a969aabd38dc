import { age } from './age';
import { listed } from './listed';
import type { RegionLook, RegionPoints, VolumeLook } from './volume-look';

/** What contradicts what a volume is promised. */
export type Problem = {
  /** In the same words for every volume that has it. */
  readonly cause: string;
  /** What of it is this volume's own, such as an age. */
  readonly detail?: string;
};

/**
 * `not yet`: the rehearsal was too short to tell, or the first snapshot or copy is under way. `not judged`: out of scope, or deleted
 * while the days were played.
 */
export type Protection = 'protected' | 'not yet' | 'unprotected' | 'not judged';

export type VolumeVerdict = {
  readonly volumeId: string;
  readonly name: string;
  readonly inScope: boolean;
  /** Whether it was deleted while the days were played; its points stay. */
  readonly isGone: boolean;
  readonly protection: Protection;
  /** At the end of the days. The primary Region first. */
  readonly regions: readonly RegionPoints[];
  /** Empty where all is as promised. What leaves the volume unprotected comes first. */
  readonly problems: readonly Problem[];
};

export type VerdictQuestion = {
  /** At the end of the days. */
  readonly end: VolumeLook;
  /** Later, when what had begun by then has had time to end. */
  readonly settled: VolumeLook;
  readonly playedHours: number;
  /** How old the newest point in a Region may be. */
  readonly targetHours: number;
  /** What is taken of it, where that is known: how many snapshots in the days, and how many hours lie between two. */
  readonly taking?: { readonly dueCount: number; readonly everyHours: number } | 'none';
  /** Why snapshots that were due are no points of ours, where something tells. */
  readonly reason?: string;
};

/** Holds a volume at the end of a rehearsal against the settings and the target. */
export function judgeVolume(question: VerdictQuestion): VolumeVerdict {
  const { end, settled } = question;
  const { volumeId, name, inScope, isGone } = end;
  const facts = { volumeId, name, inScope, isGone, regions: end.regions.map(pointsOf) };
  if (!inScope) return { ...facts, protection: 'not judged', problems: touchProblems(end) };
  const lack = isGone ? undefined : lackOf(question);
  const protection = isGone ? 'not judged' : (lack ?? 'protected');
  if (typeof protection === 'string') return { ...facts, protection, problems: promiseProblems(settled) };
  return { ...facts, protection: 'unprotected', problems: [protection, ...promiseProblems(settled)] };
}

const pointsOf = ({
  region,
  policy,
  points,
  newestAgeHours,
  blockedCount,
  underWayCount,
}: RegionLook): RegionPoints => ({
  region,
  policy,
  points,
  newestAgeHours,
  blockedCount,
  underWayCount,
});

/** Why the volume is not protected as promised; undefined where it is. */
function lackOf(question: VerdictQuestion): Problem | 'not yet' | undefined {
  const { end, settled, taking, reason } = question;
  if (taking === 'none') return { cause: 'nobody takes snapshots' };
  const hasPoint = settled.regions.some(({ points }) => points.length > 0);
  if (!hasPoint && taking !== undefined && taking.dueCount > 0)
    return {
      cause: reason ?? 'none of the snapshots due was taken, completed and adopted',
      detail: `${taking.dueCount} due`,
    };
  const without = end.regions.filter(({ newestAgeHours }) => newestAgeHours === null);
  return (
    missingPoint(question, without) ?? oldPoint(question) ?? (without.length > 0 ? 'not yet' : undefined)
  );
}

/** A Region in which no point is, nor is on its way. What was under way at the end of the days has come, or is still. */
function missingPoint(question: VerdictQuestion, without: readonly RegionLook[]): Problem | undefined {
  const { settled, playedHours, targetHours, reason } = question;
  const isEarly = playedHours <= targetHours;
  const missing = without.filter(({ region }) => {
    const later = settled.regions.find((look) => look.region === region);
    if (later?.points.length !== 0 || later.underWayCount > 0) return false;
    return later.isNewestMissing || !isEarly;
  });
  if (missing.length === 0) return undefined;
  return { cause: because(`no point in ${namesOf(missing)}`, tooSeldom(question) ?? reason) };
}

function oldPoint(question: VerdictQuestion): Problem | undefined {
  const { end, targetHours, reason } = question;
  const late = end.regions.filter(({ newestAgeHours }) => (newestAgeHours ?? 0) > targetHours);
  if (late.length === 0) return undefined;
  return {
    cause: because(
      `the newest point in ${namesOf(late)} is older than ${age(targetHours)}`,
      tooSeldom(question) ?? reason ?? lateness(question, late),
    ),
    detail: age(Math.max(...late.map(({ newestAgeHours }) => newestAgeHours ?? 0))),
  };
}

const tooSeldom = ({ taking, targetHours }: VerdictQuestion): string | undefined =>
  typeof taking === 'object' && taking.everyHours > targetHours
    ? `a snapshot is taken every ${age(taking.everyHours)}`
    : undefined;

function lateness({ settled }: VerdictQuestion, late: readonly RegionLook[]): string | undefined {
  if (late.some(({ underWayCount }) => underWayCount > 0)) return 'a newer one is under way';
  const names = late.map(({ region }) => region);
  const isUncopied = settled.regions.some(
    ({ region, isNewestMissing }) => isNewestMissing && names.includes(region),
  );
  return isUncopied ? 'the newest has no copy' : undefined;
}

const because = (what: string, reason: string | undefined): string =>
  reason === undefined ? what : `${what}: ${reason}`;

const namesOf = (regions: readonly RegionLook[]): string => listed(regions.map(({ region }) => region));

/** What else the settings promise of a volume in scope. */
const promiseProblems = ({ regions, missedCount }: VolumeLook): Problem[] => [
  ...counted(missedCount, `never protected in ${regions[0]?.region}`),
  ...regions.flatMap(({ region, overCount, isNewestMissing }) => [
    ...counted(overCount, `over retention in ${region}`),
    ...(isNewestMissing ? [{ cause: `the newest is not in ${region}` }] : []),
  ]),
];

const counted = (count: number, cause: string): Problem[] =>
  count === 0 ? [] : [{ cause, detail: `${count} ${count === 1 ? 'snapshot' : 'snapshots'}` }];

const touchProblems = ({ regions }: VolumeLook): Problem[] =>
  regions
    .filter(({ points }) => points.length > 0)
    .map(({ region }) => ({ cause: `out of scope, yet managed in ${region}` }));
