import { queueUrl } from '../aws/queue-url';
import { sqsQueue } from '../template/resources/sqs-queue';
import { stepFunctionsStateMachine } from '../template/resources/step-functions-state-machine';
import type { Template } from '../template/template';

/** Where people find what a deployment has made: its machines, by Region and name without the deployment's, and its queues. */
export type Places = {
  machineArn(region: string, name: string): string;
  readonly copyQueueUrl: string;
  readonly failureQueueUrl: string;
};

/** The places in the templates of one deployment. */
export function placesIn(templates: readonly Template[]): Places {
  const queues = templates.flatMap((template) => template.resources(sqsQueue));
  const machines = templates.flatMap((template) => template.resources(stepFunctionsStateMachine));
  const urlOf = (part: string): string =>
    queueUrl(queues.find(({ constructPath }) => constructPath.includes(part))!.attribute('Arn'));
  return {
    machineArn: (region, name) =>
      machines
        .map((machine) => machine.attribute('Arn'))
        .find((arn) => arn.includes(`:${region}:`) && arn.endsWith(`-${name}`))!,
    copyQueueUrl: urlOf('/CopyQueue/Queue/'),
    failureQueueUrl: urlOf('/FailureQueue/Queue/'),
  };
}
