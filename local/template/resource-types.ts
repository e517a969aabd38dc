import type { ResourceType } from './resource-type';
import { cdkMetadata } from './resources/cdk-metadata';
import { cloudWatchAlarm } from './resources/cloud-watch-alarm';
import { cloudWatchDashboard } from './resources/cloud-watch-dashboard';
import { eventsRule } from './resources/events-rule';
import { iamPolicy } from './resources/iam-policy';
import { iamRole } from './resources/iam-role';
import { kmsAlias } from './resources/kms-alias';
import { kmsKey } from './resources/kms-key';
import { lambdaEventInvokeConfig } from './resources/lambda-event-invoke-config';
import { lambdaEventSourceMapping } from './resources/lambda-event-source-mapping';
import { lambdaFunction } from './resources/lambda-function';
import { lambdaPermission } from './resources/lambda-permission';
import { logsLogGroup } from './resources/logs-log-group';
import { logsQueryDefinition } from './resources/logs-query-definition';
import { schedulerSchedule } from './resources/scheduler-schedule';
import { schedulerScheduleGroup } from './resources/scheduler-schedule-group';
import { snsSubscription } from './resources/sns-subscription';
import { snsTopic } from './resources/sns-topic';
import { snsTopicPolicy } from './resources/sns-topic-policy';
import { sqsQueue } from './resources/sqs-queue';
import { sqsQueuePolicy } from './resources/sqs-queue-policy';
import { ssmDocument } from './resources/ssm-document';
import { stepFunctionsStateMachine } from './resources/step-functions-state-machine';

/** Every resource type that a template may ask for, in the order in which resources are created. */
export const RESOURCE_TYPES: readonly ResourceType<unknown>[] = [
  iamRole,
  iamPolicy,
  kmsKey,
  kmsAlias,
  sqsQueue,
  sqsQueuePolicy,
  snsSubscription,
  snsTopic,
  snsTopicPolicy,
  lambdaEventInvokeConfig,
  lambdaPermission,
  lambdaFunction,
  stepFunctionsStateMachine,
  eventsRule,
  schedulerScheduleGroup,
  schedulerSchedule,
  lambdaEventSourceMapping,
  cloudWatchAlarm,
  cloudWatchDashboard,
  logsLogGroup,
  logsQueryDefinition,
  ssmDocument,
  cdkMetadata,
];
