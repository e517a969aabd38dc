import { listed } from '../../local/rehearsal/listed';
import type { UnreadRegion } from '../../local/rehearsal/inventory';
import { counted } from '../terminal/counted';
import { drainedIn } from './drained';
import type { Status } from './status';

/** On one primary Region. */
export function verdictOf(status: Status): string {
  const { rightNow } = status;
  if (rightNow?.absent !== undefined) return nothingDeployed(rightNow.absent);
  const drained = drainedIn(rightNow);
  const off =
    drained.length === 0
      ? ''
      : `DRAINED in ${listed(drained)}: nobody looks after what is taken from now on. By now: `;
  return `${off}${standing(status)}`;
}

/** Of the volumes, as they are by now. */
function standing({ nothingSelected, volumes, unread = [] }: Status): string {
  const { selected, protected: protectedCount, unprotected, notYet, targetUnknown = 0 } = volumes;
  if (nothingSelected !== undefined)
    return `NOTHING IS PROTECTED: the settings select no volume. ${nothingSelected}`;
  const young =
    notYet === 0
      ? ''
      : ` Not yet: ${counted(notYet, 'volume')} younger than the target or the deployment, whose first snapshot or copy is still to come.`;
  const unknown =
    targetUnknown === 0
      ? ''
      : ` Of ${targetUnknown.toLocaleString('en-US')} the target is not known, since what instances bear is not in the inventory.`;
  if (unread.length > 0) {
    const where = listed(unread.map(({ region }) => region));
    const known = unprotected === 0 ? '' : ` In the others ${unprotected.toLocaleString('en-US')} are not.`;
    return `NOT KNOWN TO BE PROTECTED: ${where} was not read, so of ${counted(selected, 'selected volume')} nobody knows what is there.${known}${unknown}${young}`;
  }
  if (unprotected > 0)
    return `NOT PROTECTED: ${unprotected.toLocaleString('en-US')} of ${counted(selected, 'selected volume')}.${unknown}${young}`;
  if (targetUnknown > 0)
    return `NOT KNOWN TO BE PROTECTED: ${counted(selected, 'selected volume')}.${unknown}${young}`;
  return `PROTECTED: ${protectedCount.toLocaleString('en-US')} of ${counted(selected, 'selected volume')}.${young}`;
}

export const nothingDeployed = (absent: string): string =>
  `NOT PROTECTED: ${absent}: nothing is deployed, so nobody protects anything.`;

/** On all primary Regions together, and whether all is well. */
export function verdictOnAll(
  statuses: readonly Status[],
  unread: readonly UnreadRegion[],
): { readonly words: string; readonly isWell: boolean } {
  const sum = (count: (volumes: Status['volumes']) => number): number =>
    statuses.reduce((total, { volumes }) => total + count(volumes), 0);
  const of = counted(
    sum(({ selected }) => selected),
    'selected volume',
  );
  const failing = statuses.flatMap(({ isProtected, regions }) =>
    isProtected ? [] : [regions[0]?.region ?? ''],
  );
  const verdict =
    failing.length === 0
      ? `PROTECTED: ${sum((volumes) => volumes.protected).toLocaleString('en-US')} of ${of}, and none missed.`
      : `NOT PROTECTED in ${listed(failing)}: ${sum(({ unprotected }) => unprotected).toLocaleString('en-US')} of ${of} not protected.`;
  const ofUnread =
    unread.length === 0
      ? ''
      : `NOT KNOWN in ${listed(unread.map(({ region }) => region))}, which was not read. Of the others: `;
  const isWell = failing.length === 0 && unread.length === 0;
  const drained = [...new Set(statuses.flatMap(({ rightNow }) => drainedIn(rightNow)))];
  const ofDrained = drained.length === 0 ? '' : `DRAINED in ${listed(drained)}. `;
  const words = `All ${statuses.length + unread.length} primary Regions: ${ofDrained}${ofUnread}${verdict}`;
  return { words, isWell };
}
