import { copyTag, TAG, TAG_PREFIX, tagsFromList } from '../../functions/domain/tags';
import type { ApiRequest, Authorization, Outcome, Service } from '../aws/api';
import type { Ec2 } from '../aws/ec2';
import type { FaultName } from '../faults/fault-catalogue';
import type { LogLine } from '../handlers/hosted-function';
import { givenUpIn } from '../world/product';
import { AtOnce } from './at-once';
import { CopiesInVain } from './copies-in-vain';
import { ANSWER_AGE_MAX_MS, Grace, isForRun, isPerson } from './grace';
import { BACKUP_TAG, keysToCarry, takenForOtherEnds } from './other-makers';
import { judgeDeregistration, noteImage } from './judge-images';
import { isHeld, isTrueConfirmation, type Point } from './points';
import { PolicyChanges } from './policy-changes';
import type { Scenario } from './scenario';
import { ScheduledTakings, takingOf } from './scheduled-takings';
import { touchedVolumes } from './touched-volumes';
import { BEYOND, Truth } from './truth';

/** Something that must never happen, and when it did. */
export type Violation = { readonly atMs: number; readonly rule: string; readonly what: string };

/** Stands before EC2 and holds every change that the stacks make against what is true at that instant. */
export class SafetyWatch implements Service {
  readonly truth: Truth;
  readonly violations: Violation[] = [];
  readonly #ec2: Ec2;
  readonly #scenario: Scenario;
  readonly #onViolation: (violation: Violation) => void;
  /** By Region, ids of what retention gives up as things stand. */
  readonly #givenUp = new Map<string, ReadonlySet<string>>();
  /** By snapshot, since when retention has given it up. */
  readonly givenUpSinceMs = new Map<string, number>();
  readonly scheduledTakings: ScheduledTakings;
  readonly #grace = new Grace();
  readonly #atOnce = new AtOnce();
  readonly #copiesInVain: CopiesInVain;
  readonly #policyChanges: PolicyChanges;
  #hasNotedVolumes = false;

  constructor(ec2: Ec2, scenario: Scenario, onViolation: (violation: Violation) => void) {
    this.#ec2 = ec2;
    this.#scenario = scenario;
    this.#onViolation = onViolation;
    this.truth = new Truth(ec2, scenario);
    this.scheduledTakings = new ScheduledTakings(scenario);
    this.#copiesInVain = new CopiesInVain(this.truth);
    this.#policyChanges = new PolicyChanges(this.truth);
  }

  /** Takes note of a fault that strikes. */
  struck(name: FaultName, at: string, nowMs: number): void {
    this.#copiesInVain.struck(name, at, nowMs);
    this.scheduledTakings.struck(name, at, nowMs);
  }

  /** Takes note of what a function logs: before it deletes, what its plan gives up. */
  logged(line: Pick<LogLine, 'message' | 'fields'>, nowMs: number): void {
    const ids = givenUpIn(line);
    if (ids.length === 0) return;
    this.#atOnce.planned(ids);
    this.#grace.planned(ids, nowMs);
  }

  /** Takes note that other settings count from now on. */
  deployed({ atMs: nowMs, settings, stacks }: NonNullable<Scenario['redeployment']>): void {
    this.truth.deployed(settings, stacks);
    this.#grace.deployed(nowMs);
    for (const region of this.truth.regions) this.#reckon(nowMs, region);
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    return this.#ec2.authorizations(request);
  }

  apply(nowMs: number, request: ApiRequest): Outcome {
    if (request.operation.startsWith('Describe')) return this.#ec2.apply(nowMs, request);
    if (!this.#hasNotedVolumes) this.truth.noteVolumes(nowMs);
    this.#hasNotedVolumes = true;
    const found = isForRun(request) ? this.#judge(nowMs, request) : undefined;
    const touched = isPerson(request) ? touchedVolumes(request, this.truth) : [];
    const outcome = this.#carryOut(nowMs, request);
    for (const volumeId of touched) for (const id of this.#together(volumeId)) this.#grace.meddled(id, nowMs);
    // What EC2 refuses has not happened.
    if (found !== undefined) this.#report({ atMs: nowMs, ...found });
    this.truth.changed();
    this.#noteRestored(nowMs, request);
    if (/Volume|Tags$/.test(request.operation)) this.truth.noteVolumes(nowMs);
    this.#note(nowMs, request, outcome);
    // What happens in a DR Region may free a source in the primary one.
    for (const region of new Set([request.region, this.#scenario.settings.primary.region]))
      this.#reckon(nowMs, region);
    return outcome;
  }

  #noteRestored(nowMs: number, { operation, region, input }: ApiRequest): void {
    if (operation !== 'RestoreSnapshotFromRecycleBin') return;
    const point = this.#find(region, String(input['SnapshotId']));
    if (point !== undefined) this.truth.restored.note(nowMs, point);
  }

  #carryOut(nowMs: number, request: ApiRequest): Outcome {
    try {
      return this.#ec2.apply(nowMs, request);
    } catch (error) {
      if (request.operation === 'DeleteSnapshot') this.truth.refused.add(String(request.input['SnapshotId']));
      throw error;
    }
  }

  #report(violation: Violation): void {
    this.violations.push(violation);
    this.#onViolation(violation);
  }

  #judge(nowMs: number, request: ApiRequest): Omit<Violation, 'atMs'> | undefined {
    switch (request.operation) {
      case 'DeleteSnapshot':
        return this.#judgeDeletion(nowMs, request);
      case 'DeregisterImage':
        return judgeDeregistration(request, this.truth, (SnapshotId) =>
          this.#judgeDeletion(nowMs, { ...request, input: { SnapshotId } }),
        );
      case 'CreateTags':
        return this.#judgeTags(nowMs, request);
      case 'DeleteTags':
        return this.#judgeRemovedTags(nowMs, request);
      case 'CopySnapshot':
        return this.#judgeCopy(nowMs, request);
      case 'CreateSnapshot':
      case 'CreateSnapshots':
      case 'CreateImage':
        return this.scheduledTakings.judge(nowMs, takingOf(request, this.#ec2), this.truth);
      default:
        // What restores make is judged by what they say of it.
        if (/^(Create|Attach)Volume$/.test(request.operation)) return undefined;
        return { rule: 'only what is needed', what: `${request.operation} by a function` };
    }
  }

  #judgeDeletion(nowMs: number, { region, input }: ApiRequest): Omit<Violation, 'atMs'> | undefined {
    const id = String(input['SnapshotId']);
    const point = this.#find(region, id);
    if (point === undefined) return undefined;
    if (point.volumeId === undefined)
      return { rule: 'nothing of others is touched', what: `${id} deleted, which is not ours` };
    if (isHeld(point.tags))
      return { rule: 'nothing is deleted that is kept', what: `${id} deleted, which is held` };
    const givenUp = this.truth.givenUpIn(region, nowMs).find(({ point: { id: other } }) => other === id);
    const place = `${point.volumeId} in ${region}`;
    const isGuarded = givenUp?.reason === BEYOND && this.truth.isOfPolicyBefore(point);
    const isUnknown = isGuarded && this.truth.isOfUnknownPolicy(point);
    const isKept = givenUp === undefined || isUnknown || this.truth.restored.mustStay(point, nowMs);
    const isExcused = this.#grace.covers(id, point.volumeId, nowMs);
    // Without it others may have a place that they would not have had, of which the same plan knows nothing either.
    if (isKept && isExcused)
      for (const other of this.#together(point.volumeId)) this.#grace.meddled(other, nowMs);
    if (isKept && !isExcused)
      return {
        rule: 'nothing is deleted that is kept',
        what: `${id} of ${place} deleted, which is ${point.state} and kept by its policy, its copies, as the newest or in doubt`,
      };
    const earlierCount = this.truth.earlierCount(region, point.volumeId, nowMs);
    const { count, ofCount } = this.#atOnce.add(id, { sourceId: point.sourceId, isGuarded, earlierCount });
    if (count <= this.truth.allowedAtOnce(ofCount)) return undefined;
    return {
      rule: 'a changed policy does not remove too much at once',
      what: `${id} of ${place} deleted, with which ${count} of ${ofCount} go that an earlier policy kept`,
    };
  }

  #judgeTags(nowMs: number, { region, input }: ApiRequest): Omit<Violation, 'atMs'> | undefined {
    const tags = input['Tags'] as readonly { Key: string; Value: string }[];
    for (const id of input['Resources'] as readonly string[]) {
      const point = this.#find(region, id);
      if (point === undefined) continue;
      // Of what bears our name and contradicts it a person is told, and it remembers that.
      if (tags.every(({ Key }) => Key === TAG.told) && this.#bearsOurName(point)) continue;
      if (!this.#isInScope(nowMs, point))
        return { rule: 'nothing of others is touched', what: `${id} tagged, which is out of scope` };
      const carried = keysToCarry(this.#scenario.volumes);
      const foreign = tags.find(({ Key }) => !Key.startsWith(TAG_PREFIX) && !carried.includes(Key));
      if (foreign !== undefined)
        return { rule: 'nothing of others is touched', what: `${id} tagged with ${foreign.Key}` };
      const wrong = this.truth.regions.find(
        (dr) => !isTrueConfirmation(tagsFromList(tags)[copyTag(dr)], id, dr, this.truth.copies),
      );
      if (wrong !== undefined)
        return { rule: 'only finished copies are confirmed', what: `${id} has no such copy in ${wrong}` };
    }
    return undefined;
  }

  #bearsOurName({ id, tags }: Point): boolean {
    const isNamed = tags[TAG.managedBy] === this.#scenario.settings.deployment;
    return isNamed || this.truth.adopted.has(id) || this.truth.copies.has(id);
  }

  /** What a tool has carried here goes when a snapshot is adopted; a person's hold never does. */
  #judgeRemovedTags(nowMs: number, { region, input }: ApiRequest): Omit<Violation, 'atMs'> | undefined {
    const tags = input['Tags'] as readonly { Key: string }[];
    for (const id of input['Resources'] as readonly string[]) {
      const point = this.#find(region, id);
      if (point !== undefined && !this.#isInScope(nowMs, point))
        return { rule: 'nothing of others is touched', what: `tags of ${id} removed, which is out of scope` };
      const foreign = tags.find(({ Key }) => !Key.startsWith(TAG_PREFIX) || isHeld({ [Key]: '' }));
      if (foreign !== undefined)
        return { rule: 'nothing of others is touched', what: `${foreign.Key} taken from ${id}` };
    }
    return undefined;
  }

  #judgeCopy(nowMs: number, { region, input }: ApiRequest): Omit<Violation, 'atMs'> | undefined {
    const sourceId = String(input['SourceSnapshotId']);
    const source = this.#find(String(input['SourceRegion']), sourceId);
    // It was ours when the copy was asked for, and copying takes nothing from whoever has claimed it since.
    const wasAdopted = this.truth.adopted.has(sourceId);
    if (source !== undefined && !wasAdopted && !this.#isInScope(nowMs, source))
      return { rule: 'nothing of others is touched', what: `${sourceId} copied, which is out of scope` };
    return this.#copiesInVain.judge(nowMs, region, { sourceId, volumeId: source?.ec2VolumeId });
  }

  /**
   * Of a volume that was selected at some time since the snapshot was taken, as far as EC2's answers may be old, or that was
   * and is gone; and neither another service's nor another deployment's.
   */
  #isInScope(nowMs: number, point: Point): boolean {
    const { id, ec2VolumeId, sourceId, tags, startMs } = point;
    if (BACKUP_TAG in tags || this.truth.ofOtherEnds.has(id) || this.truth.isOfOthers(point)) return false;
    if (sourceId !== undefined || this.truth.adopted.has(id)) return true;
    const fromMs = this.truth.hasVolume(ec2VolumeId) ? startMs - ANSWER_AGE_MAX_MS : -Infinity;
    return this.truth.volumes.wasSelected(ec2VolumeId, fromMs, nowMs);
  }

  #note(nowMs: number, request: ApiRequest, outcome: Outcome): void {
    const { operation, region, input, caller } = request;
    if (operation === 'CopySnapshot' && 'roleArn' in caller) {
      const [id, sourceId] = [String(outcome.output['SnapshotId']), String(input['SourceSnapshotId'])];
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
    const held =
      'roleArn' in caller ? noteImage(request, outcome, { truth: this.truth, ec2: this.#ec2 }) : undefined;
    if (/^Create(?:Snapshots?|Image)$/.test(operation) && isForRun(request))
      this.scheduledTakings.note(input, outcome.output, this.truth.sets, held);
    takenForOtherEnds(request, outcome, this.#ec2).forEach((id) => this.truth.ofOtherEnds.add(id));
    if (operation === 'ModifySnapshotTier') this.truth.archiving.add(String(input['SnapshotId']));
    if (operation === 'RestoreSnapshotTier') this.truth.archiving.delete(String(input['SnapshotId']));
    if (operation === 'CreateTags' && 'roleArn' in caller)
      for (const id of input['Resources'] as readonly string[]) this.#noteAdoption(nowMs, region, id);
    if (operation !== 'completeSnapshot') return;
    const copy = this.truth.copies.get(String(input['SnapshotId']));
    const isGood = outcome.events?.some(({ detail }) => detail['result'] === 'succeeded') ?? false;
    if (copy === undefined || !isGood) return;
    copy.completedMs = nowMs;
    this.#notePolicies(nowMs, copy.volumeId);
  }

  /** What an owner has changed counts from the volume's next snapshot or copy on, which a read may not show yet. */
  #notePolicies(nowMs: number, volumeId: string | undefined): void {
    if (volumeId !== undefined && this.#policyChanges.hasChanged(volumeId))
      this.#grace.meddled(volumeId, nowMs);
  }

  /** A function has tagged it, and it bears our name and its own. */
  #noteAdoption(nowMs: number, region: string, id: string): void {
    const { tags = {} } = this.#find(region, id) ?? {};
    const { deployment, primary } = this.#scenario.settings;
    if (region === primary.region && tags[TAG.managedBy] === deployment && tags[TAG.snapshot] === id)
      this.truth.adopted.add(id);
    this.truth.changed();
    this.#notePolicies(nowMs, this.#find(region, id)?.volumeId);
  }

  /** A volume and those that share sets with it somewhere. */
  #together(volumeId: string): string[] {
    const { regions, sets } = this.truth;
    return [volumeId, ...regions.flatMap((region) => sets.sharing(volumeId, this.truth.pointsIn(region)))];
  }

  #reckon(nowMs: number, region: string): void {
    for (const id of this.#givenUp.get(region) ?? []) this.#grace.wasGivenUp(id, nowMs);
    const givenUp = this.truth.givenUpIn(region, nowMs);
    const ids = new Set(givenUp.map(({ point }) => point.id));
    for (const id of this.#givenUp.get(region) ?? []) if (!ids.has(id)) this.givenUpSinceMs.delete(id);
    for (const id of ids) if (!this.givenUpSinceMs.has(id)) this.givenUpSinceMs.set(id, nowMs);
    this.#givenUp.set(region, ids);
  }

  #find(region: string, id: string): Point | undefined {
    return this.truth.pointsIn(region).find((point) => point.id === id);
  }
}
