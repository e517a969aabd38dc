import {
  AwsError,
  type ApiRequest,
  type Authorization,
  type AwsEvent,
  type Outcome,
  type Service,
} from '../aws/api';
import type { Ec2 } from '../aws/ec2';
import type { Ec2Region } from '../aws/ec2/account';
import { HOUR_MS, MINUTE_MS } from '../kernel/time-units';
import type { FaultName } from './fault-catalogue';
import type { FaultDice } from './fault-dice';
import { Outages } from './outages';
import { PastViews } from './past-views';
import { RefusedDeletions } from './refused-deletions';
import { snapshotIdsOf } from './snapshot-ids';
import { UnseenVolumeChanges } from './unseen-volume-changes';

/** How long EC2 may not show what it has reported. */
const LAG_MAX_MS = 45_000;

/** By fault, how old an answer may be. */
const AGE_MAX_MS = {
  'stale-read': LAG_MAX_MS,
  'very-stale-read': 8 * MINUTE_MS,
} as const satisfies Partial<Record<FaultName, number>>;
const STALE = ['stale-read', 'very-stale-read'] as const;

const SKEW_MAX_MS = 300_000;

/** The first passes by itself, the second does not. */
const COPY_FAILURES = ['An internal error has occurred', 'Given key ID is not accessible'];

const NO_SLOT = new AwsError(
  'ResourceLimitExceeded',
  'Too many snapshot copies in progress. The limit is 20 for this destination region.',
);

/** Who sees what becomes of snapshots and copies. */
export type Bystander = {
  created(region: string, snapshotId: string): void;
  /** `isFromElsewhere` on a copy from another Region. */
  completed(region: string, snapshotId: string, isFromElsewhere: boolean): void;
  /** It was deleted and lies in the Recycle Bin. */
  binned(region: string, snapshotId: string): void;
};

/** EC2 as it is on a bad day: copies and snapshots that fail, slots that others take, clocks that differ, answers from before. */
export class FaultyEc2 implements Service {
  readonly #ec2: Ec2;
  readonly #watched: Service;
  readonly #dice: FaultDice;
  readonly #bystander: Bystander;
  readonly #slotsTaken: Outages;
  readonly #past: PastViews;
  readonly #volumeChanges: UnseenVolumeChanges;
  readonly #refusedDeletions: RefusedDeletions;
  /** By snapshot, until when DescribeSnapshots does not show it. */
  readonly #unseenUntilMs = new Map<string, number>();

  /** `watched` carries requests out for `ec2`. */
  constructor(ec2: Ec2, watched: Service, dice: FaultDice, bystander: Bystander) {
    this.#ec2 = ec2;
    this.#watched = watched;
    this.#dice = dice;
    this.#bystander = bystander;
    const agesMs = STALE.filter((name) => dice.has(name)).map((name) => AGE_MAX_MS[name]);
    this.#past = new PastViews(ec2, Math.max(0, ...agesMs));
    this.#volumeChanges = new UnseenVolumeChanges(ec2, dice);
    this.#refusedDeletions = new RefusedDeletions(ec2, dice);
    this.#slotsTaken = new Outages(dice, 'copy-slots-taken', 6 * HOUR_MS, { minimum: 1, maximum: 4 });
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    return this.#ec2.authorizations(request);
  }

  apply(nowMs: number, request: ApiRequest): Outcome {
    if (request.operation.startsWith('Describe')) return this.#describe(nowMs, request);
    this.#refusedDeletions.check(request);
    this.#planFailure(nowMs, request);
    this.#volumeChanges.before(nowMs, request);
    if (/^CreateSnapshots?$/.test(request.operation)) this.#ec2.skewStarts(this.#skewMs());
    const outcome = this.#watched.apply(nowMs, request);
    this.#past.remember(nowMs, request.region);
    this.#volumeChanges.after(nowMs, request, outcome);
    for (const event of outcome.events ?? []) this.#hide(nowMs, event);
    for (const snapshotId of createdIn(request, outcome)) this.#bystander.created(request.region, snapshotId);
    this.#tellEnd(request, outcome);
    return outcome;
  }

  /** A snapshot that was deleted while it was pending is completed and gone at once. */
  #tellEnd({ operation, region, input }: ApiRequest, { events = [] }: Outcome): void {
    if (operation !== 'DeleteSnapshot' && operation !== 'completeSnapshot') return;
    const snapshotId = String(input['SnapshotId']);
    if (this.#ec2.isInRecycleBin(region, snapshotId)) this.#bystander.binned(region, snapshotId);
    if (operation !== 'completeSnapshot' || this.#ec2.snapshot(region, snapshotId)?.State !== 'completed')
      return;
    const isFromElsewhere = events.some(
      ({ detail }) => detail['event'] === 'copySnapshot' && !String(detail['source']).includes(`:${region}:`),
    );
    this.#bystander.completed(region, snapshotId, isFromElsewhere);
  }

  /** An answer from before shows the Region as it was, to people as well as to functions. */
  #describe(nowMs: number, request: ApiRequest): Outcome {
    const view = this.#oldView(nowMs, request);
    const outcome =
      view === undefined ? this.#ec2.apply(nowMs, request) : this.#ec2.applyTo(view, nowMs, request);
    if (request.operation === 'DescribeVolumes' && view === undefined)
      return this.#volumeChanges.blurred(nowMs, outcome);
    if (request.operation !== 'DescribeSnapshots' || this.#unseenUntilMs.size === 0) return outcome;
    const shown = (outcome.output['Snapshots'] as { SnapshotId: string }[]).filter(
      ({ SnapshotId }) => (this.#unseenUntilMs.get(SnapshotId) ?? 0) <= nowMs,
    );
    return { ...outcome, output: { ...outcome.output, Snapshots: shown } };
  }

  #oldView(nowMs: number, { operation, region }: ApiRequest): Ec2Region | undefined {
    const struck = STALE.find((name) => this.#dice.strikes(name, `${operation} in ${region}`));
    if (struck === undefined) return undefined;
    const ageMs = this.#dice.stream(struck).integer(1, AGE_MAX_MS[struck]);
    return this.#past.at(nowMs - ageMs, region);
  }

  #planFailure(nowMs: number, { operation, region, input }: ApiRequest): void {
    switch (operation) {
      case 'CreateSnapshot': {
        const volumeId = String(input['VolumeId']);
        if (this.#dice.strikes('snapshot-failed', volumeId))
          this.#ec2.failNextSnapshotOf(volumeId, 'An internal error has occurred');
        return;
      }
      case 'CreateSnapshots': {
        const { InstanceId } = input['InstanceSpecification'] as { InstanceId: string };
        if (!this.#dice.strikes('set-member-failed', InstanceId)) return;
        const members = this.#ec2
          .volumes(region)
          .filter(({ Attachments = [] }) => Attachments.some((each) => each.InstanceId === InstanceId));
        const member = members[this.#dice.stream('set-member-failed').integer(0, members.length - 1)];
        if (member !== undefined)
          this.#ec2.failNextSnapshotOf(member.VolumeId ?? '', 'An internal error has occurred');
        return;
      }
      case 'CopySnapshot': {
        if (this.#slotsTaken.covers(region, nowMs)) throw NO_SLOT;
        const sourceId = String(input['SourceSnapshotId']);
        if (this.#dice.strikes('copy-failed', `${sourceId} to ${region}`))
          this.#ec2.failNextCopyOf(sourceId, COPY_FAILURES[this.#dice.stream('copy-failed').integer(0, 1)]!);
        return;
      }
    }
  }

  #skewMs(): number {
    if (!this.#dice.strikes('clock-skew', 'CreateSnapshot')) return 0;
    return this.#dice.stream('clock-skew').integer(-SKEW_MAX_MS, SKEW_MAX_MS);
  }

  #hide(nowMs: number, event: AwsEvent): void {
    for (const snapshotId of snapshotIdsOf(event)) {
      if (!this.#dice.strikes('event-before-describe', snapshotId)) continue;
      const unseenMs = this.#dice.stream('event-before-describe').integer(1000, LAG_MAX_MS);
      this.#unseenUntilMs.set(snapshotId, nowMs + unseenMs);
    }
  }
}

/** The ids of the snapshots that a call has made. */
function createdIn({ operation }: ApiRequest, { output }: Outcome): string[] {
  if (operation === 'CreateSnapshot' || operation === 'CopySnapshot') return [String(output['SnapshotId'])];
  if (operation !== 'CreateSnapshots') return [];
  return (output['Snapshots'] as { SnapshotId: string }[]).map(({ SnapshotId }) => SnapshotId);
}
