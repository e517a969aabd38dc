import { AwsError, type ApiRequest, type Authorization, type Outcome, type Service } from './api';
import type { Engine } from '../asl/engine';
import { Execution, type ExecutionStatus } from '../asl/execution';
import { ExecutionNames } from '../asl/execution-names';
import { ExecutionRun } from '../asl/execution-run';
import type { Json } from '../asl/json';
import { executionArn } from '../asl/machine-identity';
import { StateMachine, type StateMachineDefinition } from '../asl/state-machine';
import { TaskTokens } from '../asl/task-tokens';
import type { Loop } from '../kernel/loop';
import type { Random } from '../kernel/random';
import { describeExecution, historyEvents } from './execution-answers';
import { pageOfExecutions } from './execution-pages';
import { numberedUuid } from './numbered-uuid';
import { onlyFields } from './only-fields';
import { onOnePage, optionalText, parseJson, text } from './states-parameters';

type Dependencies = {
  readonly loop: Loop;
  /** Draws retry jitter, task tokens and the names of executions that are started without one. */
  readonly random: Random;
  /** How a Task reaches another service, as the machine's role. Rejects with `AwsError` where that refuses. */
  call(request: ApiRequest): Promise<unknown>;
  /** Told of every execution that has started, at the instant it starts. */
  onExecutionStart?(execution: Execution): void;
  /** Told of every execution that has ended, at the instant it ends. */
  onExecutionEnd?(execution: Execution): void;
  /** False drops all histories, and ended executions but for their names and counts. Default true. */
  readonly keepHistory?: boolean;
  /** False drops all histories alone: an ended execution can still be described. Default as `keepHistory`. */
  readonly keepEvents?: boolean;
};

/** What became of a machine's executions so far. */
export type ExecutionCounts = Readonly<Record<ExecutionStatus, number>> & {
  /** Billed state transitions of the ended executions. */
  readonly stateTransitions: number;
};

const NO_EXECUTIONS: ExecutionCounts = {
  RUNNING: 0,
  SUCCEEDED: 0,
  FAILED: 0,
  TIMED_OUT: 0,
  ABORTED: 0,
  stateTransitions: 0,
};

/** The input fields of each operation that is simulated. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  StartExecution: ['stateMachineArn', 'name', 'input'],
  StopExecution: ['executionArn', 'error', 'cause'],
  DescribeExecution: ['executionArn'],
  GetExecutionHistory: ['executionArn', 'includeExecutionData', 'maxResults'],
  ListExecutions: ['stateMachineArn', 'statusFilter', 'maxResults', 'nextToken'],
  ListStateMachines: ['maxResults'],
  SendTaskSuccess: ['taskToken', 'output'],
  SendTaskFailure: ['taskToken', 'error', 'cause'],
  SendTaskHeartbeat: ['taskToken'],
};

/**
 * Step Functions: Standard workflows in JSONata, in all Regions.
 *
 * - [x] StartExecution, idempotent by name and input while the execution runs; names are free again 90 days after
 * - [x] StopExecution; [x] DescribeExecution, GetExecutionHistory, ListExecutions of those that run, ListStateMachines; [x] SendTaskSuccess, SendTaskFailure, SendTaskHeartbeat
 * - [x] the states, fields and service integrations that the files of `local/asl` name; anything else is refused when
 *       the machine is created
 * - [x] 256 KiB for a payload, 25,000 events for a history, the count of billed transitions
 * - [ ] Express workflows, JSONPath, distributed Map, activities, nested executions, aws-sdk integrations, versions and
 *       aliases, redrive, API and transition quotas
 */
export class StepFunctions implements Service {
  readonly #engine: Engine;
  readonly #dependencies: Dependencies;
  readonly #keepHistory: boolean;
  readonly #keepEvents: boolean;
  readonly #machines = new Map<string, StateMachine>();
  readonly #names: ExecutionNames;
  readonly #kept: Execution[] = [];
  readonly #runs = new Map<Execution, ExecutionRun>();
  readonly #counts = new Map<string, ExecutionCounts>();

  constructor(dependencies: Dependencies) {
    const { loop, random, keepHistory = true, keepEvents = keepHistory } = dependencies;
    this.#dependencies = dependencies;
    this.#keepHistory = keepHistory;
    this.#keepEvents = keepEvents;
    this.#names = new ExecutionNames(random);
    const call = (request: ApiRequest): Promise<unknown> => dependencies.call(request);
    let requests = 0;
    const newRequestId = (): string => numberedUuid(++requests);
    this.#engine = { loop, random, call, newRequestId, tokens: new TaskTokens(random) };
  }

  /** Parses the definition. Throws where it, or a part of it, is invalid or not simulated. */
  createStateMachine(definition: StateMachineDefinition): void {
    if (this.#machines.has(definition.arn))
      throw new Error(`there is a state machine ${definition.arn} already`);
    this.#machines.set(definition.arn, new StateMachine(definition));
    this.#counts.set(definition.arn, NO_EXECUTIONS);
  }

  /** In the order of their starts; without `keepHistory` the running ones only, without `keepEvents` with empty histories. */
  get executions(): readonly Execution[] {
    return this.#keepHistory ? this.#kept : this.#names.open;
  }

  executionsOf(machineArn: string): readonly Execution[] {
    return this.executions.filter((execution) => execution.machineArn === machineArn);
  }

  /** Counts of all executions of the machine, those dropped included. */
  countsOf(machineArn: string): ExecutionCounts {
    return this.#counts.get(machineArn) ?? NO_EXECUTIONS;
  }

  /** Billed state transitions of all machines' ended executions. */
  get stateTransitions(): number {
    return [...this.#counts.values()].reduce((sum, { stateTransitions }) => sum + stateTransitions, 0);
  }

  /** Calls with a task token are authorized on the token's state machine, as real refusals of AWS name it. */
  authorizations(request: ApiRequest): readonly Authorization[] {
    const fields = OPERATIONS[request.operation];
    if (fields === undefined) throw new Error(`not simulated: states ${request.operation}`);
    onlyFields(request, fields);
    return [{ action: `states:${request.operation}`, resource: this.#resourceOf(request), context: {} }];
  }

  #resourceOf(request: ApiRequest): string {
    switch (request.operation) {
      case 'StartExecution':
        return text(request, 'stateMachineArn');
      case 'DescribeExecution':
      case 'GetExecutionHistory':
      case 'StopExecution':
        return text(request, 'executionArn');
      case 'ListExecutions':
        return text(request, 'stateMachineArn');
      case 'ListStateMachines':
        return '*';
      default:
        return this.#machineArnOfToken(request);
    }
  }

  apply(nowMs: number, request: ApiRequest): Outcome {
    switch (request.operation) {
      case 'StartExecution':
        return this.#startExecution(nowMs, request);
      case 'StopExecution':
        return this.#stopExecution(nowMs, request);
      case 'DescribeExecution':
        return { output: describeExecution(this.#executionOf(nowMs, request)) };
      case 'GetExecutionHistory':
        return this.#getExecutionHistory(nowMs, request);
      case 'ListExecutions':
        return this.#listExecutions(request);
      case 'ListStateMachines':
        return this.#listStateMachines(request);
      case 'SendTaskSuccess':
        return this.#sendTaskSuccess(request);
      case 'SendTaskFailure':
        return this.#sendTaskFailure(request);
      case 'SendTaskHeartbeat':
        this.#taskOf(request).heartbeat();
        return { output: {} };
      default:
        throw new Error(`not simulated: states ${request.operation}`);
    }
  }

  #startExecution(nowMs: number, request: ApiRequest): Outcome {
    const machine = this.#machineOf(request);
    const name = this.#names.nameOf(optionalText(request, 'name'));
    const input = optionalText(request, 'input') ?? '{}';
    const value = parseJson(input, 'input', 'InvalidExecutionInput', 'Invalid State Machine Execution Input');
    const holder = this.#names.holder(nowMs, executionArn(machine, name), input);
    const execution = holder ?? this.#start(nowMs, machine, name, input, value);
    return { output: { executionArn: execution.arn, startDate: new Date(execution.startMs) } };
  }

  #start(nowMs: number, machine: StateMachine, name: string, input: string, value: Json): Execution {
    const execution = new Execution(machine, name, input, nowMs, this.#keepEvents);
    this.#names.opened(execution);
    this.#count(machine.arn, { RUNNING: 1 });
    if (this.#keepHistory) this.#kept.push(execution);
    const run = new ExecutionRun(this.#engine, machine, execution, value, () => this.#ended(execution));
    this.#runs.set(execution, run);
    this.#engine.loop.schedule(nowMs, `states: ${machine.name} starts`, () => run.start());
    this.#dependencies.onExecutionStart?.(execution);
    return execution;
  }

  #ended(execution: Execution): void {
    const { machineArn, status, stateTransitions } = execution;
    this.#runs.delete(execution);
    this.#names.closed(this.#engine.loop.nowMs(), execution, this.#keepHistory);
    this.#count(machineArn, { RUNNING: -1, [status]: 1, stateTransitions });
    this.#dependencies.onExecutionEnd?.(execution);
  }

  #count(machineArn: string, change: Partial<ExecutionCounts>): void {
    const counts: Record<string, number> = { ...this.countsOf(machineArn) };
    for (const [name, by] of Object.entries(change)) counts[name] = (counts[name] ?? 0) + by;
    this.#counts.set(machineArn, counts as ExecutionCounts);
  }

  #getExecutionHistory(nowMs: number, request: ApiRequest): Outcome {
    const execution = this.#executionOf(nowMs, request);
    if (!this.#keepEvents)
      throw new Error('not simulated: states GetExecutionHistory where no histories are kept');
    if (request.input['includeExecutionData'] === false)
      throw new Error('not simulated: states GetExecutionHistory without the data');
    return { output: { events: onOnePage(historyEvents(execution), request) } };
  }

  /** One that has ended stays as it is. */
  #stopExecution(nowMs: number, request: ApiRequest): Outcome {
    const execution = this.#executionOf(nowMs, request);
    this.#runs.get(execution)?.stop(optionalText(request, 'error'), optionalText(request, 'cause'));
    return { output: { stopDate: new Date(execution.stopMs ?? nowMs) } };
  }

  /** Those that run, the latest first. */
  #listExecutions(request: ApiRequest): Outcome {
    const machine = this.#machineOf(request);
    if (request.input['statusFilter'] !== 'RUNNING')
      throw new Error('not simulated: states ListExecutions of others than those that run');
    const running = this.#names.open.filter(({ machineArn }) => machineArn === machine.arn).reverse();
    const { page, ...more } = pageOfExecutions(running, request);
    const executions = page.map(({ arn, machineArn, name, status, startMs }) => ({
      executionArn: arn,
      stateMachineArn: machineArn,
      name,
      status,
      startDate: new Date(startMs),
    }));
    return { output: { executions, ...more } };
  }

  #listStateMachines(request: ApiRequest): Outcome {
    const machines = [...this.#machines.values()].filter(({ region }) => region === request.region);
    const stateMachines = machines.map(({ arn, name }) => ({ stateMachineArn: arn, name, type: 'STANDARD' }));
    return { output: { stateMachines: onOnePage(stateMachines, request) } };
  }

  #machineOf(request: ApiRequest): StateMachine {
    const machineArn = text(request, 'stateMachineArn');
    const machine = this.#machines.get(machineArn);
    if (machine !== undefined && machine.region === request.region) return machine;
    throw new AwsError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${machineArn}'`);
  }

  #executionOf(nowMs: number, request: ApiRequest): Execution {
    const executionArn = text(request, 'executionArn');
    const execution = this.#names.find(nowMs, executionArn);
    if (execution !== undefined && execution.machine.region === request.region) return execution;
    throw new AwsError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
  }

  #sendTaskSuccess(request: ApiRequest): Outcome {
    const task = this.#taskOf(request);
    const output = text(request, 'output');
    task.succeed(parseJson(output, 'output', 'InvalidOutput', 'Invalid Output'));
    return { output: {} };
  }

  #sendTaskFailure(request: ApiRequest): Outcome {
    const task = this.#taskOf(request);
    task.fail(optionalText(request, 'error'), optionalText(request, 'cause'));
    return { output: {} };
  }

  #taskOf(request: ApiRequest): ReturnType<TaskTokens['taskOf']> {
    this.#machineArnOfToken(request);
    return this.#engine.tokens.taskOf(text(request, 'taskToken'));
  }

  /** A token is known only to the Region of its execution. */
  #machineArnOfToken(request: ApiRequest): string {
    const machineArn = this.#engine.tokens.machineArnOf(text(request, 'taskToken'));
    if (this.#machines.get(machineArn)?.region === request.region) return machineArn;
    throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}
