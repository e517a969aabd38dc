import type { Standing } from '../domain/freeze';
import { SETTLED_SECONDS } from '../domain/settled';
import type { Freezing } from './freezes';
import { takeFrozen, type FreezeDeps, type FrozenTaking } from './take-frozen';
import { comesToItsTurn, take, takeInTime, TRY_PAUSE_MS, type TakingOne } from './take-one';
import type { Unit } from './units';

/** What has become of a unit; with `standing` where it was to be frozen. */
export type Taken = { readonly taking: FrozenTaking; readonly standing?: Standing };

/** Takes a unit when its turn comes, frozen where that is asked for; undefined where the time of this call is over before. */
export async function takeUnit(
  deps: TakingOne & FreezeDeps,
  unit: Unit,
  freezing: Freezing | undefined,
): Promise<Taken | undefined> {
  if (freezing === undefined) {
    const taking = await takeInTime(deps, unit);
    return taking && { taking };
  }
  if (!(await comesToItsTurn(deps))) return undefined;
  return takeFrozen(deps, {
    ...freezing,
    volumes: unit.covered.map(({ volume }) => volume),
    take: () => take(deps, unit),
  });
}

/** A unit that could not be taken is tried again so often, by another call; then it counts as failed, and the others go on. */
const TRIES = 3;

/** Nobody stands frozen while EC2 is waited for: each further attempt is a call with a freeze of its own. */
const UNFROZEN_SECONDS = 60;

/** EC2 may take none for hours. What is frozen for nothing is so once, and then after one minute, two, and so on, up to a quarter of an hour. */
const BUSY_SECONDS = 60;
const BUSY_MAX_SECONDS = 900;

/** Of a unit that was frozen while EC2 took none of whatever volume, after so long the next call tries it again, the `tries`th time. */
export const secondsWhileBusy = (tries: number): number =>
  Math.min(BUSY_MAX_SECONDS, BUSY_SECONDS * (tries + 1));

/** After so long another call tries the unit again; undefined where it is done with. `tries` have been in vain before. */
export function secondsUntilAgain({ taking, standing }: Taken, tries: number): number | undefined {
  if (tries + 1 >= TRIES) return undefined;
  if (taking.outcome === 'unknown') return SETTLED_SECONDS;
  if (taking.outcome === 'not frozen') return UNFROZEN_SECONDS;
  return taking.outcome === 'volume busy' && standing !== undefined ? TRY_PAUSE_MS / 1000 : undefined;
}
