import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { CALL_LIMITS } from './call-limits';
import { keptByRegion } from './kept-by-region';
import type { Clients } from './lambda';

/** Clients of EventBridge Scheduler, made on first use and kept for the life of the environment. */
export const schedulerClients = (): Clients['scheduler'] =>
  keptByRegion((region) => new SchedulerClient({ region, requestHandler: CALL_LIMITS }));
