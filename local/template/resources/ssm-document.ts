import * as z from 'zod';
import { text } from '../property-schemas';
import type { ResourceType } from '../resource-type';

const properties = z.strictObject({
  Name: text,
  Content: z.looseObject({ schemaVersion: text }),
  DocumentType: text,
  DocumentFormat: z.literal('JSON'),
  TargetType: text.optional(),
  UpdateMethod: z.enum(['NewVersion', 'Replace']).optional(),
});

/** Does nothing locally: there are no instances to run it on. */
export const ssmDocument: ResourceType<unknown> = {
  type: 'AWS::SSM::Document',
  nameProperty: 'Name',
  attributes: {},
  properties,
};
