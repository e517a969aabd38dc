import type { Tag, Volume } from '@aws-sdk/client-ec2';
import { TAG } from '../../functions/domain/tags';
import type { ApiRequest, Authorization, Outcome, Service } from '../aws/api';
import type { ApiCall } from '../aws/api-endpoint';
import type { Ec2 } from '../aws/ec2';
import type { Invocation } from '../aws/lambda';
import type { FaultName } from '../faults/fault-catalogue';
import { INSTANCE_ROLE } from '../world/instances/vss-agent';
import { isForRun } from './grace';

/** A freeze that was asked of Systems Manager, whether it took the command or refused it. */
export type AskedFreeze = {
  readonly atMs: number;
  readonly instanceId: string;
  readonly run: string;
  readonly application: string;
  readonly thawAfterSeconds: number;
};

/** A snapshot that a function has taken of a volume of an instance. */
export type InstanceTaking = {
  /** When EC2 took it. */
  readonly atMs: number;
  readonly snapshotId: string;
  readonly instanceId: string;
  readonly description: string;
  readonly wasStopped: boolean;
  /** Whether the instance has taken it itself, with its own role. */
  readonly isByVss?: true;
  /** Whether VSS has said there that all was ready. */
  isReady?: true;
  /** What a function first said of how it stood; absent where none has. */
  level?: string;
};

/** An attempt of TakeSnapshots, with the runs of the freeze document that the call before has announced. */
export type Attempt = Pick<Invocation, 'startMs' | 'endMs'> & {
  readonly runs: readonly string[];
  /** Whether it ended by itself, by an error or not. */
  readonly hasLived: boolean;
};

/** What functions do to instances, as EC2 and Systems Manager see it. Stands before EC2, and watches the world. */
export class FreezeHistory implements Service {
  readonly asked: AskedFreeze[] = [];
  readonly takings: InstanceTaking[] = [];
  readonly attempts: Attempt[] = [];
  /** When an input of TakeSnapshots began to run a second time. */
  readonly repeatedMs: number[] = [];
  /** By instance, when it became so that it cannot thaw. */
  readonly thawFailsMs: { readonly instanceId: string; readonly atMs: number }[] = [];
  readonly #ec2: Ec2;
  readonly #behind: Service;

  /** Lets `behind` carry out what is asked of EC2. */
  constructor(ec2: Ec2, behind: Service) {
    this.#ec2 = ec2;
    this.#behind = behind;
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    return this.#behind.authorizations(request);
  }

  apply(nowMs: number, request: ApiRequest): Outcome {
    const outcome = this.#behind.apply(nowMs, request);
    if ('outsider' in request.caller && request.caller.outsider === INSTANCE_ROLE) this.#ready(request);
    if (!isForRun(request)) return outcome;
    if (/^CreateSnapshots?$/.test(request.operation)) this.#take(nowMs, request, outcome);
    if (request.operation === 'CreateTags') this.#tag(request);
    return outcome;
  }

  /** Takes note of a call, whether it was refused or not; but what was throttled has reached nobody, and is asked again. */
  onCall({ atMs, request: { service, operation, input }, errorCode }: ApiCall): void {
    if (service !== 'ssm' || operation !== 'SendCommand' || errorCode === 'ThrottlingException') return;
    const { InstanceIds = [], Parameters = {} } = input as SendCommand;
    if (Parameters['action']?.[0] !== 'freeze') return;
    this.asked.push({
      atMs,
      instanceId: InstanceIds[0] ?? '',
      run: Parameters['run']?.[0] ?? '',
      application: Parameters['application']?.[0] ?? '',
      thawAfterSeconds: Number(Parameters['thawAfterSeconds']?.[0]),
    });
  }

  onInvocation({ functionName, startMs, endMs, input, error }: Invocation): void {
    if (functionName !== 'TakeSnapshots') return;
    const { progress } = input as Payload;
    this.attempts.push({
      startMs,
      endMs,
      runs: (progress?.freezes ?? []).map(({ freezeRun }) => freezeRun),
      hasLived: error === undefined || !KILLED.has(error.errorType),
    });
  }

  struck(name: FaultName, at: string, atMs: number): void {
    if (name === 'function-repeated' && at.startsWith('TakeSnapshots')) this.repeatedMs.push(atMs);
    if (name === 'thaw-fails') this.thawFailsMs.push({ instanceId: at, atMs });
  }

  /** The instance says so of what it has taken, and nobody knows better. */
  #ready({ operation, input }: ApiRequest): void {
    if (operation !== 'CreateTags') return;
    const ids = input['Resources'] as readonly string[];
    const isReady = (input['Tags'] as Tag[]).some(
      ({ Key, Value }) => Key === 'AppConsistent' && Value === 'True',
    );
    for (const taking of this.takings) if (isReady && ids.includes(taking.snapshotId)) taking.isReady = true;
  }

  #take(atMs: number, { region, input, caller }: ApiRequest, { output }: Outcome): void {
    const taken: readonly Taken[] = (output['Snapshots'] as Taken[] | undefined) ?? [output];
    for (const { SnapshotId = '', VolumeId } of taken) {
      const volume = this.#ec2.volumes(region).find((one: Volume) => one.VolumeId === VolumeId);
      const instanceId = volume?.Attachments?.[0]?.InstanceId;
      if (instanceId === undefined) continue;
      const wasStopped = this.#ec2.isStopped(region, instanceId);
      const description = String(input['Description']);
      const byVss = 'outsider' in caller && { isByVss: true as const };
      this.takings.push({
        atMs,
        snapshotId: SnapshotId,
        instanceId,
        description,
        wasStopped,
        ...byVss,
      });
    }
  }

  #tag({ input }: ApiRequest): void {
    const level = (input['Tags'] as Tag[]).find(({ Key }) => Key === TAG.consistency)?.Value;
    const ids = input['Resources'] as readonly string[];
    if (level === undefined) return;
    for (const taking of this.takings) if (ids.includes(taking.snapshotId)) taking.level ??= level;
  }
}

/** As Lambda names the end of a process that was killed, or had no time left. */
const KILLED: ReadonlySet<string> = new Set(['Runtime.ExitError', 'Sandbox.Timedout']);

type Taken = { readonly SnapshotId?: string; readonly VolumeId?: string };

type SendCommand = {
  readonly InstanceIds?: readonly string[];
  readonly Parameters?: Readonly<Record<string, readonly string[]>>;
};

type Payload = {
  readonly progress?: { readonly freezes?: readonly { readonly freezeRun: string }[] } | null;
};
