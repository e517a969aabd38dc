import { readFileSync } from 'node:fs';
import { parseSettings, type Settings } from '../infra/settings';
import { UsageError } from './usage-error';

/** The settings in `file`, else those in cdk.json of the current folder. Throws UsageError or SettingsError. */
export function readSettings(file: string | undefined): Settings {
  if (file !== undefined) return parseSettings(readJson(file), file);
  const { context } = readJson('cdk.json', ' in the current folder; --settings names another') as {
    context?: { snapshotKeeper?: unknown };
  };
  return parseSettings(context?.snapshotKeeper, 'the context key snapshotKeeper of cdk.json');
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
