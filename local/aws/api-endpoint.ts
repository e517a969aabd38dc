import {
  AwsError,
  type ApiRequest,
  type Authorization,
  type AwsEvent,
  type Outcome,
  type Service,
} from './api';
import type { EventBridge } from './event-bridge';
import type { Lambda } from './lambda';
import type { Iam } from '../iam/iam';
import type { Loop } from '../kernel/loop';
import { partitionOf } from '../kernel/partition';
import type { Random } from '../kernel/random';

/** One call of an AWS API and how it ended. */
export type ApiCall = {
  readonly atMs: number;
  readonly request: ApiRequest;
  /** The construct id of a function, the name of a state machine, or the outsider's own name. */
  readonly callerName: string;
  /** AWS's code of the refusal; absent where the call was carried out. */
  readonly errorCode?: string;
};

/** What goes wrong with calls on their way to a service and back. */
export type CallFaults = {
  /** Why a call does not reach its service, and how long the caller waits to hear it; undefined where it does. */
  refusal(request: ApiRequest): { readonly error: AwsError; readonly afterMs: number } | undefined;
  /** Undefined, or in place of the answer of a call that took effect what the caller waits for in vain, and its error. */
  lostAnswer(request: ApiRequest): Promise<never> | undefined;
};

type Parts = {
  readonly loop: Loop;
  readonly iam: Iam;
  /** By IAM's prefix; `lambda` stands apart. */
  readonly services: Readonly<Record<string, Service>>;
  readonly lambda: Lambda;
  readonly eventBridge: EventBridge;
  /** Draws how long calls take. */
  readonly latency: Random;
  readonly onCall: (call: ApiCall) => void;
  readonly onEvent: (event: AwsEvent) => void;
  readonly onDelivery: (event: AwsEvent) => void;
  /** How EventBridge delivers an event: one delay for each delivery, so none where it is lost. */
  readonly deliveryDelaysMs: (event: AwsEvent) => readonly number[];
  /** What goes wrong with calls, in a run with faults. */
  readonly faults?: CallFaults | undefined;
};

/** How long a call takes until it has its effect and its answer, in milliseconds. */
const LATENCY_MS = { minimum: 20, maximum: 60 };

/**
 * Where all calls of AWS APIs arrive: asks IAM, lets the service carry the call out, and carries out its effects.
 *
 * For example, a function copies a snapshot. `call` lets some milliseconds pass, then `#take` asks the faults, IAM and EC2, and the
 * function has its answer. EC2's outcome also holds a step for later, the end of the copy: that is EC2's own, so `#step` lets EC2
 * carry it out without asking IAM. Its outcome holds an event, which `carryOut` gives to EventBridge some seconds later. What
 * EventBridge makes of it is a step for later again, a message to a queue: that is another service's, so `#step` takes it for a call
 * like any other, with its caller, faults and IAM, and tells EventBridge how it ended.
 */
export class ApiEndpoint {
  readonly #parts: Parts;
  /** The key of each encrypted topic, by the topic's ARN. */
  readonly #topicKeys = new Map<string, string>();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Makes publishing on a topic need the right to use the key. */
  encryptTopic(topicArn: string, keyArn: string): void {
    this.#topicKeys.set(topicArn, keyArn);
  }

  /**
   * Makes a call, which takes some virtual time. Resolves to the service's answer, for a function once it has ended.
   * Rejects with the AwsError of the refusal; anything else that is thrown also stops the run.
   */
  call(request: ApiRequest): Promise<unknown> {
    const { loop, latency } = this.#parts;
    const atMs = loop.nowMs() + latency.integer(LATENCY_MS.minimum, LATENCY_MS.maximum);
    return new Promise((resolve, reject) => {
      const refused = (error: Error): void => {
        reject(error);
        if (!(error instanceof AwsError)) loop.fail(error);
      };
      loop.schedule(atMs, `call ${request.service}:${request.operation}`, () =>
        this.#take(request, resolve, refused),
      );
    });
  }

  /** Sends a service's events to EventBridge and sets the steps that it will take by itself. */
  carryOut(service: string, { events = [], later = [] }: Outcome): void {
    const { loop, eventBridge, onEvent, onDelivery, deliveryDelaysMs } = this.#parts;
    for (const event of events) {
      onEvent(event);
      for (const delayMs of deliveryDelaysMs(event))
        loop.schedule(loop.nowMs() + delayMs, 'event delivery', () => {
          onDelivery(event);
          this.carryOut('events', eventBridge.deliver(loop.nowMs(), event));
        });
    }
    for (const { afterMs, request } of later)
      loop.schedule(loop.nowMs() + afterMs, `${service}: ${request.operation}`, () =>
        this.#step(service, request),
      );
  }

  /** A service's own step needs nobody's leave; what it asks of another service is a call like any other. */
  #step(service: string, request: ApiRequest): void {
    if (request.service === service) {
      this.#apply(request);
      return;
    }
    const { loop, services } = this.#parts;
    const goOn = (outcome: Outcome | undefined): void => {
      if (outcome !== undefined) this.carryOut(service, outcome);
    };
    this.#take(
      request,
      () => goOn(services[service]?.delivered?.(loop.nowMs(), request)),
      (error) => {
        if (!(error instanceof AwsError)) throw error;
        goOn(services[service]?.deliveryFailed?.(loop.nowMs(), request, error));
      },
    );
  }

  /**
   * Every call passes here at the instant at which it takes effect, and is answered or refused then. A promise as its answer
   * is not awaited, since time has to go on until that settles.
   */
  #take(request: ApiRequest, answered: (answer: unknown) => void, refused: (error: Error) => void): void {
    const { loop, iam, faults } = this.#parts;
    const call = { atMs: loop.nowMs(), request, callerName: iam.nameOf(request.caller) };
    const refusal = faults?.refusal(request);
    if (refusal === undefined) return this.#answer(call, answered, refused);
    this.#parts.onCall({ ...call, errorCode: refusal.error.name });
    if (refusal.afterMs === 0) return refused(refusal.error);
    // The call reaches nobody, which its caller learns when it has waited long enough.
    loop.schedule(loop.nowMs() + refusal.afterMs, 'time-out of a call', () => refused(refusal.error));
  }

  #answer(call: ApiCall, answered: (answer: unknown) => void, refused: (error: Error) => void): void {
    let answer: unknown;
    try {
      answer = this.#carryOutCall(call);
    } catch (error) {
      refused(error as Error);
      return;
    }
    answered(answer);
  }

  #carryOutCall(call: ApiCall): unknown {
    const { iam, lambda, onCall, faults } = this.#parts;
    const { request } = call;
    try {
      iam.authorize(request, this.#authorizations(request));
      const answer = request.service === 'lambda' ? lambda.apply(request) : this.#apply(request);
      onCall(call);
      return faults?.lostAnswer(request) ?? answer;
    } catch (error) {
      if (error instanceof AwsError) onCall({ ...call, errorCode: error.name });
      throw error;
    }
  }

  #authorizations(request: ApiRequest): readonly Authorization[] {
    const { lambda } = this.#parts;
    if (request.service === 'lambda') return lambda.authorizations(request);
    // AWS's services write their own metrics, which nobody has to allow.
    if (request.service === 'cloudwatch' && 'outsider' in request.caller) return [];
    const authorizations = this.#service(request).authorizations(request);
    const keyArn = this.#topicKeys.get(String(request.input['TopicArn']));
    if (request.service !== 'sns' || keyArn === undefined) return authorizations;
    const context = { 'kms:ViaService': `sns.${request.region}.${partitionOf(request.region).dnsSuffix}` };
    const keyUses = ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) => ({
      action,
      resource: keyArn,
      context,
    }));
    return [...authorizations, ...keyUses];
  }

  #apply(request: ApiRequest): unknown {
    const outcome = this.#service(request).apply(this.#parts.loop.nowMs(), request);
    this.carryOut(request.service, outcome);
    return outcome.output;
  }

  #service({ service, operation }: ApiRequest): Service {
    const known = this.#parts.services[service];
    if (known === undefined) throw new Error(`not simulated: ${service} ${operation}`);
    return known;
  }
}
