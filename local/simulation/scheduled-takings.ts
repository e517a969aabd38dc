import type { BlockDeviceMapping, InstanceSpecification, Snapshot } from '@aws-sdk/client-ec2';
import type { ApiRequest } from '../aws/api';
import type { Ec2 } from '../aws/ec2';
import type { FaultName } from '../faults/fault-catalogue';
import { HOUR_MS, MINUTE_MS } from '../kernel/time-units';
import { ANSWER_AGE_MAX_MS, TWO_RUNS_MS } from './grace';
import type { Scenario, Scheduled } from './scenario';
import type { Sets } from './sets';
import type { Truth } from './truth';
import { UnansweredCalls } from './unanswered-calls';

/** What a function is about to take by one call. */
export type Taking = { readonly description: string; readonly volumeIds: readonly string[] };

export function takingOf({ region, operation, input }: ApiRequest, ec2: Pick<Ec2, 'volumes'>): Taking {
  const description = String(input['Description']);
  if (operation === 'CreateImage') return { description, volumeIds: imagedVolumes(region, input, ec2) };
  const of = input['InstanceSpecification'] as InstanceSpecification | undefined;
  if (of === undefined) return { description, volumeIds: [String(input['VolumeId'])] };
  const volumeIds = ec2
    .volumes(region)
    .filter(({ Attachments = [] }) => Attachments.some(({ InstanceId }) => InstanceId === of.InstanceId))
    .flatMap(({ VolumeId = '' }) => (of.ExcludeDataVolumeIds?.includes(VolumeId) === true ? [] : VolumeId));
  return { description, volumeIds };
}

/** What is attached to the instance of which an AMI is made, but for what is left out. */
function imagedVolumes(
  region: string,
  { InstanceId: of, BlockDeviceMappings }: ApiRequest['input'],
  ec2: Pick<Ec2, 'volumes'>,
): string[] {
  const left = ((BlockDeviceMappings ?? []) as BlockDeviceMapping[]).map(({ DeviceName }) => DeviceName);
  return ec2
    .volumes(region)
    .filter(({ Attachments = [] }) =>
      Attachments.some(({ InstanceId, Device }) => InstanceId === of && !left.includes(Device)),
    )
    .flatMap(({ VolumeId = '' }) => VolumeId);
}

/** What the functions have taken by the schedules: each of a volume once for each time, and of each volume one, or a person hears of it. */
export class ScheduledTakings {
  readonly #scheduled: readonly Scheduled[];
  readonly #deployment: string;
  readonly #region: string;
  /** By volume and time, the snapshot. */
  readonly #taken = new Map<string, string>();
  readonly #unanswered = new UnansweredCalls();
  #repeatedMs = -Infinity;

  constructor({ scheduled, settings }: Pick<Scenario, 'scheduled' | 'settings'>) {
    this.#scheduled = scheduled;
    this.#deployment = settings.deployment;
    this.#region = settings.primary.region;
  }

  /**
   * Takes note of a fault. Where one call of the function runs twice, neither run may see what the other takes: CreateSnapshot takes no
   * token, and EC2's answers may be old.
   */
  struck(name: FaultName, at: string, nowMs: number): void {
    if (name === 'function-repeated' && at.startsWith('TakeSnapshots')) this.#repeatedMs = nowMs;
    this.#unanswered.struck(name, at, nowMs);
  }

  /** Whether a function may take this snapshot now; asked before EC2 is. */
  judge(
    nowMs: number,
    { description, volumeIds }: Taking,
    truth: Truth,
  ): { readonly rule: string; readonly what: string } | undefined {
    const run = this.#runOf(description);
    if (run === undefined)
      return { rule: 'only what is due is taken', what: `${description} of ${volumeIds.join(', ')}` };
    const strange = volumeIds.find(
      (volumeId) => !truth.volumes.wasSelected(volumeId, nowMs - ANSWER_AGE_MAX_MS, nowMs),
    );
    if (strange !== undefined)
      return { rule: 'nothing of others is touched', what: `${strange} snapshotted, which is out of scope` };
    const uncovered = uncoveredIn(namesIn(description), volumeIds, truth, nowMs);
    if (uncovered !== undefined)
      return { rule: 'a schedule takes only what it covers', what: `${uncovered} by ${description}` };
    const runsTwice = nowMs - this.#repeatedMs < TWO_RUNS_MS;
    // Who starts a failed run again the next day may find that the rules have given up since what it had taken.
    const there = new Set(truth.pointsIn(this.#region).map(({ id }) => id));
    const second = volumeIds.find((volumeId) => there.has(this.#taken.get(keyOf(volumeId, run.dueMs)) ?? ''));
    if (second !== undefined && !runsTwice)
      return {
        rule: 'each run takes one snapshot of a volume',
        what: `a second one of ${second}, ${nameOf(run)}`,
      };
    const isHeldUp = this.#unanswered.holdUp({ dueMs: run.dueMs, volumeIds }, nowMs);
    // Of several volumes EC2 may have shown an older state before.
    const [volumeId = '', ...others] = volumeIds;
    const isSingle = others.length === 0 && !description.includes(', set ');
    if (isHeldUp && isSingle && wasCovered(run, volumeId, truth, nowMs))
      return {
        rule: 'a call that EC2 does not answer holds up no other volume',
        what: `${volumeId} taken only after one was waited for, ${nameOf(run)}`,
      };
    return undefined;
  }

  /** Takes note that EC2 has done it, and of what is a set; `held` are the snapshots of an AMI. */
  note(
    input: ApiRequest['input'],
    output: Readonly<Record<string, unknown>>,
    sets: Sets,
    held?: readonly Snapshot[],
  ): void {
    const run = this.#runOf(String(input['Description']));
    const set = held ?? (output['Snapshots'] as Snapshot[] | undefined);
    for (const { VolumeId, SnapshotId } of set ?? [output])
      if (run !== undefined) this.#taken.set(keyOf(String(VolumeId), run.dueMs), String(SnapshotId));
    // A single one is none, as where a Windows instance has taken the only volume that it has; but an AMI of one volume is a set.
    if (set !== undefined && (held !== undefined || set.length > 1))
      sets.note(
        set.map(({ SnapshotId = '' }) => SnapshotId),
        held === undefined ? undefined : String(input['InstanceId']),
      );
  }

  /** What is missing at the end of which nobody has heard. */
  untaken(truth: Truth, messages: readonly string[], nowMs: number): string[] {
    const over = this.#scheduled.filter(({ dueMs }) => dueMs + LATEST_MS < nowMs);
    return over.flatMap((run) =>
      truth.volumes.selectedOnes
        .filter((volumeId) => {
          const [fromMs, toMs] = [run.dueMs - HOUR_MS, run.dueMs + LATEST_MS];
          // A volume that was deleted meanwhile has none, and nobody misses it.
          const isWanted =
            truth.volumes.wasSelectedThroughout(volumeId, fromMs, toMs) && truth.hasVolume(volumeId);
          const isCovered = truth.instances.isCoveredThroughout(run.schedule, volumeId, fromMs, toMs);
          const isTold = messages.some((message) => message.includes(executionOf(run)));
          return isWanted && isCovered && !isTold && !this.#taken.has(keyOf(volumeId, run.dueMs));
        })
        .map((volumeId) => `none of ${volumeId}, ${nameOf(run)}`),
    );
  }

  /** The names of the schedules that are due then stand at the end, in whatever order, and behind them which set it is. */
  #runOf(description: string): Scheduled | undefined {
    const [beginning] = description.split(' by ');
    return this.#scheduled.find(
      (run) =>
        `snapshot-keeper ${this.#deployment}: due ${timeOf(run)}` === beginning &&
        namesIn(description).includes(run.schedule),
    );
  }
}

/** Whether the run found a volume from the first. */
const wasCovered = (
  { schedule, dueMs }: Scheduled,
  volumeId: string,
  { volumes, instances }: Truth,
  nowMs: number,
): boolean =>
  volumes.wasSelectedThroughout(volumeId, dueMs - HOUR_MS, nowMs) &&
  instances.isCoveredThroughout(schedule, volumeId, dueMs - HOUR_MS, nowMs);

/** The names of the schedules, and behind them which set it is. */
const namesIn = (description: string): string[] => description.split(' by ')[1]?.split(', ') ?? [];

/**
 * What of a taking no schedule covered when the function looked, as far as EC2's answers may have been old: a volume that none of those
 * covers that it names, or one of these that covers none of the volumes.
 */
function uncoveredIn(
  names: readonly string[],
  volumeIds: readonly string[],
  { instances }: Truth,
  nowMs: number,
): string | undefined {
  const schedules = names.filter((name) => !name.startsWith('set '));
  const isCovered = (name: string, volumeId: string): boolean =>
    instances.mayBeCovered(name, volumeId, nowMs - ANSWER_AGE_MAX_MS - LOOK_AGE_MAX_MS, nowMs);
  return (
    volumeIds.find((volumeId) => !schedules.some((name) => isCovered(name, volumeId))) ??
    schedules.find((name) => !volumeIds.some((volumeId) => isCovered(name, volumeId)))
  );
}

/** A call works for four minutes behind what it has read, and the last one of EC2 may take until its time-out. */
const LOOK_AGE_MAX_MS = 5 * MINUTE_MS;

/** So long after its time a run takes snapshots. */
const LATEST_MS = 13 * HOUR_MS;

const keyOf = (volumeId: string, dueMs: number): string => `${volumeId} ${dueMs}`;

const timeOf = ({ dueMs }: Scheduled): string => new Date(dueMs).toISOString().replace('.000', '');

const nameOf = (run: Scheduled): string => `by ${run.schedule} for ${timeOf(run)}`;

/** As a message names it that tells of its failure. */
const executionOf = (run: Scheduled): string => `:backup-${timeOf(run).replaceAll(':', '-')}`;
