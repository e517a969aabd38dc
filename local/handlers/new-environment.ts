import type { LambdaHandler } from '../../functions/runtime/lambda';
import type { ApiRequest } from '../aws/api';
import type { ExecutionEnvironment } from '../aws/lambda';
import type { FunctionConfiguration } from '../aws/lambda-function';
import type { Faults } from '../faults/faults';
import type { Loop } from '../kernel/loop';
import type { Random } from '../kernel/random';
import type { RunRecord } from '../world/run-record';
import type { LogLine } from './log-line';
import { Sandbox } from './sandbox';

type Call = (request: ApiRequest) => Promise<unknown>;

type Parts = {
  readonly fn: FunctionConfiguration;
  readonly handler: LambdaHandler;
  readonly environment: Readonly<Record<string, string>>;
  readonly record: RunRecord;
  /** Told of what the function counts. */
  readonly onCount: (metric: string, value: number) => void;
  /** Told of what the function logs. */
  readonly onLog: (line: LogLine) => void;
  readonly call: Call;
  readonly loop: Loop;
  readonly random: Random;
  readonly newId: () => string;
  readonly faults: Faults | undefined;
};

/** How Lambda gets another execution environment of a function: a sandbox, in a run with faults one that they befall. */
export function newEnvironments(parts: Parts): () => ExecutionEnvironment {
  const { fn, record, onCount, onLog, call, faults, ...sandbox } = parts;
  const { constructId, region, roleArn } = fn;
  const log =
    (level: string) =>
    (message: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      record.logged(fn, level, message, fields);
      onLog({ functionName: constructId, region, message, fields });
    };
  const newSandbox = (through: Call): Sandbox =>
    new Sandbox({
      ...sandbox,
      roleArn,
      region,
      log: { info: log('info'), warn: log('warn'), error: log('error') },
      metrics: {
        count: (metric, value) => {
          record.counted(fn, metric, value);
          onCount(metric, value);
        },
      },
      call: through,
    });
  return () => faults?.environment(`${constructId} in ${region}`, newSandbox, call) ?? newSandbox(call);
}
