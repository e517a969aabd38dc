import { counted } from '../terminal/counted';
import type { PlannedRemoval } from './planned';

/** What goes and what deletionLimit holds back, such as `would remove 7 of 29 good snapshots (24.1 %)`. */
export function describeRemoval(removal: PlannedRemoval): string {
  const { removedCount, blockedByLimitCount, ofCount } = removal;
  const percent = ((ofCount === 0 ? 0 : removedCount / ofCount) * 100).toFixed(1);
  return [
    `would remove ${grouped(removedCount)} of ${counted(ofCount, 'good snapshot')} (${percent} %)`,
    ...(blockedByLimitCount === 0 ? [] : [`deletionLimit blocks ${grouped(blockedByLimitCount)}`]),
    ...afterCopies(removal),
  ].join('; ');
}

/** What goes and what deletionLimit will hold back once copies are confirmed; empty where that is no more than now. */
export function afterCopies({ afterCopiesCount, blockedAfterCopiesCount }: PlannedRemoval): string[] {
  if (afterCopiesCount + blockedAfterCopiesCount === 0) return [];
  const blocked =
    blockedAfterCopiesCount === 0 ? '' : `, and deletionLimit will block ${grouped(blockedAfterCopiesCount)}`;
  return [`${grouped(afterCopiesCount)} more once their copies are confirmed${blocked}`];
}

/** What would go were it not for deletionLimit and for copies that are still wanted. */
export const wouldGoCount = ({
  removedCount,
  blockedByLimitCount,
  afterCopiesCount,
  blockedAfterCopiesCount,
}: PlannedRemoval): number => removedCount + blockedByLimitCount + afterCopiesCount + blockedAfterCopiesCount;

const grouped = (value: number): string => value.toLocaleString('en-US');
