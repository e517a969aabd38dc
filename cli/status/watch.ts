import { HOUR_MS } from '../../local/kernel/time-units';
import { age } from '../../local/rehearsal/age';
import { counted } from '../terminal/counted';
import { bad, bold, dim } from '../terminal/style';

/** What is watched, and what the watching needs of the world around it. */
export type Watching = {
  /** Makes the next report. */
  readonly report: () => Promise<Report>;
  /** Between two reports. */
  readonly seconds: number;
  readonly now: () => Date;
  /** Waits, and no longer than until `signal` is aborted. */
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Aborted by whoever wants it to end. */
  readonly signal: AbortSignal;
  /** Whether each report takes the place of the one before, as on a terminal. */
  readonly redraws: boolean;
  /** Lines of that terminal; undefined where nobody knows. */
  readonly rows: () => number | undefined;
  /** Whether a report is a line for programs, and so is a failure. */
  readonly json: boolean;
  readonly write: (text: string) => void;
  /** For a person who looks at what went wrong. */
  readonly writeError: (line: string) => void;
};

export type Report = { readonly text: string; readonly exitCode: number };

/** No report was made, or the last could not be. */
const UNREAD_EXIT_CODE = 2;

/** Of a terminal: to the first line and column, and nothing is left from there on. */
const CLEARED = '\u001b[H\u001b[2J';

/**
 * Reports again and again until it is told to end, and resolves to the exit code of the last report, or undefined where there was none. Rejects as the first
 * report does; where a later one fails, the report before stays in sight with its age, the failure is told, the exit code is 2, and the next is tried.
 */
export async function watch(watching: Watching): Promise<number | undefined> {
  const { report, seconds, now, pause, signal, redraws, rows, json, write } = watching;
  const ended = new Promise<undefined>((resolve) =>
    signal.addEventListener('abort', () => resolve(undefined), { once: true }),
  );
  let last: Made | undefined;
  let exitCode: number | undefined;
  while (!signal.aborted) {
    const attempt = report().catch((error: unknown) => {
      if (last === undefined) throw error;
      return error as Error;
    });
    const next = await Promise.race([attempt, ended]);
    if (next === undefined) {
      // What it was reading is of no use to anybody any more.
      attempt.catch(() => undefined);
      break;
    }
    if (next instanceof Error) {
      tellFailure(next, last!, watching);
      exitCode = UNREAD_EXIT_CODE;
    } else {
      write(redraws ? `${CLEARED}${fitted(next.text, rows())}` : `${next.text}${json ? '' : '\n'}`);
      last = { text: next.text, at: now() };
      exitCode = next.exitCode;
    }
    await pause(seconds * 1000, signal);
  }
  return exitCode;
}

/** A report that was made, and when. */
type Made = { readonly text: string; readonly at: Date };

function tellFailure(
  { message }: Error,
  last: Made,
  { seconds, now, redraws, rows, json, write, writeError }: Watching,
): void {
  if (json) {
    write(`${JSON.stringify({ error: message, lastReportAt: last.at.toISOString() })}\n`);
    return;
  }
  const stale = bad(
    bold(`NOT KNOWN NOW: the last report is ${agoWords(now().getTime() - last.at.getTime())} old.`),
  );
  const room = rows();
  const inSight = (): string =>
    fitted(`${stale}\n\n${last.text}\n`, room === undefined ? undefined : room - FAILURE_ROWS);
  write(redraws ? `${CLEARED}${inSight()}` : `${stale}\n\n`);
  writeError(`${message} Tried again in ${seconds} s.`);
}

/** So many lines of a terminal are left for why a report could not be made. */
const FAILURE_ROWS = 4;

/** The verdict is the first line, and is to stay in sight: what has no room is left out, and the last line says so. */
function fitted(text: string, rows: number | undefined): string {
  const lines = text.split('\n');
  // The cursor stands on the last one, which is empty.
  if (rows === undefined || lines.length <= rows) return text;
  const shown = lines.slice(0, Math.max(rows - 2, 1));
  const hiddenCount = lines.length - 1 - shown.length;
  return `${[...shown, dim(`and ${counted(hiddenCount, 'more line')}: without --watch`)].join('\n')}\n`;
}

const agoWords = (milliseconds: number): string => {
  const minutes = Math.floor(milliseconds / 60_000);
  return minutes < 60 ? `${minutes} min` : age(milliseconds / HOUR_MS);
};
