import { ChoiceState } from './choice-state';
import { FailState } from './fail-state';
import { Fields, invalid, notSimulated, type AssignScope, type Site } from './fields';
import { MapState } from './map-state';
import { ParallelState } from './parallel-state';
import { PassState } from './pass-state';
import type { State } from './state';
import { SucceedState } from './succeed-state';
import { TaskState } from './task-state';
import { WaitState } from './wait-state';

/** Reads a flow inside a state, with a scope of its own for variables. */
export type ReadFlow = (fields: Fields) => Flow;

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

/** States with the one to start at: a state machine, a branch of a Parallel, the processor of a Map. */
export class Flow {
  readonly startAt: string;
  readonly #states = new Map<string, State>();

  /**
   * Reads `StartAt` and `States`, the last fields of their object. Throws where AWS would refuse them, or where they
   * ask for what is not simulated.
   */
  constructor(fields: Fields, scope: AssignScope) {
    this.startAt = fields.string('StartAt');
    const states = fields.object('States');
    for (const name of states.names) this.#states.set(name, readState(name, states, scope));
    this.#checkTargets(fields.site);
    fields.end();
  }

  /** The state of that name; every target was checked to exist. */
  state(name: string): State {
    return this.#states.get(name)!;
  }

  /** Every target exists and, as AWS demands, every state can be reached. */
  #checkTargets(site: Site): void {
    const targets = new Set([this.startAt, ...[...this.#states.values()].flatMap((state) => state.targets)]);
    for (const target of targets)
      if (!this.#states.has(target)) invalid(site, `there is no state '${target}' to go to`);
    for (const name of this.#states.keys())
      if (!targets.has(name)) invalid({ ...site, state: name }, 'no state leads here');
  }
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
    return new Flow(inner, innerScope);
  });
  fields.end();
  return state;
}
