import type { ApiRequest } from '../aws/api';
import { MINUTE_MS } from '../kernel/time-units';
import { INSTANCE_ROLE } from '../world/instances/vss-agent';

/** EC2's answers are never older than this: see the faults `very-stale-read` and `volume-tags-unseen`. */
export const ANSWER_AGE_MAX_MS = 8 * MINUTE_MS;

/** One call of TakeSnapshots lasts for a quarter of an hour at most, as after a call that died, where it waits first; a second run of its input begins within a minute. */
export const TWO_RUNS_MS = 16 * MINUTE_MS;

/** A plan is acted on for four minutes, and the last call may take until its time-out. */
const PLAN_AGE_MAX_MS = 5 * MINUTE_MS;

/**
 * What excuses a deletion of what retention does not give up any more: somebody else has changed a snapshot of the same volume,
 * or the settings, after what the plan had read. EC2 gives nobody the means to exclude that between reading and deleting.
 */
export class Grace {
  /** By snapshot, until when retention gave it up. */
  readonly #givenUpUntilMs = new Map<string, number>();
  /** By snapshot, when a plan last gave it up. */
  readonly #plannedMs = new Map<string, number>();
  /** By volume, when somebody outside the stacks last changed something. */
  readonly #meddledMs = new Map<string, number>();
  #deployedMs = -Infinity;

  /** Takes note that retention gives a snapshot up until now. */
  wasGivenUp(id: string, nowMs: number): void {
    this.#givenUpUntilMs.set(id, nowMs);
  }

  /** Takes note of a plan that gives these up. */
  planned(ids: readonly string[], nowMs: number): void {
    for (const id of ids) this.#plannedMs.set(id, nowMs);
  }

  /** Takes note that somebody outside the stacks has changed something of a volume. */
  meddled(volumeId: string, nowMs: number): void {
    this.#meddledMs.set(volumeId, nowMs);
  }

  /** Takes note that other settings count. */
  deployed(nowMs: number): void {
    this.#deployedMs = nowMs;
  }

  /** Whether a deletion follows a plan that was right about what it had read. */
  covers(id: string, volumeId: string, nowMs: number): boolean {
    const givenUpMs = this.#givenUpUntilMs.get(id) ?? -Infinity;
    const plannedMs = this.#plannedMs.get(id) ?? -Infinity;
    const changedMs = Math.max(this.#meddledMs.get(volumeId) ?? -Infinity, this.#deployedMs);
    const isFresh = nowMs - plannedMs <= PLAN_AGE_MAX_MS;
    return isFresh && givenUpMs >= plannedMs - ANSWER_AGE_MAX_MS && changedMs >= givenUpMs;
  }
}

/** Whether a function asks for it, or an instance that takes for a run what the function has told it. */
export const isForRun = ({ caller, operation }: ApiRequest): boolean =>
  'roleArn' in caller || (caller.outsider === INSTANCE_ROLE && operation === 'CreateSnapshots');

/** Neither a role of the stacks nor EC2 itself. */
export const isPerson = ({ caller }: ApiRequest): boolean =>
  'outsider' in caller && !caller.outsider.startsWith('aws:ec2');
