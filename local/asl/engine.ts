import type { ApiRequest } from '../aws/api';
import type { Loop } from '../kernel/loop';
import type { Random } from '../kernel/random';
import type { TaskTokens } from './task-tokens';

/** What running executions share. */
export type Engine = {
  readonly loop: Loop;
  /** Draws retry jitter. */
  readonly random: Random;
  readonly tokens: TaskTokens;
  /** Of a call of another service, as the service answers with it. */
  newRequestId(): string;
  /** Reaches another service. Rejects with `AwsError` where that refuses; any other rejection is a bug. */
  call(request: ApiRequest): Promise<unknown>;
};
