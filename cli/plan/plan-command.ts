import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { Command } from 'commander';
import { CALL_LIMITS } from '../../functions/runtime/call-limits';
import { regionsOf, type Settings } from '../../infra/settings';
import { beginningOf } from '../deployed/beginning';
import { explainedId } from '../flags/explained-id';
import { readSettings } from '../flags/read-settings';
import { share } from '../flags/share';
import { targetHours } from '../flags/target-hours';
import { time } from '../flags/time';
import { UsageError } from '../flags/usage-error';
import { checkedInventories } from '../inventory/checked-inventory';
import { withNotes } from '../terminal/help-notes';
import { describeRemoval, wouldGoCount } from './describe-removal';
import { explain, explainVolume } from './explain';
import { repairCount, type Deployed } from './next-sweep';
import { tagsOfVolumes } from './instance-overrides';
import { planFleet } from './plan-fleet';
import type { FleetPlan } from './planned';
import { renderExplanation } from './render-explanation';
import { renderPlan } from './render-plan';
import { renderVolumeExplanation } from './render-volume-explanation';
import { checkReport, writeReport, type Planned, type ReportFlags } from './write-report';

const EXIT = { nothingToDo: 0, changes: 1, tooMuch: 3 } as const;

type Options = ReportFlags & {
  readonly primary?: string;
  readonly adopt?: true;
  readonly at?: Date;
  readonly targetHours?: number;
  readonly maxDelete?: number;
  readonly all?: true;
};

/** `plan`: what the Lambdas would do with the account's snapshots as they are, and why. Only reads. */
export const planCommand = (): Command =>
  withNotes(
    command(),
    'Exit codes: 0 nothing to do; 1 changes: something is to remove or to copy, or for the next sweep to repair, or is blocked as too much at once, or a volume is selected and not protected, which it is not either where its newest point in some Region is older than --target-hours, or its target is not known since the files hold no instances where these may bear one, or the settings select no volume, or nothing is deployed; ' +
      '2 wrong flag, file or setting, or the account cannot be read; 3 more would be removed than --max-delete allows, ' +
      'where what only deletionLimit or a copy still wanted blocks counts, and what AMIs, locks and holds keep does not.',
  );

const command = (): Command =>
  new Command('plan')
    .exitOverride()
    .description(
      'Show what would be kept, removed and copied, and why. Reads the account with the ordinary AWS credentials and changes nothing.',
    )
    .option('--json', 'print the whole plan as JSON')
    .option(
      '--inventory <file...>',
      'read output of "aws ec2 describe-volumes", "describe-snapshots --owner-ids self", "describe-images --owners self --include-disabled" and "describe-locked-snapshots" instead of an account (REGION=FILE for another Region than the primary)',
    )
    .option('--settings <file>', 'use these settings instead of those in cdk.json')
    .option('--primary <region>', 'plan for this one of several primary Regions alone')
    .option('--adopt', 'plan as if an event came about every completed snapshot, before a first deployment')
    .option(
      '--at <time>',
      'plan for this time instead of now, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00',
      time('--at'),
    )
    .option(
      '--explain <id>',
      'tell everything that led to the verdict on one snapshot, or on one volume',
      explainedId,
    )
    .option(
      '--max-delete <share>',
      'exit with 3 where more than this share of all good snapshots of ours would go, such as 0.2 or 20% (default: the share of the setting deletionLimit; where that is "none", 100%)',
      share('--max-delete'),
    )
    .option('--all', 'list every volume and snapshot')
    .option('--report <file>', 'also write the page "Protection today", one HTML file that needs no network')
    .option(
      '--target-hours <number>',
      `how old the newest point of a selected volume may be in each Region, such as 170 where snapshots are weekly (default: target.hours of the settings)`,
      targetHours,
    )
    .action(run);

async function run(options: Options): Promise<void> {
  checkReport(options);
  const primaries = readSettings(options.settings, options.primary);
  const allPrimaries = readSettings(options.settings, undefined).map(({ primary }) => primary.region);
  const now = options.at ?? new Date();
  const inventoryOf = checkedInventories(options, primaries, {
    policyIn: 'docs/plan.md',
    hint: ' --inventory reads files instead.',
  });
  const plans: Planned[] = [];
  for (const settings of primaries) {
    const inventory = await inventoryOf(settings);
    const deployed = options.inventory === undefined ? await deployedOf(settings) : {};
    const otherPrimaries = allPrimaries.filter((region) => region !== settings.primary.region);
    const plan = planFleet(inventory, settings, {
      now,
      adopt: options.adopt ?? false,
      ...(options.targetHours !== undefined && { targetHours: options.targetHours }),
      otherPrimaries,
      deployed,
    });
    // Not the inventory itself, which takes most of the memory.
    const tagsOf = tagsOfVolumes(inventory, settings);
    plans.push({ settings, plan, tagsOf });
  }
  if (options.explain !== undefined) {
    process.stdout.write(explanationIn(plans, options.explain, options.json === true));
    return;
  }
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(plans.length === 1 ? plans[0]?.plan : plans.map(({ plan }) => plan), null, 2)}\n`
      : plans.map(({ plan, settings }) => renderPlan(plan, settings, options.all ?? false)).join('\n'),
  );
  process.exitCode = Math.max(...plans.map((planned) => judge(planned, options)));
  if (options.report !== undefined) writeReport(options.report, plans, options);
}

/** The exit code for one primary Region; what would be too much is told. */
function judge({ settings, plan }: Planned, { maxDelete = defaultShare(settings) }: Options): number {
  const exitCode = exitCodeOf(plan, maxDelete);
  const { removal } = plan.totals;
  if (exitCode === EXIT.tooMuch)
    console.error(
      `The plan ${describeRemoval(removal)}. Together that is ${percent(wouldGoCount(removal) / removal.ofCount)}, more than --max-delete ${percent(maxDelete)} allows.`,
    );
  return exitCode;
}

const percent = (share: number): string => `${Number((share * 100).toFixed(2))} %`;

/** What CloudFormation tells of the deployment. */
async function deployedOf(settings: Settings): Promise<Deployed> {
  const { region } = settings.primary;
  const client = new CloudFormationClient({ region, requestHandler: CALL_LIMITS });
  const beginning = await beginningOf(client, settings, 'docs/plan.md');
  if ('at' in beginning) return { deployedAt: beginning.at };
  return 'absent' in beginning
    ? { absent: beginning.absent, whyUnknown: `${beginning.absent}.` }
    : { whyUnknown: beginning.unread };
}

function explanationIn(plans: readonly Planned[], id: string, json: boolean): string {
  for (const { plan } of plans) {
    const [explanation, volume] = [explain(plan, id), explainVolume(plan, id)];
    if (explanation !== undefined)
      return json ? `${JSON.stringify(explanation, null, 2)}\n` : renderExplanation(explanation);
    if (volume !== undefined)
      return json ? `${JSON.stringify(volume, null, 2)}\n` : renderVolumeExplanation(volume);
  }
  const regions = plans.flatMap(({ settings }) => regionsOf(settings));
  throw new UsageError(
    `--explain: the plan holds no snapshot and no volume "${id}" in ${[...new Set(regions)].join(', ')}.` +
      (id.startsWith('snap-')
        ? ' docs/operate.md, "What happened to a snapshot", says how to find out.'
        : ''),
  );
}

function exitCodeOf(
  { totals, notDeployed, nothingSelected, nextSweep }: FleetPlan,
  maxShare: number,
): number {
  const { snapshots, copies, removal, coverage, unknownTargetCount, refusedCount } = totals;
  if (wouldGoCount(removal) / removal.ofCount > maxShare) return EXIT.tooMuch;
  const isRemoving = Object.values(snapshots).some(({ remove }) => remove.count > 0);
  const isCopying = Object.keys(copies).length > 0;
  const isLacking =
    coverage.unprotected > 0 ||
    unknownTargetCount > 0 ||
    nothingSelected !== undefined ||
    notDeployed !== undefined;
  const isRepairing = repairCount(nextSweep) > 0;
  const isChanging = isRemoving || isCopying || isRepairing || refusedCount > 0;
  return isChanging || isLacking ? EXIT.changes : EXIT.nothingToDo;
}

const defaultShare = ({ deletionLimit }: Settings): number =>
  deletionLimit === 'none' ? 1 : deletionLimit.share;
