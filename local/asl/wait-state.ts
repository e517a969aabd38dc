import { leave, readExit, type Exit } from './exit';
import { invalid, type Fields, type Site } from './fields';
import type { Json } from './json';
import type { State, Transition, Visit } from './state';
import { evaluationError, readTemplate, type Template } from './template';

const MAXIMUM_SECONDS = 99_999_999;

/** RFC 3339 with an upper-case T and Z. */
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/**
 * Waits for some seconds, or until a time; not at all where it has passed. Supported: Seconds or Timestamp, as literals
 * or JSONata, Output, Assign, Next, End.
 */
export class WaitState implements State {
  readonly type = 'Wait';
  readonly targets: readonly string[];
  readonly #exit: Exit;
  readonly #until: Template;
  readonly #site: Site;
  readonly #unit: 'Seconds' | 'Timestamp';

  constructor(
    readonly name: string,
    fields: Fields,
  ) {
    if (fields.has('Seconds') === fields.has('Timestamp'))
      invalid(fields.site, 'needs either Seconds or Timestamp');
    this.#unit = fields.has('Seconds') ? 'Seconds' : 'Timestamp';
    this.#site = fields.siteOf(this.#unit);
    this.#until = readTemplate(fields, this.#unit);
    this.#exit = readExit(fields, 'input', 'may end');
    this.targets = this.#exit.next === undefined ? [] : [this.#exit.next];
  }

  async run(visit: Visit): Promise<Transition> {
    const { branch, input, context } = visit;
    const environment = { variables: branch.variables, states: { input, context } };
    const until = await this.#until(environment);
    const waitMs =
      this.#unit === 'Seconds'
        ? this.#seconds(until) * 1000
        : this.#timestampMs(until) - branch.engine.loop.nowMs();
    if (waitMs > 0) await branch.sleep(waitMs, `states: wait in ${this.name}`);
    return leave(this.#exit, visit, environment, input);
  }

  #seconds(value: Json): number {
    if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MAXIMUM_SECONDS)
      return value;
    return evaluationError(
      this.#site,
      `The field 'Seconds' must be an integer from 0 to ${MAXIMUM_SECONDS}.`,
    );
  }

  /** AWS reads a timestamp up to its seconds. */
  #timestampMs(value: Json): number {
    const atMs = typeof value === 'string' && TIMESTAMP.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(atMs))
      return evaluationError(this.#site, "The field 'Timestamp' must be an RFC 3339 time in UTC.");
    return Math.floor(atMs / 1000) * 1000;
  }
}
