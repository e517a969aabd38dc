import { type CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';
import { GetQueueAttributesCommand, type QueueAttributeName, type SQSClient } from '@aws-sdk/client-sqs';
import { everyPage, unlessGone } from '../deployed/calls';

/** A queue that holds something. */
export type Waiting = {
  readonly name: string;
  readonly messages: number;
  /** What it holds waits for a person, and not for a function. */
  readonly isOfDeadLetters: boolean;
};

/** Clients of one Region. */
export type QueueClients = { readonly cloudFormation: CloudFormationClient; readonly sqs: SQSClient };

/** All that a queue holds: what can be received, what a function has received, and what is not to be received yet. */
const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const satisfies readonly QueueAttributeName[];

/**
 * The queues of a stack that hold something; none where the stack is gone. CloudFormation is asked which queues those are: it makes their
 * names, and cuts them short, so that no prefix of a name finds them all.
 */
export async function waitingIn(clients: QueueClients, stackName: string): Promise<Waiting[]> {
  const waiting: Waiting[] = [];
  for (const { logicalId, url } of await queuesOf(clients, stackName)) {
    const messages = await messagesIn(clients, url);
    if (messages > 0)
      waiting.push({
        name: url.slice(url.lastIndexOf('/') + 1),
        messages,
        isOfDeadLetters: logicalId.includes('DeadLetters'),
      });
  }
  return waiting;
}

async function queuesOf(
  { cloudFormation }: QueueClients,
  StackName: string,
): Promise<{ logicalId: string; url: string }[]> {
  const resources = await unlessGone('cloudformation:ListStackResources', () =>
    everyPage(async (NextToken) => {
      const page = await cloudFormation.send(
        new ListStackResourcesCommand({ StackName, ...(NextToken && { NextToken }) }),
      );
      return { items: page.StackResourceSummaries ?? [], next: page.NextToken };
    }),
  );
  return (resources ?? []).flatMap(
    ({ ResourceType, ResourceStatus, LogicalResourceId: logicalId = '', PhysicalResourceId: url }) =>
      ResourceType === 'AWS::SQS::Queue' && ResourceStatus !== 'DELETE_COMPLETE' && url
        ? [{ logicalId, url }]
        : [],
  );
}

/** None where the queue is gone meanwhile. */
async function messagesIn({ sqs }: QueueClients, QueueUrl: string): Promise<number> {
  const answer = await unlessGone('sqs:GetQueueAttributes', () =>
    sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...COUNTS] })),
  );
  return COUNTS.reduce((sum, count) => sum + Number(answer?.Attributes?.[count] ?? 0), 0);
}
