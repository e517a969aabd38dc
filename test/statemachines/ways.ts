import type { HistoryEvent } from '../../local/asl/execution';
import { definitionOf, flowsOf, type AslState, type MachineName } from './definition';
import type { ScriptedRun } from './scripted-run';

/** All states of a machine by name, those of inner flows included; no two share a name. */
const statesOf = (machine: MachineName): Map<string, AslState> =>
  new Map(flowsOf(definitionOf(machine)).flatMap(({ States }) => Object.entries(States)));

const onward = ({ Next, Default, Choices = [] }: AslState): string[] =>
  [Next, Default, ...Choices.map((rule) => rule.Next)].filter((target) => target !== undefined);

/** Every state of the machine, every transition and every rule of Retry that grants an attempt, sorted. */
export function waysOf(machine: MachineName): string[] {
  return [...statesOf(machine)]
    .flatMap(([name, state]) => [
      name,
      ...onward(state).map((target) => `${name} -> ${target}`),
      ...(state.Catch ?? []).map(({ Next }) => `${name} -> ${Next} on error`),
      ...(state.Retry ?? [])
        .filter(({ MaxAttempts }) => MaxAttempts !== 0)
        .map(({ ErrorEquals }) => `${name} again on ${ErrorEquals.join(', ')}`),
    ])
    .sort();
}

/** Which of these at least one of the runs took, sorted. */
export async function waysTaken(
  machine: MachineName,
  runs: readonly Promise<ScriptedRun>[],
): Promise<string[]> {
  const states = statesOf(machine);
  const taken = (await Promise.all(runs)).flatMap(({ execution }) => waysIn(states, execution.history));
  return [...new Set(taken)].sort();
}

function waysIn(states: ReadonlyMap<string, AslState>, history: readonly HistoryEvent[]): string[] {
  return history.flatMap((event, index) => {
    const name = event.state;
    const state = name === undefined ? undefined : states.get(name);
    if (name === undefined || state === undefined) return [];
    if (event.type === 'Retry') return [`${name} again on ${retriedBy(state, event.detail?.['error'])}`];
    if (event.type.endsWith('StateEntered')) return [name];
    if (!event.type.endsWith('StateExited')) return [];
    // A branch enters its next state in the same breath in which it exits the last one.
    const entered = history[index + 1];
    if (entered?.state === undefined || !entered.type.endsWith('StateEntered')) return [];
    const isCaught = /(Failed|TimedOut)$/.test(lastBefore(history, index, name)?.type ?? '');
    const targets = isCaught ? (state.Catch ?? []).map(({ Next }) => Next) : onward(state);
    return targets.includes(entered.state)
      ? [`${name} -> ${entered.state}${isCaught ? ' on error' : ''}`]
      : [];
  });
}

/** The error names of the rule that took the error. */
const retriedBy = ({ Retry = [] }: AslState, error: unknown): string | undefined =>
  Retry.find(({ ErrorEquals }) =>
    ErrorEquals.some((name) => name === error || name === 'States.TaskFailed'),
  )?.ErrorEquals.join(', ');

const lastBefore = (
  history: readonly HistoryEvent[],
  index: number,
  name: string,
): HistoryEvent | undefined => history.slice(0, index).findLast(({ state }) => state === name);
