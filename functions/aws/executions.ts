import {
  ListExecutionsCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Running } from '../domain/under-way';
import { codeOf, messageOf, translated, translating } from './aws-errors';

/** A cause longer than this is cut: SendTaskFailure takes 32,768 characters. */
const CAUSE_MAX = 32_768;

/** Codes that say: nobody waits for this answer any more, or such a token was never given out. */
const NOBODY_WAITS = ['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'];

/** Where the token is all that was sent, a call that is not valid says so too. An answer may be wrong in other ways. */
const NO_SUCH_TOKEN = [...NOBODY_WAITS, 'ValidationException'];

export type Executions = ReturnType<typeof executionsOf>;

/** Executions of Step Functions in the Region that `sfn` calls. Errors come translated. */
export const executionsOf = (sfn: SFNClient) => ({
  /**
   * Starts an execution. Names are unique for 90 days and their check is strongly consistent, so a repeated call starts
   * nothing. It answers `exists`, or `started` again while the first execution runs on the same input.
   */
  async start(machineArn: string, name: string, input: unknown): Promise<'started' | 'exists'> {
    try {
      await sfn.send(
        new StartExecutionCommand({ stateMachineArn: machineArn, name, input: JSON.stringify(input) }),
      );
      return 'started';
    } catch (error) {
      if (codeOf(error) === 'ExecutionAlreadyExists') return 'exists';
      throw translated(error);
    }
  },

  /** The executions of a machine that run, or a few that have only just ended, in any order. */
  async running(machineArn: string): Promise<Running[]> {
    const running: Running[] = [];
    let nextToken: string | undefined;
    do {
      const page = await translating(() =>
        sfn.send(
          new ListExecutionsCommand({
            stateMachineArn: machineArn,
            statusFilter: 'RUNNING',
            maxResults: 1000,
            ...(nextToken === undefined ? {} : { nextToken }),
          }),
        ),
      );
      for (const { name, startDate } of page.executions ?? [])
        if (name !== undefined && startDate !== undefined) running.push({ name, startedAt: startDate });
      nextToken = page.nextToken;
    } while (nextToken);
    return running;
  },

  /** Whether the task still waits for its answer. Unlike any look at EC2, this check is consistent. */
  isWaiting: (taskToken: string): Promise<boolean> =>
    answered(() => sfn.send(new SendTaskHeartbeatCommand({ taskToken })), NO_SUCH_TOKEN),

  /** Answers a waiting task. Answers false where the task does not wait any more. */
  succeed: (taskToken: string, output: unknown): Promise<boolean> =>
    answered(() => sfn.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) }))),

  /** Fails a waiting task with the error's name and message. Answers false where the task does not wait any more. */
  fail: (taskToken: string, error: Error): Promise<boolean> =>
    answered(() =>
      sfn.send(
        new SendTaskFailureCommand({
          taskToken,
          error: error.name,
          cause: messageOf(error).slice(0, CAUSE_MAX),
        }),
      ),
    ),
});

async function answered(call: () => Promise<unknown>, nobodyWaits = NOBODY_WAITS): Promise<boolean> {
  try {
    await call();
    return true;
  } catch (error) {
    if (nobodyWaits.includes(codeOf(error))) return false;
    throw translated(error);
  }
}
