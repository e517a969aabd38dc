import * as z from 'zod';
import { counted } from '../terminal/counted';

const Given = z.object({ snapshotId: z.string(), reason: z.string() });

/** What PruneVolume answers. */
const Pruned = z.object({
  policy: z.string(),
  deletedCount: z.number(),
  deleted: z.array(Given),
  blockedCount: z.number(),
  blocked: z.array(Given),
  keptCount: z.number(),
});

/** What retention did with the volume, and with this snapshot where that is named. */
export function pruningWords(answer: unknown, snapshotId: string): string[] {
  const pruned = Pruned.safeParse(answer).data;
  if (pruned === undefined) return [];
  const { policy, deletedCount, deleted, blockedCount, blocked, keptCount } = pruned;
  const own = ({ snapshotId: id }: z.output<typeof Given>): boolean => id === snapshotId;
  return [
    `retention of its volume by ${policy}: ${keptCount} kept, ${deletedCount} deleted` +
      (blockedCount === 0 ? '' : `, ${counted(blockedCount, 'more', 'more')} to delete and blocked`),
    ...deleted.filter(own).map(({ reason }) => `deleted: ${reason}`),
    ...blocked.filter(own).map(({ reason }) => `stays: ${reason}`),
  ];
}
