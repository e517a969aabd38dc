import { only, runMachine, START_MS } from './run-machine';

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

test.each([
  ['Seconds', -1],
  ['Seconds', 1.5],
  ['Seconds', '{% $states.input.text %}'],
  ['Timestamp', '2030-01-01'],
  ['Timestamp', '2030-01-01T00:00:00+01:00'],
])('%s %s fails the state', async (field, value) => {
  const { execution } = await runMachine(only({ Type: 'Wait', [field]: value, End: true }), { text: 'x' });

  expect(execution.error).toBe('States.QueryEvaluationError');
});
