import type { Json } from './json';
import { refusalError, type ServiceIntegration } from './service-integration';

const MODELED_ERRORS = [
  'AuthorizationErrorException',
  'EndpointDisabledException',
  'InternalErrorException',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'InvalidSecurityException',
  'KMSAccessDeniedException',
  'KMSDisabledException',
  'KMSInvalidStateException',
  'KMSNotFoundException',
  'KMSThrottlingException',
  'NotFoundException',
  'ValidationException',
];

/** Publishes to a topic; a message that is not text goes as its JSON text. */
export const snsPublish: ServiceIntegration = {
  resource: 'sns:publish',
  arguments: { TopicArn: 'required', Message: 'required', Subject: 'optional' },
  request: ({ Message, ...others }) => ({
    service: 'sns',
    operation: 'Publish',
    input: { ...others, Message: typeof Message === 'string' ? Message : JSON.stringify(Message) },
  }),
  result: (answer) => answer as Json,
  error: (refusal) => refusalError('SNS', MODELED_ERRORS, 'AmazonSNSException', refusal),
};
