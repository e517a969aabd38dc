import { translating } from './aws-errors';
import { keptAnswer } from './kept-answer';
import { ListRulesCommand, type RbinClient } from './list-rules';

export type RecycleBin = ReturnType<typeof recycleBinOf>;

/** So long an answer is kept: a rule is made or deleted once in a long while. */
const KEPT_MS = 900_000;

/** The Recycle Bin of the Region that `rbin` calls. */
export function recycleBinOf(rbin: RbinClient, now: () => Date) {
  return {
    /**
     * Whether the Region has a retention rule for snapshots, so that one that is deleted may come back; by an answer that is at most 15
     * minutes old. Which snapshots a rule is for is not looked at. Throws ServiceBusy, AccessDenied, or AWS's own.
     */
    hasRule: keptAnswer(() => translating(() => anyRule(rbin)), { keptMs: KEPT_MS, now }),
  };
}

async function anyRule(rbin: RbinClient): Promise<boolean> {
  let nextToken: string | undefined;
  // A page may be empty and still not be the last one.
  do {
    const page = await rbin.send(
      new ListRulesCommand({
        ResourceType: 'EBS_SNAPSHOT',
        ...(nextToken === undefined ? {} : { NextToken: nextToken }),
      }),
    );
    if ((page.Rules ?? []).length > 0) return true;
    nextToken = page.NextToken;
  } while (nextToken);
  return false;
}
