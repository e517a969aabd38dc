import { leave, readExit, readResult, type Exit } from './exit';
import { invalid, type Fields } from './fields';
import type { State, Transition } from './state';
import type { Template } from './template';
import { readField } from './typed-field';
import type { Visit } from './visit';

type Rule = { readonly condition: Template<boolean>; readonly exit: Exit };

/**
 * Goes where the first rule that holds leads, else to Default; Output and Assign of its own stand for Default's.
 * Supported: Choices (Condition, Next, Assign, Output), Default, Assign, Output.
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
    const otherwise = readResult(fields, 'input');
    this.#default = next === undefined ? undefined : { ...otherwise, next };
    this.targets = [...this.#rules.map(({ exit }) => exit), this.#default].flatMap(
      (exit) => exit?.next ?? [],
    );
  }

  async run(visit: Visit): Promise<Transition> {
    const environment = visit.environment();
    for (const { condition, exit } of this.#rules)
      if (await condition(environment)) return leave(exit, visit, environment, visit.input);
    if (this.#default !== undefined) return leave(this.#default, visit, environment, visit.input);
    throw visit.error(
      'States.Runtime',
      'Failed to transition out of the state. The state does not point to a next state.',
    );
  }
}

function readRule(fields: Fields): Rule {
  const rule = {
    condition: readField(fields, 'Condition', { type: 'boolean' }),
    exit: readExit(fields, 'input', 'must go on'),
  };
  fields.end();
  return rule;
}
