import type { AwsEvent } from '../aws/api';
import type { ApiCall } from '../aws/api-endpoint';
import type { Invocation } from '../aws/lambda';
import type { FaultName } from '../faults/fault-catalogue';
import type { LogLine } from '../handlers/hosted-function';

/** What whoever runs a world can listen to and arrange. All are called at the instant of what they tell of. */
export abstract class WorldHooks {
  /** Told of each call when it takes effect or is refused. */
  onCall: ((call: ApiCall) => void) | undefined;
  /** Told of each attempt to run a function when it ends. */
  onInvocation: ((invocation: Invocation) => void) | undefined;
  /** Told of each line that a function logs, when it does. */
  onLog: ((line: LogLine) => void) | undefined;
  /** Told of each event that a service sends, before EventBridge delivers it. */
  onEvent: ((event: AwsEvent) => void) | undefined;
  /** Told of each event when EventBridge delivers it, so never of a lost one. */
  onDelivery: ((event: AwsEvent) => void) | undefined;
  /** Told of each fault that strikes, and of what it strikes. */
  onStrike: ((name: FaultName, struck: string) => void) | undefined;
  /** How EventBridge delivers an event: one delay for each delivery, so none where it is lost. Once, at once by default. */
  deliveryDelaysMs: (event: AwsEvent) => readonly number[] = () => [0];
}
