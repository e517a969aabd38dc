import type * as z from 'zod';
import type { TakeSnapshotsEnvironment } from '../domain/environment';
import { digestOf } from '../domain/digest';
import type { Notification } from '../domain/notification';
import type { Metrics, Log } from '../runtime/log';
import type { Taken } from './take-unit';
import type { Reached } from './tally';
import type { Unit } from './units';

export type ReportDeps = {
  readonly region: string;
  readonly environment: Pick<z.output<typeof TakeSnapshotsEnvironment>, 'DEPLOYMENT' | 'SCHEDULES'>;
  readonly now: () => Date;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** Says of each schedule how far the run has come, while it goes on and when it is done. */
export function report(deps: ReportDeps, scheduledAt: string, reached: Reached): void {
  const { log, metrics, region } = deps;
  const { turn, after, waitSeconds, taken, failed, bySchedule } = reached;
  const elapsedSeconds = reportElapsed(deps, scheduledAt, Object.keys(bySchedule));
  for (const [ofSchedule, figures] of Object.entries(bySchedule)) {
    const of = { ofRegion: region, ofSchedule };
    metrics.gauge('BackupSize', { value: figures.takenGib, unit: 'Gigabytes', ...of });
    metrics.gauge('BackupErrors', { value: figures.failed, unit: 'Count', ...of });
  }
  const figures = { scheduledAt, schedules: Object.keys(bySchedule), taken, failed, elapsedSeconds };
  if (waitSeconds > 0) log.info('run goes on later', { ...figures, turn, after, waitSeconds });
  else log.info('run done', figures);
}

/** What has become of a unit. */
export const inLog = ({ covered, together, imageOf }: Unit, { taking, standing }: Taken) => ({
  schedules: [...new Set(covered.flatMap(({ schedules }) => schedules))],
  volumeIds: covered.map(({ volume }) => volume.volumeId),
  ...(together && { instanceId: together.instanceId }),
  ...(imageOf !== undefined && { instanceId: imageOf }),
  ...taking,
  ...standing,
  ...(taking.outcome === 'taken' && { snapshotIds: [...taking.snapshotIds.values()] }),
});

/** Seconds since the run was due. */
export function reportElapsed(
  { metrics, now, region }: ReportDeps,
  scheduledAt: string,
  schedules: readonly string[],
): number {
  const value = Math.max(0, Math.round((now().getTime() - Date.parse(scheduledAt)) / 1000));
  for (const ofSchedule of schedules)
    metrics.gauge('BackupElapsed', { value, unit: 'Seconds', ofRegion: region, ofSchedule });
  return value;
}

/** What people are told of a run that has done all, where they wish it. */
export const digestOn = (
  { environment, region }: ReportDeps,
  { scheduledAt, executionArn }: { readonly scheduledAt: string; readonly executionArn: string },
  { bySchedule, unfrozen, moreUnfrozen, longestFrozenMs }: Reached,
): Notification | undefined =>
  digestOf({
    deployment: environment.DEPLOYMENT,
    scheduledAt,
    region,
    executionArn,
    schedules: Object.entries(bySchedule).map(([name, { consistency, ...figures }]) => {
      const { digest: wish = 'always', freeze } = environment.SCHEDULES[name] ?? {};
      // What another schedule has frozen is not its matter.
      return { name, wish, ...figures, ...(freeze && { consistency }) };
    }),
    unfrozen,
    moreUnfrozen,
    longestFrozenMs,
  });
