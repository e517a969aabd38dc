import type { World } from '../world/world';
import { DAY_MS } from '../kernel/time-units';

/** How instances were frozen while their snapshots were taken. */
export type FrozenInstances = {
  /** How often a freeze was asked for. */
  readonly asked: number;
  /** How often all stood still, until a thaw was asked for. */
  readonly frozen: number;
  /** For how long anything stood frozen at most, a freeze that failed included. */
  readonly longestMs: number;
  /** Those that were not frozen, and whether a message names the instance within a day. */
  readonly unfrozen: readonly {
    readonly at: string;
    readonly instanceId: string;
    readonly isTold: boolean;
  }[];
};

type Seen = Pick<World, 'notifications'> & {
  readonly instances: Pick<World['instances'], 'freezes' | 'runs'>;
  readonly loop: Pick<World['loop'], 'nowMs'>;
};

/** Undefined where nothing has asked for a freeze. */
export function frozenInstances(
  { instances, notifications, loop }: Seen,
  region: string,
): FrozenInstances | undefined {
  const asked = instances
    .runs(region)
    .flatMap(({ instanceId, run, freezeAskedMs }) =>
      freezeAskedMs === undefined ? [] : [{ instanceId, run, atMs: freezeAskedMs }],
    );
  if (asked.length === 0) return undefined;
  const periods = instances.freezes(region);
  const unfrozen = asked.filter(
    ({ instanceId, run }) =>
      !periods.some(
        (period) =>
          period.instanceId === instanceId &&
          period.run === run &&
          period.wholeFromMs !== undefined &&
          period.thawedBy === 'thaw',
      ),
  );
  return {
    asked: asked.length,
    frozen: asked.length - unfrozen.length,
    longestMs: Math.max(0, ...periods.map(({ fromMs, toMs = loop.nowMs() }) => toMs - fromMs)),
    unfrozen: unfrozen.map(({ instanceId, atMs: sinceMs }) => ({
      at: new Date(sinceMs).toISOString(),
      instanceId,
      isTold: notifications.some(
        ({ atMs, message }) => message.includes(instanceId) && atMs >= sinceMs && atMs - sinceMs <= DAY_MS,
      ),
    })),
  };
}
