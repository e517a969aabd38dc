import type { Settings } from '../../infra/settings';
import { DAY_MS } from '../kernel/time-units';
import type { World } from '../world/world';
import { builtInFleet } from './fleet';
import { hungFreeze } from './hung-freeze';
import type { Inventory } from './inventory';
import { describeRoutine, incidents, type Incident, routineDay, withoutScripts } from './month';
import { Restores } from './restores';
import { describeSchedules, schedulesOf } from './scheduled-volumes';
import type { TaggedInstances } from './tagged-instances';

/** Soon enough that both executions of a repeated event would overlap. */
const REPEAT_DELAY_MS = 100;

/** Its instances bear no tags. */
const TAGGED: TaggedInstances = () => new Set();

type Played = { readonly settings: Settings; readonly startMs: number; readonly days: number };

export const builtInInventory = (settings: Settings): Inventory => ({
  volumes: fleetOf(settings).map(({ volume }) => ({ region: settings.primary.region, volume })),
  snapshots: [],
  images: [],
  locks: [],
  lists: [{ region: settings.primary.region, list: 'instances' }],
});

/** The built-in fleet, tagged so that these settings select it. Its scripts have left to the schedules of the settings what these cover. */
function fleetOf(settings: Settings): ReturnType<typeof builtInFleet> {
  const { primary, selection } = settings;
  const [Key, Value] =
    selection === 'all' ? ['Backup', 'yes'] : [selection.tagKey, selection.tagValues?.[0] ?? 'yes'];
  return withoutScripts(
    builtInFleet(primary.region, { Key, Value }),
    (volume) => schedulesOf(volume, settings, TAGGED).length > 0,
  );
}

/** Who takes snapshots of the fleet, in words. */
export const builtInTakers = ({ settings, ...days }: Played): string[] => {
  const fleet = fleetOf(settings);
  return [
    ...describeSchedules(
      fleet.map(({ volume }) => volume),
      settings,
      TAGGED,
      days,
    ),
    ...describeRoutine(fleet),
  ];
};

/** What happens to the fleet beside its routine, before the days are over. Mishaps are arranged in the world. */
export function builtInIncidents(world: World, options: Played): Incident[] {
  const { settings, startMs, days } = options;
  const repeats = new Set<string>();
  world.deliveryDelaysMs = ({ detail }) => {
    const volumeId = String(detail['source']).split('/').at(-1) ?? '';
    return detail['event'] === 'createSnapshot' && repeats.delete(volumeId) ? [0, REPEAT_DELAY_MS] : [0];
  };
  const mishaps = {
    failNextSnapshotOf: world.ec2.failNextSnapshotOf.bind(world.ec2),
    failNextCopyOf: world.ec2.failNextCopyOf.bind(world.ec2),
    repeatNextEventOf: (volumeId: string) => void repeats.add(volumeId),
  };
  const fleet = fleetOf(settings);
  return [
    ...incidents(startMs, fleet, mishaps),
    ...hungFreeze(world, settings, { fleet, tagged: TAGGED, startMs }),
  ].filter(({ atMs }) => atMs < startMs + days * DAY_MS);
}

/** What people have restored, of the days that are played. */
export const builtInRestores = (world: World, { settings, startMs, days }: Played): Restores =>
  new Restores(world, settings, { fleet: fleetOf(settings), startMs, endMs: startMs + days * DAY_MS });

/** What others than Snapshot Keeper take of the fleet in the days. */
export const routine = ({ settings, startMs, days }: Played): Incident[] =>
  Array.from({ length: days }, (_, day) => routineDay(startMs + day * DAY_MS, day, fleetOf(settings))).flat();
