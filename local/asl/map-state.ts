import type { ChildJob } from './branch';
import { notSimulated, type Fields, type Site } from './fields';
import type { Flow, ReadFlow } from './flow';
import type { Json, JsonObject } from './json';
import type { State, Transition, Visit } from './state';
import { evaluationError, readTemplate, type Template } from './template';
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
  readonly #items: Template | undefined;
  readonly #itemSelector: Template | undefined;
  readonly #maxConcurrency: Template;
  readonly #site: Site;
  readonly #work: Work;

  constructor(
    readonly name: string,
    fields: Fields,
    readFlow: ReadFlow,
  ) {
    const processor = fields.object('ItemProcessor');
    if (processor.has('ProcessorConfig')) readInlineMode(processor.object('ProcessorConfig'));
    this.#processor = readFlow(processor);
    this.#items = fields.has('Items') ? readTemplate(fields, 'Items') : undefined;
    this.#itemSelector = fields.has('ItemSelector') ? readTemplate(fields, 'ItemSelector') : undefined;
    this.#maxConcurrency = fields.has('MaxConcurrency') ? readTemplate(fields, 'MaxConcurrency') : () => 0;
    this.#site = fields.site;
    this.#work = readWork(fields);
    this.targets = workTargets(this.#work);
  }

  run(visit: Visit): Promise<Transition> {
    return runWork(this.#work, this, visit, (context) => this.#attempt(visit, context));
  }

  async #attempt(visit: Visit, context: JsonObject): Promise<Json> {
    const { branch, input } = visit;
    const environment = { variables: branch.variables, states: { input, context } };
    const items = this.#items ? await this.#items(environment) : input;
    if (!Array.isArray(items)) return evaluationError(this.#site, "The field 'Items' must be an array.");
    const maximum = this.#concurrency(await this.#maxConcurrency(environment));
    branch.record('MapStateStarted', this.name);
    const jobs: ChildJob[] = [];
    for (const [index, item] of (items as readonly Json[]).entries())
      jobs.push({
        flow: this.#processor,
        input: await this.#itemInput(visit, context, { Index: index, Value: item }),
        onStart: () => branch.record('MapIterationStarted', this.name, { index }),
        onEnd: (how) => branch.record(`MapIteration${how}`, this.name, { index }),
      });
    const outputs = await branch.runChildren(jobs, maximum);
    branch.record('MapStateSucceeded', this.name);
    return outputs;
  }

  /** Only ItemSelector sees the item in the Context object. */
  #itemInput(
    { branch, input }: Visit,
    context: JsonObject,
    item: { readonly Index: number; readonly Value: Json },
  ): Json | Promise<Json> {
    if (this.#itemSelector === undefined) return item.Value;
    const states = { input, context: { ...context, Map: { Item: item } } };
    return this.#itemSelector({ variables: branch.variables, states });
  }

  #concurrency(value: Json): number {
    if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
      return evaluationError(this.#site, "The field 'MaxConcurrency' must be a non-negative integer.");
    return value === 0 ? MAXIMUM_CONCURRENCY : Math.min(value, MAXIMUM_CONCURRENCY);
  }
}

function readInlineMode(config: Fields): void {
  const mode = config.string('Mode');
  if (mode !== 'INLINE') notSimulated(config.siteOf('Mode'), `'${mode}'`);
  config.end();
}
