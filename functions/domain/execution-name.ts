import { InvalidInput } from './errors';

/**
 * Throws InvalidInput where an execution bears the name of another snapshot than the one that it is about. Names are given out once, so
 * EC2's own event about that other one, which asks for this name, would pass for a repeated one, and nobody would handle it. A name without
 * any snapshot's id is a person's. Executions of the release before do not say theirs.
 */
export function refuseNameOfAnother(executionName: string | undefined, snapshotId: string): void {
  const [named] = /snap-[0-9a-f]+/.exec(executionName ?? '') ?? [];
  if (named !== undefined && named !== snapshotId)
    throw new InvalidInput(
      `snapshotId: the execution bears the name of ${named}, and its input is about ${snapshotId}; start one with a new name for each of them`,
    );
}
