import { leave, readResult, type Exit } from './exit';
import { notSimulated, type Fields } from './fields';
import type { State, Transition, Visit } from './state';

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
    const { branch, input, context } = visit;
    const environment = { variables: branch.variables, states: { input, context } };
    return leave(this.#exit, visit, environment, input);
  }
}
