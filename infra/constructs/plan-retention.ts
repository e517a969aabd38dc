import type { Construct } from 'constructs';
import type { DeletionLimit } from '../../functions/domain/deletion-limit';
import type { PlanRetentionEnvironment, Variables } from '../../functions/domain/environment';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import { NodeFunction } from './node-function';
import { describing } from './permission';

export type PlanRetentionProps = {
  readonly deployment: string;
  readonly timeZone: string;
  readonly retention: RetentionPolicy;
  /** The tag by which a volume overrides `retention` in this Region. */
  readonly overrideTag: Variables<typeof PlanRetentionEnvironment>['OVERRIDE_TAG'];
  /** The policies of the DR Regions that this Region copies to. */
  readonly copyRetention: Readonly<Record<string, RetentionPolicy>>;
  readonly deletionLimit: DeletionLimit;
};

/** Decides what to prune. It may only read. */
export class PlanRetention extends NodeFunction {
  constructor(scope: Construct, props: PlanRetentionProps) {
    super(scope, 'PlanRetention', {
      description: 'Decides which snapshots of a volume the retention policy gives up; deletes nothing',
      timeoutSeconds: 100,
      environment: {
        DEPLOYMENT: props.deployment,
        RETENTION: JSON.stringify(props.retention),
        OVERRIDE_TAG: props.overrideTag,
        TIME_ZONE: props.timeZone,
        COPY_RETENTION: JSON.stringify(props.copyRetention),
        DELETION_LIMIT: JSON.stringify(props.deletionLimit),
      } satisfies Variables<typeof PlanRetentionEnvironment>,
    });
    this.allow(describing('ec2:DescribeSnapshots'));
  }
}
