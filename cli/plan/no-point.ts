import { notAtOnce, type NotAtOnce } from '../../functions/domain/recovery-point-age';
import { isCompleted, type ManagedSnapshot } from '../../functions/domain/snapshot';
import { isOfBroken } from '../../functions/domain/snapshot-set';
import type { CauseCode } from './cause-code';
import type { Why } from './planned';
import type { SetLack, SetMembers } from './set-members';

type Question = {
  /** By Region, ids of the sets that lack a member there. */
  readonly broken: ReadonlyMap<string, ReadonlySet<string>>;
  readonly members: Pick<SetMembers, 'lackOf'>;
  readonly now: Date;
};

type Words = {
  readonly ofSource: CauseCode;
  readonly ofCopy: CauseCode;
  readonly is: string;
  readonly next: string;
};

const NOT_AT_ONCE: Readonly<Record<NotAtOnce, Words>> = {
  archived: {
    ofSource: 'snapshot-archived',
    ofCopy: 'copy-archived',
    is: 'is in the archive tier',
    next: 'Take another snapshot: this one has to be restored for days first.',
  },
  'in future': {
    ofSource: 'snapshot-in-future',
    ofCopy: 'snapshot-in-future',
    is: 'is dated in the future',
    next: 'See the clock of this machine; EC2 dates snapshots by its own.',
  },
};

const NEXT_OF_SET: Readonly<Record<SetLack['what'], string>> = {
  'under way': 'Wait until EC2 has finished all of its set.',
  elsewhere:
    'See what is said of the volume whose member is missing: "plan --explain" with the id of this volume names it.',
  gone: 'Take another set ("keeper backup --instance"), or wait for the next run: what is gone of a set, nobody makes again.',
};

/** Why something finished of ours, called `what`, is no recovery point in the Region that it is in; undefined where it is one. */
export function whyNoPoint(
  ours: ManagedSnapshot,
  { what, region }: { readonly what: string; readonly region: string },
  { broken, members, now }: Question,
): Omit<Why, 'snapshotId'> | undefined {
  if (!isCompleted(ours)) return undefined;
  const isCopy = ours.sourceSnapshotId !== undefined;
  const kind = notAtOnce(ours, now);
  if (kind !== undefined) {
    const { ofSource, ofCopy, is, next } = NOT_AT_ONCE[kind];
    return { code: isCopy ? ofCopy : ofSource, cause: `${what} ${is}`, next };
  }
  if (!isOfBroken(ours, broken.get(region) ?? new Set())) return undefined;
  const lack = members.lackOf(ours, region);
  return {
    code: isCopy ? 'copy-set-lacks-member' : 'set-lacks-member',
    cause: `${what} is of a set that lacks a member${isCopy ? ' there' : ''}`,
    next: NEXT_OF_SET[lack.what],
    ...(lack.volumeIds.length > 0 && { lacking: lack.volumeIds }),
  };
}
