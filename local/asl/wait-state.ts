import { leave, readExit, type Exit } from './exit';
import { invalid, type Fields } from './fields';
import type { State, Transition } from './state';
import type { Template } from './template';
import { readField, WHOLE } from './typed-field';
import type { Visit } from './visit';

/** RFC 3339 with an upper-case T and Z. */
const TIMESTAMP = /^\d{4}-\d{2}-(\d{2})T([01]\d|2[0-3]):\d{2}:\d{2}(\.\d+)?Z$/;

/** The longest that AWS lets a state wait. */
const MAXIMUM_WAIT_MS = 2_147_483_647_000;

/**
 * Waits for some seconds, or until a time; not at all where it has passed. Supported: Seconds or Timestamp, as literals
 * or JSONata, Output, Assign, Next, End.
 */
export class WaitState implements State {
  readonly type = 'Wait';
  readonly targets: readonly string[];
  readonly #exit: Exit;
  readonly #waitMs: (visit: Visit) => Promise<number>;

  constructor(
    readonly name: string,
    fields: Fields,
  ) {
    if (fields.has('Seconds') === fields.has('Timestamp'))
      invalid(fields.site, 'needs either Seconds or Timestamp');
    this.#waitMs = fields.has('Seconds') ? readSeconds(fields) : readTimestamp(fields);
    this.#exit = readExit(fields, 'input', 'may end');
    this.targets = this.#exit.next === undefined ? [] : [this.#exit.next];
  }

  async run(visit: Visit): Promise<Transition> {
    const waitMs = await this.#waitMs(visit);
    if (waitMs > MAXIMUM_WAIT_MS) throw visit.error('States.Runtime', 'Wait state delay is too long.');
    if (waitMs > 0) await visit.branch.sleep(waitMs, `states: wait in ${this.name}`);
    return leave(this.#exit, visit, visit.environment(), visit.input);
  }
}

function readSeconds(fields: Fields): (visit: Visit) => Promise<number> {
  const seconds: Template<number> = readField(fields, 'Seconds', WHOLE);
  return async (visit) => (await seconds(visit.environment())) * 1000;
}

function readTimestamp(fields: Fields): (visit: Visit) => Promise<number> {
  const until = readField(fields, 'Timestamp', {
    type: 'string',
    problem: (value: string) =>
      Number.isNaN(instantMs(value))
        ? `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`
        : undefined,
  });
  return async (visit) => instantMs(await until(visit.environment())) - visit.branch.engine.loop.nowMs();
}

/** AWS reads a timestamp up to its seconds. NaN where it is none. */
function instantMs(timestamp: string): number {
  const [, day] = TIMESTAMP.exec(timestamp) ?? [];
  const date = new Date(`${timestamp.slice(0, 10)}T00:00:00Z`);
  // JavaScript takes the 30th of February for the 2nd of March.
  const isDay = day !== undefined && date.getUTCDate() === Number(day);
  return isDay ? Math.floor(Date.parse(timestamp) / 1000) * 1000 : Number.NaN;
}
