import { AwsError } from '../../../../local/aws/api';
import { CommandDocument } from '../../../../local/aws/ssm/command-document';

const CONTENT = {
  schemaVersion: '2.2',
  parameters: {
    action: { type: 'String', allowedValues: ['freeze', 'thaw'] },
    run: { type: 'String', allowedPattern: '^[a-z]+$' },
    seconds: { type: 'String', default: '60' },
  },
  mainSteps: [
    {
      name: 'act',
      action: 'aws:runShellScript',
      precondition: { StringEquals: ['platformType', 'Linux'] },
      inputs: { timeoutSeconds: '180', runCommand: ['#!/bin/sh', "act '{{ action }}'"] },
    },
  ],
};

const document = (content: object = CONTENT): CommandDocument =>
  new CommandDocument('arn', 'freeze', content);

test('what a command does not say is as the document has it by default', () => {
  expect(document().valuesOf({ action: ['thaw'], run: ['a'] })).toEqual({
    action: 'thaw',
    run: 'a',
    seconds: '60',
  });
  expect(document().valuesOf({ action: ['freeze'], run: ['a'], seconds: ['9'] })['seconds']).toBe('9');
});

test.each<[object, string]>([
  [{ action: ['melt'], run: ['a'] }, 'action may not be "melt"'],
  [{ action: ['thaw'], run: ['A'] }, 'run may not be "A"'],
  [{ action: ['thaw'] }, 'run takes one value'],
  [{ action: ['thaw', 'freeze'], run: ['a'] }, 'action takes one value'],
  [{ action: [], run: ['a'] }, 'action takes one value'],
  [{ action: ['thaw'], run: ['a'], other: ['b'] }, 'freeze has no parameter other'],
])('%j is refused', (given, message) => {
  const refused = (): unknown => document().valuesOf({ ...given });

  expect(refused).toThrow(AwsError);
  expect(refused).toThrow(message);
});

test('it says what it runs and for how long, which is an hour by default', () => {
  expect(document()).toMatchObject({
    stepName: 'act',
    executionTimeoutSeconds: 180,
    script: "#!/bin/sh\nact '{{ action }}'",
  });
  expect(document().executionSecondsOf()).toBe(180);
  const [step] = CONTENT.mainSteps;
  expect(
    document({ ...CONTENT, mainSteps: [{ ...step, inputs: { runCommand: [] } }] }).executionTimeoutSeconds,
  ).toBe(3600);
});

test.each<[string, object]>([
  ['another schema', { schemaVersion: '0.3' }],
  ['several steps', { mainSteps: [CONTENT.mainSteps[0], CONTENT.mainSteps[0]] }],
  ['a list', { parameters: { names: { type: 'StringList' } } }],
  ['another plugin', { mainSteps: [{ ...CONTENT.mainSteps[0], action: 'aws:runPowerShellScript' }] }],
])('%s is not simulated', (_, changes) => {
  expect(() => document({ ...CONTENT, ...changes })).toThrow('not simulated: the command document freeze');
});
