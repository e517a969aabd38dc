import type { ApiRequest } from '../api';
import type { Loop } from '../loop';
import type { Random } from '../random';
import type { TaskTokens } from './task-tokens';

/** What running executions share. */
export type Engine = {
  readonly loop: Loop;
  /** Draws retry jitter. */
  readonly random: Random;
  readonly tokens: TaskTokens;
  /** Reaches another service. Rejects with `AwsError` where that refuses; any other rejection is a bug. */
  call(request: ApiRequest): Promise<unknown>;
};
