import * as z from 'zod';
import { arn, type ResourceType } from '../resource-type';

/** Does nothing locally: log lines go to the trace. */
export const logsLogGroup: ResourceType<unknown> = {
  type: 'AWS::Logs::LogGroup',
  nameProperty: 'LogGroupName',
  attributes: { Arn: arn('logs', ({ name }) => `log-group:${name}:*`) },
  properties: z.unknown(),
};
