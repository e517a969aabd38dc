import { keptAnswer } from '../aws/kept-answer';
import { ServiceBusy, StackMissing } from '../domain/errors';
import type { Log } from '../runtime/log';

/** A stack comes and goes once in a deployment's life; whoever waits asks every three minutes. */
const KEPT_MS = 300_000;

type Parts = {
  /** By DR Region: the stack that confirms the copies there and has their key. */
  readonly stackNames: Readonly<Record<string, string>>;
  /** Why the stack does not work; undefined where it does. */
  readonly ask: (region: string, stackName: string) => Promise<string | undefined>;
  readonly now: () => Date;
  readonly log: Log;
};

/**
 * Throws StackMissing for a DR Region whose stack does not work, by an answer that is at most five minutes old: a copy would find no
 * key there, or nobody would confirm and prune it. While CloudFormation is too busy to tell, the copy is made: in most cases it protects.
 * Whatever else keeps it from telling, such as AccessDenied, stays and is thrown: a copy that fails where no stack is, nobody hears of.
 */
export function readyRegions({ stackNames, ask, now, log }: Parts): (region: string) => Promise<void> {
  const asking = new Map(
    Object.entries(stackNames).map(([region, stackName]) => [
      region,
      keptAnswer(() => ask(region, stackName), { keptMs: KEPT_MS, now }),
    ]),
  );
  return async (region) => {
    let why: string | undefined;
    try {
      why = await asking.get(region)?.();
    } catch (error) {
      if (!(error instanceof ServiceBusy)) throw error;
      log.warn('cannot ask for the stack of the DR Region, so it may work', { region, error: String(error) });
    }
    if (why !== undefined)
      throw new StackMissing(`the stack ${stackNames[region]} in ${region} ${why}: deploy it`);
  };
}
