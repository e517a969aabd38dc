import { partitionOf } from '../kernel/partition';
import { Fields, invalid, notSimulated, type AssignScope, type Site } from './fields';
import type { Flow } from './flow';
import type { JsonObject } from './json';
import type { MachineIdentity } from './machine-identity';
import { readFlow } from './read-flow';

/** A state machine as a template declares it. */
export type StateMachineDefinition = MachineIdentity & {
  /** Amazon States Language as JSON text, after the substitutions. */
  readonly definition: string;
};

const MAXIMUM_TIMEOUT_SECONDS = 99_999_999;

/**
 * A state machine, parsed and compiled once. Supported: StartAt, States, TimeoutSeconds, Version 1.0, Comment and
 * QueryLanguage, which must be JSONata; the states' files say what each type supports. Nothing else is accepted.
 * AWS's limit of one year for an execution is not applied where the machine has no TimeoutSeconds.
 */
export class StateMachine implements MachineIdentity {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly roleArn: string;
  readonly flow: Flow;
  readonly timeoutSeconds: number | undefined;
  /** What the Context object says of it. */
  readonly context: JsonObject;

  /** Throws "not simulated: …" or "invalid definition: …" with the machine, the state and the field. */
  constructor({ arn, name, region, roleArn, definition }: StateMachineDefinition) {
    this.arn = arn;
    this.name = name;
    this.region = region;
    this.roleArn = roleArn;
    this.context = { Id: arn, Name: name };
    const scope: AssignScope = { assigned: new Set(), inner: [] };
    const site: Site = {
      machine: name,
      partition: partitionOf(region).name,
      field: '',
      scope,
      expressions: new Map(),
      stateNames: new Set(),
    };
    const fields = new Fields(JSON.parse(definition), site);
    if (fields.take('QueryLanguage') !== 'JSONata')
      notSimulated(fields.siteOf('QueryLanguage'), 'a query language other than JSONata');
    fields.oneOf('Version', ['1.0'], '1.0');
    this.timeoutSeconds = fields.has('TimeoutSeconds')
      ? fields.integer('TimeoutSeconds', 0, 1, MAXIMUM_TIMEOUT_SECONDS)
      : undefined;
    this.flow = readFlow(fields, scope);
    checkScopes(scope, new Set(), site);
  }
}

/** An inner scope may read an outer variable, and not assign one of that name. */
function checkScopes({ assigned, inner }: AssignScope, outer: ReadonlySet<string>, site: Site): void {
  for (const name of assigned)
    if (outer.has(name)) invalid(site, `the variable '${name}' is assigned in an outer scope too`);
  for (const scope of inner) checkScopes(scope, new Set([...outer, ...assigned]), site);
}
