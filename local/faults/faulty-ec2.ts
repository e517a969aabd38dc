import {
  AwsError,
  type ApiRequest,
  type Authorization,
  type AwsEvent,
  type Outcome,
  type Service,
} from '../api';
import type { Ec2 } from '../aws/ec2';
import type { Ec2Region } from '../aws/ec2/account';
import type { FaultDice } from './fault-dice';
import { Outages } from './outages';
import { snapshotIdsOf } from './snapshot-ids';

const HOUR_MS = 3_600_000;

/** How old an answer may be, and how long EC2 may not show what it has reported. */
const LAG_MAX_MS = 45_000;

const SKEW_MAX_MS = 300_000;

/** The first passes, the second does not: see judgeCopyFailure. */
const COPY_FAILURES = ['An internal error has occurred', 'Given key ID is not accessible'];

const NO_SLOT = new AwsError(
  'ResourceLimitExceeded',
  'Too many snapshot copies in progress. The limit is 20 for this destination region.',
);

/** EC2 as it is on a bad day: copies and snapshots that fail, slots that others take, clocks that differ, answers from before. */
export class FaultyEc2 implements Service {
  readonly #ec2: Ec2;
  readonly #watched: Service;
  readonly #dice: FaultDice;
  readonly #onCreated: (region: string, snapshotId: string) => void;
  readonly #slotsTaken: Outages;
  /** By Region, how it was at what time, oldest first, as far back as an answer may be old. */
  readonly #past = new Map<string, { readonly atMs: number; readonly view: Ec2Region }[]>();
  /** By snapshot, until when DescribeSnapshots does not show it. */
  readonly #unseenUntilMs = new Map<string, number>();

  /** `watched` carries requests out for `ec2`. `onCreated` is told of every new snapshot and copy. */
  constructor(
    ec2: Ec2,
    watched: Service,
    dice: FaultDice,
    onCreated: (region: string, snapshotId: string) => void,
  ) {
    this.#ec2 = ec2;
    this.#watched = watched;
    this.#dice = dice;
    this.#onCreated = onCreated;
    this.#slotsTaken = new Outages(dice, 'copy-slots-taken', 6 * HOUR_MS, { minimum: 1, maximum: 4 });
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    return this.#ec2.authorizations(request);
  }

  apply(nowMs: number, request: ApiRequest): Outcome {
    if (request.operation === 'DescribeSnapshots') return this.#describe(nowMs, request);
    if (request.operation.startsWith('Describe')) return this.#ec2.apply(nowMs, request);
    this.#planFailure(nowMs, request);
    if (/^CreateSnapshots?$/.test(request.operation)) this.#ec2.skewStarts(this.#skewMs());
    const outcome = this.#watched.apply(nowMs, request);
    this.#remember(nowMs, request.region);
    for (const event of outcome.events ?? []) this.#hide(nowMs, event);
    for (const snapshotId of createdIn(request, outcome)) this.#onCreated(request.region, snapshotId);
    return outcome;
  }

  /** An answer from before shows the Region as it was, to people as well as to functions. */
  #describe(nowMs: number, request: ApiRequest): Outcome {
    const outcome = this.#dice.strikes('stale-read', `DescribeSnapshots in ${request.region}`)
      ? this.#ec2.applyTo(this.#viewOf(nowMs, request.region), nowMs, request)
      : this.#ec2.apply(nowMs, request);
    if (this.#unseenUntilMs.size === 0) return outcome;
    const shown = (outcome.output['Snapshots'] as { SnapshotId: string }[]).filter(
      ({ SnapshotId }) => (this.#unseenUntilMs.get(SnapshotId) ?? 0) <= nowMs,
    );
    return { ...outcome, output: { ...outcome.output, Snapshots: shown } };
  }

  #viewOf(nowMs: number, region: string): Ec2Region {
    const atMs = nowMs - this.#dice.stream('stale-read').integer(1, LAG_MAX_MS);
    const view = this.#past.get(region)?.findLast((past) => past.atMs <= atMs)?.view;
    return view ?? this.#ec2.freeze(region);
  }

  #remember(nowMs: number, region: string): void {
    if (!this.#dice.has('stale-read')) return;
    const past = this.#past.get(region) ?? [];
    past.push({ atMs: nowMs, view: this.#ec2.freeze(region) });
    // The last one before the longest lag is what an answer of that age shows.
    while (past.length > 1 && past[1]!.atMs <= nowMs - LAG_MAX_MS) past.shift();
    this.#past.set(region, past);
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
