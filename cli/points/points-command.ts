import { Command } from 'commander';
import { isInstanceId, isVolumeId } from '../../functions/domain/ids';
import { restoredAt } from '../../functions/domain/restore-points';
import { ec2ClientIn } from '../deployed/ec2-client';
import { readDeployments } from '../flags/read-settings';
import { meantRegions } from '../flags/region-option';
import { time } from '../flags/time';
import { UsageError } from '../flags/usage-error';
import { withNotes } from '../terminal/help-notes';
import { findPoints, type Found, type Wanted } from './find-points';
import { inJson } from './points-json';
import { renderPoints } from './render-points';

const EXIT = { restorable: 0, not: 1, notRead: 2 } as const;

type Options = {
  readonly settings?: string;
  readonly region?: string[];
  readonly tag?: Wanted;
  readonly at?: Date;
  readonly all?: true;
  readonly json?: true;
};

/** `points`: from what a volume, or an instance, can be restored. Only reads. */
export const pointsCommand = (now: () => Date = () => new Date()): Command =>
  withNotes(
    command().action((id: string | undefined, options: Options) =>
      run(wantedBy(id, options), options, now()),
    ),
    'Each Region is read by itself, so that a DR Region answers where the primary one does not. Whether a key can be used is not asked.',
    'Exit codes: 0 each volume can be restored from some Region; 1 one cannot, or nothing is found; 2 wrong flag or setting, or the same as 1 where not all could be read.',
  );

const command = (): Command =>
  new Command('points')
    .exitOverride()
    .description(
      'List the points in time to which a volume, or the volumes of an instance, can be restored, in every Region, and which one a restore takes. Only reads. Uses the ordinary AWS credentials.',
    )
    .argument('[id]', 'of a volume or an instance, such as vol-0123456789abcdef0, also of one that is gone')
    .option('--tag <tag>', 'the volumes with this tag, now or when they were taken, such as Name=db-1', tag)
    .option(
      '--at <time>',
      'show what a restore at this time takes instead of now, such as 2026-03-01T00:00:00Z or 2026-03-01T02:00:00+02:00',
      time('--at'),
    )
    .option('--region <region...>', 'only in this Region of the deployment')
    .option('--all', 'list every point')
    .option('--settings <file>', 'use these settings instead of those in cdk.json')
    .option('--json', 'print all of it as JSON');

function tag(text: string): Wanted {
  const [, tagKey = '', value] = /^([^=]{1,128})(?:=(.{0,256}))?$/s.exec(text) ?? [];
  if (tagKey === '')
    throw new UsageError(
      `--tag: expected the key of a tag, 1 to 128 characters, and its value after a =, up to 256, such as Name=db-1, found "${text}".`,
    );
  return { tag: { tagKey, ...(value !== undefined && { tagValues: [value] }) } };
}

function wantedBy(id: string | undefined, { tag: byTag }: Options): Wanted {
  if (id !== undefined && byTag !== undefined)
    throw new UsageError(`points: expected an id or --tag, found both.`);
  if (byTag !== undefined) return byTag;
  if (id !== undefined && isVolumeId(id)) return { volumeId: id };
  if (id !== undefined && isInstanceId(id)) return { instanceId: id };
  throw new UsageError(
    `points: expected the id of a volume or an instance, such as vol-0123456789abcdef0 or i-0123456789abcdef0, or --tag, found ${id === undefined ? 'neither' : `"${id}"`}.`,
  );
}

async function run(wanted: Wanted, options: Options, now: Date): Promise<void> {
  const { deployments, wrong } = readDeployments(options.settings);
  if (wrong !== undefined) console.error(`${wrong}\nNone of these matters here, so it goes on.\n`);
  const regions = meantRegions(deployments, options.region);
  const at = options.at ?? now;
  const found = await findPoints(wanted, deployments, [...regions], ec2ClientIn, now);
  const asked = { wanted, regions: [...regions], at, now, ...found };
  if (options.json) process.stdout.write(`${JSON.stringify(inJson(asked), null, 2)}\n`);
  else {
    process.stdout.write(renderPoints(asked, options.all ?? false));
    if (found.unread.length > 0)
      console.error(`\nNot read:\n${found.unread.map((line) => `  ${line}`).join('\n')}`);
  }
  process.exitCode = exitCodeOf(found, at);
}

function exitCodeOf({ volumes, unread }: Found, at: Date): number {
  const isRestorable = volumes.every(({ regions }) =>
    regions.some((region) => restoredAt(region.points, at) !== undefined),
  );
  if (volumes.length > 0 && isRestorable) return EXIT.restorable;
  return unread.length > 0 ? EXIT.notRead : EXIT.not;
}
