import { Duration } from 'aws-cdk-lib';
import { Dashboard, PeriodOverride } from 'aws-cdk-lib/aws-cloudwatch';
import type { MachineStack } from '../machine-stack';
import { costs } from './costs';
import { failures } from './failures';
import { partsOf } from './parts';
import { protection } from './protection';
import { work } from './work';

/**
 * Adds the dashboard of `stack`, which answers an operator's questions in their order; call it once the stack has all its machines, queues
 * and alarms. Names of dashboards are the account's and not a Region's: it bears the stack's, which holds deployment, Regions and role.
 */
export function addDashboard(stack: MachineStack): void {
  const dashboard = new Dashboard(stack, 'Dashboard', {
    dashboardName: stack.stackName,
    defaultInterval: Duration.days(7),
    // A sweep measures once in each of its periods, and a shorter period would tear its lines apart.
    periodOverride: PeriodOverride.INHERIT,
  });
  const parts = partsOf(stack);
  for (const answer of [protection, work, failures, costs])
    for (const row of answer(stack, parts)) dashboard.addWidgets(...row);
}
