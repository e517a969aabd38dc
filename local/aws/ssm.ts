import * as z from 'zod';
import { partitionOf } from '../kernel/partition';
import { Random } from '../kernel/random';
import { AwsError, type ApiRequest, type Authorization, type Outcome, type Service } from './api';
import { numberedUuid } from './numbered-uuid';
import { onlyFields } from './only-fields';
import { CommandDocument } from './ssm/command-document';
import { Invocation } from './ssm/invocation';
import type { ManagedInstance } from './ssm/managed-instance';
import type { RunnableDocument } from './ssm/runnable-document';
import { VSS_SCRIPT, vssDocument } from './ssm/vss-document';

/** How long a command is on its way to the agent [unverified]. */
const DELIVERY_MS = { minimum: 1_000, maximum: 2_000 };

const Sent = z.object({
  DocumentName: z.string(),
  InstanceIds: z.array(z.string()).min(1),
  Parameters: z.record(z.string(), z.array(z.string())).default({}),
  TimeoutSeconds: z.number().int().min(30).max(2_592_000).default(3_600),
  Comment: z.string().max(100).optional(),
});

const Asked = z.object({ CommandId: z.string().length(36), InstanceId: z.string() });

const Listed = Asked.extend({ Details: z.literal(true) });

/** The instance of this id; undefined where the Region has none. */
type FindInstance = (region: string, instanceId: string) => ManagedInstance | undefined;

type Command = { readonly invocation: Invocation; readonly deliver: () => void };

/**
 * Systems Manager's Run Command in every Region: a command document on one instance at a time. An agent that has not answered when the
 * times for delivery and execution are both over is given up, whatever it does. No script runs for longer than its document allows, and
 * no events are sent.
 */
export class Ssm implements Service {
  readonly #accountId: string;
  /** Draws how long commands are on their way. */
  readonly #delivery: Random;
  readonly #findInstance: FindInstance;
  readonly #documents = new Map<string, CommandDocument>();
  readonly #commands = new Map<string, Command>();

  constructor(accountId: string, seed: number, findInstance: FindInstance) {
    this.#accountId = accountId;
    this.#delivery = new Random(seed, 'ssm/delivery');
    this.#findInstance = findInstance;
  }

  /** Creates a command document, or a new version of it, which is then the default. Throws where its content is not simulated. */
  putDocument(region: string, name: string, content: unknown): void {
    const arn = this.#documentArn(region, name);
    this.#documents.set(arn, new CommandDocument(arn, name, content));
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    const { region, operation } = request;
    const { name: partition } = partitionOf(region);
    switch (operation) {
      case 'SendCommand': {
        const { DocumentName, InstanceIds } = inputOf(request, Sent);
        const instances = InstanceIds.map(
          (id) => `arn:${partition}:ec2:${region}:${this.#accountId}:instance/${id}`,
        );
        return [this.#documentArn(region, DocumentName), ...instances].map((resource) => ({
          action: 'ssm:SendCommand',
          resource,
          context: {},
        }));
      }
      case 'GetCommandInvocation':
        inputOf(request, Asked);
        return [{ action: 'ssm:GetCommandInvocation', resource: '*', context: {} }];
      case 'ListCommandInvocations':
        inputOf(request, Listed);
        return [{ action: 'ssm:ListCommandInvocations', resource: '*', context: {} }];
      default:
        throw new Error(`not simulated: ssm ${operation}`);
    }
  }

  /** Carries a call out, or what Systems Manager asks of itself: DeliverCommand and ExpireCommand. */
  apply(nowMs: number, request: ApiRequest): Outcome {
    switch (request.operation) {
      case 'SendCommand':
        return this.#send(nowMs, request);
      case 'GetCommandInvocation':
        return { output: this.#invocation(nowMs, request) };
      case 'ListCommandInvocations':
        return { output: this.#listed(nowMs, request) };
      case 'DeliverCommand':
        this.#command(request)?.deliver();
        return { output: {} };
      case 'ExpireCommand':
        this.#command(request)?.invocation.expire();
        return { output: {} };
      default:
        throw new Error(`not simulated: ssm ${request.operation}`);
    }
  }

  #send(nowMs: number, request: ApiRequest): Outcome {
    const { region } = request;
    const { DocumentName, InstanceIds, Parameters, TimeoutSeconds } = inputOf(request, Sent);
    const document = this.#document(region, DocumentName);
    if (document === undefined)
      throw new AwsError('InvalidDocument', `Document with name ${DocumentName} does not exist.`);
    const values = document.valuesOf(Parameters);
    const [instanceId = '', ...others] = InstanceIds;
    if (others.length > 0) throw new Error('not simulated: ssm SendCommand to several instances');
    const instance = this.#findInstance(region, instanceId);
    if (instance?.isManaged !== true)
      throw new AwsError(
        'InvalidInstanceId',
        `Instances [[${instanceId}]] not in a valid state for account ${this.#accountId}`,
      );
    const commandId = numberedUuid(this.#commands.size + 1);
    const invocation = new Invocation({ commandId, instanceId, document, sentMs: nowMs });
    const deliver = (): void =>
      instance.receive({
        document,
        values,
        expiresMs: nowMs + TimeoutSeconds * 1_000,
        started: (atMs) => invocation.started(atMs),
        ended: (atMs, result) => invocation.ended(atMs, result),
      });
    this.#commands.set(`${region}/${commandId}`, { invocation, deliver });
    const wholeMs = (TimeoutSeconds + document.executionSecondsOf(values)) * 1_000;
    const step = (operation: string) => ({ ...request, operation, input: { CommandId: commandId } });
    return {
      output: {
        Command: {
          CommandId: commandId,
          DocumentName: document.name,
          Parameters,
          InstanceIds,
          TimeoutSeconds,
          RequestedDateTime: new Date(nowMs),
          ExpiresAfter: new Date(nowMs + wholeMs),
          Status: 'Pending',
          StatusDetails: 'Pending',
        },
      },
      later: [
        {
          afterMs: this.#delivery.integer(DELIVERY_MS.minimum, DELIVERY_MS.maximum),
          request: step('DeliverCommand'),
        },
        { afterMs: wholeMs, request: step('ExpireCommand') },
      ],
    };
  }

  #invocation(nowMs: number, request: ApiRequest) {
    const { InstanceId } = inputOf(request, Asked);
    const invocation = this.#command(request)?.invocation;
    if (invocation?.isSeen(nowMs, InstanceId) === true) return invocation.description;
    throw new AwsError('InvocationDoesNotExist', '');
  }

  /** What is not there yet is no error, as it is when it is asked for. */
  #listed(nowMs: number, request: ApiRequest) {
    const { InstanceId } = inputOf(request, Listed);
    const invocation = this.#command(request)?.invocation;
    const isSeen = invocation?.isSeen(nowMs, InstanceId) === true;
    return { CommandInvocations: isSeen ? [invocation.listed] : [] };
  }

  #document(region: string, name: string): RunnableDocument | undefined {
    return name === VSS_SCRIPT ? vssDocument(region) : this.#documents.get(this.#documentArn(region, name));
  }

  #command({ region, input }: ApiRequest): Command | undefined {
    return this.#commands.get(`${region}/${String(input['CommandId'])}`);
  }

  /** Of its name; a command may also name the ARN. */
  #documentArn(region: string, name: string): string {
    if (name.startsWith('arn:')) return name;
    if (name === VSS_SCRIPT) return vssDocument(region).arn;
    return `arn:${partitionOf(region).name}:ssm:${region}:${this.#accountId}:document/${name}`;
  }
}

function inputOf<S extends z.ZodObject>(request: ApiRequest, schema: S): z.output<S> {
  onlyFields(request, Object.keys(schema.shape));
  const parsed = schema.safeParse(request.input);
  if (parsed.success) return parsed.data;
  throw new AwsError('ValidationException', z.prettifyError(parsed.error));
}
