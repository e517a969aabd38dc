import * as z from 'zod';
import { partitionOf } from '../../kernel/partition';
import { PolicyDocument, text, withoutEffect } from '../property-schemas';
import type { ResourceType } from '../resource-type';

const properties = z.strictObject({
  AssumeRolePolicyDocument: PolicyDocument,
  RoleName: text.optional(),
  Policies: z.array(z.strictObject({ PolicyName: text, PolicyDocument })).default([]),
  Description: withoutEffect,
});

export const iamRole: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::IAM::Role',
  nameProperty: 'RoleName',
  attributes: {
    Arn: ({ accountId, name, region }) => `arn:${partitionOf(region).name}:iam::${accountId}:role/${name}`,
  },
  properties,
  authorize(role, { iam }) {
    const arn = role.attribute('Arn');
    iam.addRole(arn, role.properties.AssumeRolePolicyDocument);
    for (const { PolicyDocument: policy } of role.properties.Policies) iam.attachPolicy(arn, policy);
  },
};
