import { EC2ServiceException } from '@aws-sdk/client-ec2';

/** An error as EC2's client throws it: the code is the name. */
export const ec2Error = (code: string, httpStatusCode = 400): EC2ServiceException =>
  new EC2ServiceException({
    name: code,
    message: "in AWS's words",
    $fault: httpStatusCode >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode },
  });

/** What the SDK's HTTP handler makes of a connection that breaks before the answer: nobody knows what AWS did. */
export const lostAnswer = (): Error =>
  Object.assign(new Error('socket hang up'), { name: 'TimeoutError', code: 'ECONNRESET' });

/** Codes by which EC2 asks for patience, with their HTTP status. */
export const BUSY: [code: string, httpStatusCode: number][] = [
  ['RequestLimitExceeded', 503],
  ['EC2ThrottledException', 400],
  ['Throttling', 400],
  ['ThrottlingException', 400],
  ['ThrottledException', 400],
  ['BandwidthLimitExceeded', 400],
  ['PriorRequestNotComplete', 400],
  ['RequestExpired', 400],
  ['RequestThrottled', 400],
  ['RequestThrottledException', 400],
  ['RequestTimeoutException', 400],
  ['SlowDown', 400],
  ['TooManyRequestsException', 429],
  ['ServiceUnavailable', 503],
  ['Unavailable', 503],
  ['InternalError', 500],
  ['InternalFailure', 500],
  ['ServerInternal', 500],
  ['ACodeThatNobodyDocuments', 502],
];

/** Codes by which EC2 says that a right is missing, with their HTTP status. */
export const DENIED: [code: string, httpStatusCode: number][] = [
  ['UnauthorizedOperation', 403],
  ['AuthFailure', 401],
];
