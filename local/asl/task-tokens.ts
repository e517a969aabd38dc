import { AwsError } from '../aws/api';
import type { Random } from '../kernel/random';
import type { Json } from './json';

/** A Task that waits for its token to come back. */
export type WaitingTask = {
  readonly machineArn: string;
  succeed(output: Json): void;
  fail(error: string | undefined, cause: string | undefined): void;
  /** Starts the time until the next heartbeat is due anew. */
  heartbeat(): void;
};

/**
 * The task tokens given out. A token names its state machine, so that a call with it can be authorized even after the
 * task has ended, and closed tokens need not be remembered.
 */
export class TaskTokens {
  readonly #random: Random;
  readonly #waiting = new Map<string, WaitingTask>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** A new token for a task of the machine. */
  issue(machineArn: string): string {
    return Buffer.from(`${this.#random.hex(32)} ${machineArn}`).toString('base64');
  }

  open(token: string, task: WaitingTask): void {
    this.#waiting.set(token, task);
  }

  /** From now on the token is answered with `TaskTimedOut`. A repeated call does nothing. */
  close(token: string): void {
    this.#waiting.delete(token);
  }

  /** The ARN in the token. Throws `InvalidToken` where it is none of ours. */
  machineArnOf(token: string): string {
    return this.#waiting.get(token)?.machineArn ?? readMachineArn(token);
  }

  /** The task that waits for the token. Throws `TaskTimedOut` where it does not wait any more. */
  taskOf(token: string): WaitingTask {
    const task = this.#waiting.get(token);
    if (task !== undefined) return task;
    throw new AwsError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }
}

function readMachineArn(token: string): string {
  const [, machineArn] = /^[0-9a-f]{32} (arn:.*)$/.exec(Buffer.from(token, 'base64').toString()) ?? [];
  if (machineArn === undefined) throw new AwsError('InvalidToken', "Invalid Token: 'Invalid token'");
  return machineArn;
}
