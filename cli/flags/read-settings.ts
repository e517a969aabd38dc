import { readSettingsFile } from '../../infra/input/read-settings-file';
import { CDK_JSON, CDK_JSON_SOURCE } from '../../infra/load-settings';
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
  const { primaries } = readPrimaries(file);
  if (primaryRegion === undefined) return primaries;
  const named = primaries.find(({ primary }) => primary.region === primaryRegion);
  if (named === undefined)
    throw new UsageError(
      `--primary: expected ${primaryRegionsOf(primaries).join(' or ')}, as the settings have it, found "${primaryRegion}".`,
    );
  return [named];
}

/** The settings in `file`, else those in cdk.json of the current folder, where they stand, and as they are written there. Throws UsageError or SettingsError. */
export function readPrimaries(file: string | undefined): {
  readonly primaries: Primaries;
  readonly source: string;
  readonly written: unknown;
} {
  const { value, source } = readValue(file);
  return { primaries: parsePrimaries(value, source), source, written: value };
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
 * is, `source` where they stand. Throws UsageError, or SettingsError where these few are wrong.
 */
export function readDeployments(file: string | undefined): {
  readonly deployments: readonly Deployment[];
  readonly source: string;
  readonly wrong?: string;
} {
  const { value, source } = readValue(file);
  const deployments = parseDeployments(value, source);
  try {
    parsePrimaries(value, source);
    return { deployments, source };
  } catch (error) {
    return { deployments, source, wrong: (error as Error).message };
  }
}

function readValue(file: string | undefined): { readonly value: unknown; readonly source: string } {
  if (file === '') throw new UsageError('--settings: expected a file, found "".');
  if (file !== undefined) return { value: readSettingsFile(file), source: file };
  const { context } = Object(
    readSettingsFile(CDK_JSON.file, {
      under: CDK_JSON.under,
      hint: ' It is looked for in the current folder; --settings names another file.',
    }),
  ) as { context?: { snapshotKeeper?: unknown } | null };
  return { value: context?.snapshotKeeper, source: CDK_JSON_SOURCE };
}

/** The settings for the account that the inventory is of. */
export function ofAccount(settings: Settings, inventoryAccount: string | undefined): Settings {
  const { account = inventoryAccount } = settings;
  if (inventoryAccount !== undefined && account !== inventoryAccount)
    throw new UsageError(
      `The inventory is of account ${inventoryAccount}, as OwnerId says of its snapshots, and the setting account is ${account}.`,
    );
  return { ...settings, account };
}
