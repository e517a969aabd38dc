import { listed } from '../../local/rehearsal/listed';
import type { RightNow } from './right-now';

type Off = Pick<RightNow['regions'][number], 'eventsAreOff' | 'sweepsAreOff' | 'backupsAreOff'>;

/** The Regions in which events or sweeps are switched off, as `drain` does, as far as anybody has looked. Where a schedule alone is, all that is taken is looked after. */
export const drainedIn = (rightNow: RightNow | undefined): string[] =>
  (rightNow?.regions ?? [])
    .filter(({ eventsAreOff, sweepsAreOff }) => eventsAreOff === true || sweepsAreOff === true)
    .map(({ region }) => region);

/** What is switched off in one Region; undefined where nothing is. */
export function offWords({ eventsAreOff, sweepsAreOff, backupsAreOff }: Off): string | undefined {
  const off = [
    ...(eventsAreOff === true ? ['events'] : []),
    ...(sweepsAreOff === true ? ['sweeps'] : []),
    ...(backupsAreOff === true ? ['backups'] : []),
  ];
  return off.length === 0 ? undefined : `${listed(off)} are off`;
}
