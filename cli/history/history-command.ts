import { Command } from 'commander';
import { isSnapshotId } from '../../functions/domain/ids';
import { regionsOf } from '../../infra/settings';
import { readDeployments } from '../flags/read-settings';
import { meantRegions } from '../flags/region-option';
import { UsageError } from '../flags/usage-error';
import { withNotes } from '../terminal/help-notes';
import { clientsIn } from './clients';
import { renderHistory } from './render-history';
import { historyOf, type SnapshotHistory } from './snapshot-history';
import { inOrder } from './moment';

const EXIT = { known: 0, unknown: 1, notRead: 2 } as const;

type Options = {
  readonly settings?: string;
  readonly region?: string[];
  readonly json?: true;
};

/** `history`: what happened to one snapshot. Only reads. */
export const historyCommand = (now: () => Date = () => new Date()): Command =>
  withNotes(
    command().action((snapshot: string, options: Options) => run(snapshot, options, now())),
    'Reads the executions of the last 90 days that are named after the snapshot and its copies, those that sweeps have started about them on the last 30 days, what EC2 shows of them, and what the functions have logged of them in the last month. ' +
      'What the credentials may not read is named with the right that it needs, and the rest is told: docs/operate.md has the policy.',
    'Exit codes: 0 something is known; 1 nothing is known; 2 wrong flag or setting, or nothing is known and not all could be read.',
  );

const command = (): Command =>
  new Command('history')
    .exitOverride()
    .description(
      'Tell what happened to a snapshot or copy: adopted or left alone, copied, deleted or why not, and what people were told. Only reads. Uses the ordinary AWS credentials.',
    )
    .argument('<snapshot>', 'its id, such as snap-0123456789abcdef0', snapshotId)
    .option('--settings <file>', 'use these settings instead of those in cdk.json')
    .option('--region <region...>', 'only in this Region of the deployment')
    .option('--json', 'print it as JSON');

function snapshotId(text: string): string {
  if (isSnapshotId(text)) return text;
  throw new UsageError(
    `history: expected the id of a snapshot such as snap-0123456789abcdef0, found "${text}".`,
  );
}

async function run(snapshot: string, options: Options, now: Date): Promise<void> {
  const { deployments, wrong } = readDeployments(options.settings);
  if (wrong !== undefined) console.error(`${wrong}\nNone of these matters here, so it goes on.\n`);
  const regions = meantRegions(deployments, options.region);
  const histories: SnapshotHistory[] = [];
  for (const deployment of deployments) {
    const meant = regionsOf(deployment).filter((region) => regions.has(region));
    histories.push(await historyOf(snapshot, deployment, meant, clientsIn, now));
  }
  const moments = inOrder(histories.flatMap((history) => history.moments));
  const unread = [...new Set(histories.flatMap((history) => history.unread))];
  const asked = { snapshotId: snapshot, regions: [...regions], moments, unread };
  const others = [...meantRegions(deployments, undefined)].filter((region) => !regions.has(region));
  if (options.json) process.stdout.write(`${JSON.stringify(asked, null, 2)}\n`);
  else {
    process.stdout.write(renderHistory({ ...asked, others }));
    if (unread.length > 0) console.error(`\nNot read:\n${unread.map((line) => `  ${line}`).join('\n')}`);
  }
  if (moments.length > 0) process.exitCode = EXIT.known;
  else process.exitCode = unread.length > 0 ? EXIT.notRead : EXIT.unknown;
}
