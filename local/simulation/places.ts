import { queueUrl } from '../aws/queue-url';
import type { Template } from '../template/template';

/** Where people find what a deployment has made: its machines, by Region and name without the deployment's, and its queues. */
export type Places = {
  machineArn(region: string, name: string): string;
  readonly copyQueueUrl: string;
  readonly failureQueueUrl: string;
};

/** The places in the templates of one deployment. */
export function placesIn(templates: readonly Template[]): Places {
  const queues = templates.flatMap((template) => template.resources('AWS::SQS::Queue'));
  const machines = templates.flatMap((template) => template.resources('AWS::StepFunctions::StateMachine'));
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
