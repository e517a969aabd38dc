import type { LocalClients } from '../handlers/sdk-clients';
import type { Places } from './places';

/** Something that a person or a tool outside the stacks does. What AWS refuses does not happen. */
export type Deed = {
  readonly atMs: number;
  readonly who: string;
  /** In the primary Region, unless it says otherwise by itself. */
  readonly act: (clients: LocalClients, places: Places) => Promise<unknown>;
};
