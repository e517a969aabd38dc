import * as z from 'zod';
import { PolicyDocument, text } from '../property-schemas';
import type { ResourceType } from '../resource-type';
import { iamRole } from './iam-role';

const properties = z.strictObject({ PolicyName: text, PolicyDocument, Roles: z.array(text) });

export const iamPolicy: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::IAM::Policy',
  nameProperty: 'PolicyName',
  properties,
  authorize({ properties: { Roles, PolicyDocument: policy } }, { iam }, stack) {
    for (const roleName of Roles) {
      const role = stack.resources(iamRole).find(({ ref }) => ref === roleName);
      iam.attachPolicy(role?.attribute('Arn') ?? roleName, policy);
    }
  },
};
