import { Bench, only, runMachine } from './run-machine';

const pass = (output: unknown): object => only({ Type: 'Pass', Output: output, End: true });

test.each([
  ['a literal stays as it stands', 'plain $states.input', {}, 'plain $states.input'],
  ['numbers, booleans and null pass through', { n: 1.5, b: true, z: null }, {}, { n: 1.5, b: true, z: null }],
  [
    'an expression may stand deep inside',
    { a: [{ b: '{% $states.input.x %}' }] },
    { x: 3 },
    { a: [{ b: 3 }] },
  ],
  [
    'a sequence of one collapses',
    '{% $states.input.items[size > 1].id %}',
    { items: [{ size: 2, id: 'a' }] },
    'a',
  ],
  [
    'a longer sequence is a plain array',
    '{% $states.input.items.id %}',
    { items: [{ id: 'a' }, { id: 'b' }] },
    ['a', 'b'],
  ],
  ['a path maps over an array', '{% $count($states.input.items.id) %}', { items: [{ id: 1 }, {}] }, 1],
  ['an array that is selected stays an array', '{% $states.input.items %}', { items: [1] }, [1]],
  ['$parse reads JSON text', '{% $parse($states.input.text).a %}', { text: '{"a":[1]}' }, [1]],
  ['a function of the library', '{% $uppercase($states.input.text) %}', { text: 'a' }, 'A'],
])('%s', async (_, output, input, expected) => {
  const bench = await runMachine(pass(output), input);

  expect(bench.output).toEqual(expected);
});

test.each([
  [
    'returns nothing',
    { id: ['{% $states.input.absent %}'] },
    "The JSONata expression '$states.input.absent' specified for the field 'Output/id[0]' returned nothing (undefined).",
  ],
  [
    'cannot compare',
    '{% $states.input.text < 1 %}',
    "The JSONata expression '$states.input.text < 1' specified for the field 'Output' threw an error during evaluation. " +
      'T2009: The values "a" and 1 either side of operator "<" must be of the same data type',
  ],
  [
    'cannot calculate',
    '{% $states.input.text + 1 %}',
    "The JSONata expression '$states.input.text + 1' specified for the field 'Output' threw an error during evaluation. " +
      'T2001: The left side of the "+" operator must evaluate to a number',
  ],
  [
    'returns a function',
    '{% $sum %}',
    "The JSONata expression '$sum' specified for the field 'Output' returned an unsupported result type.",
  ],
  [
    'divides by zero',
    '{% {"share": $states.input.size / 0} %}',
    `The JSONata expression '{"share": $states.input.size / 0}' specified for the field 'Output' ` +
      'threw an error during evaluation. D1001: Number out of range: Infinity',
  ],
  [
    'calls what is no function',
    { seeded: '{% $randomSeeded($states.input.text) %}' },
    "The JSONata expression '$randomSeeded($states.input.text)' specified for the field 'Output/seeded' " +
      'threw an error during evaluation. T1006: Attempted to invoke a non-function',
  ],
])('an expression that %s fails the state', async (_, output, problem) => {
  const { execution } = await runMachine(pass(output), { text: 'a', size: 1 });

  expect(execution).toMatchObject({
    status: 'FAILED',
    error: 'States.QueryEvaluationError',
    cause: `An error occurred while executing the state 'Only' (entered at the event id #2). ${problem}`,
  });
});

test.each([
  ['$now()', '$now()'],
  ['$millis()', '$millis()'],
  ['$map($states.input.ids, $random)', '$random()'],
  ['$shuffle($states.input.ids)', '$shuffle()'],
  ['$uuid()', '$uuid()'],
  ['$eval("1")', '$eval()'],
  ['$partition($states.input.ids, 2)', '$partition()'],
  ['$toMillis("12", "[H]")', '$toMillis() with a picture'],
  ['$$.id', "reference to '$$'"],
  ['id', "reference to 'id' at the top level"],
  ['{"a": {"b": id}}', "reference to 'id' at the top level"],
  ['$states.result.Payload', '$states.result in this field'],
  ['$states.errorOutput.Error', '$states.errorOutput in this field'],
])('%s is refused when the machine is created', (source, what) => {
  expect(() => new Bench(pass({ a: `{% ${source} %}` }))).toThrow(
    `not simulated: state machine 'backup', state 'Only', field 'Output/a': ${what}`,
  );
});

test.each(['$states.input.items[size > 1]', '$states.input.items.{"id": id}', '$states.input.items^(size)'])(
  'names inside %s are not at the top level',
  (source) => {
    expect(() => new Bench(pass(`{% ${source} %}`))).not.toThrow();
  },
);

test.each([
  ['{% $states.input', "a JSONata string starts with '{%' and ends with '%}'"],
  [
    '{% $states.( %}',
    'the JSONata expression \'$states.(\' cannot be parsed: S0203: Expected ")" before end of expression',
  ],
])('the malformed string %s is refused', (text, problem) => {
  expect(() => new Bench(pass(text))).toThrow(
    `invalid definition: state machine 'backup', state 'Only', field 'Output': ${problem}`,
  );
});
