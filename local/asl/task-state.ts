import { notSimulated, type Fields, type Site } from './fields';
import { isJsonObject, type Json, type JsonObject } from './json';
import { lambdaInvoke } from './lambda-invoke';
import { checkPayloadLimit } from './payload-limit';
import type { ServiceIntegration } from './service-integration';
import { snsPublish } from './sns-publish';
import { sqsSendMessage } from './sqs-send-message';
import type { State, Transition, Visit } from './state';
import { StatesError } from './states-error';
import { TaskAttempt } from './task-attempt';
import { evaluationError, readTemplate, type Template } from './template';
import { readWork, runWork, workTargets, type Work } from './work';

const RESOURCE_PREFIX = 'arn:aws:states:::';
const CALLBACK_SUFFIX = '.waitForTaskToken';

/** The integrations, and whether each can also wait for its task token. */
const INTEGRATIONS: Readonly<Record<string, { integration: ServiceIntegration; callback: boolean }>> = {
  'lambda:invoke': { integration: lambdaInvoke, callback: true },
  'sqs:sendMessage': { integration: sqsSendMessage, callback: true },
  'sns:publish': { integration: snsPublish, callback: false },
};

/**
 * Calls a service. With `.waitForTaskToken` the result is what comes back with the token, not the service's answer.
 * Supported: Resource (lambda:invoke, sqs:sendMessage, both also with .waitForTaskToken, and sns:publish), Arguments,
 * TimeoutSeconds, HeartbeatSeconds, Output, Assign, Retry, Catch, Next, End.
 */
export class TaskState implements State {
  readonly type = 'Task';
  readonly targets: readonly string[];
  readonly #integration: ServiceIntegration;
  readonly #callback: boolean;
  readonly #arguments: Template;
  readonly #timeoutSeconds: Template | undefined;
  readonly #heartbeatSeconds: Template | undefined;
  readonly #site: Site;
  readonly #work: Work;

  constructor(
    readonly name: string,
    fields: Fields,
  ) {
    this.#site = fields.site;
    const { integration, callback } = readResource(fields);
    this.#integration = integration;
    this.#callback = callback;
    checkArguments(fields, integration);
    this.#arguments = readTemplate(fields, 'Arguments');
    this.#timeoutSeconds = fields.has('TimeoutSeconds') ? readTemplate(fields, 'TimeoutSeconds') : undefined;
    if (fields.has('HeartbeatSeconds') && !callback)
      notSimulated(fields.siteOf('HeartbeatSeconds'), `a heartbeat without ${CALLBACK_SUFFIX}`);
    this.#heartbeatSeconds = fields.has('HeartbeatSeconds')
      ? readTemplate(fields, 'HeartbeatSeconds')
      : undefined;
    this.#work = readWork(fields);
    this.targets = workTargets(this.#work);
  }

  run(visit: Visit): Promise<Transition> {
    return runWork(this.#work, this, visit, (context) => this.#attempt(visit, context));
  }

  async #attempt({ branch, input }: Visit, plainContext: JsonObject): Promise<Json> {
    const { engine, execution } = branch;
    const token = this.#callback ? engine.tokens.issue(execution.machineArn) : undefined;
    const context = token === undefined ? plainContext : { ...plainContext, Task: { Token: token } };
    const environment = { variables: branch.variables, states: { input, context } };
    const values = (await this.#arguments(environment)) as JsonObject;
    checkPayloadLimit(values, 'arguments');
    const timeoutSeconds = this.#seconds('TimeoutSeconds', await this.#timeoutSeconds?.(environment));
    const heartbeatSeconds = this.#seconds('HeartbeatSeconds', await this.#heartbeatSeconds?.(environment));
    branch.record('TaskScheduled', this.name);
    branch.record('TaskStarted', this.name);
    try {
      const result = await branch.wait<Json>((settle) => {
        const limits = { timeoutSeconds, heartbeatSeconds };
        const attempt = new TaskAttempt(branch, this.name, this.#integration, token, limits, settle);
        attempt.start(values);
        return () => attempt.release();
      });
      checkPayloadLimit(result, 'result');
      branch.record('TaskSucceeded', this.name);
      return result;
    } catch (error) {
      if (error instanceof StatesError)
        branch.record(
          error.error === 'States.Timeout' ? 'TaskTimedOut' : 'TaskFailed',
          this.name,
          error.output(),
        );
      throw error;
    }
  }

  #seconds(field: string, value: Json | undefined): number | undefined {
    if (value === undefined || (typeof value === 'number' && Number.isInteger(value) && value > 0))
      return value;
    return evaluationError(this.#site, `The field '${field}' must be a positive integer.`);
  }
}

function readResource(fields: Fields): { integration: ServiceIntegration; callback: boolean } {
  const resource = fields.string('Resource');
  const callback = resource.endsWith(CALLBACK_SUFFIX);
  const name = resource.slice(RESOURCE_PREFIX.length, callback ? -CALLBACK_SUFFIX.length : undefined);
  const known = Object.hasOwn(INTEGRATIONS, name) ? INTEGRATIONS[name] : undefined;
  if (!resource.startsWith(RESOURCE_PREFIX) || known === undefined || (callback && !known.callback))
    return notSimulated(fields.siteOf('Resource'), `'${resource}'`);
  return { integration: known.integration, callback };
}

/** Arguments must be an object, so that their fields can be checked now and not by a running execution. */
function checkArguments(fields: Fields, integration: ServiceIntegration): void {
  const site = fields.siteOf('Arguments');
  const values = fields.take('Arguments');
  if (!isJsonObject(values)) return notSimulated(site, 'arguments that are not an object');
  for (const name of Object.keys(values))
    if (!Object.hasOwn(integration.arguments, name))
      notSimulated(fields.siteOf(`Arguments/${name}`), `unknown to ${integration.resource}`);
  for (const [name, need] of Object.entries(integration.arguments))
    if (need === 'required' && !Object.hasOwn(values, name))
      notSimulated(site, `${integration.resource} without ${name}`);
}
