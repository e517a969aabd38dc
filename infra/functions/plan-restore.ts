import type { Construct } from 'constructs';
import type { PlanRestoreEnvironment, Variables } from '../../functions/domain/environment';
import { NodeFunction } from '../constructs/node-function';
import { describing } from '../constructs/permission';
import type { Settings } from '../settings';

export type PlanRestoreProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary' | 'selection'>;
  /** Whether a schedule makes AMIs in this Region. */
  readonly hasImages: boolean;
  /** Whether a schedule reboots or freezes instances in this Region. */
  readonly isInterrupting: boolean;
};

/** Decides what a restore makes, of what and how. It may only read. */
export class PlanRestore extends NodeFunction {
  constructor(scope: Construct, { settings, hasImages, isInterrupting }: PlanRestoreProps) {
    super(scope, 'PlanRestore', {
      settings,
      description: 'Decides of which snapshots a restore makes volumes, and how',
      timeoutSeconds: 300,
      environment: {
        DEPLOYMENT: settings.deployment,
        PRIMARY_REGION: settings.primary.region,
        SELECTION: JSON.stringify(settings.selection),
        IMAGES: JSON.stringify(hasImages),
        INTERRUPTS: JSON.stringify(isInterrupting),
      } satisfies Variables<typeof PlanRestoreEnvironment>,
    });
    this.allow(describing('ec2:DescribeInstances', 'ec2:DescribeSnapshots', 'ec2:DescribeVolumes'));
    if (hasImages) this.allow(describing('ec2:DescribeImages'));
  }
}
