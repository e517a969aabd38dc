import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { PruneSnapshotsEnvironment, Variables } from '../../functions/domain/environment';
import { TAG } from '../../functions/domain/tags';
import type { Settings } from '../settings';
import { NodeFunction } from './node-function';
import { describing, onSnapshots } from './permission';

/**
 * The only function that may delete a snapshot. IAM is the second key beside the plan: it refuses whatever this
 * deployment does not manage, and whatever a person holds, even where the code is wrong.
 */
export class PruneSnapshots extends NodeFunction {
  constructor(scope: Construct, { deployment }: Pick<Settings, 'deployment'>) {
    super(scope, 'PruneSnapshots', {
      description: 'Deletes the snapshots that a retention plan gave up',
      timeoutSeconds: 280,
      environment: { DEPLOYMENT: deployment } satisfies Variables<typeof PruneSnapshotsEnvironment>,
    });
    this.allow(describing('ec2:DescribeSnapshots'));
    this.allow(
      onSnapshots(this, 'ec2:DeleteSnapshot', Stack.of(this).region, {
        StringEquals: { [`aws:ResourceTag/${TAG.managedBy}`]: deployment },
        Null: { [`aws:ResourceTag/${TAG.hold}`]: 'true' },
      }),
    );
  }
}
