import type { Construct } from 'constructs';
import type { JudgeCopyFailureEnvironment, Variables } from '../../functions/domain/environment';
import type { Settings } from '../settings';
import { NodeFunction } from '../constructs/node-function';
import { describing } from '../constructs/permission';

/** Decides whether a failed copy is worth another attempt. It may only read. */
export class JudgeCopyFailure extends NodeFunction {
  constructor(scope: Construct, settings: Pick<Settings, 'deployment' | 'primary'>) {
    super(scope, 'JudgeCopyFailure', {
      settings,
      description: 'Decides whether a failed copy is started again or told to a person',
      timeoutSeconds: 100,
      environment: {
        DEPLOYMENT: settings.deployment,
        PRIMARY_REGION: settings.primary.region,
      } satisfies Variables<typeof JudgeCopyFailureEnvironment>,
    });
    this.allow(describing('ec2:DescribeSnapshots'));
  }
}
