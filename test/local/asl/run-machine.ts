import type { ApiRequest } from '../../../local/aws/api';
import type { Execution } from '../../../local/asl/execution';
import { StepFunctions } from '../../../local/aws/step-functions';
import { Loop } from '../../../local/kernel/loop';
import { Random } from '../../../local/kernel/random';

export const REGION = 'us-east-1';
export const MACHINE_ARN = 'arn:aws:states:us-east-1:111122223333:stateMachine:backup';
export const ROLE_ARN = 'arn:aws:iam::111122223333:role/backup';
export const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:tag';

/** 2030-01-01T00:00:00Z. */
export const START_MS = 1_893_456_000_000;

type Options = {
  /** Answers the calls of the machine's tasks; what it throws is the call's rejection. */
  readonly answer?: (request: ApiRequest, callIndex: number) => unknown;
  readonly seed?: number;
  readonly keepHistory?: boolean;
  readonly keepEvents?: boolean;
  readonly onExecutionEnd?: (execution: Execution) => void;
};

/** Step Functions on a loop of its own, with the state machine `backup` in it. */
export class Bench {
  readonly loop = new Loop(START_MS);
  readonly calls: ApiRequest[] = [];
  /** When each call was made, in seconds since the start. */
  readonly callSeconds: number[] = [];
  readonly stepFunctions: StepFunctions;

  constructor(definition: object, { answer = () => ({}), seed = 1, ...options }: Options = {}) {
    this.stepFunctions = new StepFunctions({
      loop: this.loop,
      random: new Random(seed, 'step-functions'),
      call: (request) =>
        new Promise((resolve) => {
          this.callSeconds.push(this.elapsedSeconds);
          resolve(answer(request, this.calls.push(request) - 1));
        }),
      ...options,
    });
    this.stepFunctions.createStateMachine({
      arn: MACHINE_ARN,
      name: 'backup',
      region: REGION,
      roleArn: ROLE_ARN,
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
    });
  }

  get elapsedSeconds(): number {
    return (this.loop.nowMs() - START_MS) / 1000;
  }

  apply(operation: string, input: Record<string, unknown>, region = REGION): Record<string, unknown> {
    const caller = { outsider: 'test' };
    const request = { service: 'states', region, operation, input, caller };
    return this.stepFunctions.apply(this.loop.nowMs(), request).output;
  }

  /** Starts an execution. */
  start(input: unknown = {}, name = 'run'): void {
    this.apply('StartExecution', { stateMachineArn: MACHINE_ARN, name, input: JSON.stringify(input) });
  }

  async runSeconds(seconds: number): Promise<void> {
    await this.loop.run(this.loop.nowMs() + seconds * 1000);
  }

  /** The latest execution. */
  get execution(): Execution {
    const execution = this.stepFunctions.executions.at(-1);
    if (execution === undefined) throw new Error('nothing was started');
    return execution;
  }

  get output(): unknown {
    return JSON.parse(this.execution.output ?? 'null') as unknown;
  }

  /** The token in the `callIndex`-th message sent. */
  token(callIndex = 0): string {
    const body = JSON.parse(String(this.calls[callIndex]?.input['MessageBody'])) as { token: string };
    return body.token;
  }
}

/** Starts one execution, runs a year of virtual time, and returns the bench. */
export async function runMachine(
  definition: object,
  input: unknown = {},
  options: Options = {},
): Promise<Bench> {
  const bench = new Bench(definition, options);
  bench.start(input);
  await bench.runSeconds(365 * 86_400);
  return bench;
}

/** A flow of one state. */
export const only = (state: object): object => ({ StartAt: 'Only', States: { Only: state } });

/** A Task that invokes the function `tag` with the state's input. */
export const invoke = (fields: object = { End: true }): object => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::lambda:invoke',
  Arguments: { FunctionName: FUNCTION_ARN, Payload: '{% $states.input %}' },
  ...fields,
});

/** The answer of a function that returned `payload`. */
export const returned = (payload: unknown): object => ({
  StatusCode: 200,
  ExecutedVersion: '$LATEST',
  Payload: JSON.stringify(payload),
});

/** The answer of a function that threw an error of this name. */
export const threw = (errorType: string, errorMessage = ''): object => ({
  StatusCode: 200,
  ExecutedVersion: '$LATEST',
  FunctionError: 'Unhandled',
  Payload: JSON.stringify({ errorType, errorMessage }),
});
