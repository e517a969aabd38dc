import * as z from 'zod';
import { text, withoutEffect } from '../property-schemas';
import type { ResourceType } from '../resource-type';

const properties = z.strictObject({
  Name: text,
  DocumentType: z.enum(['Automation', 'Command']),
  DocumentFormat: z.literal('JSON'),
  TargetType: withoutEffect,
  UpdateMethod: withoutEffect,
  Content: z.record(text, z.unknown()),
});

/** Does nothing locally: nobody starts a runbook, and there are no instances to run a command on. */
export const ssmDocument: ResourceType<unknown> = {
  type: 'AWS::SSM::Document',
  nameProperty: 'Name',
  attributes: {},
  properties,
};
