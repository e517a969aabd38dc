import { EC2Client } from '@aws-sdk/client-ec2';
import { Command } from 'commander';
import { CALL_LIMITS } from '../../functions/runtime/call-limits';
import { regionsOf, type Primaries } from '../../infra/settings';
import { readPrimaries } from '../flags/read-settings';
import { withNotes } from '../terminal/help-notes';
import { outputWidth } from '../terminal/output-width';
import { coverageOf, NOT_ENABLED, type RegionsCoverage } from './coverage';
import { enabledRegionsIn, lookIn, type Look } from './look';
import { renderRegions } from './render-regions';
import { selectionsIn } from './roles';

const EXIT = { covered: 0, uncovered: 1, notAll: 2 } as const;

type Options = { readonly json?: true; readonly settings?: string; readonly all?: true };

/** `regions`: whether selected volumes are anywhere where no stack of the settings protects them. Only reads. */
export const regionsCommand = (): Command =>
  withNotes(
    command(),
    'It compares the account with the settings, and asks no Region that the setting ignoreRegions names. Whether what they say is deployed, and every volume protected, tells the verb status.',
    'Exit codes: 0 every selected volume is in a primary Region of the settings, but for those of ignored Regions; 1 a Region holds selected volumes and is no primary one; ' +
      '2 wrong flag, file or setting, the Regions of the account cannot be read, or a Region could not be looked at, whatever the others hold.',
  );

const command = (): Command =>
  new Command('regions')
    .exitOverride()
    .description(
      'List every Region that the account has enabled: what it is in the settings, which selected volumes it holds, and what to add to the settings where no stack protects these. ' +
        'Uses the ordinary AWS credentials and changes nothing.',
    )
    .option('--json', 'print it as JSON, with all volumes')
    .option('--settings <file>', 'use these settings instead of those in cdk.json')
    .option('--all', 'name every volume')
    .action(run);

async function run({ json, settings: settingsFile, all }: Options): Promise<void> {
  const { primaries, source, written } = readPrimaries(settingsFile);
  const coverage = coverageOf({ primaries, written }, await looksAt(primaries));
  const view = { width: outputWidth(), all: all === true, source, settingsFile };
  process.stdout.write(
    json === true ? `${JSON.stringify(coverage, null, 2)}\n` : renderRegions(coverage, primaries, view),
  );
  process.exitCode = exitCodeOf(coverage);
}

/** In every Region that the account has enabled or the settings name, all at once. Throws UsageError where the account does not say which it has. */
async function looksAt(primaries: Primaries): Promise<ReadonlyMap<string, Look>> {
  const clientIn = (region: string): EC2Client => new EC2Client({ region, requestHandler: CALL_LIMITS });
  const { region: home } = primaries[0].primary;
  const enabled = await enabledRegionsIn(clientIn(home), home);
  const regions = new Set([...enabled, ...primaries.flatMap(regionsOf)]);
  const looks = [...regions].map(async (region): Promise<[string, Look]> => {
    if (!enabled.includes(region)) return [region, { why: NOT_ENABLED }];
    return [region, await lookIn(clientIn(region), region, selectionsIn(region, primaries))];
  });
  return new Map(await Promise.all(looks));
}

function exitCodeOf({ isCovered, regions }: RegionsCoverage): number {
  if (regions.some(({ why }) => why !== undefined)) return EXIT.notAll;
  return isCovered ? EXIT.covered : EXIT.uncovered;
}
