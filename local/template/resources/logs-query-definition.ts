import * as z from 'zod';
import { text } from '../property-schemas';
import type { ResourceType } from '../resource-type';

const properties = z.strictObject({
  Name: text,
  QueryString: text,
  LogGroupNames: z.array(text).optional(),
});

/** Does nothing locally: nobody asks the log. */
export const logsQueryDefinition: ResourceType<unknown> = {
  type: 'AWS::Logs::QueryDefinition',
  nameProperty: 'Name',
  attributes: {},
  properties,
};
