import { arnOf } from '../kernel/arn';
import {
  AwsError,
  type ApiRequest,
  type Authorization,
  type AwsEvent,
  type Outcome,
  type Service,
} from './api';
import { JsonText } from '../kernel/json-text';
import { DeliveryRetry } from './delivery-retry';
import { eventPattern, exactStrings, type Matcher } from './event-pattern';
import { deliveryRequest, EVENT_BRIDGE, type EventTarget } from './event-target';
import { numberedUuid } from './numbered-uuid';
import { onlyFields } from './only-fields';
import { scheduleIntervalSeconds } from './schedule-interval';
import { counted, deadLetterOf, ruleName, type Delivery } from './undelivered-event';

/** A rule of the default event bus, in the names of EventBridge's PutRule and PutTargets. */
export type Rule = {
  readonly arn: string;
  readonly state: 'ENABLED' | 'DISABLED';
  readonly pattern?: Readonly<Record<string, unknown>>;
  readonly scheduleExpression?: string;
  readonly targets: readonly EventTarget[];
};

type Subscriber = { readonly rule: Rule; readonly matches: Matcher };

/** The rules of one Region, by the `source` they ask for, so that an event meets only rules that may match it. */
type Bus = { readonly bySource: Map<string, Subscriber[]>; readonly ofAnySource: Subscriber[] };

/** The input fields of each operation that is simulated. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  ListRules: ['NamePrefix'],
  DisableRule: ['Name'],
  EnableRule: ['Name'],
};

/** ListRules gives so many on one page. */
const RULES_PAGE_SIZE = 100;

/**
 * EventBridge's default event bus in every Region: rules with event patterns or rate schedules, delivery at once, retries
 * with backoff and jitter, and dead-letter queues.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
 */
export class EventBridge implements Service {
  readonly #buses = new Map<string, Bus>();
  readonly #schedules = new Map<string, Rule>();
  /** Every rule by its ARN, and the ARNs of those that are off. */
  readonly #rules = new Map<string, Rule>();
  readonly #off = new Set<string>();
  readonly #retry: DeliveryRetry;
  /** Finds the delivery that a request made; a request that has succeeded is forgotten with it. */
  readonly #deliveries = new WeakMap<ApiRequest, Delivery>();
  /** The ARN of the rule whose dead letter a request sends. */
  readonly #deadLetters = new WeakMap<ApiRequest, string>();
  #scheduledEvents = 0;

  constructor(seed: number) {
    this.#retry = new DeliveryRetry(seed, 'event-bridge/retry-jitter');
  }

  /**
   * Adds a rule. A schedule runs for the first time one interval from now: its run is the outcome's `later`.
   * Throws "not simulated" for operators, targets and schedules that the world does not know.
   */
  putRule(rule: Rule): Outcome {
    for (const target of rule.targets) deliveryRequest(target, new JsonText({}));
    const matches = rule.pattern === undefined ? undefined : eventPattern(rule.pattern);
    const intervalSeconds =
      rule.scheduleExpression === undefined ? undefined : scheduleIntervalSeconds(rule.scheduleExpression);
    this.#rules.set(rule.arn, rule);
    if (rule.state === 'DISABLED') this.#off.add(rule.arn);
    if (matches !== undefined) this.#subscribe(rule, rule.pattern!, matches);
    if (intervalSeconds === undefined) return { output: {} };
    this.#schedules.set(rule.arn, rule);
    return { output: {}, later: [runSchedule(rule, intervalSeconds)] };
  }

  /**
   * Matches an event against the rules of its Region. The outcome's `later` has one request for each target of each
   * rule that matches: rules in the order of `putRule`, those that name no `source` last.
   */
  deliver(nowMs: number, event: AwsEvent): Outcome {
    const bus = this.#buses.get(event.region);
    if (bus === undefined) return { output: {} };
    const bySource = bus.bySource.get(event.source);
    const candidates = bySource === undefined ? bus.ofAnySource : [...bySource, ...bus.ofAnySource];
    const rules = candidates
      .filter(({ rule, matches }) => !this.#off.has(rule.arn) && matches(event))
      .map(({ rule }) => rule);
    if (rules.length === 0) return { output: {} };
    return { output: {}, later: this.#firstAttempts(nowMs, rules, new JsonText(event)) };
  }

  /**
   * What EventBridge does about a request out of an earlier `later` that its target refused: another attempt after a
   * while, or, when it gives up, a message to the dead-letter queue and a datapoint of AWS/Events FailedInvocations.
   * A dead letter that its queue refuses is lost, with a datapoint of InvocationsFailedToBeSentToDlq.
   */
  deliveryFailed(nowMs: number, request: ApiRequest, error: AwsError): Outcome | undefined {
    const lostFor = this.#deadLetters.get(request);
    if (lostFor !== undefined)
      return {
        output: {},
        later: [{ afterMs: 0, request: counted(lostFor, 'InvocationsFailedToBeSentToDlq') }],
      };
    const delivery = this.#deliveries.get(request);
    if (delivery === undefined) return undefined;
    this.#deliveries.delete(request);
    const { target, matchedAtMs: sinceMs, retries } = delivery;
    const next = this.#retry.next(nowMs, { error, sinceMs, retries, policy: target.retry });
    if (!('afterMs' in next)) return this.#giveUp(delivery, error, next.exhausted);
    return { output: {}, later: [this.#attempt({ ...delivery, retries: retries + 1 }, next.afterMs)] };
  }

  #giveUp(delivery: Delivery, error: AwsError, exhausted?: string): Outcome {
    const { ruleArn, target } = delivery;
    const requests = [counted(ruleArn, 'FailedInvocations')];
    if (target.deadLetterArn !== undefined) {
      const deadLetter = deadLetterOf(delivery, target.deadLetterArn, error, exhausted);
      this.#deadLetters.set(deadLetter, ruleArn);
      requests.push(deadLetter);
    }
    return { output: {}, later: requests.map((request) => ({ afterMs: 0, request })) };
  }

  authorizations(request: ApiRequest): readonly Authorization[] {
    const fields = OPERATIONS[request.operation];
    if (fields === undefined) throw new Error(`not simulated: events ${request.operation}`);
    onlyFields(request, fields);
    const resource = request.operation === 'ListRules' ? '*' : this.#ruleOf(request).arn;
    return [{ action: `events:${request.operation}`, resource, context: {} }];
  }

  /** Carries a call out, or RunSchedule, which EventBridge asks of itself. */
  apply(nowMs: number, request: ApiRequest): Outcome {
    switch (request.operation) {
      case 'RunSchedule':
        return this.#runSchedule(nowMs, request);
      case 'ListRules':
        return { output: { Rules: this.#listed(request) } };
      case 'DisableRule':
        this.#off.add(this.#ruleOf(request).arn);
        return { output: {} };
      case 'EnableRule':
        this.#off.delete(this.#ruleOf(request).arn);
        return { output: {} };
      default:
        throw new Error(`not simulated: events ${request.operation}`);
    }
  }

  #listed({ region, input }: ApiRequest) {
    const { NamePrefix: prefix = '' } = input as { readonly NamePrefix?: string };
    const rules = [...this.#rules.values()].filter(
      ({ arn }) => arnOf(arn).region === region && ruleName(arn).startsWith(prefix),
    );
    if (rules.length > RULES_PAGE_SIZE) throw new Error('not simulated: events ListRules with pages');
    return rules.map(({ arn }) => ({
      Name: ruleName(arn),
      Arn: arn,
      State: this.#off.has(arn) ? 'DISABLED' : 'ENABLED',
    }));
  }

  #ruleOf({ region, input }: ApiRequest): Rule {
    const name = String(input['Name']);
    const rule = [...this.#rules.values()].find(
      ({ arn }) => arnOf(arn).region === region && ruleName(arn) === name,
    );
    if (rule !== undefined) return rule;
    throw new AwsError('ResourceNotFoundException', `Rule ${name} does not exist on EventBus default.`);
  }

  #runSchedule(nowMs: number, { input }: ApiRequest): Outcome {
    const rule = this.#schedules.get(String(input['ruleArn']));
    if (rule?.scheduleExpression === undefined)
      throw new Error(`not simulated: events RunSchedule ${JSON.stringify(input)}`);
    const next = runSchedule(rule, scheduleIntervalSeconds(rule.scheduleExpression));
    if (this.#off.has(rule.arn)) return { output: {}, later: [next] };
    const event = new JsonText(this.#scheduledEvent(nowMs, rule));
    return { output: {}, later: [...this.#firstAttempts(nowMs, [rule], event), next] };
  }

  #subscribe(rule: Rule, pattern: Readonly<Record<string, unknown>>, matches: Matcher): void {
    const region = arnOf(rule.arn).region;
    const bus: Bus = this.#buses.get(region) ?? { bySource: new Map(), ofAnySource: [] };
    this.#buses.set(region, bus);
    const sources = exactStrings(pattern, 'source');
    if (sources === undefined) bus.ofAnySource.push({ rule, matches });
    for (const source of new Set(sources)) {
      bus.bySource.set(source, [...(bus.bySource.get(source) ?? []), { rule, matches }]);
    }
  }

  #scheduledEvent(nowMs: number, rule: Rule): AwsEvent {
    const { region, accountId } = arnOf(rule.arn);
    this.#scheduledEvents += 1;
    return {
      version: '0',
      id: numberedUuid(this.#scheduledEvents),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: accountId,
      time: new Date(nowMs).toISOString().replace(/\.\d+/, ''),
      region,
      resources: [rule.arn],
      detail: {},
    };
  }

  #firstAttempts(matchedAtMs: number, rules: readonly Rule[], eventText: JsonText) {
    return rules.flatMap((rule) =>
      rule.targets.map((target) =>
        this.#attempt({ ruleArn: rule.arn, target, eventText, matchedAtMs, retries: 0 }, 0),
      ),
    );
  }

  #attempt(delivery: Delivery, afterMs: number) {
    const request = deliveryRequest(delivery.target, delivery.eventText);
    this.#deliveries.set(request, delivery);
    return { afterMs, request };
  }
}

const runSchedule = (rule: Rule, intervalSeconds: number) => ({
  afterMs: intervalSeconds * 1_000,
  request: {
    service: 'events',
    region: arnOf(rule.arn).region,
    operation: 'RunSchedule',
    input: { ruleArn: rule.arn },
    caller: EVENT_BRIDGE,
  },
});
