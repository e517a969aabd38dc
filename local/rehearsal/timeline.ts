import type { Snapshot as Ec2Snapshot } from '@aws-sdk/client-ec2';
import { fromEc2 } from '../../functions/aws/snapshots';
import { recognise } from '../../functions/domain/recognise';
import { isCompleted } from '../../functions/domain/snapshot';
import type { Settings } from '../../infra/settings';
import type { AwsEvent } from '../aws/api';
import type { ApiCall } from '../aws/api-endpoint';
import { HOUR_MS } from '../kernel/time-units';
import { sqsQueue } from '../template/resources/sqs-queue';
import { Template, type SynthesizedStack } from '../template/template';
import type { Observer } from '../world/observer';
import type { World } from '../world/world';
import { storedGib, type SizeAssumptions, type SizedPoint } from './snapshot-size';

/** A page still draws so many samples quickly. */
const SAMPLES_MAX = 1000;

/** So that samples of a long run come at the same hours of each day. */
const INTERVALS_HOURS = [1, 2, 3, 4, 6, 8, 12, 24];

/** What a Region holds at one time: good snapshots or copies of ours. */
export type HeldSample = {
  readonly at: string;
  readonly region: string;
  readonly snapshotCount: number;
  /** Estimated, see `storedGib`. */
  readonly storedGib: number;
};

/** The highest values since the sample before. */
export type CopySample = {
  readonly at: string;
  /** Copies in the one queue of all DR Regions, waiting or being asked for. */
  readonly queueLength: number;
  /** Running copies by DR Region. */
  readonly running: Readonly<Record<string, number>>;
};

/** From `at` on, the newest good point of a volume is of `takenAt`; null where it has none any more. */
export type NewestPoint = { readonly at: string; readonly takenAt: string | null };

/** A copy of ours that was completed. */
export type FinishedCopy = HeldCopy & {
  readonly isIncremental: boolean;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
};

/** A good copy of ours in a DR Region. */
export type HeldCopy = SizedPoint & { readonly region: string; readonly volumeId: string };

/** What was seen while a rehearsal's days were played, in order of time. */
export type Timeline = {
  /** Hours between two samples. The first is one interval after the start. */
  readonly intervalHours: number;
  /** For each sample the Regions, the primary one first. */
  readonly held: readonly HeldSample[];
  readonly copies: readonly CopySample[];
  /** By Region and volume id. A volume that never had a point is not in it. */
  readonly newestPoints: ReadonlyMap<string, ReadonlyMap<string, readonly NewestPoint[]>>;
  /** Volume id to the time at which the volume was seen to be gone. */
  readonly goneVolumes: ReadonlyMap<string, string>;
  readonly finishedCopies: readonly FinishedCopy[];
  /** The newest copy of each volume in each Region before the days began. */
  readonly earlierCopies: readonly HeldCopy[];
  readonly stateTransitionCount: number;
  readonly lambdaRequestCount: number;
};

/** Runs a world and looks at it from time to time. Looking changes nothing: the world runs as it would alone. */
export class TimelineRecorder implements Observer {
  readonly #world: World;
  readonly #settings: Settings;
  readonly #assumptions: SizeAssumptions;
  readonly #drRegions: readonly string[];
  readonly #copyQueueArn: string;
  readonly #intervalMs: number;
  readonly #held: HeldSample[] = [];
  readonly #copies: CopySample[] = [];
  readonly #newestPoints = new Map<string, Map<string, NewestPoint[]>>();
  readonly #goneVolumes = new Map<string, string>();
  readonly #finishedCopies: FinishedCopy[] = [];
  /** Undefined before the first run. */
  #earlierCopies: readonly HeldCopy[] | undefined;
  /** Regions where something may have changed since the last sample. */
  readonly #changed = new Set<string>();
  readonly #lastHeld = new Map<string, Omit<HeldSample, 'at'>>();
  #volumeIds: ReadonlySet<string> = new Set();
  #nextSampleMs: number;
  #peak: { queueLength: number; running: Record<string, number> } = { queueLength: 0, running: {} };
  #lambdaRequestCount = 0;

  constructor(world: World, { settings, templates, days }: RecorderOptions, assumptions: SizeAssumptions) {
    this.#world = world;
    this.#settings = settings;
    this.#assumptions = assumptions;
    this.#drRegions = settings.dr.map(({ region }) => region);
    this.#copyQueueArn = findCopyQueue(templates, settings.primary.region);
    this.#intervalMs = intervalHours(days) * HOUR_MS;
    this.#nextSampleMs = world.loop.nowMs() + this.#intervalMs;
  }

  /** Lets virtual time go on as `World.run` does. */
  async run(untilMs: number): Promise<void> {
    this.#noteGoneVolumes();
    this.#earlierCopies ??= this.#drRegions.flatMap((region) =>
      [...this.#goodPoints(region)].map(([volumeId, points]) => ({ region, volumeId, ...points.at(-1)! })),
    );
    while (this.#nextSampleMs <= untilMs) {
      await this.#world.run(this.#nextSampleMs);
      this.#sample();
      this.#nextSampleMs += this.#intervalMs;
    }
    await this.#world.run(untilMs);
  }

  onInvocation(): void {
    this.#lambdaRequestCount += 1;
  }

  onCall({ request: { service, operation, region } }: ApiCall): void {
    if (service === 'ec2' && !operation.startsWith('Describe')) this.#changed.add(region);
    if (service === 'sqs' || operation === 'CopySnapshot') this.#look();
  }

  onEvent({ region, detail }: AwsEvent): void {
    this.#changed.add(region);
    if (detail['event'] !== 'copySnapshot' || detail['result'] !== 'succeeded') return;
    const copyId = String(detail['snapshot_id']).split('/').at(-1) ?? '';
    const described = this.#world.ec2.snapshot(region, copyId);
    const [copy] = described === undefined ? [] : this.#pointsAmong(region, [described]);
    if (copy === undefined) return;
    const isIncremental = detail['incremental'] === 'true';
    const [startedAtMs, endedAtMs] = [detail['startTime'], detail['endTime']].map((at) =>
      Date.parse(String(at)),
    );
    this.#finishedCopies.push({
      region,
      isIncremental,
      startedAtMs: startedAtMs!,
      endedAtMs: endedAtMs!,
      ...copy,
    });
  }

  /** What was seen until now. */
  timeline(): Timeline {
    return {
      intervalHours: this.#intervalMs / HOUR_MS,
      held: this.#held,
      copies: this.#copies,
      newestPoints: this.#newestPoints,
      goneVolumes: this.#goneVolumes,
      finishedCopies: [...this.#finishedCopies],
      earlierCopies: this.#earlierCopies ?? [],
      stateTransitionCount: this.#world.executions.reduce(
        (sum, { stateTransitions }) => sum + stateTransitions,
        0,
      ),
      lambdaRequestCount: this.#lambdaRequestCount,
    };
  }

  #look(): void {
    const { ec2, sqs, loop } = this.#world;
    const { visible, inFlight } = sqs.depth(this.#copyQueueArn, loop.nowMs());
    const peak = this.#peak;
    peak.queueLength = Math.max(peak.queueLength, visible + inFlight);
    for (const region of this.#drRegions)
      peak.running[region] = Math.max(peak.running[region] ?? 0, ec2.copiesInProgress(region));
  }

  #sample(): void {
    const at = new Date(this.#world.loop.nowMs()).toISOString();
    const primary = this.#settings.primary.region;
    this.#look();
    this.#copies.push({ at, ...this.#peak });
    this.#peak = { queueLength: 0, running: {} };
    this.#look();
    if (this.#changed.has(primary)) this.#noteGoneVolumes();
    for (const region of [primary, ...this.#drRegions]) this.#sampleRegion(at, region);
  }

  #sampleRegion(at: string, region: string): void {
    let held = this.#lastHeld.get(region);
    if (held === undefined || this.#changed.delete(region)) {
      const byVolume = this.#goodPoints(region);
      const points = [...byVolume.values()];
      const gib = points.reduce((sum, ofVolume) => sum + storedGib(ofVolume, this.#assumptions), 0);
      const snapshotCount = points.reduce((sum, ofVolume) => sum + ofVolume.length, 0);
      held = { region, snapshotCount, storedGib: Math.round(gib * 1000) / 1000 };
      this.#lastHeld.set(region, held);
      this.#noteNewest(at, region, byVolume);
    }
    this.#held.push({ at, ...held });
  }

  #noteGoneVolumes(): void {
    const at = new Date(this.#world.loop.nowMs()).toISOString();
    const volumes = this.#world.ec2.volumes(this.#settings.primary.region);
    const volumeIds = new Set(volumes.map(({ VolumeId }) => VolumeId ?? ''));
    for (const id of this.#volumeIds) if (!volumeIds.has(id)) this.#goneVolumes.set(id, at);
    this.#volumeIds = volumeIds;
  }

  #noteNewest(at: string, region: string, byVolume: ReadonlyMap<string, readonly SizedPoint[]>): void {
    const known = this.#newestPoints.get(region) ?? new Map<string, NewestPoint[]>();
    this.#newestPoints.set(region, known);
    for (const volumeId of byVolume.keys()) if (!known.has(volumeId)) known.set(volumeId, []);
    for (const [volumeId, steps] of known) {
      const newest = byVolume.get(volumeId)?.at(-1);
      const takenAt = newest === undefined ? null : new Date(newest.takenAtMs).toISOString();
      if (takenAt !== (steps.at(-1)?.takenAt ?? null)) steps.push({ at, takenAt });
    }
  }

  /** By volume, the oldest data first. */
  #goodPoints(region: string): Map<string, SizedPoint[]> {
    const byVolume = new Map<string, SizedPoint[]>();
    for (const point of this.#pointsAmong(region, this.#world.ec2.snapshots(region))) {
      const points = byVolume.get(point.volumeId);
      if (points === undefined) byVolume.set(point.volumeId, [point]);
      else points.push(point);
    }
    for (const points of byVolume.values()) points.sort((a, b) => a.takenAtMs - b.takenAtMs);
    return byVolume;
  }

  /** The good points of ours. */
  #pointsAmong(
    region: string,
    described: readonly Ec2Snapshot[],
  ): (SizedPoint & { readonly volumeId: string })[] {
    const { deployment, primary } = this.#settings;
    const home = { deployment, primaryRegion: primary.region, region };
    return recognise(described.map(fromEc2), home)
      .managed.filter(isCompleted)
      .map(({ volumeId, takenAt, sizeGib }) => ({ volumeId, takenAtMs: Date.parse(takenAt), sizeGib }));
  }
}

type RecorderOptions = {
  readonly settings: Settings;
  readonly templates: readonly SynthesizedStack[];
  readonly days: number;
};

/** The shortest interval that gives no more samples than a page can take. */
const intervalHours = (days: number): number =>
  INTERVALS_HOURS.find((hours) => (days * 24) / hours <= SAMPLES_MAX) ?? 24;

function findCopyQueue(templates: readonly SynthesizedStack[], primaryRegion: string): string {
  const queues = templates
    .filter(({ region }) => region === primaryRegion)
    .flatMap((stack) => new Template(stack).resources(sqsQueue));
  const queue = queues.find(({ constructPath }) => constructPath.endsWith('/CopyQueue/Queue/Resource'));
  if (queue === undefined) throw new Error(`the templates of ${primaryRegion} have no copy queue`);
  return queue.attribute('Arn');
}
