import { FAULT_NAMES, type FaultSet } from '../faults/fault-catalogue';
import { historyLine } from './history';
import type { Violation } from './safety-watch';
import type { SimulationOptions, SimulationResult } from './simulation';

/** Plays a seed, as `simulate` does: the same options give the same violations and trace. */
export type Play = (options: SimulationOptions) => Promise<Pick<SimulationResult, 'violations'>>;

/** The smallest run found that breaks the same rule. */
export type Shortest = {
  readonly options: SimulationOptions;
  readonly violation: Violation;
  /** What happened to the snapshots and volumes that the violation names, line by line, up to the violation. */
  readonly history: readonly string[];
  /** How many lines the trace of the run has. */
  readonly traceLineCount: number;
  /** How many runs were tried. */
  readonly tries: number;
};

/**
 * Looks for a shorter run that breaks the first rule of `failure`: fewer days, then one kind of fault after the other left
 * out, as long as that helps. `onTry` is told of each run.
 */
export async function shrink(
  play: Play,
  original: SimulationOptions,
  failure: Pick<SimulationResult, 'violations'>,
  onTry: (text: string) => void,
): Promise<Shortest> {
  const rule = failure.violations[0]!.rule;
  let tries = 0;
  let best = original;
  const breaksToo = async (candidate: SimulationOptions): Promise<boolean> => {
    tries += 1;
    onTry(`looking for a shorter history, run ${tries}`);
    const { violations } = await play(candidate);
    return violations.some((violation) => violation.rule === rule);
  };
  for (let days = 1; days < original.days; days += 1) {
    if (!(await breaksToo({ ...original, days }))) continue;
    best = { ...original, days };
    break;
  }
  for (let isShorter = true; isShorter;) {
    isShorter = false;
    for (const name of FAULT_NAMES) {
      if (best.faults[name] === undefined) continue;
      const candidate = { ...best, faults: without(best.faults, name) };
      if (!(await breaksToo(candidate))) continue;
      best = candidate;
      isShorter = true;
    }
  }
  return { options: best, tries, ...(await tell(play, best, rule)) };
}

const without = (faults: FaultSet, left: string): FaultSet =>
  Object.fromEntries(Object.entries(faults).filter(([name]) => name !== left));

/** Runs it once more and keeps what concerns the violation. */
async function tell(
  play: Play,
  options: SimulationOptions,
  rule: string,
): Promise<Pick<Shortest, 'violation' | 'history' | 'traceLineCount'>> {
  const lines: string[] = [];
  const { violations } = await play({ ...options, onTrace: (line) => lines.push(line) });
  const violation = violations.find((each) => each.rule === rule)!;
  const ids = violation.what.match(/\b(?:snap|vol)-[0-9a-f]+\b/g) ?? [];
  const untilMs = violation.atMs || Infinity;
  const history = lines.flatMap((line) => historyLine(line, ids, untilMs) ?? []);
  return { violation, history, traceLineCount: lines.length };
}
