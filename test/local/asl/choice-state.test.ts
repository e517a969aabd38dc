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
      "An error occurred while executing the state 'Choose'. " +
      'Failed to transition out of the state. The state does not point to a next state.',
  });
});

test('a Fail state fails the execution with its error and cause', async () => {
  const { execution } = await runMachine(choose({}), { state: 'error' });

  expect(execution).toMatchObject({ status: 'FAILED', error: 'SnapshotFailed', cause: 'state error' });
});

test.each([
  ['is not a boolean', '{% $states.input.state %}'],
  ['is nothing', '{% $states.input.absent > 1 %}'],
])('a condition that %s fails the state', async (_, condition) => {
  const Choices = [
    { Condition: condition, Next: 'Failed' },
    { Condition: false, Next: 'Copied' },
  ];

  const { execution } = await runMachine(choose({ Choices }), { state: 'x' });

  expect(execution.error).toBe('States.QueryEvaluationError');
});
