import type * as z from 'zod';
import type { Freezer } from '../aws/freezer';
import type { Instances } from '../aws/instances';
import type { NewImages } from '../aws/new-images';
import type { NewSnapshots } from '../aws/new-snapshots';
import type { Snapshots } from '../aws/snapshots';
import type { Volumes } from '../aws/volumes';
import type { Vss } from '../aws/vss';
import type { TakeSnapshotsEnvironment } from '../domain/environment';
import type { Standing } from '../domain/freeze';
import { LATEST_HOURS, type ScheduledRun } from '../domain/scheduled-run';
import { HOUR_MS } from '../domain/time-units';
import type { Log } from '../runtime/log';
import { coveredByHand, whyNothing, type Named } from './by-hand';
import { coveredBy, modeOf, rebootingBy } from './covered';
import { Freezes } from './freezes';
import { inLog } from './report';
import { openUnits } from './open-units';
import { Seen } from './seen';
import { standingOf } from './taken-before';
import { paceFrom } from './take-one';
import { isWithoutAnswer, takeUnit, triedAgain, type Again, type Taken, type Tried } from './take-unit';
import type { Reached, Tally } from './tally';
import { VolumesInTurn } from './turns';
import { Units, type Covered } from './units';

export type TakingDeps = {
  readonly volumes: Pick<Volumes, 'pages' | 'selectedBy' | 'byId' | 'attachedTo'>;
  readonly instances: Instances;
  readonly newSnapshots: NewSnapshots;
  readonly newImages: NewImages;
  readonly freezer: Freezer;
  readonly vss: Vss;
  readonly snapshots: Pick<Snapshots, 'tagAll'>;
  readonly newId: () => string;
  readonly environment: Pick<z.output<typeof TakeSnapshotsEnvironment>, 'SCHEDULES' | 'SELECTION'>;
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

/** A third of the time that Lambda gives, of which a repeated attempt waits ten minutes. */
const WORK_MS = 240_000;

type Asked = { readonly run: ScheduledRun; readonly named: Named | undefined };

/** Goes on behind what has been reached for as long as one call may. */
export async function takeAsMany(deps: TakingDeps, { run, named }: Asked, tally: Tally): Promise<Reached> {
  const { now, log, newSnapshots, newImages, environment } = deps;
  const { scheduledAt } = run;
  const lateMs = Date.parse(scheduledAt) + LATEST_HOURS * HOUR_MS;
  const workedMs = now().getTime() + WORK_MS;
  const before = tally.before;
  const freezes = new Freezes(deps, before.freezes);
  const turns = new VolumesInTurn(before);
  const lackingSets = new Set<string>();
  const makesImages = Object.values(environment.SCHEDULES).some(({ mode }) => mode === 'image');
  const seen = new Seen(makesImages ? [newSnapshots, newImages] : [newSnapshots], run, now);
  await seen.lookAgain();
  const pace = paceFrom(now().getTime(), before.turn === 'first' && before.after === null);
  const all =
    named === undefined
      ? await coveredBy(deps, Object.keys(before.bySchedule))
      : await coveredByHand(deps.volumes, named, environment.SELECTION);
  const isRebooting = rebootingBy(environment, scheduledAt, now);
  const units = await Units.of(deps.instances, all, (covered) => modeOf(deps, covered, named));
  const unitOf = openUnits({ units, turns, seen, freezes });
  const goOn = (again: Pick<Reached, 'waitSeconds' | 'tried'>): Reached =>
    tally.reached({
      ...turns.reached,
      ...again,
      freezes: turns.putsOff ? [] : freezes.announce(all.filter((covered) => turns.isDue(covered))),
    });
  /** What is to be done of what could not be taken now: `later` where it waits with others. */
  const againOf = (unit: readonly Covered[], taken: Taken, tried: Tried): Again | 'later' | undefined => {
    const isUnknown = taken.taking.outcome === 'unknown';
    // A person who names one waits for it, and it for no other.
    const silence = isUnknown && named === undefined ? turns.silenceOf(unit) : undefined;
    const again = triedAgain(taken, tried, silence);
    if (again === undefined || silence === undefined) return again;
    turns.waitForPass(unit, again.tried, again.waitSeconds);
    return 'later';
  };
  for (const covered of all) {
    if (!turns.isDue(covered)) continue;
    const { volumeId } = covered.volume;
    const untried: Tried = turns.tried(covered) ?? { volumeId, inVain: {} };
    const tried = before.tried?.volumeId === volumeId ? before.tried : untried;
    const found = await seen.of(volumeId);
    const unit = unitOf(covered);
    const shown = found?.lackingSet !== undefined && freezes.takesByVss(unit) ? undefined : found;
    if (shown?.lackingSet !== undefined) {
      const isKnown = lackingSets.has(shown.lackingSet);
      const again = isKnown ? undefined : againOf([covered], { taking: LACKING }, tried);
      if (again === 'later') continue;
      if (again !== undefined) return goOn(again);
      lackingSets.add(shown.lackingSet);
      tally.failed(covered, LACKING.reason);
    } else if (shown !== undefined) {
      turns.answered();
      tally.taken(covered, shown.snapshotId);
      if (units.imageOf(covered) !== undefined) turns.imaged([covered]);
      if (freezes.isAskedFor(covered))
        tally.standing([covered], await standingOf(deps, covered, shown, freezes));
    } else if (now().getTime() >= lateMs)
      tally.failed(covered, before.turn === 'unanswered' ? UNANSWERED : NOT_YET);
    else {
      if (turns.putsOff && freezes.isFrozen(unit)) {
        turns.putOff(unit.covered);
        continue;
      }
      const freezing = freezes.of(unit);
      if (freezing === 'not announced') return goOn({ waitSeconds: 1, tried });
      // What was tried in vain may have been rebooted by that.
      const reboots = Object.keys(tried.inVain).length === 0 ? isRebooting : () => false;
      const taking = { ...deps, run, isRebooting: reboots, seen, pace, workedMs };
      const taken = await takeUnit(taking, unit, freezing, tried);
      if (taken === undefined) return goOn({ waitSeconds: 1, tried });
      log.info('snapshot asked for', { scheduledAt, ...inLog(unit, taken) });
      if (isWithoutAnswer(taken.taking)) turns.unanswered(tally.hasTaken);
      else if (taken.taking.outcome !== 'not frozen') turns.answered();
      const again = againOf(unit.covered, taken, tried);
      if (again !== undefined) tally.frozen(covered.volume.instanceId, taken.standing);
      if (again === 'later') continue;
      if (again !== undefined) return goOn(again);
      if (taken.taking.outcome !== 'gone') {
        tally.unit(
          unit,
          unit.imageOf !== undefined && freezes.isAskedForAny(unit)
            ? { ...taken, standing: UNFROZEN_IMAGE }
            : taken,
        );
        if (taken.taking.outcome === 'taken' && unit.imageOf !== undefined) turns.imaged(unit.covered);
        turns.done(unit.covered.map(({ volume }) => volume.volumeId));
        continue;
      }
      tally.frozen(covered.volume.instanceId, taken.standing);
      if (turns.looksAgain) {
        turns.lookAgain(covered);
        continue;
      }
      if (before.turn === 'missing')
        tally.failed(covered, 'EC2 shows it, and takes no snapshot of it: there is none');
      else tally.gone(covered);
    }
    turns.done([volumeId]);
  }
  for (const lost of turns.ofFailedImages(all, seen)) tally.lost(lost);
  for (const gone of turns.goneWithImages(all, seen)) tally.goneAfterwards(gone);
  const waitSeconds = turns.next();
  if (waitSeconds !== undefined) return goOn({ waitSeconds, tried: null });
  for (const missing of turns.stillMissing()) tally.gone(missing);
  // What fails later is told by itself.
  for (const covered of all) {
    const shown = seen.shown(covered.volume.volumeId);
    if (shown?.failed !== undefined && shown.lackingSet === undefined)
      tally.failedAfterwards(covered, shown.snapshotId, shown.failed);
  }
  // Where a volume is gone, a schedule has nothing to take; a person has asked for this one.
  if (named !== undefined && tally.isEmpty) tally.nothingOf(named, whyNothing(named));
  return goOn({ waitSeconds: 0, tried: null });
}

/** Of a set that another call has taken one member may be shown later than another. One that stays away was detached before. */
const LACKING = {
  outcome: 'unknown',
  reason: 'its set is without another volume that was to be in it',
  answered: true,
} as const;

const NOT_YET = `its turn had not come ${LATEST_HOURS} hours after it was due`;
const UNANSWERED = `EC2 had not said ${LATEST_HOURS} hours after it was due whether it took one`;

/** How an AMI stands of an instance that another schedule asks to be frozen. */
const UNFROZEN_IMAGE: Standing = {
  consistency: 'crash',
  reason: 'a schedule of the mode image makes an AMI of it, for which nothing is frozen',
};
