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

/** A runbook does nothing locally: nobody starts one. */
export const ssmDocument: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::SSM::Document',
  nameProperty: 'Name',
  attributes: {},
  properties,
  create({ region, name, properties: { DocumentType, Content } }, { ssm }) {
    if (DocumentType === 'Command') ssm.putDocument(region, name, Content);
  },
};
