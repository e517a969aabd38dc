import type { Freezes } from './freezes';
import type { Seen } from './seen';
import type { VolumesInTurn } from './turns';
import type { Covered, Unit, Units } from './units';

type Known = {
  readonly units: Units;
  readonly turns: Pick<VolumesInTurn, 'isDue'>;
  readonly seen: Pick<Seen, 'shown'>;
  readonly freezes: Pick<Freezes, 'takesByVss'>;
};

/**
 * What is to be taken with a volume now: those of its instance of which EC2 shows nothing for this time. Where the instance takes by itself, those count as well of
 * which it shows a set that lacks another volume, which VSS may have left out: none of them has a recovery point.
 */
export function openUnits({ units, turns, seen, freezes }: Known): (covered: Covered) => Unit {
  const isDue = (one: Covered): boolean => turns.isDue(one);
  const isLacking = (one: Covered): boolean => seen.shown(one.volume.volumeId)?.lackingSet !== undefined;
  const isUnseen = (one: Covered): boolean => seen.shown(one.volume.volumeId) === undefined;
  return (covered) => {
    const unit = units.around(covered, (one) => isDue(one) && (isUnseen(one) || isLacking(one)));
    return freezes.takesByVss(unit) ? unit : units.around(covered, (one) => isDue(one) && isUnseen(one));
  };
}
