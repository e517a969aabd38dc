import { leave, readExit, type Exit } from './exit';
import type { Fields } from './fields';
import type { State, Transition } from './state';
import type { Visit } from './visit';

/** Passes its input on, or what `Output` makes of it. Supported: Output, Assign, Next, End. */
export class PassState implements State {
  readonly type = 'Pass';
  readonly targets: readonly string[];
  readonly #exit: Exit;

  constructor(
    readonly name: string,
    fields: Fields,
  ) {
    this.#exit = readExit(fields, 'input', 'may end');
    this.targets = this.#exit.next === undefined ? [] : [this.#exit.next];
  }

  run(visit: Visit): Promise<Transition> {
    return leave(this.#exit, visit, visit.environment(), visit.input);
  }
}
