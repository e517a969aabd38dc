import { App } from 'aws-cdk-lib';
import { buildApp } from './build-app';
import { loadSettings } from './load-settings';
import { SettingsError } from './settings';

const app = new App();
try {
  const settings = loadSettings(app.node);
  const account = settings.account ?? process.env['CDK_DEFAULT_ACCOUNT'];
  buildApp(app, { ...settings, ...(account !== undefined && { account }) });
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  console.error(error.message);
  // At once, because the app would otherwise synthesize itself, without a stack, when the process ends.
  process.exit(1);
}
