import type { Fields } from './fields';
import type { State } from './state';
import { StatesError } from './states-error';
import type { Template } from './template';
import { readOptionalField } from './typed-field';
import type { Visit } from './visit';

/** Fails its flow with an error and a cause of its own. Supported: Error, Cause, as literals or JSONata. */
export class FailState implements State {
  readonly type = 'Fail';
  readonly targets = [];
  readonly #error: Template<string> | undefined;
  readonly #cause: Template<string> | undefined;

  constructor(
    readonly name: string,
    fields: Fields,
  ) {
    this.#error = readOptionalField(fields, 'Error', { type: 'string' });
    this.#cause = readOptionalField(fields, 'Cause', { type: 'string' });
  }

  async run(visit: Visit): Promise<never> {
    const environment = visit.environment();
    throw new StatesError(await this.#error?.(environment), await this.#cause?.(environment));
  }
}
