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
import { freezerIn, type Freezer } from '../aws/freezer';
import { instancesIn, type Instances } from '../aws/instances';
import { newImagesIn, type NewImages } from '../aws/new-images';
import { newSnapshotsIn, type NewSnapshots } from '../aws/new-snapshots';
import { schedulesIn, type Schedules } from '../aws/schedules';
import { snapshotsIn, type Snapshots } from '../aws/snapshots';
import { vssIn, type Vss } from '../aws/vss';
import { volumesIn, type Volumes } from '../aws/volumes';
import type { RunFigures } from '../domain/digest';
import { isDueAt } from '../domain/due-run';
import { TakeSnapshotsEnvironment } from '../domain/environment';
import { InvalidInput } from '../domain/errors';
import type { Standing } from '../domain/freeze';
import { InstanceId, VolumeId } from '../domain/ids';
import type { Notification } from '../domain/notification';
import { LATEST_HOURS, refuseNameOfRun, schedulerName, type ScheduledRun } from '../domain/scheduled-run';
import { SETTLED_SECONDS } from '../domain/settled';
import { HOUR_MS } from '../domain/time-units';
import { awsRuntime } from '../runtime/aws-runtime';
import { ec2Clients } from '../runtime/ec2-clients';
import { lambda } from '../runtime/lambda';
import type { Log, Metrics } from '../runtime/log';
import { schedulerClients } from '../runtime/scheduler-clients';
import { ssmClients } from '../runtime/ssm-clients';
import { coveredByHand, namedIn, whyNothing, type Named } from './by-hand';
import { coveredBy, modeOf, rebootingBy } from './covered';
import { Freezes } from './freezes';
import { digestOn, inLog, report, reportElapsed } from './report';
import { Seen } from './seen';
import { standingOf } from './taken-before';
import { paceFrom } from './take-one';
import { thawAnnounced } from './take-frozen';
import { takeUnit, triedAgain, type Again } from './take-unit';
import { NOTHING_YET, Reached, Tally } from './tally';
import { VolumesInTurn } from './turns';
import { Units, type Covered } from './units';

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

export type Deps = {
  readonly volumes: Pick<Volumes, 'pages' | 'selectedBy' | 'byId' | 'attachedTo'>;
  readonly instances: Instances;
  readonly newSnapshots: NewSnapshots;
  readonly newImages: NewImages;
  readonly schedules: Pick<Schedules, 'byName'>;
  readonly freezer: Freezer;
  readonly vss: Vss;
  readonly snapshots: Pick<Snapshots, 'tagAll'>;
  readonly newId: () => string;
  readonly environment: z.output<typeof TakeSnapshotsEnvironment>;
  readonly region: string;
  readonly now: () => Date;
  readonly pause: (milliseconds: number) => Promise<void>;
  readonly log: Log;
  readonly metrics: Metrics;
};

/** A third of the time that Lambda gives, of which a repeated attempt waits ten minutes. */
const WORK_MS = 240_000;

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
    const isOn = due.length === 1 || (await schedules.byName(schedulerName(name)))?.isOn === true;
    if (isOn) bySchedule[name] = { taken: 0, takenGib: 0, gone: 0, failed: 0 };
    else log.warn('schedule is off', { schedule: name, scheduledAt });
  }
  return { ...NOTHING_YET, bySchedule };
}

type Asked = { readonly run: ScheduledRun; readonly named: Named | undefined };

/** Goes on behind what has been reached for as long as one call may. */
async function takeAsMany(deps: Deps, { run, named }: Asked, tally: Tally): Promise<Reached> {
  const { now, log, newSnapshots, newImages, environment } = deps;
  const { scheduledAt } = run;
  const lateMs = Date.parse(scheduledAt) + LATEST_HOURS * HOUR_MS;
  const workedMs = now().getTime() + WORK_MS;
  const before = tally.before;
  const freezes = new Freezes(deps, before.freezes);
  const turns = new VolumesInTurn(before);
  const lackingSets = new Set<string>();
  const makesImages = Object.values(environment.SCHEDULES).some(({ mode }) => mode === 'image');
  const seen = new Seen(makesImages ? [newSnapshots, newImages] : [newSnapshots], run, now);
  await seen.lookAgain();
  const pace = paceFrom(now().getTime(), before.turn === 'first' && before.after === null);
  const all =
    named === undefined
      ? await coveredBy(deps, Object.keys(before.bySchedule))
      : await coveredByHand(deps.volumes, named, environment.SELECTION);
  const isRebooting = rebootingBy(environment, scheduledAt, now);
  const units = await Units.of(deps.instances, all, (covered) => modeOf(deps, covered, named));
  const isOpen = (covered: Covered): boolean => turns.isDue(covered) && !seen.has(covered.volume.volumeId);
  const goOn = (again: Again): Reached =>
    tally.reached({
      ...turns.reached,
      ...again,
      freezes: turns.putsOff ? [] : freezes.announce(all.filter((covered) => turns.isDue(covered))),
    });
  for (const covered of all) {
    if (!turns.isDue(covered)) continue;
    const { volumeId } = covered.volume;
    const tried = before.tried?.volumeId === volumeId ? before.tried : { volumeId, inVain: {} };
    const shown = await seen.of(volumeId);
    if (shown?.lackingSet !== undefined) {
      const again = lackingSets.has(shown.lackingSet) ? undefined : triedAgain({ taking: LACKING }, tried);
      if (again !== undefined) return goOn(again);
      lackingSets.add(shown.lackingSet);
      tally.failed(covered, LACKING.reason);
    } else if (shown !== undefined) {
      tally.taken(covered, shown.snapshotId);
      if (units.imageOf(covered) !== undefined) turns.imaged([covered]);
      if (freezes.isAskedFor(covered))
        tally.standing([covered], await standingOf(deps, covered, shown, freezes));
    } else if (now().getTime() >= lateMs)
      tally.failed(covered, `its turn had not come ${LATEST_HOURS} hours after it was due`);
    else {
      const unit = units.around(covered, isOpen);
      if (turns.putsOff && freezes.isFrozen(unit)) {
        turns.putOff(unit.covered);
        continue;
      }
      const freezing = freezes.of(unit);
      if (freezing === 'not announced') return goOn({ waitSeconds: 1, tried });
      // What was tried in vain may have been rebooted by that.
      const reboots = Object.keys(tried.inVain).length === 0 ? isRebooting : () => false;
      const taking = { ...deps, run, isRebooting: reboots, seen, pace, workedMs };
      const taken = await takeUnit(taking, unit, freezing, tried);
      if (taken === undefined) return goOn({ waitSeconds: 1, tried });
      log.info('snapshot asked for', { scheduledAt, ...inLog(unit, taken) });
      const again = triedAgain(taken, tried);
      if (again !== undefined) {
        tally.frozen(covered.volume.instanceId, taken.standing);
        return goOn(again);
      }
      if (taken.taking.outcome !== 'gone') {
        tally.unit(
          unit,
          unit.imageOf !== undefined && freezes.isAskedForAny(unit)
            ? { ...taken, standing: UNFROZEN_IMAGE }
            : taken,
        );
        if (taken.taking.outcome === 'taken' && unit.imageOf !== undefined) turns.imaged(unit.covered);
        turns.done(unit.covered.map(({ volume }) => volume.volumeId));
        continue;
      }
      tally.frozen(covered.volume.instanceId, taken.standing);
      if (turns.looksAgain) {
        turns.lookAgain(covered);
        continue;
      }
      if (before.turn === 'missing')
        tally.failed(covered, 'EC2 shows it, and takes no snapshot of it: there is none');
      else tally.gone(covered);
    }
    turns.done([volumeId]);
  }
  for (const lost of turns.ofFailedImages(all, seen)) tally.lost(lost, LOST);
  const next = turns.next();
  if (next !== undefined) return goOn({ waitSeconds: next === 'frozen' ? 1 : SETTLED_SECONDS, tried: null });
  for (const missing of turns.stillMissing()) tally.gone(missing);
  // Where a volume is gone, a schedule has nothing to take; a person has asked for this one.
  if (named !== undefined && tally.isEmpty) tally.nothingOf(named, whyNothing(named));
  return goOn({ waitSeconds: 0, tried: null });
}

/** Of a set that another call has taken one member may be shown later than another. One that stays away was detached before. */
const LACKING = {
  outcome: 'unknown',
  reason: 'its set is without another volume that was to be in it',
} as const;

const LOST =
  'EC2 has answered that its AMI is being made, and shows none with a snapshot of it that has not failed';

/** How an AMI stands of an instance that another schedule asks to be frozen. */
const UNFROZEN_IMAGE: Standing = {
  consistency: 'crash',
  reason: 'a schedule of the mode image makes an AMI of it, for which nothing is frozen',
};

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
