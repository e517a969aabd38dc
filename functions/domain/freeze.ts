import * as z from 'zod';

const APPLICATION = 'expected "none", "postgresql", "mysql" or "vss"';
const SECONDS = 'expected a whole number of seconds from 10 to 120';
const OTHERWISE = 'expected "takeAnyway" or "takeNone"';

/** How a schedule wants the file systems of an instance to be frozen while its snapshots are taken. */
export const FreezeWish = z.strictObject({
  /** Who is asked to be ready before. `vss`: Windows itself, of all that writes on it; the others are for Linux. */
  application: z.enum(['none', 'postgresql', 'mysql', 'vss'], APPLICATION).default('none'),
  /** The instance thaws by itself where nobody has asked for it by then; else after a minute. Says nothing of `vss`. */
  thawAfterSeconds: z.int(SECONDS).min(10, SECONDS).max(120, SECONDS).optional(),
  /** What becomes of an instance that cannot be frozen: it is taken as a crash would leave it, or not at all. */
  otherwise: z.enum(['takeAnyway', 'takeNone'], OTHERWISE).default('takeAnyway'),
});

export type FreezeWish = z.output<typeof FreezeWish>;

/** How an instance is frozen. */
export type Freeze = FreezeWish & { readonly thawAfterSeconds: number };

const THAW_AFTER_SECONDS = 60;

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
  /** Whether the instance has said that it cannot thaw. */
  readonly standsFrozen?: true;
};

/** One freeze for what several schedules take at once; undefined where none asks for one. Each of them has what it asks for where that can be. */
export function freezeForAll(freezes: readonly (FreezeWish | undefined)[]): Freeze | undefined {
  const asked = freezes.filter((freeze) => freeze !== undefined);
  if (asked.length === 0) return undefined;
  const applications = new Set(asked.map(({ application }) => application).filter((one) => one !== 'none'));
  const [application = 'none'] = applications;
  return {
    // The document asks one. Of two, neither would be what its schedule takes it for.
    application: applications.size > 1 ? 'none' : application,
    thawAfterSeconds: Math.min(...asked.map(({ thawAfterSeconds = THAW_AFTER_SECONDS }) => thawAfterSeconds)),
    // Who does not ask, or takes it anyway, would be without a snapshot.
    otherwise: freezes.every((freeze) => freeze?.otherwise === 'takeNone') ? 'takeNone' : 'takeAnyway',
  };
}

/** How one action of the freeze document has ended on an instance. */
export type ActionEnd = {
  /** The script's exit code; undefined where nobody knows. */
  readonly code?: number;
  /** All that it has said. */
  readonly said: string;
  /** Why it has ended so, in a line. */
  readonly why: string;
};

const LINE = /^snapshot-keeper frozenMs=(\d{1,9}) level=(application|filesystem|crash)$/m;

const LEVEL = /^snapshot-keeper level=(?:application|filesystem)$/m;

/** Whether something stands frozen after a freeze, and all that was asked for. It may also end well where there is nothing to freeze. */
export const hasFrozen = ({ code, said }: ActionEnd): boolean => code === 0 && LEVEL.test(said);

/** What snapshots are worth that were taken between a freeze and its thaw, as far as both tell. */
export function standingBetween(freeze: ActionEnd, thaw: ActionEnd): Standing {
  const [, milliseconds, level] = LINE.exec(thaw.said) ?? [];
  const known = {
    ...(milliseconds !== undefined && { frozenMs: Number(milliseconds) }),
    ...(thaw.code === STUCK && { standsFrozen: true as const }),
  };
  const crash = (reason: string): Standing => ({ consistency: 'crash', reason, ...known });
  if (thaw.code === STUCK) return crash(`it may still stand frozen: ${thaw.why}`);
  if (freeze.code !== 0) return crash(inWords('freeze', freeze));
  if (thaw.code !== 0 || level === undefined) return crash(inWords('thaw', thaw));
  if (level === 'crash') return crash('nothing was frozen, or not all files of the application');
  return { consistency: level === 'application' ? 'application' : 'filesystem', ...known };
}

/** The exit code of a thaw that cannot thaw. */
const STUCK = 202;

const inWords = (action: string, { code, why }: ActionEnd): string =>
  `${action} ${code === undefined ? 'without an answer' : code === 0 ? 'without its line' : `failed with ${code}`}: ${why}`;
