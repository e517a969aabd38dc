import { ChoiceState } from './choice-state';
import { FailState } from './fail-state';
import { Fields, invalid, notSimulated, type AssignScope, type Site } from './fields';
import { Flow, type ReadFlow } from './flow';
import { MapState } from './map-state';
import { ParallelState } from './parallel-state';
import { PassState } from './pass-state';
import type { State } from './state';
import { SucceedState } from './succeed-state';
import { TaskState } from './task-state';
import { WaitState } from './wait-state';

const STATES: Readonly<Record<string, new (name: string, fields: Fields, readFlow: ReadFlow) => State>> = {
  Task: TaskState,
  Choice: ChoiceState,
  Pass: PassState,
  Wait: WaitState,
  Succeed: SucceedState,
  Fail: FailState,
  Parallel: ParallelState,
  Map: MapState,
};

const MAXIMUM_NAME_LENGTH = 80;

/**
 * Reads `StartAt` and `States`, the last fields of their object. Throws where AWS would refuse them, or where they ask
 * for what is not simulated.
 */
export function readFlow(fields: Fields, scope: AssignScope): Flow {
  const startAt = fields.string('StartAt');
  const read = fields.object('States');
  const states = new Map(read.names.map((name) => [name, readState(name, read, scope)]));
  checkTargets(startAt, states, fields.site);
  fields.end();
  return new Flow(startAt, states);
}

/** Every target exists and, as AWS demands, every state can be reached. */
function checkTargets(startAt: string, states: ReadonlyMap<string, State>, site: Site): void {
  const targets = new Set([startAt, ...[...states.values()].flatMap((state) => state.targets)]);
  for (const target of targets)
    if (!states.has(target)) invalid(site, `there is no state '${target}' to go to`);
  for (const name of states.keys())
    if (!targets.has(name)) invalid({ ...site, state: name }, 'no state leads here');
}

function readState(name: string, states: Fields, scope: AssignScope): State {
  const site: Site = { ...states.site, state: name, field: '', scope };
  if (name.length > MAXIMUM_NAME_LENGTH)
    invalid(site, `a name has at most ${MAXIMUM_NAME_LENGTH} characters`);
  if (site.stateNames.has(name)) invalid(site, 'another state has this name');
  site.stateNames.add(name);
  const fields = new Fields(states.take(name), site);
  const type = fields.string('Type');
  const StateOfType = Object.hasOwn(STATES, type) ? STATES[type] : undefined;
  if (StateOfType === undefined) return notSimulated(fields.siteOf('Type'), `'${type}'`);
  fields.oneOf('QueryLanguage', ['JSONata'], 'JSONata');
  const state = new StateOfType(name, fields, (inner) => {
    const innerScope: AssignScope = { assigned: new Set(), inner: [] };
    scope.inner.push(innerScope);
    return readFlow(inner, innerScope);
  });
  fields.end();
  return state;
}
