import { timeOfRun } from '../../../functions/domain/scheduled-run';
import { takeSnapshots, type Deps } from '../../../functions/take-snapshots/handler';
import type { Reached } from '../../../functions/take-snapshots/tally';
import { schedulesByName } from '../../../infra/functions/schedules-by-name';
import { nameOf } from '../../../infra/names';
import type { Settings } from '../../../infra/settings';
import type { Wanted } from '../back-up';

type Surroundings = Pick<
  Deps,
  'volumes' | 'instances' | 'newSnapshots' | 'newImages' | 'freezer' | 'vss' | 'snapshots'
> & {
  readonly wanted: Wanted;
  readonly now: Date;
};

/** Calls the function that takes snapshots as the machine `backup` does, again and again until all is done, while no time passes. */
export async function runThrough(
  settings: Settings,
  { wanted, now, ...reading }: Surroundings,
): Promise<Reached> {
  let ids = 0;
  const run = takeSnapshots({
    ...reading,
    // A run of one schedule, or of what a person names, asks about none.
    schedules: { byName: () => Promise.resolve(undefined) },
    newId: () => String((ids += 1)),
    environment: {
      DEPLOYMENT: settings.deployment,
      SELECTION: settings.selection,
      SCHEDULES: schedulesByName(settings),
      SCHEDULE_GROUP: nameOf(settings),
      FREEZE_DOCUMENT: '',
    },
    region: settings.primary.region,
    now: () => now,
    pause: () => Promise.resolve(),
    log: { info: nothing, warn: nothing, error: nothing },
    metrics: { count: nothing, gauge: nothing },
  });
  const input = { ...wanted, scheduledAt: timeOfRun(now), retryCount: 0, executionArn: '' };
  let reached: Reached = await run(input);
  while (reached.waitSeconds > 0) reached = await run({ ...input, progress: reached });
  return reached;
}

const nothing = (): void => undefined;
