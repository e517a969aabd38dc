import type { ApiRequest, AwsEvent } from '../aws/api';
import { ApiEndpoint } from '../aws/api-endpoint';
import { CloudFormation } from '../aws/cloud-formation';
import { CloudWatch, type Datum } from '../aws/cloud-watch';
import { Ec2 } from '../aws/ec2';
import { EventBridge } from '../aws/event-bridge';
import { Lambda } from '../aws/lambda';
import type { FunctionConfiguration } from '../aws/lambda-function';
import { executionMetric } from '../aws/execution-metric';
import { functionMetric } from '../aws/function-metric';
import { queueGauge } from '../aws/queue-gauge';
import { Kms } from '../aws/kms';
import { Rbin } from '../aws/rbin';
import { Scheduler } from '../aws/scheduler';
import { Sns, type PublishedMessage } from '../aws/sns';
import { Sqs } from '../aws/sqs';
import { Ssm } from '../aws/ssm';
import { StepFunctions } from '../aws/step-functions';
import type { Execution } from '../asl/execution';
import { create, deploy } from '../template/deploy';
import type { Deployment } from '../template/deployment';
import { lambdaFunction } from '../template/resources/lambda-function';
import type { FaultSet } from '../faults/fault-catalogue';
import { Faults } from '../faults/faults';
import { Iam, type Denial } from '../iam/iam';
import { KmsKeys, policyByIam } from '../iam/kms-keys';
import { loadHandler } from './load-handler';
import { Loop } from '../kernel/loop';
import { newEnvironments } from '../handlers/new-environment';
import { Random } from '../kernel/random';
import { Instances } from './instances/instances';
import { INSTANCE_ROLE } from './instances/vss-agent';
import { nextRunMs } from './next-run';
import { faultyPartOf, givenUpIn, keysNamedIn, metricOf } from './product';
import { QueueMappings } from './queue-mappings';
import { RunRecord } from './run-record';
import { sdkClients, type LocalClients } from '../handlers/sdk-clients';
import { LOCAL_ACCOUNT_ID, Template, type SynthesizedStack } from '../template/template';
import type { Gauge, LogLine } from '../handlers/hosted-function';
import { Observers, type Observer } from './observer';
import type { WorldOptions } from './world-options';

/**
 * One AWS account on virtual time, built from synthesized templates and running the production handlers. Nothing in it
 * reads a clock, the network or chance: the same options and the same calls from outside give the same run.
 */
export class World {
  readonly seed: number;
  readonly loop: Loop;
  readonly ec2: Ec2;
  readonly stepFunctions: StepFunctions;
  readonly cloudWatch: CloudWatch;
  readonly sqs: Sqs;
  readonly kmsKeys: KmsKeys;
  /** What Systems Manager runs commands on. */
  readonly instances: Instances;
  readonly record: RunRecord;
  readonly faults: Faults | undefined;
  /** How EventBridge delivers an event: one delay for each delivery, so none where it is lost. Once, at once by default. */
  deliveryDelaysMs: (event: AwsEvent) => readonly number[] = () => [0];
  readonly #observers = new Observers();
  readonly #accountId: string;
  readonly #options: WorldOptions;
  readonly #iam: Iam;
  readonly #sns = new Sns();
  readonly #cloudFormation: CloudFormation;
  readonly #eventBridge: EventBridge;
  readonly #scheduler: Scheduler;
  readonly #ssm: Ssm;
  readonly #lambda: Lambda;
  readonly #api: ApiEndpoint;
  readonly #retryJitter: Random;
  readonly #ids: Random;
  readonly #mappings: QueueMappings;

  /** Deploys the stacks. Throws where a template asks for something that is not simulated, and names it. */
  static async build(options: WorldOptions): Promise<World> {
    const world = new World(options);
    for (const key of keysNamedIn(options.settings, world.#accountId)) world.addKey(key.arn, key.aliases);
    await world.deploy(options.templates);
    return world;
  }

  /** Deploys further stacks, such as one that comes later than the others. */
  async deploy(stacks: readonly SynthesizedStack[]): Promise<void> {
    const templates = stacks.map((stack) => new Template(stack));
    await deploy(templates, this.#deployment());
    for (const { region, name, all } of templates)
      this.#cloudFormation.deployed(this.loop.nowMs(), region, name, all);
  }

  private constructor(options: WorldOptions) {
    const { templates, seed, startMs, onTrace, accountShare = 1 } = options;
    const { keepHistory = true, keepEvents = keepHistory } = options;
    this.#options = options;
    this.seed = seed;
    this.#accountId = templates[0]?.accountId ?? LOCAL_ACCOUNT_ID;
    const loop = new Loop(startMs);
    this.loop = loop;
    this.record = new RunRecord(() => loop.nowMs(), onTrace);
    this.observe(this.record);
    this.#retryJitter = new Random(seed, 'sdk retry jitter');
    this.#ids = new Random(seed, 'ids that functions make');
    this.#iam = new Iam(this.#accountId);
    this.kmsKeys = new KmsKeys(this.#accountId);
    this.ec2 = new Ec2({
      accountId: this.#accountId,
      random: (name) => new Random(seed, name),
      kmsKey: (region, keyIdOrAlias) => this.kmsKeys.find(region, keyIdOrAlias),
      isAllowed: (caller, authorizations) => this.#iam.allows(caller, authorizations),
      accountShare,
      ...options.ec2,
    });
    this.instances = new Instances(this.ec2, loop, (region) => this.as(INSTANCE_ROLE).ec2(region, 'none'));
    this.observe(this.instances);
    this.#ssm = new Ssm(this.#accountId, seed, (...named) => this.instances.find(...named));
    this.sqs = new Sqs((queueArn, nowMs) => this.#messageCame(queueArn, nowMs));
    this.cloudWatch = new CloudWatch((...question) => queueGauge(this.sqs, ...question));
    this.#cloudFormation = new CloudFormation(this.#accountId);
    this.#eventBridge = new EventBridge(seed);
    this.#scheduler = new Scheduler(seed, nextRunMs, (...tick) => this.faults?.tickDelaysMs(...tick));
    this.stepFunctions = new StepFunctions({
      loop,
      random: new Random(seed, 'step functions'),
      call: this.#call,
      onExecutionStart: (execution) => this.#putMetric(execution.machine.region, executionMetric(execution)),
      onExecutionEnd: (execution) => this.#executionEnded(execution),
      keepHistory,
      keepEvents,
    });
    this.faults = options.faults && this.#makeFaults(options.faults);
    this.#lambda = new Lambda({
      loop,
      accountShare,
      call: this.#call,
      onMetric: (fn, name) => this.#putMetric(fn.region, functionMetric(fn, name)),
      onInvocation: (invocation) => this.#observers.tell('onInvocation', invocation),
    });
    this.#mappings = new QueueMappings({ loop, queues: this.sqs, call: this.#call, lambda: this.#lambda });
    this.#api = this.#endpoint();
  }

  #makeFaults(faults: FaultSet): Faults {
    return new Faults({
      seed: this.seed,
      faults,
      loop: this.loop,
      ...faultyPartOf(this.#options.settings),
      ec2: (region) => this.as('somebody').ec2(region),
      instance: (...named) => this.instances.find(...named),
      onStrike: (fault, struck) => this.#observers.tell('onStrike', { fault, struck }),
    });
  }

  #endpoint(): ApiEndpoint {
    const watched = this.#options.watchEc2?.(this.ec2) ?? this.ec2;
    return new ApiEndpoint({
      loop: this.loop,
      iam: this.#iam,
      services: {
        cloudformation: this.#cloudFormation,
        cloudwatch: this.cloudWatch,
        ebs: this.ec2.ebs,
        ec2: this.faults?.ec2(this.ec2, watched) ?? watched,
        events: this.#eventBridge,
        kms: new Kms(this.kmsKeys),
        rbin: new Rbin((region) => this.ec2.retentionDays(region)),
        scheduler: this.#scheduler,
        sns: this.#sns,
        sqs: this.sqs,
        ssm: this.#ssm,
        states: this.stepFunctions,
      },
      lambda: this.#lambda,
      eventBridge: this.#eventBridge,
      latency: new Random(this.#options.seed, 'latency'),
      onCall: (call) => this.#observers.tell('onCall', call),
      onEvent: (event) => this.#observers.tell('onEvent', event),
      onDelivery: (event) => this.#observers.tell('onDelivery', event),
      deliveryDelaysMs: (event) => {
        const delaysMs = this.deliveryDelaysMs(event);
        return this.faults?.delaysMs(event, delaysMs) ?? delaysMs;
      },
      faults: this.faults,
    });
  }

  /** Lets somebody watch from now on, beside all others; what it returns ends that. */
  observe(observer: Observer): () => void {
    return this.#observers.add(observer);
  }

  /** Lets virtual time go on until `untilMs`. Throws what stopped the run, such as a call that is not simulated. */
  run(untilMs: number): Promise<void> {
    return this.loop.run(untilMs);
  }

  /** Deploys the functions of the stacks again, with other settings in their environments. What runs ends as it began. */
  async redeployFunctions(templates: readonly SynthesizedStack[]): Promise<void> {
    for (const stack of templates) await create(lambdaFunction, new Template(stack), this.#deployment());
  }

  /** SDK clients of a person or a tool outside the stacks, whose rights are not checked. */
  as(outsider: string): LocalClients {
    return sdkClients({
      caller: { outsider },
      call: this.#call,
      loop: this.loop,
      random: this.#retryJitter,
    });
  }

  /** Makes a call for which there is no client, such as Lambda's Invoke. */
  callAs(outsider: string, request: Omit<ApiRequest, 'caller'>): Promise<unknown> {
    return this.#call({ ...request, caller: { outsider } });
  }

  /** Adds a KMS key that no stack makes. Its policy leaves it to IAM who may use the key. */
  addKey(arn: string, aliases: readonly string[] = []): void {
    this.kmsKeys.add(arn, aliases);
    this.#iam.addResourcePolicy(arn, policyByIam(this.#accountId));
  }

  get executions(): readonly Execution[] {
    return this.stepFunctions.executions;
  }

  /** What people were told, in order. */
  get notifications(): readonly PublishedMessage[] {
    return this.#sns.messages;
  }

  /** What the roles and services were refused. */
  get denials(): readonly Denial[] {
    return this.#iam.denials;
  }

  readonly #call = (request: ApiRequest): Promise<unknown> => this.#api.call(request);

  #deployment(): Deployment {
    return {
      iam: this.#iam,
      kmsKeys: this.kmsKeys,
      eventBridge: this.#eventBridge,
      scheduler: this.#scheduler,
      sqs: this.sqs,
      sns: this.#sns,
      ssm: this.#ssm,
      stepFunctions: this.stepFunctions,
      cloudWatch: this.cloudWatch,
      nowMs: this.loop.nowMs(),
      addFunction: (...parts) => this.#addFunction(...parts),
      addMapping: (mapping) => this.#mappings.add(mapping),
      encryptTopic: (topicArn, keyArn) => this.#api.encryptTopic(topicArn, keyArn),
      carryOut: (service, outcome) => this.#api.carryOut(service, outcome),
    };
  }

  async #addFunction(
    fn: FunctionConfiguration,
    environment: Readonly<Record<string, string>>,
  ): Promise<void> {
    const handler = await (this.#options.loadHandler ?? loadHandler)(fn.constructId);
    const parts = {
      fn,
      handler,
      environment,
      onCount: (metric: string, value: number): void => {
        this.#observers.tell('onCount', { functionName: fn.constructId, region: fn.region, metric, value });
        this.#putMetric(fn.region, metricOf(environment, metric, { value }));
      },
      onGauge: (...of: [string, Gauge]) => this.#putMetric(fn.region, metricOf(environment, ...of)),
      onLog: (line: LogLine): void => {
        this.#observers.tell('onLog', line);
        for (const snapshotId of givenUpIn(line)) this.faults?.givenUp(line.region, snapshotId);
      },
      call: this.#call,
      loop: this.loop,
      random: this.#retryJitter,
      newId: () => this.#ids.hex(12),
      faults: this.faults,
    };
    this.#lambda.createFunction(fn, newEnvironments(parts));
  }

  #messageCame(queueArn: string, nowMs: number): void {
    this.#mappings.wake(queueArn);
    this.#api.carryOut('cloudwatch', this.cloudWatch.queueFilled(nowMs, queueArn));
  }

  #executionEnded(execution: Execution): void {
    this.#observers.tell('onExecutionEnd', execution);
    this.#putMetric(execution.machine.region, executionMetric(execution));
  }

  #putMetric(region: string, datum: Datum): void {
    this.#observers.tell('onDatum', { ...datum, region });
    this.#api.carryOut('cloudwatch', this.cloudWatch.record(this.loop.nowMs(), region, datum));
  }
}
