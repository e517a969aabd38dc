import type { Volume } from '@aws-sdk/client-ec2';
import { readCopyDescription } from '../../functions/domain/copy-description';
import { isVolumeId } from '../../functions/domain/ids';
import { TAG } from '../../functions/domain/tags';
import type { ApiRequest, Authorization, Outcome, Service } from '../aws/api';
import type { Ec2 } from '../aws/ec2';
import type { Execution } from '../asl/execution';
import type { MachineIdentity } from '../asl/machine-identity';
import type { Violation } from './safety-watch';

/** What a volume was made of, as EC2 showed it then: the snapshot may be gone later. */
type Source = { readonly snapshotId: string; readonly volumeId: string | undefined; readonly state: string };

/** What restores have made. Stands before EC2. */
export class RestoreHistory implements Service {
  /** By the id of the volume that was made. */
  readonly sources = new Map<string, Source>();
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
    const { operation, region, input } = request;
    const { SnapshotId: snapshotId } = input;
    const shown =
      operation === 'CreateVolume' && typeof snapshotId === 'string'
        ? this.#ec2.snapshot(region, snapshotId)
        : undefined;
    const outcome = this.#behind.apply(nowMs, request);
    const { VolumeId, Tags = [] } = outcome.output as Volume;
    const isRestore = Tags.some(({ Key }) => Key === TAG.restoredBy);
    if (shown !== undefined && VolumeId !== undefined && isRestore && !this.sources.has(VolumeId)) {
      const { SnapshotId = '', VolumeId: of = '', Description, State = '' } = shown;
      const volumeId = isVolumeId(of) ? of : readCopyDescription(Description ?? '')?.volumeId;
      this.sources.set(VolumeId, { snapshotId: SnapshotId, volumeId, state: State });
    }
    return outcome;
  }
}

/** An execution of the machine `restore`, as far as it is judged. */
export type JudgedRestore = Pick<Execution, 'arn' | 'status' | 'output' | 'cause' | 'input'> & {
  readonly machine: Pick<MachineIdentity, 'name' | 'region'>;
};

type Question = {
  readonly history: Pick<RestoreHistory, 'sources'>;
  readonly executions: readonly JudgedRestore[];
  readonly volumesIn: (region: string) => readonly Volume[];
  readonly nowMs: number;
};

type Made = {
  readonly volumeId: string;
  readonly ofVolumeId: string;
  readonly snapshotId: string;
  readonly instanceId?: string;
  readonly device?: string;
};

/** What restores have said that is not so, or have made and not named. Asked at the end of a run. */
export function judgeRestores({ history: { sources }, executions, volumesIn, nowMs }: Question): Violation[] {
  const restores = executions.filter(({ machine }) => machine.name.endsWith('-restore'));
  const broken = (rule: string, what: string): Violation => ({ atMs: nowMs, rule, what });
  const done = restores.flatMap((execution) =>
    execution.status === 'SUCCEEDED' ? madeBy(execution).map((made) => ({ execution, made })) : [],
  );
  const failed = restores.filter(({ status }) => status !== 'SUCCEEDED');
  const named = [
    ...done.map(({ made }) => made.volumeId),
    ...failed.flatMap((execution) => namedInCause(execution, sources)),
  ];
  const wrong = done.flatMap(({ execution: { arn, machine }, made }) => {
    const what = whatIsWrong(made, sources.get(made.volumeId), volumesIn(machine.region));
    return what === undefined
      ? []
      : [broken('a restore that has ended well has made what it says', `${arn}: ${made.volumeId} ${what}`)];
  });
  const twice = done
    .filter(({ made }) => named.indexOf(made.volumeId) !== named.lastIndexOf(made.volumeId))
    .map(({ execution, made }) =>
      broken('a restore makes volumes of its own', `${execution.arn}: ${made.volumeId}`),
    );
  const unnamed = [...sources]
    .filter(([id]) => !named.includes(id))
    .map(([id, { snapshotId }]) =>
      broken('what a restore has made is named', `${id} of ${snapshotId} is named by none`),
    );
  return [...wrong, ...twice, ...unnamed];
}

/** Of one that was only shown, nothing. */
function madeBy({ output = '' }: JudgedRestore): readonly Made[] {
  const { dryRun, volumes } = JSON.parse(output) as { dryRun?: true; readonly volumes: readonly Made[] };
  return dryRun === true ? [] : volumes;
}

/** What was refused has made nothing. What has stopped a step between its calls could name nothing; the tags of what it has made do. */
function namedInCause({ cause = '', input }: JudgedRestore, sources: RestoreHistory['sources']): string[] {
  if (cause.startsWith('RestoreRefused')) return [];
  if (/VolumesNotRestored/.test(cause)) return cause.match(/\bvol-[0-9a-f]{17}\b/g) ?? [];
  return [...sources].flatMap(([id, source]) => (wasAskedFor(source, input) ? id : []));
}

const wasAskedFor = ({ volumeId }: Source, input: string): boolean =>
  input.includes('"instanceId"') || (volumeId !== undefined && input.includes(volumeId));

function whatIsWrong(
  { volumeId, ofVolumeId, snapshotId, instanceId, device }: Made,
  source: Source | undefined,
  volumes: readonly Volume[],
): string | undefined {
  if (source === undefined) return 'was made by nobody';
  if (source.volumeId !== ofVolumeId) return `is of ${source.volumeId}, and not of ${ofVolumeId}`;
  if (source.snapshotId !== snapshotId) return `was made of ${source.snapshotId}, and not of ${snapshotId}`;
  if (source.state !== 'completed') return `was made of a snapshot that was ${source.state}`;
  const [attachment] = volumes.find((one) => one.VolumeId === volumeId)?.Attachments ?? [];
  if (attachment?.InstanceId !== instanceId || attachment?.Device !== device)
    return `is at ${attachment?.InstanceId} ${attachment?.Device}, and not at ${instanceId} ${device}`;
  return undefined;
}
