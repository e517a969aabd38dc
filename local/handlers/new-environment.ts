import type { ExecutionEnvironment } from '../aws/lambda';
import type { FunctionConfiguration } from '../aws/lambda-function';
import type { Faults } from '../faults/faults';
import type { Gauge, LogFields, LogLevel, LogLine } from './hosted-function';
import { Sandbox, type SandboxOptions } from './sandbox';

type Call = SandboxOptions['call'];

type Parts = Pick<SandboxOptions, 'handler' | 'environment' | 'loop' | 'random' | 'newId'> & {
  readonly fn: FunctionConfiguration;
  /** Told of what the function counts. */
  readonly onCount: (metric: string, value: number) => void;
  /** Told of what the function says there is now. */
  readonly onGauge: (metric: string, gauge: Gauge) => void;
  /** Told of what the function logs. */
  readonly onLog: (line: LogLine) => void;
  readonly call: Call;
  readonly faults: Pick<Faults, 'environment'> | undefined;
};

/** How Lambda gets another execution environment of a function: a sandbox, in a run with faults one that they befall. */
export function newEnvironments(parts: Parts): () => ExecutionEnvironment {
  const { fn, onCount, onGauge, onLog, call, faults, ...sandbox } = parts;
  const { constructId, region, roleArn } = fn;
  const log =
    (level: LogLevel) =>
    (message: string, fields: LogFields = {}): void =>
      onLog({ functionName: constructId, region, level, message, fields });
  const newSandbox = (through: Call): Sandbox =>
    new Sandbox({
      ...sandbox,
      roleArn,
      region,
      log: { info: log('info'), warn: log('warn'), error: log('error') },
      metrics: { count: onCount, gauge: onGauge },
      call: through,
    });
  return () => faults?.environment(`${constructId} in ${region}`, newSandbox, call) ?? newSandbox(call);
}
