import { mockClient } from 'aws-sdk-client-mock';

/** What a call that no test prepared is rejected with: the library alone would answer it with undefined. */
export const UNEXPECTED = new Error('unexpected AWS call');

/**
 * Mocks `send` of every client of one class for the tests of a file. Where answers are given in turn, end the chain with
 * `.rejects(UNEXPECTED)`: after the last of them the library answers undefined.
 */
export function mockAws<Input extends object, Output extends { $metadata: object }, Configuration>(
  client: Parameters<typeof mockClient<Input, Output, Configuration>>[0],
) {
  const mock = mockClient(client);
  beforeEach(() => {
    mock.reset();
    mock.onAnyCommand().rejects(UNEXPECTED);
  });
  afterAll(() => mock.restore());
  return mock;
}

/** Every call that reached the mock, in order, with its whole input: the library's own matchers compare only parts. */
export const callsTo = (mock: {
  calls(): { args: [{ input: object }, ...unknown[]] }[];
}): [string, object][] =>
  mock.calls().map(({ args: [command] }) => [command.constructor.name, command.input]);
