import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { FreezeDocument } from '../../../infra/constructs/freeze-document';
import { freezeDocument } from '../../../infra/documents/freeze-document';
import { freezeScript } from '../../../infra/documents/freeze-script';

const document = freezeDocument('#!/bin/sh\nfirst\nlast\n');
const { parameters } = document;

describe('the command document', () => {
  test('runs the script on Linux, with its parameters for arguments, for three minutes at most', () => {
    expect(document.schemaVersion).toBe('2.2');
    expect(document.mainSteps).toEqual([
      {
        name: 'freeze',
        action: 'aws:runShellScript',
        precondition: { StringEquals: ['platformType', 'Linux'] },
        inputs: {
          timeoutSeconds: '180',
          runCommand: [
            '#!/bin/sh',
            "[ $# -gt 0 ] || set -- '{{ action }}' '{{ run }}' '{{ thawAfterSeconds }}' '{{ application }}'",
            'first',
            'last',
          ],
        },
      },
    ]);
  });

  test('takes four parameters, of which only the action and the run have to be given', () => {
    expect(Object.keys(parameters)).toEqual(['action', 'run', 'thawAfterSeconds', 'application']);
    expect(parameters.action).not.toHaveProperty('default');
    expect(parameters.run).not.toHaveProperty('default');
    expect(parameters.thawAfterSeconds.default).toBe('60');
    expect(parameters.application.default).toBe('none');
    expect(parameters.action.allowedValues).toEqual(['freeze', 'thaw', 'dry-run']);
    expect(parameters.application.allowedValues).toEqual(['none', 'postgresql', 'mysql']);
  });

  test.each(['daily-2026-11-30T0300', 'a', '0', 'R_1', 'a'.repeat(80)])('a run may be called %s', (run) => {
    expect(run).toMatch(new RegExp(parameters.run.allowedPattern));
  });

  test.each(['', '-a', '_a', 'a b', "a'b", 'a.b', '../a', 'a/b', 'a$b', 'a;b', 'a\nb', 'a'.repeat(81)])(
    'a run may not be called %j',
    (run) => {
      expect(run).not.toMatch(new RegExp(parameters.run.allowedPattern));
    },
  );

  test('the instance thaws itself after 10 to 120 seconds', () => {
    const allowed = Array.from({ length: 1300 }, (_, seconds) => String(seconds)).filter((seconds) =>
      new RegExp(parameters.thawAfterSeconds.allowedPattern).test(seconds),
    );

    expect([allowed[0], allowed.at(-1), allowed.length]).toEqual(['10', '120', 111]);
    expect('010').not.toMatch(new RegExp(parameters.thawAfterSeconds.allowedPattern));
    expect('60.5').not.toMatch(new RegExp(parameters.thawAfterSeconds.allowedPattern));
  });

  test('a script in which Systems Manager would see a parameter is refused', () => {
    expect(() => freezeDocument('#!/bin/sh\necho {{ x }}')).toThrow(
      'Systems Manager would take {{ in the script for a parameter',
    );
  });

  test('is well under the 64 KiB that Systems Manager takes', () => {
    const content = JSON.stringify(freezeDocument(freezeScript()));

    expect(content.length).toBeGreaterThan(10_000);
    expect(content.length).toBeLessThan(32_768);
  });
});

describe('the resource', () => {
  const templateFor = (deployment: string) => {
    const stack = new Stack(new App(), 'Stack');
    new FreezeDocument(stack, 'Freeze', {
      deployment,
      primary: { region: 'us-east-1', retention: { last: 7 } },
    });
    return Template.fromStack(stack);
  };

  test('is a command document for EC2 instances, which bears the deployment and its Region', () => {
    const resources = templateFor('snapshot-keeper').findResources('AWS::SSM::Document');

    expect(Object.values(resources)).toEqual([
      {
        Type: 'AWS::SSM::Document',
        Properties: {
          Name: 'freeze-snapshot-keeper-us-east-1',
          DocumentType: 'Command',
          DocumentFormat: 'JSON',
          TargetType: '/AWS::EC2::Instance',
          UpdateMethod: 'NewVersion',
          Content: freezeDocument(freezeScript()),
        },
      },
    ]);
  });
});
