import { runMachine } from './run-machine';

const choose = (fields: object): object => ({
  StartAt: 'Choose',
  States: {
    Choose: {
      Type: 'Choice',
      Choices: [
        { Condition: "{% $states.input.state = 'error' %}", Next: 'Failed' },
        {
          Condition: "{% $states.input.state = 'completed' and $states.input.copies > 0 %}",
          Assign: { copies: '{% $states.input.copies %}' },
          Output: 'chosen',
          Next: 'Copied',
        },
      ],
      ...fields,
    },
    Failed: { Type: 'Fail', Error: 'SnapshotFailed', Cause: "{% 'state ' & $states.input.state %}" },
    Copied: { Type: 'Succeed', Output: ['{% $states.input %}', '{% $copies %}'] },
    ...('Default' in fields && { Waiting: { Type: 'Succeed' } }),
  },
});

test('the first rule that holds leads on, with its own Output and Assign', async () => {
  const bench = await runMachine(choose({}), { state: 'completed', copies: 2 });

  expect(bench.output).toEqual(['chosen', 2]);
});

test('without a rule that holds Default leads on, the input unchanged', async () => {
  const bench = await runMachine(choose({ Default: 'Waiting' }), { state: 'completed', copies: 0 });

  expect(bench.output).toEqual({ state: 'completed', copies: 0 });
});

test('without a rule that holds and without Default the execution fails with States.Runtime', async () => {
  const { execution } = await runMachine(choose({}), { state: 'pending' });

  expect(execution).toMatchObject({
    error: 'States.Runtime',
    cause:
      "An error occurred while executing the state 'Choose' (entered at the event id #2). " +
      'Failed to transition out of the state. The state does not point to a next state.',
  });
});

test('a Fail state fails the execution with its error and cause', async () => {
  const { execution } = await runMachine(choose({}), { state: 'error' });

  expect(execution).toMatchObject({ status: 'FAILED', error: 'SnapshotFailed', cause: 'state error' });
});

test('Output and Assign of the state itself are those of Default', async () => {
  const definition = {
    StartAt: 'Choose',
    States: {
      Choose: {
        Type: 'Choice',
        Choices: [{ Condition: '{% $states.input.holds %}', Next: 'Show' }],
        Default: 'Show',
        Assign: { chosen: 'none' },
        Output: 'by default',
      },
      Show: { Type: 'Succeed', Output: ['{% $states.input %}', '{% $exists($chosen) %}'] },
    },
  };

  expect((await runMachine(definition, { holds: false })).output).toEqual(['by default', true]);
  expect((await runMachine(definition, { holds: true })).output).toEqual([{ holds: true }, false]);
});

test.each([
  [
    'is not a boolean',
    '{% $states.input.state %}',
    "returned an unexpected result type. Expected 'boolean', but was 'string' for value: \"x\"",
  ],
  ['is nothing', '{% $states.input.absent > 1 %}', 'returned nothing (undefined).'],
])('a condition that %s fails the state', async (_, condition, problem) => {
  const Choices = [
    { Condition: condition, Next: 'Failed' },
    { Condition: false, Next: 'Copied' },
  ];

  const { execution } = await runMachine(choose({ Choices }), { state: 'x' });

  expect(execution).toMatchObject({
    error: 'States.QueryEvaluationError',
    cause:
      "An error occurred while executing the state 'Choose' (entered at the event id #2). " +
      `The JSONata expression '${condition.slice(3, -3)}' specified for the field 'Choices[0]/Condition' ${problem}`,
  });
});

test('a condition that is a literal of another type than boolean is refused when the machine is created', async () => {
  const Choices = [{ Condition: 'true', Next: 'Failed' }];

  await expect(runMachine(choose({ Choices }))).rejects.toThrow(
    "invalid definition: state machine 'backup', state 'Choose', field 'Choices[0]/Condition': " +
      'must be of the type boolean, or an expression',
  );
});

test.each([
  ['error and cause', {}, {}],
  ['error', { Error: 'X' }, { error: 'X' }],
  ['cause', { Cause: 'why' }, { cause: 'why' }],
])('a Fail state need not give %s', async (_, fields, given) => {
  const { execution } = await runMachine({
    StartAt: 'Fails',
    States: { Fails: { Type: 'Fail', ...fields } },
  });

  expect(execution).toMatchObject({ status: 'FAILED', error: undefined, cause: undefined, ...given });
});

test('an error of a Fail state that is no text fails the state', async () => {
  const { execution } = await runMachine({
    StartAt: 'Fails',
    States: { Fails: { Type: 'Fail', Error: '{% 1 %}' } },
  });

  expect(execution).toMatchObject({
    error: 'States.QueryEvaluationError',
    cause:
      "An error occurred while executing the state 'Fails' (entered at the event id #2). " +
      "The JSONata expression '1' specified for the field 'Error' returned an unexpected result type. " +
      "Expected 'string', but was 'number' for value: 1",
  });
});
