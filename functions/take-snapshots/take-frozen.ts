import type { Freezer } from '../aws/freezer';
import type { Instances } from '../aws/instances';
import type { Snapshots } from '../aws/snapshots';
import { standingBetween, type ActionEnd, type Standing } from '../domain/freeze';
import { TAG } from '../domain/tags';
import type { Log } from '../runtime/log';
import type { Freezing } from './freezes';
import type { UnitTaking } from './take-one';

/** What is taken of an instance while it stands frozen. */
export type ToTake = Freezing & {
  readonly take: () => Promise<UnitTaking>;
};

export type FreezeDeps = {
  readonly freezer: Freezer;
  readonly instances: Pick<Instances, 'isStopped'>;
  readonly snapshots: Pick<Snapshots, 'tagAll'>;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

/** `not frozen`: none was taken, since the schedules take nothing that is not. */
export type FrozenTaking = UnitTaking | { readonly outcome: 'not frozen'; readonly reason: string };

/** What was taken, and how it stands. */
export type Frozen = { readonly taking: FrozenTaking; readonly standing: Standing };

/**
 * Freezes an instance, takes, and thaws: whatever has become of the freeze and of the taking, as soon as the call of EC2 is over. What was
 * taken is tagged with how it stands, which nobody knows before the thaw. Throws ServiceBusy or AccessDenied before anything is frozen, where the
 * instance cannot be read.
 */
export async function takeFrozen(deps: FreezeDeps, asked: ToTake): Promise<Frozen> {
  const { freezer, instances, log } = deps;
  const { instanceId, freezeRun, freeze, take } = asked;
  if (await instances.isStopped(instanceId))
    return tagged(deps, { taking: await take(), standing: { consistency: 'stopped' } });
  const frozen = await freezer.freeze(instanceId, freezeRun, freeze);
  let taking: FrozenTaking;
  let thawed: ActionEnd;
  try {
    taking =
      frozen.code !== 0 && freeze.otherwise === 'takeNone'
        ? { outcome: 'not frozen', reason: `${instanceId} cannot be frozen: ${frozen.said}` }
        : await take();
  } finally {
    thawed = await freezer.thaw(instanceId, freezeRun);
  }
  const standing = standingBetween(frozen, thawed);
  log.info('frozen and thawed', { instanceId, freezeRun, ...standing });
  return tagged(deps, { taking, standing });
}

/** EC2 may not show for a moment what it has just taken. */
const TAG_TRIES = 3;
const TAG_PAUSE_MS = 5000;

/** What nobody who restores it can see does not count. */
async function tagged({ snapshots, pause, log }: FreezeDeps, { taking, standing }: Frozen): Promise<Frozen> {
  if (taking.outcome !== 'taken') return { taking, standing };
  const ids = [...taking.snapshotIds.values()];
  for (let tries = 1; ; tries += 1)
    try {
      await snapshots.tagAll(ids, { [TAG.consistency]: standing.consistency });
      return { taking, standing };
    } catch (error) {
      log.warn('consistency cannot be tagged', { snapshotIds: ids, ...standing, error: String(error) });
      if (tries === TAG_TRIES)
        return {
          taking,
          standing: { ...standing, consistency: 'crash', reason: `cannot be tagged, ${String(error)}` },
        };
      await pause(TAG_PAUSE_MS);
    }
}
