import { Ec2 } from '../../../../local/aws/ec2';
import type { Ec2Options } from '../../../../local/aws/ec2/account';
import {
  AwsError,
  type ApiRequest,
  type Authorization,
  type AwsEvent,
  type Caller,
  type Outcome,
} from '../../../../local/aws/api';
import { copySnapshotUrl } from '../../../../local/aws/ec2/presigned-url';
import { Random } from '../../../../local/kernel/random';

export const ACCOUNT_ID = '111122223333';
export const PRIMARY = 'us-west-2';
export const DR = 'us-east-2';
export const OPERATOR: Caller = { outsider: 'operator' };

export const START_MS = Date.UTC(2031, 2, 4, 5, 6, 7, 890);
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/** `volumeId('a1')` is `vol-000000000000000a1`. */
export const volumeId = (tail: string): string => `vol-${tail.padStart(17, '0')}`;
export const snapshotId = (tail: string): string => `snap-${tail.padStart(17, '0')}`;
export const instanceId = (tail: string): string => `i-${tail.padStart(17, '0')}`;

export const snapshotTags = (tags: Record<string, string>) => [
  { ResourceType: 'snapshot', Tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) },
];

/** EC2 on a clock that tests move: takes EC2's own later steps when their time comes and keeps the events. */
export class Ec2Bench {
  readonly ec2: Ec2;
  readonly events: AwsEvent[] = [];
  #nowMs = START_MS;
  #later: { atMs: number; request: ApiRequest }[] = [];

  constructor(options: Partial<Ec2Options> = {}) {
    this.ec2 = new Ec2({
      accountId: ACCOUNT_ID,
      random: (name) => new Random(7, name),
      kmsKey: (region, id) => ({ arn: `arn:aws:kms:${region}:${ACCOUNT_ID}:key/${id.split('/').at(-1)}` }),
      isAllowed: () => true,
      ...options,
    });
  }

  call(operation: string, input: object, { region = PRIMARY, caller = OPERATOR } = {}): Outcome['output'] {
    const request: ApiRequest = { service: 'ec2', region, operation, input: { ...input }, caller };
    return this.#apply(request).output;
  }

  /** A call of the EBS direct APIs. */
  ebs(operation: string, input: object, { region = PRIMARY, caller = OPERATOR } = {}): Outcome['output'] {
    const request: ApiRequest = { service: 'ebs', region, operation, input: { ...input }, caller };
    return this.ec2.ebs.apply(this.#nowMs, request).output;
  }

  /** What `call` throws. */
  error(operation: string, input: object, where: { region?: string; caller?: Caller } = {}): unknown {
    try {
      this.call(operation, input, where);
    } catch (error: unknown) {
      return error;
    }
    return undefined;
  }

  /** AWS's code of the error that the call is refused with, or the message where it is not AWS's. */
  refusal(operation: string, input: object, where: { region?: string; caller?: Caller } = {}): string {
    const error = this.error(operation, input, where);
    if (!(error instanceof Error)) return 'accepted';
    return error instanceof AwsError ? error.name : error.message;
  }

  create(volume: string, input: object = {}, where: { region?: string; caller?: Caller } = {}): string {
    return String(this.call('CreateSnapshot', { VolumeId: volume, ...input }, where)['SnapshotId']);
  }

  /** With the URL that the SDK adds, unless `input` has another. */
  copy(source: string, input: object = {}, region = DR, caller = OPERATOR): string {
    const from = { SourceRegion: PRIMARY, SourceSnapshotId: source };
    const PresignedUrl = copySnapshotUrl(from, region, this.#nowMs);
    const answer = this.call('CopySnapshot', { ...from, PresignedUrl, ...input }, { region, caller });
    return String(answer['SnapshotId']);
  }

  /** The snapshot as DescribeSnapshots shows it. */
  snapshot(id: string, region = PRIMARY): Record<string, unknown> {
    const { Snapshots } = this.call('DescribeSnapshots', { SnapshotIds: [id] }, { region });
    return (Snapshots as Record<string, unknown>[])[0]!;
  }

  ids(filters: Record<string, string[]>, region = PRIMARY): unknown[] {
    const Filters = Object.entries(filters).map(([Name, Values]) => ({ Name, Values }));
    const { Snapshots } = this.call('DescribeSnapshots', { Filters }, { region });
    return (Snapshots as { SnapshotId: string }[]).map((snapshot) => snapshot.SnapshotId);
  }

  /** What IAM is asked before the call, with all condition keys. */
  questions(operation: string, input: object, region = PRIMARY) {
    const request = { service: 'ec2', region, operation, input: { ...input }, caller: OPERATOR };
    return this.ec2.authorizations(request).map((asked) => ({
      action: asked.action,
      resource: asked.resource,
      context: conditionKeys(asked),
    }));
  }

  advance(durationMs: number): void {
    const untilMs = this.#nowMs + durationMs;
    for (let next = this.#next(untilMs); next; next = this.#next(untilMs)) {
      this.#nowMs = next.atMs;
      this.#apply(next.request);
    }
    this.#nowMs = untilMs;
  }

  #next(untilMs: number) {
    const next = this.#later[0];
    return next && next.atMs <= untilMs ? this.#later.shift() : undefined;
  }

  #apply(request: ApiRequest): Outcome {
    const outcome = this.ec2.apply(this.#nowMs, request);
    this.events.push(...(outcome.events ?? []));
    const steps = (outcome.later ?? []).map((step) => ({
      atMs: this.#nowMs + step.afterMs,
      request: step.request,
    }));
    this.#later = [...this.#later, ...steps].sort((a, b) => a.atMs - b.atMs);
    return outcome;
  }
}

/** The condition keys of a question, with those that IAM makes from tags. */
function conditionKeys({
  context,
  resourceTags = new Map<string, string>(),
  requestTags = new Map<string, string>(),
}: Authorization) {
  const keys: Record<string, string | readonly string[]> = { ...context };
  for (const [key, value] of resourceTags)
    for (const prefix of ['aws', 'ec2']) keys[`${prefix}:ResourceTag/${key}`] = value;
  for (const [key, value] of requestTags) keys[`aws:RequestTag/${key}`] = value;
  if (requestTags.size > 0) keys['aws:TagKeys'] = [...requestTags.keys()];
  return keys;
}
