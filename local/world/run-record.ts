import type { AwsEvent } from '../aws/api';
import type { ApiCall } from '../aws/api-endpoint';
import type { Execution } from '../asl/execution';
import type { Invocation } from '../aws/lambda';
import type { LogLine } from '../handlers/hosted-function';
import { CallCounts, type CallCount } from './call-counts';
import { Trace } from '../kernel/trace';
import type { Count, Observer, Strike } from './observer';

/** What is known of a run afterwards: how often what was called, and the trace. */
export class RunRecord implements Observer {
  readonly #trace: Trace;
  readonly #counts = new CallCounts();

  /** Without a sink there is no trace. */
  constructor(nowMs: () => number, sink?: (line: string) => void) {
    this.#trace = new Trace(nowMs, sink);
  }

  get callCounts(): readonly CallCount[] {
    return this.#counts.list();
  }

  onCall(call: ApiCall): void {
    this.#counts.add(call);
    this.#trace.write('call', () => {
      const { service, operation, region, input } = call.request;
      const { callerName: caller, errorCode } = call;
      return { call: `${service}:${operation}`, region, caller, input, ...(errorCode && { errorCode }) };
    });
  }

  onEvent(event: AwsEvent): void {
    this.#trace.write('event', () => event);
  }

  onInvocation(invocation: Invocation): void {
    this.#trace.write('invocation', () => {
      const { startMs, endMs, ...facts } = invocation;
      return { ...facts, tookMs: endMs - startMs };
    });
  }

  onLog({ fields, ...line }: LogLine): void {
    this.#trace.write('log', () => ({ ...line, ...fields }));
  }

  onCount(count: Count): void {
    this.#trace.write('metric', () => count);
  }

  onStrike(strike: Strike): void {
    this.#trace.write('fault', () => strike);
  }

  violated(violation: object): void {
    this.#trace.write('violation', () => violation);
  }

  onExecutionEnd({ arn, status, startMs, stateTransitions, output, error, cause }: Execution): void {
    this.#trace.write('execution', () => ({
      arn,
      status,
      startedAt: new Date(startMs).toISOString(),
      stateTransitions,
      ...(output !== undefined && { output }),
      ...(error !== undefined && { error, cause }),
    }));
  }
}
