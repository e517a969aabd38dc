import { App } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import cdkJson from '../cdk.json';
import { buildApp } from './build-app';
import type { Settings } from './settings';

/**
 * The templates that `cdk deploy` would deploy for these primary Regions, within a second or two: without the functions' bundles,
 * which only Lambda needs, and without the library's validation of templates, which `cdk synth` makes. Without an account
 * in the settings, the templates refer to it as `AWS::AccountId`.
 */
export function synthesize(...primaries: readonly Settings[]): CloudAssembly {
  const app = new App({
    context: {
      ...cdkJson.context,
      'aws:cdk:bundling-stacks': [],
      // As the CLI asks for: each resource says from which construct it comes.
      'aws:cdk:enable-path-metadata': true,
    },
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
  });
  buildApp(app, primaries);
  return app.synth();
}
