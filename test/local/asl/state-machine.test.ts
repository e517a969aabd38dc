import { Bench, invoke, only } from './run-machine';

const end = { Type: 'Pass', End: true };

const INNER = { StartAt: 'Inner', States: { Inner: { Type: 'Succeed' } } };

test.each([
  [
    'not simulated',
    "field 'QueryLanguage': a query language other than JSONata",
    { QueryLanguage: 'JSONPath' },
  ],
  ['not simulated', "field 'Version': '2.0'", { Version: '2.0' }],
  ['not simulated', "field 'Label': unknown here", { Label: 'x' }],
  [
    'invalid definition',
    "field 'TimeoutSeconds': must be a number from 1 to 99999999",
    { TimeoutSeconds: 0 },
  ],
  ['invalid definition', "field 'StartAt': must be a string", { StartAt: 1 }],
  ['invalid definition', "there is no state 'Nowhere' to go to", { StartAt: 'Nowhere' }],
  ['invalid definition', "field 'States': must be an object", { States: [] }],
  ['invalid definition', "state 'Island': no state leads here", { States: { Only: end, Island: end } }],
])('a machine is refused: %s, %s', (kind, what, fields) => {
  expect(() => new Bench({ ...only(end), ...fields })).toThrow(
    new RegExp(`^${kind}: state machine 'backup'(, |: )${escape(what)}$`),
  );
});

test.each([
  ['not simulated', "field 'Type': 'Activity'", { Type: 'Activity' }],
  ['not simulated', "field 'QueryLanguage': 'JSONPath'", { ...end, QueryLanguage: 'JSONPath' }],
  ['not simulated', "field 'Parameters': unknown here", { ...end, Parameters: {} }],
  ['invalid definition', 'needs either Next or End', { Type: 'Pass' }],
  ['invalid definition', 'needs either Next or End', { Type: 'Pass', End: true, Next: 'Only' }],
  ['not simulated', "field 'Assign': a Succeed state assigns nothing", { Type: 'Succeed', Assign: {} }],
  ['invalid definition', "field 'Assign': 'a.b' names no variable", { ...end, Assign: { 'a.b': 1 } }],
  ['invalid definition', "field 'Assign': 'states' names no variable", { ...end, Assign: { states: 1 } }],
  ['invalid definition', 'needs either Seconds or Timestamp', { Type: 'Wait', End: true }],
  [
    'not simulated',
    "field 'SecondsPath': unknown here",
    { Type: 'Wait', Seconds: 1, SecondsPath: '$', End: true },
  ],
  [
    'invalid definition',
    "field 'Choices': must have a rule",
    { Type: 'Choice', Choices: [], Default: 'Only' },
  ],
  [
    'not simulated',
    "field 'Choices[0]/Variable': unknown here",
    { Type: 'Choice', Choices: [{ Condition: true, Variable: '$.a', Next: 'Only' }] },
  ],
  [
    'invalid definition',
    "field 'Error': must be of the type string, or an expression",
    { Type: 'Fail', Error: { name: 'X' } },
  ],
  [
    'invalid definition',
    "field 'TimeoutSeconds': TimeoutSeconds must be between 1 and 99999999 but was: 0",
    invoke({ TimeoutSeconds: 0, End: true }),
  ],
  [
    'invalid definition',
    "field 'TimeoutSeconds': must be of the type number, or an expression",
    invoke({ TimeoutSeconds: '60', End: true }),
  ],
  [
    'invalid definition',
    "field 'HeartbeatSeconds': must be less than TimeoutSeconds",
    {
      ...invoke({ HeartbeatSeconds: 60, TimeoutSeconds: 60, End: true }),
      Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
    },
  ],
  [
    'invalid definition',
    "field 'Items': must be of the type array, or an expression",
    { Type: 'Map', Items: { a: 1 }, ItemProcessor: INNER, End: true },
  ],
  [
    'invalid definition',
    "field 'MaxConcurrency': MaxConcurrency must be between 0 and 99999999 but was: -1",
    { Type: 'Map', MaxConcurrency: -1, ItemProcessor: INNER, End: true },
  ],
  [
    'not simulated',
    "field 'Resource': 'arn:aws:states:::dynamodb:putItem'",
    invoke({ Resource: 'arn:aws:states:::dynamodb:putItem', End: true }),
  ],
  [
    'not simulated',
    "field 'Resource': 'arn:aws:states:::sns:publish.waitForTaskToken'",
    invoke({ Resource: 'arn:aws:states:::sns:publish.waitForTaskToken', End: true }),
  ],
  [
    'not simulated',
    "field 'Arguments/Qualifier': unknown to lambda:invoke",
    invoke({ Arguments: { FunctionName: 'f', Payload: {}, Qualifier: '1' }, End: true }),
  ],
  [
    'not simulated',
    "field 'Arguments': lambda:invoke without Payload",
    invoke({ Arguments: { FunctionName: 'f' }, End: true }),
  ],
  [
    'not simulated',
    "field 'Arguments': arguments that are not an object",
    invoke({ Arguments: '{% $states.input %}', End: true }),
  ],
  [
    'not simulated',
    "field 'HeartbeatSeconds': a heartbeat without .waitForTaskToken",
    invoke({ HeartbeatSeconds: 5, End: true }),
  ],
  [
    'not simulated',
    "field 'Retry[0]/Attempts': unknown here",
    invoke({ Retry: [{ ErrorEquals: ['X'], Attempts: 1 }], End: true }),
  ],
  [
    'not simulated',
    "field 'Retry[0]/ErrorEquals': 'States.TaskFaild'",
    invoke({ Retry: [{ ErrorEquals: ['States.TaskFaild'] }], End: true }),
  ],
  [
    'invalid definition',
    "field 'Retry[0]/ErrorEquals': States.ALL must stand alone",
    invoke({ Retry: [{ ErrorEquals: ['States.ALL', 'X'] }], End: true }),
  ],
  [
    'invalid definition',
    "field 'Retry[0]/MaxAttempts': must be whole",
    invoke({ Retry: [{ ErrorEquals: ['X'], MaxAttempts: 1.5 }], End: true }),
  ],
  [
    'invalid definition',
    "field 'Catch': States.ALL must stand last",
    invoke({
      Catch: [
        { ErrorEquals: ['States.ALL'], Next: 'Only' },
        { ErrorEquals: ['X'], Next: 'Only' },
      ],
      End: true,
    }),
  ],
  [
    'not simulated',
    "field 'Catch[0]/ResultPath': unknown here",
    invoke({ Catch: [{ ErrorEquals: ['X'], Next: 'Only', ResultPath: '$' }], End: true }),
  ],
  [
    'not simulated',
    "field 'ItemProcessor/ProcessorConfig/Mode': 'DISTRIBUTED'",
    { Type: 'Map', ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' }, ...only(end) }, End: true },
  ],
  [
    'not simulated',
    "field 'ToleratedFailureCount': unknown here",
    {
      Type: 'Map',
      ItemProcessor: { StartAt: 'Inner', States: { Inner: end } },
      ToleratedFailureCount: 1,
      End: true,
    },
  ],
])('a state is refused: %s, %s', (kind, what, state) => {
  expect(() => new Bench(only(state))).toThrow(
    new RegExp(`^${kind}: state machine 'backup', state 'Only'(, |: )${escape(what)}$`),
  );
});

test('a field inside a branch is named with the inner state', () => {
  const branch = { StartAt: 'Inner', States: { Inner: { ...end, Result: {} } } };

  expect(() => new Bench(only({ Type: 'Parallel', Branches: [branch], End: true }))).toThrow(
    "not simulated: state machine 'backup', state 'Inner', field 'Result': unknown here",
  );
});

test('two states of one machine may not share a name, inner ones included', () => {
  const parallel = { Type: 'Parallel', Branches: [only(end)], End: true };

  expect(() => new Bench(only(parallel))).toThrow(
    "invalid definition: state machine 'backup', state 'Only': another state has this name",
  );
});

test('an inner scope may not assign a variable of an outer scope', () => {
  const branch = { StartAt: 'Inner', States: { Inner: { ...end, Assign: { id: 1 } } } };
  const parallel = { Type: 'Parallel', Branches: [branch], Assign: { id: 2 }, End: true };

  expect(() => new Bench(only(parallel))).toThrow(
    "invalid definition: state machine 'backup': the variable 'id' is assigned in an outer scope too",
  );
});

test('two branches may assign variables of the same name', () => {
  const branch = (name: string): object => ({
    StartAt: name,
    States: { [name]: { ...end, Assign: { id: 1 } } },
  });
  const parallel = { Type: 'Parallel', Branches: [branch('Left'), branch('Right')], End: true };

  expect(() => new Bench(only(parallel))).not.toThrow();
});

test('a comment may stand anywhere', () => {
  const catcher = { ErrorEquals: ['X'], Next: 'Done', Comment: 'why' };
  const states = {
    Only: invoke({ Comment: 'why', Catch: [catcher], Next: 'Done' }),
    Done: { Type: 'Succeed' },
  };

  expect(() => new Bench({ Comment: 'why', StartAt: 'Only', States: states })).not.toThrow();
});

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
