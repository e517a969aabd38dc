import type { Execution } from '../asl/execution';
import type { AwsEvent } from '../aws/api';
import type { ApiCall } from '../aws/api-endpoint';
import type { Datum } from '../aws/cloud-watch';
import type { Invocation } from '../aws/lambda';
import type { FaultName } from '../faults/fault-catalogue';
import type { LogLine } from '../handlers/hosted-function';

/** A function has added `value` to one of its counters. */
export type Count = {
  /** The function's construct id. */
  readonly functionName: string;
  readonly region: string;
  readonly metric: string;
  readonly value: number;
};

/** A fault has struck, and what. */
export type Strike = { readonly fault: FaultName; readonly struck: string };

/** What can be seen of a world. */
type Sights = {
  /** A call takes effect or is refused. */
  onCall: ApiCall;
  /** An attempt to run a function ends. */
  onInvocation: Invocation;
  onLog: LogLine;
  onCount: Count;
  /** CloudWatch gets a datapoint that is not a queue's. */
  onDatum: Datum & { readonly region: string };
  /** A service sends an event, which EventBridge has not delivered yet. */
  onEvent: AwsEvent;
  /** EventBridge delivers an event: never a lost one, and a repeated one twice. */
  onDelivery: AwsEvent;
  onStrike: Strike;
  onExecutionEnd: Execution;
};

/** Who watches a world. Told of each thing at the instant at which it happens, and never of what it has no method for. */
export type Observer = { readonly [Sight in keyof Sights]?: (seen: Sights[Sight]) => void };

/** All who watch a world. */
export class Observers {
  readonly #observers = new Set<Observer>();

  /** Tells the observer from now on, after those that came before. What it returns ends that. */
  add(observer: Observer): () => void {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  }

  tell<Sight extends keyof Sights>(sight: Sight, seen: Sights[Sight]): void {
    for (const observer of this.#observers) observer[sight]?.(seen);
  }
}
