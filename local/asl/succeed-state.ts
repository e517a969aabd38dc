import { leave, readResult, type Exit } from './exit';
import { notSimulated, type Fields } from './fields';
import type { State, Transition } from './state';
import type { Visit } from './visit';

/** Ends its flow. Supported: Output. */
export class SucceedState implements State {
  readonly type = 'Succeed';
  readonly targets = [];
  readonly #exit: Exit;

  constructor(
    readonly name: string,
    fields: Fields,
  ) {
    if (fields.has('Assign')) notSimulated(fields.siteOf('Assign'), 'a Succeed state assigns nothing');
    this.#exit = { ...readResult(fields, 'input'), next: undefined };
  }

  run(visit: Visit): Promise<Transition> {
    return leave(this.#exit, visit, visit.environment(), visit.input);
  }
}
