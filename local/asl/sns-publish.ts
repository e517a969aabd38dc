import type { JsonObject } from './json';
import { textOf, type ServiceIntegration } from './service-integration';

/** Publishes to a topic; a message that is not text goes as its JSON text. */
export const snsPublish: ServiceIntegration = {
  resource: 'sns:publish',
  arguments: { TopicArn: 'required', Message: 'required', Subject: 'optional' },
  names: {
    prefix: 'SNS',
    service: 'AmazonSNS',
    modeled: [
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
      'KMSOptInRequired',
      'KMSThrottlingException',
      'NotFoundException',
      'PlatformApplicationDisabledException',
      'ValidationException',
    ],
    shared: 'AmazonSNSException',
    code: (name) => name.replace(/Exception$/, ''),
  },
  request: ({ Message, ...others }) => ({
    service: 'sns',
    operation: 'Publish',
    input: { ...others, Message: textOf(Message) },
  }),
  result: (answer) => ({
    result: answer as JsonObject,
    headers: { connection: 'keep-alive', 'Content-Length': '294', 'Content-Type': 'text/xml' },
  }),
};
