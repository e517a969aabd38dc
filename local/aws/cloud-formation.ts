import { partitionOf } from '../kernel/partition';
import { AwsError, type ApiRequest, type Authorization, type Outcome, type Service } from './api';
import { numberedUuid } from './numbered-uuid';
import { onlyFields } from './only-fields';

type Stack = {
  readonly id: string;
  readonly createdMs: number;
  readonly resources: readonly StackResource[];
};

/** A resource of a stack, as CloudFormation knows it. */
export type StackResource = {
  readonly logicalId: string;
  /** Such as `AWS::SQS::Queue`. */
  readonly type: string;
  /** What `Ref` returns. */
  readonly physicalId: string;
};

/** The stacks that were created, by Region and name. All of them stand: what is deployed here is there at once. */
export class CloudFormation implements Service {
  readonly #accountId: string;
  readonly #stacks = new Map<string, Stack>();

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  /** Notes that a stack was created, or updated. */
  deployed(nowMs: number, region: string, name: string, resources: readonly StackResource[]): void {
    const key = `${region}/${name}`;
    const { id, createdMs } = this.#stacks.get(key) ?? {
      id: this.#arn(region, name, numberedUuid(this.#stacks.size + 1)),
      createdMs: nowMs,
    };
    this.#stacks.set(key, { id, createdMs, resources });
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    const name = stackNameOf(request);
    const resource =
      this.#stacks.get(`${request.region}/${name}`)?.id ?? this.#arn(request.region, name, '*');
    return [{ action: `cloudformation:${request.operation}`, resource, context: {} }];
  }

  apply(_nowMs: number, request: ApiRequest): Outcome {
    const StackName = stackNameOf(request);
    const stack = this.#stacks.get(`${request.region}/${StackName}`);
    if (stack === undefined)
      throw new AwsError('ValidationError', `Stack with id ${StackName} does not exist`);
    const CreationTime = new Date(stack.createdMs);
    if (request.operation === 'ListStackResources')
      return {
        output: {
          StackResourceSummaries: stack.resources.map(({ logicalId, type, physicalId }) => ({
            LogicalResourceId: logicalId,
            PhysicalResourceId: physicalId,
            ResourceType: type,
            LastUpdatedTimestamp: CreationTime,
            ResourceStatus: 'CREATE_COMPLETE',
          })),
        },
      };
    return {
      output: { Stacks: [{ StackId: stack.id, StackName, CreationTime, StackStatus: 'CREATE_COMPLETE' }] },
    };
  }

  #arn(region: string, name: string, uuid: string): string {
    return `arn:${partitionOf(region).name}:cloudformation:${region}:${this.#accountId}:stack/${name}/${uuid}`;
  }
}

const OPERATIONS = new Set(['DescribeStacks', 'ListStackResources']);

function stackNameOf(request: ApiRequest): string {
  if (!OPERATIONS.has(request.operation))
    throw new Error(`not simulated: cloudformation ${request.operation}`);
  onlyFields(request, ['StackName']);
  return String(request.input['StackName']);
}
