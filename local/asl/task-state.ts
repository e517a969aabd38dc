import { invalid, notSimulated, type Fields } from './fields';
import { isJsonObject, type Json, type JsonObject } from './json';
import { lambdaInvoke } from './lambda-invoke';
import { checkPayloadLimit } from './payload-limit';
import type { ServiceIntegration } from './service-integration';
import { snsPublish } from './sns-publish';
import { sqsSendMessage } from './sqs-send-message';
import type { State, Transition } from './state';
import { StatesError } from './states-error';
import { TaskAttempt } from './task-attempt';
import { readTemplate, type Template } from './template';
import { POSITIVE, readOptionalField } from './typed-field';
import type { Visit } from './visit';
import { readWork, runWork, workTargets, type Work } from './work';

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
  readonly #timeoutSeconds: Template<number> | undefined;
  readonly #heartbeatSeconds: Template<number> | undefined;
  readonly #work: Work;

  constructor(
    readonly name: string,
    fields: Fields,
  ) {
    const { integration, callback } = readResource(fields);
    this.#integration = integration;
    this.#callback = callback;
    checkArguments(fields, integration);
    this.#arguments = readTemplate(fields, 'Arguments');
    if (fields.has('HeartbeatSeconds') && !callback)
      notSimulated(fields.siteOf('HeartbeatSeconds'), `a heartbeat without ${CALLBACK_SUFFIX}`);
    checkHeartbeat(fields);
    this.#timeoutSeconds = readOptionalField(fields, 'TimeoutSeconds', POSITIVE);
    this.#heartbeatSeconds = readOptionalField(fields, 'HeartbeatSeconds', POSITIVE);
    this.#work = readWork(fields);
    this.targets = workTargets(this.#work);
  }

  run(visit: Visit): Promise<Transition> {
    return runWork(this.#work, this, visit, (context) => this.#attempt(visit, context));
  }

  async #attempt(visit: Visit, plainContext: JsonObject): Promise<Json> {
    const { branch } = visit;
    const { engine, execution } = branch;
    const token = this.#callback ? engine.tokens.issue(execution.machine.arn) : undefined;
    const context = token === undefined ? plainContext : { ...plainContext, Task: { Token: token } };
    const environment = visit.environment({ context });
    const values = withoutNull((await this.#arguments(environment)) as JsonObject);
    checkPayloadLimit(values, this.name);
    const timeoutSeconds = await this.#timeoutSeconds?.(environment);
    const heartbeatSeconds = await this.#heartbeatSeconds?.(environment);
    visit.record('TaskScheduled', { data: values });
    visit.record('TaskStarted');
    try {
      const result = await branch.wait<Json>((settle) => {
        const limits = { timeoutSeconds, heartbeatSeconds };
        const attempt = new TaskAttempt(branch, this.name, this.#integration, token, limits, settle);
        attempt.start(values);
        return () => attempt.release();
      });
      checkPayloadLimit(result, this.#integration.resource.split(':')[0]!, true);
      visit.record('TaskSucceeded', { data: result });
      return result;
    } catch (error) {
      if (error instanceof StatesError)
        visit.record(error.error === 'States.Timeout' ? 'TaskTimedOut' : 'TaskFailed', {
          detail: error.output(),
        });
      throw error;
    }
  }
}

/** A null is an absent field to AWS. */
const withoutNull = (values: JsonObject): JsonObject =>
  Object.values(values).includes(null)
    ? Object.fromEntries<Json>(Object.entries(values).filter(([, value]) => value !== null))
    : values;

function readResource(fields: Fields): { integration: ServiceIntegration; callback: boolean } {
  const resource = fields.string('Resource');
  const callback = resource.endsWith(CALLBACK_SUFFIX);
  const prefix = `arn:${fields.site.partition}:states:::`;
  const name = resource.slice(prefix.length, callback ? -CALLBACK_SUFFIX.length : undefined);
  const known = Object.hasOwn(INTEGRATIONS, name) ? INTEGRATIONS[name] : undefined;
  if (!resource.startsWith(prefix) || known === undefined || (callback && !known.callback))
    return notSimulated(fields.siteOf('Resource'), `'${resource}'`);
  return { integration: known.integration, callback };
}

/** AWS wants the heartbeat to be the shorter of the two, where both are literals. */
function checkHeartbeat(fields: Fields): void {
  const timeoutSeconds = fields.take('TimeoutSeconds');
  const heartbeatSeconds = fields.take('HeartbeatSeconds');
  if (typeof timeoutSeconds !== 'number' || typeof heartbeatSeconds !== 'number') return;
  if (heartbeatSeconds >= timeoutSeconds)
    invalid(fields.siteOf('HeartbeatSeconds'), 'must be less than TimeoutSeconds');
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
