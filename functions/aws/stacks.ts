import { type CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { codeOf, messageOf, translating } from './aws-errors';

/** While a stack has these, not all of it has been made, or not all is left (CloudFormation API reference, DescribeStacks). */
const NOT_WHOLE = /^(CREATE_IN_PROGRESS|CREATE_FAILED|ROLLBACK_\w+|DELETE_\w+|REVIEW_IN_PROGRESS)$/;

/**
 * Why a stack in the client's Region does not work: its status, or that there is none. Undefined where it was made whole; an update, or
 * one that is rolled back, leaves it so. Throws ServiceBusy, AccessDenied, or CloudFormation's own.
 */
export async function whyStackIsNotWhole(
  cloudFormation: CloudFormationClient,
  stackName: string,
): Promise<string | undefined> {
  return translating(async () => {
    try {
      const { Stacks = [] } = await cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
      const status = Stacks[0]?.StackStatus ?? '';
      return NOT_WHOLE.test(status) ? `is ${status}` : undefined;
    } catch (error) {
      if (saysNoStack(error)) return 'does not exist';
      throw error;
    }
  });
}

/** When a stack in the client's Region was created. Throws ServiceBusy, AccessDenied, or CloudFormation's own. */
export async function stackCreatedAt(cloudFormation: CloudFormationClient, stackName: string): Promise<Date> {
  const { Stacks = [] } = await translating(() =>
    cloudFormation.send(new DescribeStacksCommand({ StackName: stackName })),
  );
  const createdAt = Stacks[0]?.CreationTime;
  if (createdAt === undefined) throw new TypeError(`CloudFormation described no creation of ${stackName}`);
  return createdAt;
}

/** CloudFormation has no code of its own for it. */
export const saysNoStack = (error: unknown): boolean =>
  codeOf(error) === 'ValidationError' && messageOf(error).includes('does not exist');
