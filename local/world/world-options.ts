import type { Settings } from '../../infra/settings';
import type { Service } from '../aws/api';
import type { Ec2 } from '../aws/ec2';
import type { Ec2Options } from '../aws/ec2/account';
import type { FaultSet } from '../faults/fault-catalogue';
import type { HostedFunction } from '../handlers/hosted-function';
import type { SynthesizedStack } from '../template/template';

export type WorldOptions = {
  readonly settings: Settings;
  /** All of one account, as `synthesize(settings)` returns them. */
  readonly templates: readonly SynthesizedStack[];
  readonly seed: number;
  readonly startMs: number;
  /** Gets one line of JSON for everything that happens. */
  readonly onTrace?: (line: string) => void;
  /** False for long runs: drops executions when they end, and all histories. Default true. */
  readonly keepHistory?: boolean;
  /** False where nobody reads the histories of executions: drops these alone. Default as `keepHistory`. */
  readonly keepEvents?: boolean;
  /**
   * The part of what one account may do, such as 0.5, that this world may: for several worlds that make up one account.
   * It holds for EC2's copy slots and request limits and for Lambda's concurrent executions. Default 1.
   */
  readonly accountShare?: number;
  /** What EC2 does otherwise than by default. */
  readonly ec2?: Pick<Ec2Options, 'copySlots' | 'pendingSnapshots' | 'snapshotDurationMs' | 'copyDurationMs'>;
  /** The handler of the function with this construct id; by default the one in `functions`. */
  readonly loadHandler?: (constructId: string) => Promise<HostedFunction>;
  /** What goes wrong, and how likely it is. Default nothing. */
  readonly faults?: FaultSet;
  /** Puts somebody between all callers and EC2 who sees every request; by default nobody. */
  readonly watchEc2?: (ec2: Ec2) => Service;
};
