import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { ChooseDrillsEnvironment, Variables } from '../../functions/domain/environment';
import { NodeFunction } from '../constructs/node-function';
import { describing } from '../constructs/permission';
import { nameOf } from '../names';
import type { Settings } from '../settings';

export type ChooseDrillsProps = {
  readonly settings: Pick<Settings, 'deployment' | 'primary'>;
  readonly withinDays: number;
  /** Name of what starts the drills. */
  readonly schedule: string;
};

/** Chooses which copies are drilled. It may only read. */
export class ChooseDrills extends NodeFunction {
  constructor(scope: Construct, { settings, withinDays, schedule }: ChooseDrillsProps) {
    const { deployment, primary } = settings;
    super(scope, 'ChooseDrills', {
      settings,
      description: 'Chooses which copies are drilled today',
      // It reads page by page, as slowly as leaves room for others.
      timeoutSeconds: 900,
      memoryMib: 1024,
      environment: {
        DEPLOYMENT: deployment,
        PRIMARY_REGION: primary.region,
        WITHIN_DAYS: JSON.stringify(withinDays),
        SCHEDULE: schedule,
        SCHEDULE_GROUP: nameOf(settings),
      } satisfies Variables<typeof ChooseDrillsEnvironment>,
    });
    this.allow(describing('ec2:DescribeSnapshots', 'ec2:DescribeVolumes'));
    this.allow({
      actions: ['scheduler:GetSchedule'],
      resources: [
        Stack.of(this).formatArn({
          service: 'scheduler',
          resource: 'schedule',
          resourceName: `${nameOf(settings)}/${schedule}`,
        }),
      ],
    });
  }
}
