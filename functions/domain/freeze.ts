import * as z from 'zod';

const APPLICATION = 'expected "none", "postgresql" or "mysql"';
const SECONDS = 'expected a whole number of seconds from 10 to 120';
const OTHERWISE = 'expected "takeAnyway" or "takeNone"';

/** How a schedule freezes the file systems of an instance while its snapshots are taken. */
export const Freeze = z.strictObject({
  /** Who is asked to be ready before. */
  application: z.enum(['none', 'postgresql', 'mysql'], APPLICATION).default('none'),
  /** The instance thaws by itself where nobody has asked for it by then. */
  thawAfterSeconds: z.int(SECONDS).min(10, SECONDS).max(120, SECONDS).default(60),
  /** What becomes of an instance that cannot be frozen: it is taken as a crash would leave it, or not at all. */
  otherwise: z.enum(['takeAnyway', 'takeNone'], OTHERWISE).default('takeAnyway'),
});

export type Freeze = z.output<typeof Freeze>;

/**
 * How the file systems of an instance stood when its snapshots were taken. `application`: frozen, with all files of an application that was
 * ready. `filesystem`: frozen. `stopped`: the instance was, so that nobody wrote. `crash`: as a loss of power leaves them, or nobody knows.
 */
export const Consistency = z.enum(['application', 'filesystem', 'stopped', 'crash']);

export type Consistency = z.output<typeof Consistency>;

/** How what was taken of one instance stands, and why where it is not as the schedule asks. */
export type Standing = {
  readonly consistency: Consistency;
  /** Absent where nothing went wrong. */
  readonly reason?: string;
  /** From the first file system that was frozen to the last that was thawed, in milliseconds; absent where nobody knows. */
  readonly frozenMs?: number;
};

/** One freeze for what several schedules take at once; undefined where none asks for one. Each of them has what it asks for where that can be. */
export function freezeForAll(freezes: readonly (Freeze | undefined)[]): Freeze | undefined {
  const asked = freezes.filter((freeze) => freeze !== undefined);
  if (asked.length === 0) return undefined;
  return {
    application: asked.find(({ application }) => application !== 'none')?.application ?? 'none',
    thawAfterSeconds: Math.min(...asked.map(({ thawAfterSeconds }) => thawAfterSeconds)),
    // Who does not ask, or takes it anyway, would be without a snapshot.
    otherwise: freezes.every((freeze) => freeze?.otherwise === 'takeNone') ? 'takeNone' : 'takeAnyway',
  };
}

/** How one action of the freeze document has ended on an instance. */
export type ActionEnd = {
  /** The script's exit code; undefined where nobody knows. */
  readonly code?: number;
  /** What it has said, or Systems Manager of it. */
  readonly said: string;
};

const LINE = /^snapshot-keeper frozenMs=(\d{1,9}) level=(application|filesystem|crash)$/m;

/** What snapshots are worth that were taken between a freeze and its thaw, as far as both tell. */
export function standingBetween(freeze: ActionEnd, thaw: ActionEnd): Standing {
  const [, milliseconds, level] = LINE.exec(thaw.said) ?? [];
  const frozen = milliseconds === undefined ? {} : { frozenMs: Number(milliseconds) };
  if (freeze.code !== 0) return { consistency: 'crash', reason: inWords('freeze', freeze), ...frozen };
  if (thaw.code !== 0 || level === undefined)
    return { consistency: 'crash', reason: inWords('thaw', thaw), ...frozen };
  if (level === 'crash')
    return {
      consistency: 'crash',
      reason: 'nothing was frozen, or not all files of the application',
      ...frozen,
    };
  return { consistency: level === 'application' ? 'application' : 'filesystem', ...frozen };
}

const inWords = (action: string, { code, said }: ActionEnd): string =>
  `${action} ${code === undefined ? 'without an answer' : code === 0 ? 'without its line' : `failed with ${code}`}: ${lastLine(said)}`;

const lastLine = (said: string): string => said.trim().split('\n').at(-1)?.slice(0, 200) ?? '';
