import type { Json } from './json';
import { refusalError, type ServiceIntegration } from './service-integration';

const MODELED_ERRORS = [
  'InvalidAddress',
  'InvalidMessageContents',
  'InvalidSecurity',
  'KmsAccessDenied',
  'KmsDisabled',
  'KmsInvalidState',
  'KmsNotFound',
  'KmsThrottled',
  'QueueDoesNotExist',
  'RequestThrottled',
  'UnsupportedOperation',
];

/** Sends a message; a body that is not text goes as its JSON text. */
export const sqsSendMessage: ServiceIntegration = {
  resource: 'sqs:sendMessage',
  arguments: {
    QueueUrl: 'required',
    MessageBody: 'required',
    MessageGroupId: 'optional',
    MessageDeduplicationId: 'optional',
  },
  request: ({ MessageBody, ...others }) => ({
    service: 'sqs',
    operation: 'SendMessage',
    input: {
      ...others,
      MessageBody: typeof MessageBody === 'string' ? MessageBody : JSON.stringify(MessageBody),
    },
  }),
  result: (answer) => answer as Json,
  error: (refusal) => refusalError('SQS', MODELED_ERRORS, 'AmazonSQSException', refusal),
};
