import type { AwsEvent } from '../aws/api';
import type { ApiCall } from '../aws/api-endpoint';
import type { Execution } from '../asl/execution';
import type { Invocation } from '../aws/lambda';
import type { FunctionConfiguration } from '../aws/lambda-function';
import type { LogLine } from '../handlers/hosted-function';
import { CallCounts, type CallCount } from './call-counts';
import { Trace } from '../kernel/trace';

/** What is known of a run afterwards: how often what was called, what the functions counted, and the trace. */
export class RunRecord {
  readonly #trace: Trace;
  readonly #counts = new CallCounts();
  readonly #metrics = new Map<string, number>();

  /** Without a sink there is no trace. */
  constructor(nowMs: () => number, sink?: (line: string) => void) {
    this.#trace = new Trace(nowMs, sink);
  }

  get callCounts(): readonly CallCount[] {
    return this.#counts.list();
  }

  /** The sums of the custom metrics, by Region and name, such as `eu-west-1 SnapshotsPruned`. */
  get metrics(): ReadonlyMap<string, number> {
    return this.#metrics;
  }

  called(call: ApiCall): void {
    this.#counts.add(call);
    this.#trace.write('call', () => {
      const { service, operation, region, input } = call.request;
      const { callerName: caller, errorCode } = call;
      return { call: `${service}:${operation}`, region, caller, input, ...(errorCode && { errorCode }) };
    });
  }

  sentEvent(event: AwsEvent): void {
    this.#trace.write('event', () => event);
  }

  invoked(invocation: Invocation): void {
    this.#trace.write('invocation', () => {
      const { startMs, endMs, ...facts } = invocation;
      return { ...facts, tookMs: endMs - startMs };
    });
  }

  logged({ fields, ...line }: LogLine): void {
    this.#trace.write('log', () => ({ ...line, ...fields }));
  }

  counted({ constructId, region }: FunctionConfiguration, metric: string, value: number): void {
    const key = `${region} ${metric}`;
    this.#metrics.set(key, (this.#metrics.get(key) ?? 0) + value);
    this.#trace.write('metric', () => ({ functionName: constructId, region, metric, value }));
  }

  struck(fault: string, at: string): void {
    this.#trace.write('fault', () => ({ fault, struck: at }));
  }

  violated(violation: object): void {
    this.#trace.write('violation', () => violation);
  }

  executionEnded({ arn, status, startMs, stateTransitions, output, error, cause }: Execution): void {
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
