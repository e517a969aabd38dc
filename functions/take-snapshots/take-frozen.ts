import type { Freezer } from '../aws/freezer';
import type { InstanceLook, Instances } from '../aws/instances';
import type { Snapshots } from '../aws/snapshots';
import { hasFrozen, standingBetween, type ActionEnd, type Standing } from '../domain/freeze';
import { TAG } from '../domain/tags';
import type { Volume } from '../domain/volume';
import type { Log } from '../runtime/log';
import type { AnnouncedFreeze, ByVss, Freezing } from './freezes';
import type { UnitTaking } from './take-one';

/** What is taken of an instance while it stands frozen. */
export type ToTake = ByVss & {
  readonly volumes: readonly Volume[];
  readonly take: () => Promise<UnitTaking>;
};

export type FreezeDeps = {
  readonly freezer: Freezer;
  readonly instances: Pick<Instances, 'look'>;
  readonly snapshots: Pick<Snapshots, 'tagAll'>;
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
};

/** `not frozen`: none was taken, since the schedules take nothing that is not. */
export type FrozenTaking = UnitTaking | Unshown | { readonly outcome: 'not frozen'; readonly reason: string };

/** EC2 does not show all that an instance was to take by itself, which may still come within so many seconds. `why` is what that has said. */
export type Unshown = {
  readonly outcome: 'unknown';
  readonly reason: string;
  readonly answered: true;
  readonly settledSeconds: number;
  readonly why: string;
};

/** What was taken, and how it stands. */
export type Frozen = { readonly taking: FrozenTaking; readonly standing: Standing };

/**
 * Freezes an instance, takes, and thaws: whatever has become of the freeze and of the taking, as soon as the call of EC2 is over. What was
 * taken is tagged with how it stands, which nobody knows before the thaw and a second look at the instance. Throws nothing of AWS's.
 */
export async function takeFrozen(deps: FreezeDeps, asked: ToTake & Freezing): Promise<Frozen> {
  const { freezer, now, log } = deps;
  const { instanceId, freezeRun, freeze, take } = asked;
  const before = await looked(deps, asked);
  if ('unfit' in before) return takenUnfrozen(deps, asked, before.unfit);
  if (before.isStopped) return takenStopped(deps, asked);
  const sentMs = now().getTime();
  const frozen = await freezer.freeze(instanceId, freezeRun, freeze);
  const isLate = now().getTime() - sentMs >= freeze.thawAfterSeconds * 1000;
  const isLeftOut = freeze.otherwise === 'takeNone' && (!hasFrozen(frozen) || isLate);
  let taking: UnitTaking | undefined;
  let thawed: ActionEnd;
  try {
    if (!isLeftOut) taking = await take();
  } finally {
    thawed = await freezer.thaw(instanceId, freezeRun);
  }
  const standing = standingBetween(frozen, thawed);
  log.info('frozen and thawed', { instanceId, freezeRun, ...standing });
  if (taking === undefined) return notFrozen(instanceId, hasFrozen(frozen) ? LATE : frozen.why, standing);
  const after = await looked(deps, asked);
  return tagged(deps, {
    taking,
    standing: 'unfit' in after ? { ...standing, consistency: 'crash', reason: after.unfit } : standing,
  });
}

/** What becomes of an instance that cannot be frozen. */
export async function takenUnfrozen(
  deps: FreezeDeps,
  { instanceId, freeze, take }: ToTake,
  reason: string,
): Promise<Frozen> {
  const standing: Standing = { consistency: 'crash', reason };
  if (freeze.otherwise === 'takeNone') return notFrozen(instanceId, reason, standing);
  return tagged(deps, { taking: await take(), standing });
}

/** And of one that nobody writes on. */
export async function takenStopped(deps: FreezeDeps, asked: ToTake): Promise<Frozen> {
  const taking = await asked.take();
  return tagged(deps, { taking, standing: stillStopped(await looked(deps, asked)) });
}

/** Its watchdog counts from the freeze, and nobody knows how long that took to be told. */
const LATE = 'it was told so late that the instance may have thawed by itself';

const notFrozen = (instanceId: string, why: string, standing: Standing): Frozen => ({
  taking: { outcome: 'not frozen', reason: `${instanceId} cannot be frozen: ${why}` },
  standing,
});

const HIBERNATED = 'it is hibernated, so that its memory may hold what is not written to its volumes';

type Look = InstanceLook | { readonly unfit: string };

/** Whether freezing the instance says something of its volumes. */
export async function looked(
  { instances, log }: FreezeDeps,
  { instanceId, volumes }: Pick<ToTake, 'instanceId' | 'volumes'>,
): Promise<Look> {
  const shared = volumes.find(({ otherInstanceIds = [] }) => otherInstanceIds.length > 0);
  if (shared !== undefined) return { unfit: `${shared.volumeId} is attached to other instances as well` };
  try {
    const look = await instances.look(instanceId);
    const strange = volumes.find(({ volumeId }) => look?.volumeIds.includes(volumeId) !== true);
    if (look === undefined) return { unfit: 'EC2 does not show the instance' };
    if (look.isHibernated) return { unfit: HIBERNATED };
    return strange === undefined ? look : { unfit: `${strange.volumeId} is not attached to it any more` };
  } catch (error) {
    log.warn('an instance cannot be looked at', { instanceId, error: String(error) });
    return { unfit: `EC2 does not say how the instance is: ${String(error)}` };
  }
}

const stillStopped = (after: Look): Standing => {
  if ('unfit' in after) return { consistency: 'crash', reason: after.unfit };
  return after.isStopped
    ? { consistency: 'stopped' }
    : { consistency: 'crash', reason: 'it was stopped before, and started meanwhile' };
};

/** EC2 may not show for a moment what it has just taken. */
const TAG_TRIES = 3;
const TAG_PAUSE_MS = 5000;

/** What nobody who restores it can see does not count. */
export async function tagged(
  { snapshots, pause, log }: Pick<FreezeDeps, 'snapshots' | 'pause' | 'log'>,
  { taking, standing }: Frozen,
): Promise<Frozen> {
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

/** Thaws what a call that has died may have left frozen, all at once. The instances thaw by themselves, but later. */
export const thawAnnounced = (
  { freezer }: Pick<FreezeDeps, 'freezer'>,
  announced: readonly AnnouncedFreeze[] = [],
): Promise<{ readonly instanceId: string; readonly standing: Standing }[]> =>
  Promise.all(
    announced.map(async ({ instanceId, freezeRun }) => {
      const standing = standingBetween(NOT_TOLD, await freezer.thaw(instanceId, freezeRun));
      return { instanceId, standing };
    }),
  );

const NOT_TOLD: ActionEnd = { said: '', why: 'the call that froze has not ended' };
