import { readFileSync } from 'node:fs';
import { parseDeployment, parseSettings, type Deployment, type Settings } from '../../infra/settings';
import { UsageError } from './usage-error';

/** The settings in `file`, else those in cdk.json of the current folder. Throws UsageError or SettingsError. */
export function readSettings(file: string | undefined): Settings {
  const { value, source } = readValue(file);
  return parseSettings(value, source);
}

/**
 * Which deployment the settings mean, also where others of them are wrong: whoever stops it has no time to mend them. `wrong` says what
 * is. Throws UsageError, or SettingsError where these few are wrong.
 */
export function readDeployment(file: string | undefined): Deployment & { readonly wrong?: string } {
  const { value, source } = readValue(file);
  const deployment = parseDeployment(value, source);
  try {
    parseSettings(value, source);
    return deployment;
  } catch (error) {
    return { ...deployment, wrong: (error as Error).message };
  }
}

function readValue(file: string | undefined): { readonly value: unknown; readonly source: string } {
  if (file !== undefined) return { value: readJson(file), source: file };
  const { context } = readJson('cdk.json', ' in the current folder; --settings names another') as {
    context?: { snapshotKeeper?: unknown };
  };
  return { value: context?.snapshotKeeper, source: 'the context key snapshotKeeper of cdk.json' };
}

/** The settings for the account that the inventory is of. */
export function ofAccount(settings: Settings, inventoryAccount: string | undefined): Settings {
  const { account = inventoryAccount } = settings;
  if (inventoryAccount !== undefined && account !== inventoryAccount)
    throw new UsageError(
      `The inventory is of account ${inventoryAccount}, and the setting account is ${account}.`,
    );
  return { ...settings, account };
}

function readJson(file: string, hint = ''): unknown {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`Cannot read the file ${file}${hint}.`);
  }
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
}
