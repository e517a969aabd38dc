/** What is watched, and what the watching needs of the world around it. */
export type Watching = {
  /** Makes the next report. */
  readonly report: () => Promise<Report>;
  /** Between two reports. */
  readonly seconds: number;
  /** Waits, and no longer than until `signal` is aborted. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Aborted by whoever wants it to end. */
  readonly signal: AbortSignal;
  /** Whether each report takes the place of the one before, as on a terminal. */
  readonly redraws: boolean;
  readonly write: (text: string) => void;
};

export type Report = { readonly text: string; readonly exitCode: number };

/** Of a terminal: to the first line and column, and nothing is left from there on. */
const CLEARED = '\u001b[H\u001b[2J';

/**
 * Reports again and again until it is told to end, and resolves to the exit code of the last report. Rejects as the first report does; a later
 * one that fails is told in its place, and the next is tried.
 */
export async function watch({
  report,
  seconds,
  pause,
  signal,
  redraws,
  write,
}: Watching): Promise<number | undefined> {
  const ended = new Promise<undefined>((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
  let exitCode: number | undefined;
  while (!signal.aborted) {
    const attempt = report().catch((error: unknown) => {
      if (exitCode === undefined) throw error;
      return { text: `${(error as Error).message} Tried again in ${seconds} s.\n`, exitCode };
    });
    const next = await Promise.race([attempt, ended]);
    if (next === undefined) {
      // What it was reading is of no use to anybody any more.
      attempt.catch(() => undefined);
      break;
    }
    write(`${redraws ? CLEARED : ''}${next.text}${redraws ? '' : '\n'}`);
    exitCode = next.exitCode;
    await pause(seconds * 1000, signal);
  }
  return exitCode;
}
