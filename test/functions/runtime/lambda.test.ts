import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { InvalidEnvironment, InvalidInput } from '../../../functions/domain/errors';
import { lambda, type Runtime } from '../../../functions/runtime/lambda';
import { recordingRuntime } from '../../support/recording-runtime';

const FUNCTIONS = join(__dirname, '../../../functions');
const VERB_NOUNS = readdirSync(FUNCTIONS).filter((name) => name.includes('-'));

const runtimeWith = (environment: Record<string, string>): Runtime =>
  recordingRuntime({ region: 'us-east-1', environment }).runtime;

/** A handler that greets, and how often its runtime and its dependencies were made. */
function greeter(environment: Record<string, string>) {
  const made = { runtime: 0, deps: 0 };
  const variables = { ...environment };
  const awsRuntime = (): Runtime => {
    made.runtime += 1;
    return runtimeWith(variables);
  };
  const handler = lambda(awsRuntime, {
    input: z.object({ name: z.string(), times: z.number().optional() }),
    environment: z.object({ GREETING: z.string().min(1), MARK: z.string().min(1) }),
    deps: (_, { GREETING, MARK }) => {
      made.deps += 1;
      return { greet: (name: string) => `${GREETING}, ${name}${MARK}` };
    },
    run:
      ({ greet }) =>
      ({ name }) =>
        Promise.resolve(greet(name)),
  });
  return { handler, made, variables };
}

describe('a handler in AWS Lambda', () => {
  test('makes nothing before its first call', () => {
    const { handler, made } = greeter({});

    expect(handler).toBeInstanceOf(Function);
    expect(made).toEqual({ runtime: 0, deps: 0 });
  });

  test('makes its runtime and its dependencies once for all calls', async () => {
    const { handler, made } = greeter({ GREETING: 'Hello', MARK: '!' });

    await expect(handler({ name: 'Ada' })).resolves.toBe('Hello, Ada!');
    await expect(handler({ name: 'Grace' })).resolves.toBe('Hello, Grace!');
    expect(made).toEqual({ runtime: 1, deps: 1 });
  });

  test('makes them once where calls come together', async () => {
    const { handler, made } = greeter({ GREETING: 'Hello', MARK: '!' });

    await Promise.all([handler({ name: 'Ada' }), handler({ name: 'Grace' })]);

    expect(made).toEqual({ runtime: 1, deps: 1 });
  });

  test('with a wrong environment throws, names every variable and makes no dependencies', async () => {
    const { handler, made } = greeter({ MARK: '' });

    await expect(handler({ name: 'Ada' })).rejects.toThrow(InvalidEnvironment);
    await expect(handler({ name: 'Ada' })).rejects.toThrow(/^GREETING: .+; MARK: .+$/);
    expect(made.deps).toBe(0);
  });

  test('checks the environment again after it was wrong', async () => {
    const { handler, variables } = greeter({ MARK: '!' });

    await expect(handler({ name: 'Ada' })).rejects.toThrow(InvalidEnvironment);
    variables['GREETING'] = 'Hello';
    await expect(handler({ name: 'Ada' })).resolves.toBe('Hello, Ada!');
  });
});

describe('the input', () => {
  test('is checked on each call, and the error names the field', async () => {
    const { handler } = greeter({ GREETING: 'Hello', MARK: '!' });

    await expect(handler({ name: 'Ada' })).resolves.toBe('Hello, Ada!');
    await expect(handler({ name: 7 })).rejects.toThrow(InvalidInput);
    await expect(handler({ name: 7, times: 'x' })).rejects.toThrow(/^name: .+; times: .+$/);
  });

  test.each([undefined, null, 'text'])('%p as a whole is named input', async (event) => {
    const { handler } = greeter({ GREETING: 'Hello', MARK: '!' });

    await expect(handler(event)).rejects.toThrow(InvalidInput);
    await expect(handler(event)).rejects.toThrow(/^input: /);
  });

  test('may have more fields than are read', async () => {
    const { handler } = greeter({ GREETING: 'Hello', MARK: '!' });

    await expect(handler({ name: 'Ada', more: true })).resolves.toBe('Hello, Ada!');
  });
});

describe('a handler within another runtime', () => {
  test('reads its environment there and leaves the one of AWS alone', async () => {
    const { handler, made } = greeter({});

    const local = handler.within(runtimeWith({ GREETING: 'Good day', MARK: '.' }));

    await expect(local({ name: 'Ada' })).resolves.toBe('Good day, Ada.');
    expect(made).toEqual({ runtime: 0, deps: 1 });
  });

  test('refuses a wrong environment at once', () => {
    const { handler } = greeter({});

    expect(() => handler.within(runtimeWith({ GREETING: 'Hello' }))).toThrow(InvalidEnvironment);
  });
});

test.each(VERB_NOUNS)('importing %s makes no client, no logger and no metrics', async (verbNoun) => {
  const made: string[] = [];
  const counting = (name: string) =>
    function () {
      made.push(name);
    };
  jest.resetModules();
  jest.doMock('@aws-sdk/client-ec2', () => ({ EC2Client: counting('EC2Client') }));
  jest.doMock('@aws-sdk/client-sfn', () => ({ SFNClient: counting('SFNClient') }));
  jest.doMock('@aws-sdk/client-sns', () => ({ SNSClient: counting('SNSClient') }));
  jest.doMock('@aws-lambda-powertools/logger', () => ({ Logger: counting('Logger') }));
  jest.doMock('@aws-lambda-powertools/metrics', () => ({ Metrics: counting('Metrics') }));

  const { handler } = (await import(join(FUNCTIONS, verbNoun, 'handler'))) as { handler: unknown };

  expect(handler).toBeInstanceOf(Function);
  expect(made).toEqual([]);
});
