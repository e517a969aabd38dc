import type { LocalClients } from '../sdk-clients';

/** Where people find what a deployment has made: its machines, by Region and name without the deployment's, and its queues. */
export type Places = {
  machineArn(region: string, name: string): string;
  readonly copyQueueUrl: string;
  readonly failureQueueUrl: string;
};

/** Something that a person or a tool outside the stacks does. What AWS refuses does not happen. */
export type Deed = {
  readonly atMs: number;
  readonly who: string;
  /** In the primary Region, unless it says otherwise by itself. */
  readonly act: (clients: LocalClients, places: Places) => Promise<unknown>;
};
