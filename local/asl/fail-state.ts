import { evaluationError, readTemplate, type Template } from './template';
import { notSimulated, type Fields, type Site } from './fields';
import type { Json } from './json';
import type { State, Visit } from './state';
import { StatesError } from './states-error';

/** Fails its flow with an error and a cause of its own. Supported: Error, Cause, as literals or JSONata. */
export class FailState implements State {
  readonly type = 'Fail';
  readonly targets = [];
  readonly #site: Site;
  readonly #error: Template;
  readonly #cause: Template | undefined;

  constructor(
    readonly name: string,
    fields: Fields,
  ) {
    this.#site = fields.site;
    if (!fields.has('Error')) notSimulated(fields.site, 'a Fail state without Error');
    this.#error = readTemplate(fields, 'Error');
    this.#cause = fields.has('Cause') ? readTemplate(fields, 'Cause') : undefined;
  }

  async run({ branch, input, context }: Visit): Promise<never> {
    const environment = { variables: branch.variables, states: { input, context } };
    const error = this.#text('Error', await this.#error(environment));
    const cause = this.#cause && this.#text('Cause', await this.#cause(environment));
    throw new StatesError(error, cause);
  }

  #text(field: string, value: Json): string {
    return typeof value === 'string'
      ? value
      : evaluationError(this.#site, `The field '${field}' must be a string.`);
  }
}
