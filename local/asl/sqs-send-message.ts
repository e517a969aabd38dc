import type { JsonObject } from './json';
import { textOf, type ServiceIntegration } from './service-integration';

/** Sends a message; a body that is not text goes as its JSON text. */
export const sqsSendMessage: ServiceIntegration = {
  resource: 'sqs:sendMessage',
  arguments: {
    QueueUrl: 'required',
    MessageBody: 'required',
    MessageGroupId: 'optional',
    MessageDeduplicationId: 'optional',
  },
  names: {
    prefix: 'SQS',
    service: 'AmazonSQS',
    modeled: [
      'InvalidAddress',
      'InvalidMessageContents',
      'InvalidSecurity',
      'KmsAccessDenied',
      'KmsDisabled',
      'KmsInvalidKeyUsage',
      'KmsInvalidState',
      'KmsNotFound',
      'KmsOptInRequired',
      'KmsThrottled',
      'QueueDoesNotExist',
      'RequestThrottled',
      'UnsupportedOperation',
    ],
    shared: 'AmazonSQSException',
  },
  request: ({ MessageBody, ...others }) => ({
    service: 'sqs',
    operation: 'SendMessage',
    input: { ...others, MessageBody: textOf(MessageBody) },
  }),
  result: (answer) => ({
    result: answer as JsonObject,
    headers: {
      connection: 'keep-alive',
      'Content-Length': String(JSON.stringify(answer).length),
      'Content-Type': 'application/x-amz-json-1.0',
    },
  }),
};
