import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { SweepRegionEnvironment, Variables } from '../../functions/domain/environment';
import type { RetentionPolicy } from '../../functions/domain/retention-policy';
import type { ScheduleRetention } from '../../functions/domain/schedule-retention';
import { NodeFunction } from '../constructs/node-function';
import { describing } from '../constructs/permission';
import { readingSchedules } from '../constructs/schedules';
import { nameOf } from '../names';
import { makesImages } from '../schedules-setting';
import { adoptionOf, type Settings } from '../settings';

/** By Region, the machines that a sweep starts there, by their names without the deployment's. */
export type SweptMachines = Readonly<Record<string, readonly string[]>>;

export type SweepRegionProps = {
  readonly settings: Settings;
  /** Of this Region. */
  readonly retention: RetentionPolicy;
  /** What schedules keep beside it in this Region. */
  readonly scheduleRetention: ScheduleRetention;
  /** In the primary Region: by DR Region, the default policy of its copies; else `{}`. */
  readonly copyRetention: Readonly<Record<string, RetentionPolicy>>;
  readonly machines: SweptMachines;
  /** The schedules of backups of this Region. */
  readonly schedules: readonly string[];
  /** Those whose volumes the deployment protects. */
  readonly primaryRegions: readonly string[];
};

/** Reads a Region, and starts what is missing there. It changes nothing itself. */
export class SweepRegion extends NodeFunction {
  constructor(
    scope: Construct,
    {
      settings,
      retention,
      scheduleRetention,
      copyRetention,
      machines,
      schedules,
      primaryRegions,
    }: SweepRegionProps,
  ) {
    const {
      deployment,
      primary,
      selection,
      adopt,
      timeZone,
      deletionLimit,
      instanceOverrides,
      target,
      metrics,
      sweep,
      ignoreRegions,
    } = settings;
    const stack = Stack.of(scope);
    const areImagesMade = stack.region === primary.region && makesImages(settings);
    const arnOf = (region: string, machine: string): string =>
      `arn:${stack.partition}:states:${region}:${stack.account}:stateMachine:${nameOf(settings, machine)}`;
    const arns = Object.fromEntries(
      Object.entries(machines).map(([region, names]) => [
        region,
        Object.fromEntries(names.map((name) => [name, arnOf(region, name)])),
      ]),
    );
    super(scope, 'SweepRegion', {
      settings,
      description: 'Starts the work that a lost event should have started',
      // The longest that Lambda allows: it reads page by page, as slowly as leaves room for others.
      timeoutSeconds: 900,
      memoryMib: 1024,
      environment: {
        DEPLOYMENT: deployment,
        PRIMARY_REGION: primary.region,
        SELECTION: JSON.stringify(selection),
        ADOPT: JSON.stringify(adoptionOf(settings)),
        IMAGES: JSON.stringify(areImagesMade),
        ADOPT_FROM: adopt.from,
        RETENTION: JSON.stringify(retention),
        SCHEDULE_RETENTION: JSON.stringify(scheduleRetention),
        COPY_RETENTION: JSON.stringify(copyRetention),
        TIME_ZONE: timeZone,
        DELETION_LIMIT: JSON.stringify(deletionLimit),
        TARGET_HOURS: JSON.stringify(target.hours),
        SWEEP_HOURS: JSON.stringify(sweep.everyHours),
        INSTANCE_OVERRIDES: JSON.stringify(instanceOverrides),
        COPY_HOURS: JSON.stringify(target.copyHours),
        METRICS_PER_VOLUME: JSON.stringify(metrics.perVolume),
        MACHINES: stack.toJsonString(arns),
        SCHEDULES: JSON.stringify(schedules),
        SCHEDULE_GROUP: nameOf(settings),
        STACK_NAME: stack.stackName,
        PRIMARY_REGIONS: JSON.stringify(primaryRegions),
        IGNORE_REGIONS: JSON.stringify(ignoreRegions),
      } satisfies Variables<typeof SweepRegionEnvironment>,
    });
    this.allow(describing('ec2:DescribeSnapshots', 'ec2:DescribeVolumes'));
    if (areImagesMade) this.allow(describing('ec2:DescribeImages'));
    this.allow({
      actions: ['kms:DescribeKey'],
      resources: [stack.region, ...Object.keys(copyRetention)].map(
        (region) => `arn:${stack.partition}:kms:${region}:*:key/*`,
      ),
      because: 'The keys are those of the volumes, which others choose, and may be of another account.',
    });
    this.allow({
      actions: ['states:StartExecution', 'states:ListExecutions'],
      resources: Object.values(arns).flatMap((ofRegion) => Object.values(ofRegion)),
    });
    if (stack.region === primary.region)
      this.allow(
        describing('ec2:DescribeRegions', ...(instanceOverrides ? (['ec2:DescribeInstances'] as const) : [])),
      );
    if (schedules.length > 0) this.allow(readingSchedules(this, settings));
    this.allow({
      actions: ['cloudformation:DescribeStacks'],
      resources: [
        stack.formatArn({
          service: 'cloudformation',
          resource: 'stack',
          resourceName: `${stack.stackName}/*`,
        }),
      ],
      because: 'The last part of the ARN of a stack is an id that CloudFormation makes.',
    });
  }
}
