import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app';
import { loadSettings } from './load-settings';
import { SettingsError } from './settings';

const app = new App();
try {
  const account = process.env['CDK_DEFAULT_ACCOUNT'];
  const primaries = loadSettings(app.node);
  buildApp(
    app,
    primaries.map((settings) => ({ ...(account !== undefined && { account }), ...settings })),
  );
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  // At once, because the app would otherwise synthesize itself, without a stack, when the process ends.
  process.exit(1);
}
