import { invalid, type Fields } from './fields';
import type { Flow, ReadFlow } from './flow';
import type { Json } from './json';
import type { State, Transition } from './state';
import { readTemplate, type Template } from './template';
import type { Visit } from './visit';
import { readWork, runWork, workTargets, type Work } from './work';

/**
 * Runs its branches side by side; its result is the list of their outputs. The first branch that fails ends the others
 * and fails the state with its own error. Supported: Branches, Arguments, Output, Assign, Retry, Catch, Next, End.
 */
export class ParallelState implements State {
  readonly type = 'Parallel';
  readonly targets: readonly string[];
  readonly #branches: readonly Flow[];
  readonly #arguments: Template | undefined;
  readonly #work: Work;

  constructor(
    readonly name: string,
    fields: Fields,
    readFlow: ReadFlow,
  ) {
    this.#branches = fields.list('Branches').map((branch) => readFlow(branch));
    if (this.#branches.length === 0) invalid(fields.siteOf('Branches'), 'must have a branch');
    this.#arguments = fields.has('Arguments') ? readTemplate(fields, 'Arguments') : undefined;
    this.#work = readWork(fields);
    this.targets = workTargets(this.#work);
  }

  run(visit: Visit): Promise<Transition> {
    return runWork(this.#work, this, visit, () => this.#attempt(visit));
  }

  async #attempt(visit: Visit): Promise<Json> {
    const input = this.#arguments ? await this.#arguments(visit.environment()) : visit.input;
    visit.record('ParallelStateStarted');
    const jobs = this.#branches.map((flow) => ({ flow, input }));
    const outputs = await visit.branch.runChildren(jobs, jobs.length);
    visit.record('ParallelStateSucceeded');
    return outputs;
  }
}
