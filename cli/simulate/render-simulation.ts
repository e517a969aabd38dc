import { FAULT_NAMES } from '../../local/faults/fault-catalogue';
import type { Violation } from '../../local/simulation/safety-watch';
import type { Shortest } from '../../local/simulation/shrink';
import type { SimulationResult } from '../../local/simulation/simulation';
import { counted } from '../terminal/counted';

/** So many lines of a history are shown, each up to this length; the trace has all. */
const HISTORY_MAX = 60;
const LINE_LENGTH_MAX = 200;

/** The totals of all seeds, for a reader. */
export function renderSummary(results: readonly SimulationResult[]): string {
  const sum = (count: (result: SimulationResult) => number): number =>
    results.reduce((total, result) => total + count(result), 0);
  const failed = results.filter(({ violations }) => violations.length > 0);
  const strikes = FAULT_NAMES.map((name) => [name, sum((result) => result.strikes[name] ?? 0)] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${count} ${name}`);
  const snapshotCount = sum((result) => result.snapshotCount);
  const copyCount = sum((result) => result.copyCount);
  const deletionCount = sum((result) => result.deletionCount);
  return [
    `${counted(results.length, 'seed')}: ${counted(snapshotCount, 'snapshot')}, ${counted(copyCount, 'copy', 'copies')}, ${counted(deletionCount, 'deletion')}.`,
    `Faults that struck: ${strikes.join(', ') || 'none'}.`,
    failed.length === 0
      ? 'No rule was broken, and everything else came right.'
      : `${counted(failed.length, 'seed')} failed: ${failed
          .slice(0, 20)
          .map(({ seed }) => seed)
          .join(', ')}${failed.length > 20 ? ', …' : ''}.`,
    '',
  ].join('\n');
}

/** What broke in a seed, and the command that replays it. */
export const renderFailure = ({ seed, violations }: SimulationResult, replay: string): string =>
  ['', `Seed ${seed} broke:`, ...violations.map(violationLine), `Replay: ${replay}`, ''].join('\n');

/** The end of the shortest history that breaks the same rule, and the command that replays it. */
export function renderShortest(shortest: Shortest, replay: string): string {
  const { history, traceLineCount, tries, violation } = shortest;
  const shown = history.slice(-HISTORY_MAX);
  const left = traceLineCount - shown.length;
  return [
    '',
    `The shortest history found in ${counted(tries, 'run')} that breaks "${violation.rule}":`,
    ...shown.map((line) => `  ${cut(line)}`),
    violationLine(violation),
    ...(left > 0 ? [`  (${counted(left, 'other line')} of the trace left out.)`] : []),
    `Replay: ${replay}`,
    '  … --trace FILE writes everything',
    '',
  ].join('\n');
}

const cut = (line: string): string =>
  line.length <= LINE_LENGTH_MAX ? line : `${line.slice(0, LINE_LENGTH_MAX - 1)}…`;

const violationLine = ({ atMs, rule, what }: Violation): string =>
  `  ${atMs === 0 ? 'in the end' : new Date(atMs).toISOString()}  ${rule}: ${what}`;
