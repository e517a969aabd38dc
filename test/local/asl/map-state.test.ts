import { Bench, invoke, only, returned, runMachine, START_MS, threw } from './run-machine';

const map = (fields: object, state: object = { Type: 'Pass', End: true }): object =>
  only({
    Type: 'Map',
    Items: '{% $states.input.ids %}',
    ItemProcessor: { StartAt: 'Each', States: { Each: state } },
    End: true,
    ...fields,
  });

test('the processor runs for each item, and the result keeps their order', async () => {
  const wait = { Type: 'Wait', Seconds: '{% $states.input %}', End: true };

  const bench = await runMachine(map({}, wait), { ids: [3, 1, 2] });

  expect(bench.output).toEqual([3, 1, 2]);
  expect(bench.execution).toMatchObject({ stateTransitions: 4, stopMs: START_MS + 3000 });
});

test('ItemSelector makes the input of an iteration from the item, its index and the input of the state', async () => {
  const ItemSelector = {
    id: '{% $states.context.Map.Item.Value %}',
    index: '{% $states.context.Map.Item.Index %}',
    region: '{% $states.input.region %}',
  };

  const bench = await runMachine(map({ ItemSelector }), { ids: ['a', 'b'], region: 'eu-west-1' });

  expect(bench.output).toEqual([
    { id: 'a', index: 0, region: 'eu-west-1' },
    { id: 'b', index: 1, region: 'eu-west-1' },
  ]);
});

test('the item is not in the Context object of the states inside', async () => {
  const inner = { Type: 'Pass', Output: '{% $states.context.Map.Item.Value %}', End: true };

  const { execution } = await runMachine(map({}, inner), { ids: ['a'] });

  expect(execution.error).toBe('States.QueryEvaluationError');
});

test.each([
  ['a literal list', { Items: ['a', '{% $states.input.b %}'] }, { b: 'b' }, ['a', 'b']],
  ['the input where Items is absent', { Items: undefined }, ['x', 'y'], ['x', 'y']],
  ['an empty list', {}, { ids: [] }, []],
])('the items may be %s', async (_, fields, input, expected) => {
  const bench = await runMachine(map(fields), input);

  expect(bench.output).toEqual(expected);
});

test('an iteration whose input is larger than 256 KiB fails the state', async () => {
  const ItemSelector = ['{% $states.input.text %}', '{% $states.input.text %}'];

  const { execution } = await runMachine(map({ ItemSelector }), { ids: [1], text: 'x'.repeat(140_000) });

  expect(execution.error).toBe('States.DataLimitExceeded');
});

test.each([
  ['a number', 1, "'number' for value: 1"],
  ['a string', 'snap-1', '\'string\' for value: "snap-1"'],
  ['a boolean', true, "'boolean' for value: true"],
  ['null', null, "'null' for value: null"],
  ['an object', { foo: 'bar' }, '\'object\' for value: {"foo":"bar"}'],
])('items that are %s fail the state', async (_, ids, was) => {
  const { execution } = await runMachine(map({}), { ids });

  expect(execution).toMatchObject({
    error: 'States.QueryEvaluationError',
    cause:
      "An error occurred while executing the state 'Only' (entered at the event id #2). " +
      "The JSONata expression '$states.input.ids' specified for the field 'Items' " +
      `returned an unexpected result type. Expected 'array', but was ${was}`,
  });
});

test.each([
  ['a function', '{% $fn := function($x){$x} %}', 'returned an unsupported result type.'],
  ['nothing', '{% $states.input.absent %}', 'returned nothing (undefined).'],
])('items that are %s fail the state', async (_, Items, problem) => {
  const { execution } = await runMachine(map({ Items }), {});

  expect(execution.cause).toBe(
    "An error occurred while executing the state 'Only' (entered at the event id #2). " +
      `The JSONata expression '${Items.slice(3, -3)}' specified for the field 'Items' ${problem}`,
  );
});

test('an input that is no list fails a Map without Items, and no field is named', async () => {
  const { execution } = await runMachine(map({ Items: undefined }), { foo: 'bar' });

  const cause =
    "An error occurred while executing the state 'Only' (entered at the event id #2). " +
    'Map state input must be an array but was: {"foo":"bar"}';
  expect(execution).toMatchObject({ error: 'States.QueryEvaluationError', cause });
  expect(execution.history.slice(2)).toMatchObject([
    { type: 'EvaluationFailed', detail: { Error: 'States.QueryEvaluationError', Cause: cause } },
    { type: 'MapStateFailed' },
    { type: 'ExecutionFailed' },
  ]);
  expect(execution.history[2]?.detail).not.toHaveProperty('Location');
});

test.each([
  ['text', "expected 'number'"],
  [1.5, 'The MaxConcurrency field cannot be parsed as an integer: 1.5'],
  [-1, 'MaxConcurrency must be between 0 and 99999999 but was: -1'],
])('a MaxConcurrency of %j fails the state', async (value, problem) => {
  const { execution } = await runMachine(map({ MaxConcurrency: '{% $states.input.value %}' }), {
    ids: [],
    value,
  });

  expect(execution.error).toBe('States.QueryEvaluationError');
  expect(execution.cause?.toLowerCase()).toContain(problem.toLowerCase());
});

test.each([
  ['MaxConcurrency', 2, 5, 3],
  ['the limit of an inline Map, 40,', 0, 41, 2],
  ['the limit of an inline Map, 40,', 100, 81, 3],
])('%s %d runs %d items in %d turns', async (_, MaxConcurrency, count, turns) => {
  const wait = { Type: 'Wait', Seconds: 1, End: true };
  const ids = Array.from({ length: count }, (__, index) => index);

  const bench = await runMachine(map({ MaxConcurrency }, wait), { ids });

  expect(bench.execution.stopMs).toBe(START_MS + turns * 1000);
});

test('a failing iteration fails the state, ends the others and starts no more', async () => {
  const answer = async (bench: Bench, index: number): Promise<object> => {
    await bench.loop.sleep(1000 * (index + 1));
    return index === 1 ? threw('Busy') : returned(index);
  };
  const bench: Bench = new Bench(map({ MaxConcurrency: 3 }, invoke()), {
    answer: (_, index) => answer(bench, index),
  });
  bench.start({ ids: [1, 2, 3, 4, 5, 6] });
  await bench.runSeconds(60);

  expect(bench.execution).toMatchObject({ status: 'FAILED', error: 'Busy', stopMs: START_MS + 2000 });
  expect(bench.calls).toHaveLength(4);
});

test('a retry runs all iterations again', async () => {
  const answer = (_: unknown, index: number): object => (index === 2 ? threw('Busy') : returned(index));

  const bench = await runMachine(
    map({ Retry: [{ ErrorEquals: ['Busy'] }] }, invoke()),
    { ids: [1, 2, 3] },
    { answer },
  );

  expect(bench.callSeconds).toEqual([0, 0, 0, 1, 1, 1]);
  expect(bench.execution.status).toBe('SUCCEEDED');
});
