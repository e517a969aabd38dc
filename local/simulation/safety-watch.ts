import { copyTag, TAG, TAG_PREFIX } from '../../functions/domain/tags';
import type { ApiRequest, Authorization, Outcome, Service } from '../api';
import type { Ec2 } from '../aws/ec2';
import type { FaultName } from '../faults/fault-catalogue';
import { givenUpIn } from '../planned-deletions';
import type { LogLine } from '../world-hooks';
import { AtOnce } from './at-once';
import type { Scenario } from './scenario';
import { BACKUP_TAG, BEYOND, Truth, type Point, type StartedCopy } from './truth';

/** Something that must never happen, and when it did. */
export type Violation = { readonly atMs: number; readonly rule: string; readonly what: string };

/**
 * A plan may be acted on this long after retention gave a snapshot up, where somebody else has changed a snapshot since:
 * EC2 gives nobody the means to exclude that between reading and deleting.
 */
const PLAN_AGE_MAX_MS = 600_000;

/** From then on, whoever looks for a copy must find it: longer than EC2's answers are ever old. */
const SURELY_SEEN_MS = 60_000;

/** What can lead to a second copy before the first one can be seen, and the words by which such a strike is known. */
const EXPLAINS_SECOND_COPY: Readonly<Partial<Record<FaultName, RegExp>>> = {
  'answer-lost': /ec2:CopySnapshot|states:SendTask/,
  'function-killed': /CopySnapshot|RetryCopy/,
  'function-repeated': /CopySnapshot|RetryCopy/,
  'stale-read': /DescribeSnapshots/,
  'event-before-describe': /./,
};

/** Stands before EC2 and holds every change that the stacks make against what is true at that instant. */
export class SafetyWatch implements Service {
  readonly truth: Truth;
  readonly violations: Violation[] = [];
  readonly #ec2: Ec2;
  readonly #scenario: Scenario;
  readonly #onViolation: (violation: Violation) => void;
  /** By Region, ids of what retention gives up as things stand. */
  readonly #givenUp = new Map<string, ReadonlySet<string>>();
  /** By snapshot, until when retention gave it up. */
  readonly #givenUpUntilMs = new Map<string, number>();
  readonly #atOnce = new AtOnce();
  /** When somebody outside the stacks last changed something. */
  #meddledMs = -Infinity;
  /** When something last happened that explains a second copy. */
  #explainedMs = -Infinity;

  constructor(ec2: Ec2, scenario: Scenario, onViolation: (violation: Violation) => void) {
    this.#ec2 = ec2;
    this.#scenario = scenario;
    this.#onViolation = onViolation;
    this.truth = new Truth(ec2, scenario);
  }

  /** Takes note of a fault that strikes. */
  struck(name: FaultName, at: string, nowMs: number): void {
    if (EXPLAINS_SECOND_COPY[name]?.test(at) === true) this.#explainedMs = nowMs;
  }

  /** Takes note of what a function logs: before it deletes, what its plan gives up. */
  logged({ message, fields }: Pick<LogLine, 'message' | 'fields'>): void {
    const ids = givenUpIn(message, fields);
    if (ids.length > 0) this.#atOnce.planned(ids);
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    return this.#ec2.authorizations(request);
  }

  apply(nowMs: number, request: ApiRequest): Outcome {
    if (request.operation.startsWith('Describe')) return this.#ec2.apply(nowMs, request);
    const found = 'roleArn' in request.caller ? this.#judge(nowMs, request) : undefined;
    const outcome = this.#ec2.apply(nowMs, request);
    if (isPerson(request)) this.#meddledMs = nowMs;
    // What EC2 refuses has not happened.
    if (found !== undefined) this.#report({ atMs: nowMs, ...found });
    this.truth.changed();
    this.#note(nowMs, request, outcome);
    // What happens in a DR Region may free a source in the primary one.
    for (const region of new Set([request.region, this.#scenario.settings.primary.region]))
      this.#reckon(nowMs, region);
    return outcome;
  }

  #report(violation: Violation): void {
    this.violations.push(violation);
    this.#onViolation(violation);
  }

  #judge(nowMs: number, request: ApiRequest): Omit<Violation, 'atMs'> | undefined {
    switch (request.operation) {
      case 'DeleteSnapshot':
        return this.#judgeDeletion(nowMs, request);
      case 'CreateTags':
        return this.#judgeTags(request);
      case 'DeleteTags':
        return this.#judgeRemovedTags(request);
      case 'CopySnapshot':
        return this.#judgeCopy(nowMs, request);
      default:
        return { rule: 'only what is needed', what: `${request.operation} by a function` };
    }
  }

  #judgeDeletion(nowMs: number, { region, input }: ApiRequest): Omit<Violation, 'atMs'> | undefined {
    const id = String(input['SnapshotId']);
    const point = this.#find(region, id);
    if (point === undefined) return undefined;
    if (point.volumeId === undefined)
      return { rule: 'nothing of others is touched', what: `${id} deleted, which is not ours` };
    if (TAG.hold in point.tags)
      return { rule: 'nothing is deleted that is kept', what: `${id} deleted, which is held` };
    const givenUp = this.truth.givenUpIn(region, nowMs).find(({ point: { id: other } }) => other === id);
    const lastMs = this.#givenUpUntilMs.get(id) ?? -Infinity;
    const wasGivenUp = nowMs - lastMs <= PLAN_AGE_MAX_MS && this.#meddledMs >= lastMs;
    if (givenUp === undefined && !wasGivenUp)
      return {
        rule: 'nothing is deleted that is kept',
        what: `${id} of ${point.volumeId} deleted in ${region}, which is ${point.state} and kept by its policy, its copies or as the newest`,
      };
    const isGuarded = givenUp?.reason === BEYOND && this.truth.isOfPolicyBefore(point);
    const earlierCount = this.truth.earlierCount(region, point.volumeId, nowMs);
    const place = `${point.volumeId} in ${region}`;
    const { count, ofCount } = this.#atOnce.add(id, { isGuarded, earlierCount });
    if (count <= this.truth.allowedAtOnce(ofCount)) return undefined;
    return {
      rule: 'a changed policy does not remove too much at once',
      what: `${id} of ${place} deleted, with which ${count} of ${ofCount} go that an earlier policy kept`,
    };
  }

  #judgeTags({ region, input }: ApiRequest): Omit<Violation, 'atMs'> | undefined {
    const tags = input['Tags'] as readonly { Key: string }[];
    for (const id of input['Resources'] as readonly string[]) {
      const point = this.#find(region, id);
      if (point === undefined) continue;
      if (!this.#isInScope(point))
        return { rule: 'nothing of others is touched', what: `${id} tagged, which is out of scope` };
      const volumeKeys = this.#scenario.volumes.flatMap(({ Tags = [] }) => Tags.map(({ Key }) => Key));
      const foreign = tags.find(({ Key }) => !Key.startsWith(TAG_PREFIX) && !volumeKeys.includes(Key));
      if (foreign !== undefined)
        return { rule: 'nothing of others is touched', what: `${id} tagged with ${foreign.Key}` };
      const confirmed = this.truth.regions.find((dr) => tags.some(({ Key }) => Key === copyTag(dr)));
      const isCopied = [...this.truth.copies.values()].some(
        (copy) => copy.sourceId === id && copy.region === confirmed && copy.completedMs !== undefined,
      );
      if (confirmed !== undefined && !isCopied)
        return { rule: 'only finished copies are confirmed', what: `${id} has no copy in ${confirmed}` };
    }
    return undefined;
  }

  /** What a tool has carried here goes when a snapshot is adopted; a person's hold never does. */
  #judgeRemovedTags({ region, input }: ApiRequest): Omit<Violation, 'atMs'> | undefined {
    const tags = input['Tags'] as readonly { Key: string }[];
    for (const id of input['Resources'] as readonly string[]) {
      const point = this.#find(region, id);
      if (point !== undefined && !this.#isInScope(point))
        return { rule: 'nothing of others is touched', what: `tags of ${id} removed, which is out of scope` };
      const foreign = tags.find(({ Key }) => !Key.startsWith(TAG_PREFIX) || Key === TAG.hold);
      if (foreign !== undefined)
        return { rule: 'nothing of others is touched', what: `${foreign.Key} taken from ${id}` };
    }
    return undefined;
  }

  #judgeCopy(nowMs: number, { region, input }: ApiRequest): Omit<Violation, 'atMs'> | undefined {
    const sourceId = String(input['SourceSnapshotId']);
    const source = this.#find(String(input['SourceRegion']), sourceId);
    if (source !== undefined && !this.#isInScope(source))
      return { rule: 'nothing of others is touched', what: `${sourceId} copied, which is out of scope` };
    const points = this.truth.pointsIn(region);
    const seen = [...this.truth.copies.values()].find(
      (copy) =>
        copy.sourceId === sourceId &&
        copy.region === region &&
        points.some(
          ({ id, state, volumeId }) => id === copy.id && state !== 'error' && volumeId !== undefined,
        ) &&
        !this.#canBeUnseen(nowMs, copy),
    );
    if (seen === undefined) return undefined;
    return {
      rule: 'no second copy of what has one',
      what: `${sourceId} copied to ${region} again, ${Math.round((nowMs - seen.startMs) / 1000)} s after ${seen.id} began`,
    };
  }

  /** Whether a copy may not be seen yet, for a reason that is known. */
  #canBeUnseen(nowMs: number, { startMs, completedMs = startMs }: StartedCopy): boolean {
    const isNew = nowMs - startMs <= SURELY_SEEN_MS || nowMs - completedMs <= SURELY_SEEN_MS;
    return isNew && nowMs - this.#explainedMs <= 2 * SURELY_SEEN_MS;
  }

  /** Of a selected volume, and neither AWS Backup's nor another deployment's. */
  #isInScope({ ec2VolumeId, sourceId, tags }: Point): boolean {
    if (BACKUP_TAG in tags) return false;
    return sourceId !== undefined || this.#scenario.selected.has(ec2VolumeId);
  }

  #note(nowMs: number, { operation, region, input, caller }: ApiRequest, outcome: Outcome): void {
    if (operation === 'CopySnapshot' && 'roleArn' in caller) {
      const id = String(outcome.output['SnapshotId']);
      const sourceId = String(input['SourceSnapshotId']);
      const source = this.#find(String(input['SourceRegion']), sourceId);
      this.truth.copies.set(id, {
        id,
        sourceId,
        region,
        startMs: nowMs,
        volumeId: source?.ec2VolumeId ?? '',
        takenMs: source?.startMs ?? 0,
        completedMs: undefined,
      });
    }
    if (operation !== 'completeSnapshot') return;
    const copy = this.truth.copies.get(String(input['SnapshotId']));
    const isGood = outcome.events?.some(({ detail }) => detail['result'] === 'succeeded') ?? false;
    if (copy !== undefined && isGood) copy.completedMs = nowMs;
  }

  #reckon(nowMs: number, region: string): void {
    for (const id of this.#givenUp.get(region) ?? []) this.#givenUpUntilMs.set(id, nowMs);
    const givenUp = this.truth.givenUpIn(region, nowMs);
    this.#givenUp.set(region, new Set(givenUp.map(({ point }) => point.id)));
  }

  #find(region: string, id: string): Point | undefined {
    return this.truth.pointsIn(region).find((point) => point.id === id);
  }
}

/** Neither a role of the stacks nor EC2 itself. */
const isPerson = ({ caller }: ApiRequest): boolean =>
  'outsider' in caller && !caller.outsider.startsWith('aws:ec2');
