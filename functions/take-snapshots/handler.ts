/**
 * Takes a snapshot of each volume that the schedules of a run cover, or of one that a person names, or of those of an instance, as many as one call has time for; the next call goes on behind the last one.
 *
 * Called by: backup / TakeSnapshots, in the primary Region.
 * Late or repeated call: takes none twice of a volume of which EC2 shows one of that time. Since EC2's answers may be minutes old, a
 * repeated attempt waits for ten first, and before that thaws what the one before may have left frozen. A run that is twelve hours late takes no more.
 * Fails: ServiceBusy or AccessDenied where schedules, volumes, instances or snapshots cannot be read; InvalidInput where no schedule is due. A volume of which none can be taken is
 * counted, with the reason, and the others are taken; what a person names and is not there, or not selected, is such a one.
 */
import * as z from 'zod';
import { freezerIn } from '../aws/freezer';
import { instancesIn } from '../aws/instances';
import { newImagesIn } from '../aws/new-images';
import { newSnapshotsIn } from '../aws/new-snapshots';
import { schedulesIn, type Schedules } from '../aws/schedules';
import { snapshotsIn } from '../aws/snapshots';
import { vssIn } from '../aws/vss';
import { volumesIn } from '../aws/volumes';
import type { RunFigures } from '../domain/digest';
import { isDueAt, isOnAt } from '../domain/due-run';
import { TakeSnapshotsEnvironment } from '../domain/environment';
import { InvalidInput } from '../domain/errors';
import { InstanceId, VolumeId } from '../domain/ids';
import type { Notification } from '../domain/notification';
import { refuseNameOfRun, schedulerName, type ScheduledRun } from '../domain/scheduled-run';
import { SETTLED_SECONDS } from '../domain/settled';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Metrics } from '../runtime/log';
import { schedulerClients } from '../runtime/scheduler-clients';
import { ssmClients } from '../runtime/ssm-clients';
import { namedIn } from './by-hand';
import { digestOn, report, reportElapsed } from './report';
import { takeAsMany, type TakingDeps } from './take-as-many';
import { thawAnnounced } from './take-frozen';
import { NOTHING_YET, Reached, Tally } from './tally';

export type Progress = Reached & {
  /** What people are told of a run that has done all, where they wish it. */
  readonly digest?: Notification;
};

const Input = z
  .object({
    scheduledAt: z.iso.datetime(),
    /** The one that the run is of; absent where it is of all that the calendar makes due. */
    schedule: z.string().nullish(),
    /** The only one, by hand: whatever schedules cover it. */
    volumeId: VolumeId.nullish(),
    /** The only one whose volumes are taken, by hand. */
    instanceId: InstanceId.nullish(),
    /** What the call before has answered. */
    progress: Reached.nullish(),
    /** How often this attempt has been repeated. */
    retryCount: z.int(),
    executionArn: z.string(),
  })
  .refine(
    ({ volumeId, instanceId }) => typeof volumeId !== 'string' || typeof instanceId !== 'string',
    'expected a volume or an instance, found both',
  );

type Input = z.output<typeof Input>;

export type Deps = TakingDeps & {
  readonly schedules: Pick<Schedules, 'byName'>;
  readonly environment: z.output<typeof TakeSnapshotsEnvironment>;
  readonly region: string;
  readonly metrics: Metrics;
};

export const takeSnapshots =
  (deps: Deps) =>
  async (input: Input): Promise<Progress> => {
    const { environment, pause } = deps;
    const { scheduledAt, schedule, retryCount } = input;
    refuseNameOfRun(
      input.executionArn.split(':').at(-1) ?? '',
      namedIn(input) === undefined ? { scheduledAt, ...(typeof schedule === 'string' && { schedule }) } : {},
      deps.now(),
    );
    // Before anything is asked, so that a run that gets no answer is late, too.
    reportElapsed(
      deps,
      scheduledAt,
      input.progress ? Object.keys(input.progress.bySchedule) : dueIn(deps, input),
    );
    const thaws =
      retryCount > 0
        ? (
            await Promise.all([thawAnnounced(deps, input.progress?.freezes), pause(SETTLED_SECONDS * 1000)])
          )[0]
        : [];
    const run: ScheduledRun = { deployment: environment.DEPLOYMENT, scheduledAt };
    const asked = { run, named: namedIn(input) };
    const before = input.progress ?? (await beginning(deps, input));
    // What an attempt before may have frozen by, the instance takes for no second freeze.
    const tally = new Tally(retryCount > 0 ? { ...before, freezes: [] } : before);
    for (const { instanceId, standing } of thaws) tally.frozen(instanceId, standing);
    const reached = await takeAsMany(deps, asked, tally);
    report(deps, scheduledAt, reached);
    if (reached.waitSeconds > 0 || reached.failed > 0) return reached;
    const digest = digestOn(deps, input, reached);
    return { ...reached, ...(digest && { digest }) };
  };

/** The schedules that a run is of, whether or not they are switched on; none where a person has named what is to be taken. */
function dueIn({ environment }: Deps, input: Input): string[] {
  const { schedule, scheduledAt } = input;
  if (namedIn(input) !== undefined) return [];
  return Object.entries(environment.SCHEDULES).flatMap(([name, times]) => {
    const isDue = typeof schedule === 'string' ? name === schedule : isDueAt(times, new Date(scheduledAt));
    return isDue ? [name] : [];
  });
}

/** Which schedules a run is of is decided once: one that is switched off while it runs is taken to its end. */
async function beginning(deps: Deps, input: Input): Promise<Reached> {
  const { schedules, log } = deps;
  const { schedule, scheduledAt } = input;
  const due = dueIn(deps, input);
  if (due.length === 0 && namedIn(input) === undefined)
    throw new InvalidInput(
      typeof schedule === 'string'
        ? `no schedule of this deployment is called ${schedule}`
        : `no schedule of this deployment is due at ${scheduledAt}`,
    );
  const bySchedule: Record<string, RunFigures> = {};
  for (const name of due) {
    // What a person has switched off stays off, though another is due at the same time.
    const isOn =
      due.length === 1 || isOnAt(await schedules.byName(schedulerName(name)), new Date(scheduledAt));
    if (isOn) bySchedule[name] = { taken: 0, takenGib: 0, gone: 0, failed: 0 };
    else log.warn('schedule is off', { schedule: name, scheduledAt });
  }
  return { ...NOTHING_YET, bySchedule };
}

export const handler = lambda(awsRuntime({ ec2: ec2Clients, scheduler: schedulerClients, ssm: ssmClients }), {
  input: Input,
  environment: TakeSnapshotsEnvironment,
  deps: ({ clients, region, now, newId, pause, log, metrics }, environment) => ({
    volumes: volumesIn(clients.ec2(region)),
    instances: instancesIn(clients.ec2(region)),
    newSnapshots: newSnapshotsIn(clients.ec2(region), clients.ec2(region, 'none'), newId),
    newImages: newImagesIn(clients.ec2(region), region),
    schedules: schedulesIn(clients.scheduler(region), environment.SCHEDULE_GROUP),
    freezer: freezerIn(clients.ssm(region), clients.ssm(region, 'none'), {
      document: environment.FREEZE_DOCUMENT,
      now,
      pause,
    }),
    vss: vssIn(clients.ssm(region), clients.ssm(region, 'none'), { now, pause }),
    snapshots: snapshotsIn(clients.ec2(region)),
    newId,
    environment,
    region,
    now,
    pause,
    log,
    metrics,
  }),
  run: takeSnapshots,
});
