import { Bench, only, runMachine, START_MS } from './run-machine';

test.each([
  ['Seconds', 30, 30],
  ['Seconds', '{% $states.input.seconds %}', 90],
  ['Seconds', 0, 0],
  ['Timestamp', '2030-01-01T00:01:00Z', 60],
  ['Timestamp', '{% $states.input.until %}', 120],
  ['Timestamp', '2029-12-31T23:00:00Z', 0],
])('%s %s waits %d seconds', async (field, value, seconds) => {
  const input = { seconds: 90, until: '2030-01-01T00:02:00.700Z' };

  const bench = await runMachine(only({ Type: 'Wait', [field]: value, End: true }), input);

  expect(bench.execution.stopMs).toBe(START_MS + seconds * 1000);
  expect(bench.output).toEqual(input);
});

const wait = (field: string, value: unknown): object => only({ Type: 'Wait', [field]: value, End: true });

const MALFORMED = [
  '2030-01-01',
  '2030-01-01 00:00:00Z',
  '2030-01-01T00:00:00',
  '2030-01-01T00:00:00+01:00',
  '2030-13-01T00:00:00Z',
  '2030-02-30T00:00:00Z',
  '2030-01-01T25:00:00Z',
  '2030-01-01T24:00:00Z',
  '01-01-2030T00:00:00Z',
];

test.each([
  ['Seconds', -1, 'Seconds must be between 0 and 99999999 but was: -1'],
  ['Seconds', 100_000_000, 'Seconds must be between 0 and 99999999 but was: 100000000'],
  ['Seconds', 1.5, 'The Seconds field cannot be parsed as an integer: 1.5'],
  ['Seconds', '5', 'must be of the type number, or an expression'],
  ['Seconds', null, 'must be of the type number, or an expression'],
  ['Timestamp', 5, 'must be of the type string, or an expression'],
  ...MALFORMED.map((text): [string, unknown, string] => ['Timestamp', text, problemOf(text)]),
])('the literal %s %s is refused when the machine is created', (field, value, problem) => {
  expect(() => new Bench(wait(field, value))).toThrow(
    `invalid definition: state machine 'backup', state 'Only', field '${field}': ${problem}`,
  );
});

const expected = (field: string, type: string, what: string): string =>
  `The JSONata expression '$states.input' specified for the field '${field}' ` +
  `returned an unexpected result type. Expected '${type}', but was ${what}`;

test.each([
  ['Seconds', -1, 'Seconds must be between 0 and 99999999 but was: -1'],
  ['Seconds', 1.5, 'The Seconds field cannot be parsed as an integer: 1.5'],
  ['Seconds', '5', expected('Seconds', 'number', '\'string\' for value: "5"')],
  ['Seconds', null, expected('Seconds', 'number', "'null' for value: null")],
  ['Timestamp', { at: 1 }, expected('Timestamp', 'string', '\'object\' for value: {"at":1}')],
  ...MALFORMED.map((text): [string, unknown, string] => ['Timestamp', text, problemOf(text)]),
])('an expression whose value %s %j does not take fails the state', async (field, value, problem) => {
  const { execution } = await runMachine(wait(field, '{% $states.input %}'), value);

  expect(execution).toMatchObject({
    error: 'States.QueryEvaluationError',
    cause: `An error occurred while executing the state 'Only' (entered at the event id #2). ${problem}`,
  });
});

test('AWS waits for no time that is further away than a 32-bit number of seconds', async () => {
  const { execution } = await runMachine(wait('Timestamp', '2099-01-01T00:00:00Z'));

  expect(execution).toMatchObject({
    error: 'States.Runtime',
    cause:
      "An error occurred while executing the state 'Only' (entered at the event id #2). Wait state delay is too long.",
  });
});

function problemOf(text: string): string {
  return `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${text}`;
}
