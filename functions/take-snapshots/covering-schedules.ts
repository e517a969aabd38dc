import type { Instances } from '../aws/instances';
import { covers, type Coverage } from '../domain/schedule-coverage';
import type { Volume } from '../domain/volume';

/** Which of these schedules cover a selected volume, by their names. Instances are read for a schedule that goes by their tags, and for no other. */
export async function coveringSchedules(
  instances: Pick<Instances, 'taggedWith'>,
  schedules: readonly (readonly [name: string, coverage: Coverage])[],
): Promise<(volume: Volume) => string[]> {
  const tagged = new Map<string, ReadonlySet<string>>();
  for (const [name, { instances: tag }] of schedules)
    if (tag !== undefined) tagged.set(name, await instances.taggedWith(tag));
  return (volume) =>
    schedules.flatMap(([name, coverage]) =>
      covers(coverage, volume, tagged.get(name) ?? new Set()) ? [name] : [],
    );
}
