import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import cdkJson from '../../cdk.json';
import { buildApp } from '../../infra/build-app';
import { parseSettings } from '../../infra/settings';
import { SETTINGS_BY_PLACE } from '../support/settings-by-place';

/** Synthesizes as `cdk synth` does, with the library's own validation and cdk-nag, but for the bundles. */
function synthesized(settings: object) {
  const context = { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] };
  const app = new App({ context, analyticsReporting: false });
  buildApp(app, [parseSettings({ account: '111122223333', ...settings }, 'the test')]);
  return app.synth();
}

type Resource = { readonly Type: string; readonly Properties: Readonly<Record<string, unknown>> };

describe.each(SETTINGS_BY_PLACE)('in %s', (_, settings, { partition, architecture, tracing }) => {
  const { directory, stacks } = synthesized(settings);
  const of = (type: string): Resource['Properties'][] =>
    stacks
      .flatMap(({ template }) =>
        Object.values((template as { Resources: Record<string, Resource> }).Resources),
      )
      .filter(({ Type }) => Type === type)
      .map(({ Properties }) => Properties);

  test('the validation reports of the library and of cdk-nag are empty', () => {
    const report = JSON.parse(readFileSync(join(directory, 'validation-report.json'), 'utf8')) as object;

    expect(report).toMatchObject({ pluginReports: [] });
  });

  test('functions have an architecture that is there, and trace where X-Ray takes part', () => {
    const functions = of('AWS::Lambda::Function');

    expect(functions).not.toEqual([]);
    expect(new Set(functions.map(({ Architectures }) => String(Architectures)))).toEqual(
      new Set([architecture]),
    );
    expect(new Set(functions.map(({ TracingConfig }) => JSON.stringify(TracingConfig)))).toEqual(
      new Set([tracing ? '{"Mode":"Active"}' : undefined]),
    );
  });

  test('state machines trace where functions do, and call by ARNs of the partition', () => {
    for (const { TracingConfiguration, DefinitionSubstitutions } of of('AWS::StepFunctions::StateMachine')) {
      expect(TracingConfiguration).toEqual({ Enabled: tracing });
      expect(DefinitionSubstitutions).toMatchObject({ Partition: partition });
    }
  });
});
