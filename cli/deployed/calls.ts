import { codeOf } from '../../functions/aws/aws-errors';
import { saysNoStack } from '../../functions/aws/stacks';

/** AWS's codes for a rule, a machine, an execution or a queue that is gone since it was listed. */
const GONE_CODES = new Set([
  'AWS.SimpleQueueService.NonExistentQueue',
  'ExecutionDoesNotExist',
  'QueueDoesNotExist',
  'ResourceNotFoundException',
  'StateMachineDeleting',
  'StateMachineDoesNotExist',
]);

/** A call that failed, with the action that IAM has to allow for it. */
export class CallFailed extends Error {
  constructor(
    readonly action: string,
    cause: unknown,
  ) {
    super(action, { cause });
  }
}

/** What all pages list. */
export async function everyPage<Item>(
  read: (token: string | undefined) => Promise<{ items: readonly Item[]; next: string | undefined }>,
): Promise<Item[]> {
  const all: Item[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await read(token);
    all.push(...items);
    token = next;
  } while (token);
  return all;
}

export async function calling<Result>(action: string, call: () => Promise<Result>): Promise<Result> {
  try {
    return await call();
  } catch (error) {
    throw new CallFailed(action, error);
  }
}

/** Undefined where what it is about is gone. */
export const unlessGone = <Result>(
  action: string,
  call: () => Promise<Result>,
): Promise<Result | undefined> =>
  calling(action, async () => {
    try {
      return await call();
    } catch (error) {
      if (GONE_CODES.has(codeOf(error)) || saysNoStack(error)) return undefined;
      throw error;
    }
  });
