import { TAG } from '../../functions/domain/tags';
import { age } from '../../local/rehearsal/age';
import type { FleetPlan } from './planned';

/** How old the newest point of a volume may be in each Region, in words, also where some volumes have a target of their own. */
export const targetWords = ({ volumes, targetHours }: Pick<FleetPlan, 'volumes' | 'targetHours'>): string =>
  volumes.some((volume) => volume.targetHours !== targetHours)
    ? `${age(targetHours)} or its own target (tag ${TAG.target})`
    : age(targetHours);
