import type { Ec2 } from '../aws/ec2';
import { FreezeHistory } from './freeze-history';
import { RestoreHistory } from './restores';
import { SafetyWatch, type Violation } from './safety-watch';
import type { Scenario } from './scenario';

/** What stands before EC2 and takes note, the last one first. */
export type BeforeEc2 = {
  readonly watch: SafetyWatch;
  readonly freezes: FreezeHistory;
  readonly restores: RestoreHistory;
};

export function beforeEc2(
  ec2: Ec2,
  scenario: Scenario,
  onViolation: (violation: Violation) => void,
): BeforeEc2 {
  const watch = new SafetyWatch(ec2, scenario, onViolation);
  const freezes = new FreezeHistory(ec2, watch);
  return { watch, freezes, restores: new RestoreHistory(ec2, freezes) };
}
