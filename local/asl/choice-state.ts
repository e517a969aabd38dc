import { leave, readExit, type Exit } from './exit';
import { invalid, type Fields, type Site } from './fields';
import type { State, Transition, Visit } from './state';
import { StatesError } from './states-error';
import { evaluationError, readTemplate, type Template } from './template';

type Rule = { readonly condition: Template; readonly site: Site; readonly exit: Exit };

/**
 * Goes where the first rule that holds leads, its input unchanged. Supported: Choices (Condition, Next, Assign,
 * Output), Default.
 */
export class ChoiceState implements State {
  readonly type = 'Choice';
  readonly targets: readonly string[];
  readonly #rules: readonly Rule[];
  readonly #default: Exit | undefined;

  constructor(
    readonly name: string,
    fields: Fields,
  ) {
    this.#rules = fields.list('Choices').map(readRule);
    if (this.#rules.length === 0) invalid(fields.siteOf('Choices'), 'must have a rule');
    const next = fields.optionalString('Default');
    this.#default = next === undefined ? undefined : { assign: undefined, output: undefined, next };
    this.targets = [...this.#rules.map(({ exit }) => exit), this.#default].flatMap(
      (exit) => exit?.next ?? [],
    );
  }

  async run(visit: Visit): Promise<Transition> {
    const { branch, input, context } = visit;
    const environment = { variables: branch.variables, states: { input, context } };
    for (const { condition, site, exit } of this.#rules) {
      const holds = await condition(environment);
      if (typeof holds !== 'boolean')
        return evaluationError(site, `The field '${site.field}' must be true or false.`);
      if (holds) return leave(exit, visit, environment, input);
    }
    if (this.#default !== undefined) return leave(this.#default, visit, environment, input);
    throw new StatesError(
      'States.Runtime',
      `An error occurred while executing the state '${this.name}'. ` +
        'Failed to transition out of the state. The state does not point to a next state.',
    );
  }
}

function readRule(fields: Fields): Rule {
  const rule = {
    condition: readTemplate(fields, 'Condition'),
    site: fields.siteOf('Condition'),
    exit: readExit(fields, 'input', 'must go on'),
  };
  fields.end();
  return rule;
}
