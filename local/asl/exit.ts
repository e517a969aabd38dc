import type { Environment } from './environment';
import type { StatesAccess } from './expression-rules';
import { invalid, type Fields } from './fields';
import { isJsonObject, type Json, type JsonObject } from './json';
import { checkPayloadLimit } from './payload-limit';
import type { Transition } from './state';
import { compileTemplate, type Template } from './template';
import type { Visit } from './visit';

/** A way out of a state: of the state itself, of a Choice rule or of a catcher. */
export type Exit = {
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
  readonly next: string | undefined;
};

/** Reads `Output`, `Assign` and the transition; `end` says whether `End: true` may stand instead of `Next`. */
export function readExit(fields: Fields, access: StatesAccess, end: 'may end' | 'must go on'): Exit {
  const next = fields.optionalString('Next');
  const ends = end === 'may end' && fields.take('End') === true;
  if (ends === (next !== undefined)) return invalid(fields.site, 'needs either Next or End');
  return { ...readResult(fields, access), next };
}

/** Reads `Output` and `Assign`. */
export function readResult(fields: Fields, access: StatesAccess): Omit<Exit, 'next'> {
  const output = fields.take('Output');
  return {
    assign: readAssign(fields, access),
    output: output === undefined ? undefined : compileTemplate(output, fields.siteOf('Output'), access),
  };
}

/** Variable names follow Unicode's rules for identifiers, up to 80 characters. */
const VARIABLE_NAME = /^\p{ID_Start}\p{ID_Continue}{0,79}$/u;

function readAssign(fields: Fields, access: StatesAccess): Template | undefined {
  const assign = fields.take('Assign');
  if (assign === undefined) return undefined;
  const site = fields.siteOf('Assign');
  if (!isJsonObject(assign)) return invalid(site, 'must be an object');
  for (const name of Object.keys(assign)) {
    if (name === 'states' || !VARIABLE_NAME.test(name)) return invalid(site, `'${name}' names no variable`);
    site.scope.assigned.add(name);
  }
  return compileTemplate(assign, site, access);
}

/**
 * Leaves the state: the new variables and the output are evaluated over the variables as they stood on entry, then the
 * variables are assigned. Without `Output` the output is `otherwise`.
 */
export async function leave(
  exit: Exit,
  visit: Visit,
  environment: Environment,
  otherwise: Json,
): Promise<Transition> {
  const assigned = exit.assign && ((await exit.assign(environment)) as JsonObject);
  const output = exit.output ? await exit.output(environment) : otherwise;
  if (assigned !== undefined) checkPayloadLimit(assigned, visit.state);
  if (output !== visit.input) checkPayloadLimit(output, visit.state);
  if (assigned !== undefined) visit.branch.variables.assign(assigned);
  return { output, next: exit.next };
}
