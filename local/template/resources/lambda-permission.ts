import * as z from 'zod';
import { text } from '../property-schemas';
import type { ResourceType } from '../resource-type';

const properties = z.strictObject({
  Action: text,
  FunctionName: text,
  Principal: text,
  SourceArn: text.optional(),
  SourceAccount: text.optional(),
});

/** Lambda keeps it as a statement of the function's policy. */
export const lambdaPermission: ResourceType<z.output<typeof properties>> = {
  type: 'AWS::Lambda::Permission',
  properties,
  authorize({ properties: { Action, FunctionName, Principal, SourceArn, SourceAccount } }, { iam }) {
    iam.addResourcePolicy(FunctionName, {
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { Service: Principal },
          Action,
          Resource: FunctionName,
          Condition: {
            ...(SourceArn === undefined ? {} : { ArnLike: { 'aws:SourceArn': SourceArn } }),
            ...(SourceAccount === undefined ? {} : { StringEquals: { 'aws:SourceAccount': SourceAccount } }),
          },
        },
      ],
    });
  },
};
