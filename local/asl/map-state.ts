import type { ChildJob } from './branch';
import { EvaluationFailure } from './evaluation-failure';
import { notSimulated, type Fields } from './fields';
import type { Flow, ReadFlow } from './flow';
import type { Json, JsonObject } from './json';
import type { State, Transition } from './state';
import { readTemplate, type Template } from './template';
import { readOptionalField, WHOLE } from './typed-field';
import type { Visit } from './visit';
import { readWork, runWork, workTargets, type Work } from './work';

/** AWS runs at most this many iterations of an inline Map at a time, whatever MaxConcurrency says. */
const MAXIMUM_CONCURRENCY = 40;

/**
 * Runs its processor once for each item; its result is the list of the outputs, in the items' order. The first
 * iteration that fails ends the others and fails the state; a retry runs all iterations again. Supported: ItemProcessor
 * (INLINE), Items, ItemSelector, MaxConcurrency, Output, Assign, Retry, Catch, Next, End.
 */
export class MapState implements State {
  readonly type = 'Map';
  readonly targets: readonly string[];
  readonly #processor: Flow;
  readonly #items: Template<readonly Json[]> | undefined;
  readonly #itemSelector: Template | undefined;
  readonly #maxConcurrency: Template<number> | undefined;
  readonly #work: Work;

  constructor(
    readonly name: string,
    fields: Fields,
    readFlow: ReadFlow,
  ) {
    const processor = fields.object('ItemProcessor');
    if (processor.has('ProcessorConfig')) readInlineMode(processor.object('ProcessorConfig'));
    this.#processor = readFlow(processor);
    this.#items = readOptionalField(fields, 'Items', { type: 'array' });
    this.#itemSelector = fields.has('ItemSelector') ? readTemplate(fields, 'ItemSelector') : undefined;
    this.#maxConcurrency = readOptionalField(fields, 'MaxConcurrency', WHOLE);
    this.#work = readWork(fields);
    this.targets = workTargets(this.#work);
  }

  run(visit: Visit): Promise<Transition> {
    return runWork(this.#work, this, visit, (context) => this.#attempt(visit, context));
  }

  async #attempt(visit: Visit, context: JsonObject): Promise<Json> {
    const environment = visit.environment({ context });
    const items = this.#items ? await this.#items(environment) : arrayOf(visit.input);
    const maximum = (await this.#maxConcurrency?.(environment)) ?? 0;
    visit.record('MapStateStarted');
    const jobs: ChildJob[] = [];
    for (const [index, value] of items.entries())
      jobs.push({
        flow: this.#processor,
        input: await this.#itemInput(visit, context, { Index: index, Value: value }),
        iteration: index,
      });
    const outputs = await visit.branch.runChildren(jobs, Math.min(maximum || Infinity, MAXIMUM_CONCURRENCY));
    visit.record('MapStateSucceeded');
    return outputs;
  }

  /** Only ItemSelector sees the item in the Context object. */
  #itemInput(
    visit: Visit,
    context: JsonObject,
    item: { readonly Index: number; readonly Value: Json },
  ): Json | Promise<Json> {
    if (this.#itemSelector === undefined) return item.Value;
    return this.#itemSelector(visit.environment({ context: { ...context, Map: { Item: item } } }));
  }
}

function arrayOf(input: Json): readonly Json[] {
  if (Array.isArray(input)) return input as readonly Json[];
  throw new EvaluationFailure(`Map state input must be an array but was: ${JSON.stringify(input)}`);
}

function readInlineMode(config: Fields): void {
  const mode = config.string('Mode');
  if (mode !== 'INLINE') notSimulated(config.siteOf('Mode'), `'${mode}'`);
  config.end();
}
