import { covers } from '../../functions/domain/schedule-coverage';
import { instanceIdsOf, type Volume } from '../../functions/domain/volume';
import type { Settings } from '../../infra/settings';
import type { TaggedInstances } from '../../local/rehearsal/tagged-instances';

type Schedule = Settings['schedules'][number];

/** Which schedules cover a volume that the deployment selects, in the order of the settings. */
export type Covering = {
  readonly surely: readonly Schedule[];
  /** Those that do where its instance bears their tag, while nobody knows which instances do. */
  readonly perhaps: readonly Schedule[];
};

export function coveringSchedules(
  schedules: readonly Schedule[],
  tagged: TaggedInstances,
): (volume: Volume) => Covering {
  const each = schedules.map((schedule) => ({
    schedule,
    instanceIds: schedule.instances === undefined ? new Set<string>() : tagged(schedule.instances),
  }));
  return (volume) => ({
    surely: each.flatMap(({ schedule, instanceIds }) =>
      instanceIds && covers(schedule, volume, instanceIds) ? [schedule] : [],
    ),
    perhaps: each.flatMap(({ schedule, instanceIds }) =>
      instanceIds === undefined && covers(schedule, volume, new Set(instanceIdsOf(volume))) ? [schedule] : [],
    ),
  });
}
