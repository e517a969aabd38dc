import { readFileSync } from 'node:fs';
import { withoutBom } from '../../infra/load-settings';
import {
  parseDeployments,
  parsePrimaries,
  type Deployment,
  type Primaries,
  type Settings,
} from '../../infra/settings';
import { UsageError } from './usage-error';

/**
 * The settings in `file`, else those in cdk.json of the current folder, of each primary Region or of the one that is named. Throws
 * UsageError or SettingsError.
 */
export function readSettings(file: string | undefined, primaryRegion: string | undefined): Primaries {
  const { value, source } = readValue(file);
  const primaries = parsePrimaries(value, source);
  if (primaryRegion === undefined) return primaries;
  const named = primaries.find(({ primary }) => primary.region === primaryRegion);
  if (named === undefined)
    throw new UsageError(
      `--primary: expected ${primaryRegionsOf(primaries).join(' or ')}, as the settings have it, found "${primaryRegion}".`,
    );
  return [named];
}

/** The settings of the one primary Region for which `flag` can be used. Throws UsageError where there are several. */
export function onlyOne(primaries: Primaries, flag: string): Settings {
  const [first, ...others] = primaries;
  if (others.length === 0) return first;
  throw new UsageError(
    `${flag} is for one primary Region, and the settings have ${primaryRegionsOf(primaries).join(', ')}: name one with --primary.`,
  );
}

const primaryRegionsOf = (primaries: readonly Settings[]): string[] =>
  primaries.map(({ primary }) => primary.region);

/**
 * Which deployment the settings mean, by primary Region, also where others of them are wrong: whoever stops it has no time to mend them. `wrong` says what
 * is. Throws UsageError, or SettingsError where these few are wrong.
 */
export function readDeployments(file: string | undefined): {
  readonly deployments: readonly Deployment[];
  readonly wrong?: string;
} {
  const { value, source } = readValue(file);
  const deployments = parseDeployments(value, source);
  try {
    parsePrimaries(value, source);
    return { deployments };
  } catch (error) {
    return { deployments, wrong: (error as Error).message };
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
    return JSON.parse(withoutBom(text));
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${error instanceof Error ? error.message : ''}`);
  }
}
