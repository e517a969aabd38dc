import { codeOf, isRefusal, messageOf, translated, translating } from '../../../functions/aws/aws-errors';
import { AccessDenied, ServiceBusy } from '../../../functions/domain/errors';
import { BUSY, DENIED, ec2Error, lostAnswer } from '../../support/aws-failures';

describe('a code that asks for patience is ServiceBusy, with the code, the message and the error itself', () => {
  test.each([
    ...BUSY,
    ['ConcurrentTagAccess', 400],
    ['ExpiredToken', 400],
    ['ExpiredTokenException', 400],
    ['IncorrectState', 400],
    ['KMSThrottlingException', 400],
    ['RequestTimeout', 400],
  ] as const)('%s', (code, httpStatusCode) => {
    const error = ec2Error(code, httpStatusCode);

    const busy = translated(error);

    expect(busy).toBeInstanceOf(ServiceBusy);
    expect(busy).toMatchObject({ name: 'ServiceBusy', message: `${code}: in AWS's words`, cause: error });
    expect(isRefusal(error)).toBe(false);
  });
});

test.each([429, 500, 502, 503])(
  'the HTTP status %d asks for patience whatever the code is',
  (httpStatusCode) => {
    const error = ec2Error('ACodeThatNobodyDocuments', httpStatusCode);

    expect(translated(error)).toBeInstanceOf(ServiceBusy);
    expect(isRefusal(error)).toBe(false);
  },
);

test.each([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'ECONNRESET',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EPIPE',
  'ETIMEDOUT',
])('a Region that cannot be reached, %s, is ServiceBusy and no refusal', (code) => {
  const error = Object.assign(new Error('connect'), { code });

  expect(translated(error)).toMatchObject({ name: 'ServiceBusy', message: 'Error: connect', cause: error });
  expect(isRefusal(error)).toBe(false);
});

test('an answer that is lost on the way is ServiceBusy and no refusal', () => {
  const error = lostAnswer();

  expect(translated(error)).toMatchObject({ name: 'ServiceBusy', message: 'TimeoutError: socket hang up' });
  expect(isRefusal(error)).toBe(false);
});

describe('a missing right is AccessDenied, with the code, the message and the error itself', () => {
  test.each([
    ...DENIED,
    ['AccessDenied', 403],
    ['AccessDeniedException', 400],
    ['AuthorizationErrorException', 403],
    ['KMSAccessDeniedException', 400],
  ] as const)('%s', (code, httpStatusCode) => {
    const error = ec2Error(code, httpStatusCode);

    const denied = translated(error);

    expect(denied).toBeInstanceOf(AccessDenied);
    expect(denied).toMatchObject({
      name: 'AccessDenied',
      message: `${code}: in AWS's words`,
      cause: error,
    });
    expect(isRefusal(error)).toBe(false);
  });
});

test('any other answer of AWS is a refusal and stays the error that it is', () => {
  const error = ec2Error('InvalidSnapshot.InUse');

  expect(isRefusal(error)).toBe(true);
  expect(translated(error)).toBe(error);
});

test.each([
  ['an error of our own code', new TypeError('x is not a function')],
  ['a file that is not there', Object.assign(new Error('open'), { code: 'ENOENT' })],
  ['an error whose code is a number', Object.assign(new Error('open'), { code: 2 })],
  ['a string', 'thrown'],
  ['null', null],
  ['undefined', undefined],
])('%s is no answer of AWS: no refusal, and stays what it is', (_, error) => {
  expect(isRefusal(error)).toBe(false);
  expect(translated(error)).toBe(error);
});

test.each([
  [ec2Error('InvalidSnapshot.InUse'), 'InvalidSnapshot.InUse', "in AWS's words"],
  ['thrown', '', 'thrown'],
  [undefined, '', 'undefined'],
])('%p has a code and a message in words', (error, code, message) => {
  expect(codeOf(error)).toBe(code);
  expect(messageOf(error)).toBe(message);
});

test('translating gives the result of the call', async () => {
  await expect(translating(() => Promise.resolve(7))).resolves.toBe(7);
});

test('translating throws the translated error of the call', async () => {
  await expect(translating(() => Promise.reject(ec2Error('Unavailable', 503)))).rejects.toThrow(ServiceBusy);
});
