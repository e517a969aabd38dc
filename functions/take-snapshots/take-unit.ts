import * as z from 'zod';
import type { Standing } from '../domain/freeze';
import { VolumeId } from '../domain/ids';
import { SETTLED_SECONDS } from '../domain/settled';
import type { ByVss, Freezing } from './freezes';
import { takeByVss, type VssDeps } from './take-by-vss';
import { takeFrozen, type FrozenTaking } from './take-frozen';
import { comesToItsTurn, take, takeInTime, TRY_PAUSE_MS, type TakingOne } from './take-one';
import type { Unit } from './units';

/** What has become of a unit; with `standing` where it was to be frozen. */
export type Taken = { readonly taking: FrozenTaking; readonly standing?: Standing };

/** Takes a unit when its turn comes, frozen where that is asked for; undefined where the time of this call is over before. */
export async function takeUnit(
  deps: TakingOne & VssDeps,
  unit: Unit,
  freezing: Freezing | ByVss | undefined,
  tried: Tried,
): Promise<Taken | undefined> {
  if (freezing === undefined) {
    const taking = await takeInTime(deps, unit);
    return taking && { taking };
  }
  if (!(await comesToItsTurn(deps))) return undefined;
  const { covered } = unit;
  const takeAtOnce = () => take(deps, unit);
  if (!('freezeRun' in freezing))
    return takeByVss(deps, { ...freezing, covered, saidBefore: tried.vss, take: takeAtOnce });
  return takeFrozen(deps, {
    ...freezing,
    volumes: covered.map(({ volume }) => volume),
    take: takeAtOnce,
  });
}

/** How often the unit around a volume has been tried in vain, by how that ended. */
export const Tried = z.object({
  volumeId: VolumeId,
  inVain: z.partialRecord(z.enum(['unknown', 'not frozen', 'volume busy', 'busy']), z.int()),
  /** What VSS has said, where its instance was asked by it, and EC2 did not show what it was to take. */
  vss: z.string().optional(),
});

export type Tried = z.output<typeof Tried>;

/** When a unit is tried again, which another call does: nobody stands frozen meanwhile. */
export type Again = { readonly waitSeconds: number; readonly tried: Tried };

/** A unit that could not be taken for one reason is tried so often; then it counts as failed, and the others go on. */
const TRIES_MAX = 3;

/** One that EC2 leaves unanswered, and that holds up no others: ten minutes apart, these are two hours. */
const UNANSWERED_TRIES_MAX = 13;

/** Whether EC2 leaves calls unanswered of some volumes alone, or has left so many that it takes none now of whatever volume. */
export type Silence = 'of some' | 'outage';

/** EC2 may take none for hours. What is frozen for nothing is so once, and then after one minute, two, and so on, up to a quarter of an hour. */
const BUSY_MAX_SECONDS = 900;

/**
 * Whether the unit is tried again; undefined where it is done with. `tried` is what has been in vain before. Of one that waits with others `silence` says how
 * it is to be taken where EC2 has not answered: an outage is waited out, so that what is in vain then does not count.
 */
export function triedAgain({ taking, standing }: Taken, tried: Tried, silence?: Silence): Again | undefined {
  const { outcome } = taking;
  if (outcome === 'taken' || outcome === 'gone' || outcome === 'refused') return undefined;
  const before = tried.inVain[outcome] ?? 0;
  const again = (waitSeconds: number, inVain = before + 1): Again => ({
    waitSeconds,
    tried: {
      ...tried,
      inVain: { ...tried.inVain, [outcome]: inVain },
      ...('settledSeconds' in taking && { vss: taking.why }),
    },
  });
  if (outcome === 'busy') return again(Math.min(BUSY_MAX_SECONDS, 60 * (before + 1)));
  const isUnanswered = silence !== undefined && isWithoutAnswer(taking);
  if (isUnanswered && silence === 'outage') return again(SETTLED_SECONDS, Math.max(before, 1));
  if (before + 1 >= (isUnanswered ? UNANSWERED_TRIES_MAX : TRIES_MAX)) return undefined;
  if (outcome === 'unknown')
    return again('settledSeconds' in taking ? taking.settledSeconds : SETTLED_SECONDS);
  if (outcome === 'not frozen') return again(60);
  // Where nothing stands frozen, it has been waited for already.
  return standing && again(TRY_PAUSE_MS / 1000);
}

/** Whether EC2 has said nothing of a call at all. What it has said may be of an older state than was looked at, or of a newer one. */
export const isWithoutAnswer = (taking: FrozenTaking): boolean =>
  taking.outcome === 'unknown' && taking.answered !== true;
