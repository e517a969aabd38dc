import type { Settings } from '../../infra/settings';
import { DAY_MS, HOUR_MS } from '../kernel/time-units';
import type { World } from '../world/world';
import type { FleetVolume } from './fleet';
import type { Incident } from './month';
import { schedulesOf } from './scheduled-volumes';
import type { TaggedInstances } from './tagged-instances';

const MACHINE = 'db-1';

/** One night in which a freeze hangs on a machine of the built-in fleet, where a schedule of the settings freezes it. */
export function hungFreeze(
  world: World,
  settings: Settings,
  {
    fleet,
    tagged,
    startMs,
  }: { readonly fleet: readonly FleetVolume[]; readonly tagged: TaggedInstances; readonly startMs: number },
): Incident[] {
  const one = fleet.find(({ machine }) => machine === MACHINE);
  if (
    one === undefined ||
    !schedulesOf(one.volume, settings, tagged).some(({ freeze }) => freeze !== undefined)
  )
    return [];
  const nightMs = startMs + 24 * DAY_MS;
  const set = (freezeHangs: boolean) => (): Promise<void> => {
    world.instances.of(settings.primary.region, one.instanceId).set({ freezeHangs });
    return Promise.resolve();
  };
  return [
    { atMs: nightMs, who: MACHINE, what: 'fsfreeze hangs for two hours', act: set(true) },
    { atMs: nightMs + 2 * HOUR_MS, who: MACHINE, act: set(false) },
  ];
}
