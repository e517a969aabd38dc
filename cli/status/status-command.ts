import { setTimeout as sleep } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { regionsOf, type Primaries, type Settings } from '../../infra/settings';
import type { Inventory, UnreadRegion } from '../../local/rehearsal/inventory';
import { readSettings } from '../flags/read-settings';
import { time } from '../flags/time';
import { UsageError } from '../flags/usage-error';
import { wholeNumber } from '../flags/whole-number';
import { checkedInventories } from '../inventory/checked-inventory';
import { planFleet } from '../plan/plan-fleet';
import { withNotes } from '../terminal/help-notes';
import { outputWidth } from '../terminal/output-width';
import { visible } from '../terminal/visible';
import { clientsIn } from './clients';
import { lastDrillsOf } from './last-drills';
import { proposalsOf } from './proposals';
import { renderStatuses } from './render-status';
import { readRightNow, type Seen } from './right-now';
import { statusOf, type Status } from './status';
import { watch, type Report } from './watch';

const EXIT = { allProtected: 0, missed: 1, unread: 2 } as const;

const WATCH_SECONDS = { default: 60, least: 5, most: 86_400 } as const;

/** Not where it is watched, which no files are. */
const HINT = ' --inventory reads files instead.';

type Options = {
  readonly json?: true;
  readonly inventory?: string[];
  readonly settings?: string;
  readonly primary?: string;
  readonly at?: Date;
  readonly all?: true;
  /** Seconds; `true` where none are said. */
  readonly watch?: number | true;
};

/** What the command needs of the world around it. */
type World = {
  readonly now: () => Date;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Calls `end` once a person wants the watching to end. Returns what takes that back. */
  readonly onEnd: (end: () => void) => () => void;
  readonly isTerminal: () => boolean;
  /** Lines of the terminal; undefined where nobody knows. */
  readonly rows: () => number | undefined;
  /** Ends the process once all is written, whatever calls are under way. */
  readonly leave: () => void;
};

const REAL: World = {
  now: () => new Date(),
  pause: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
  onEnd: (end) => {
    process.once('SIGINT', end);
    return () => process.off('SIGINT', end);
  },
  isTerminal: () => process.stdout.isTTY,
  // A terminal without a size has no lines.
  rows: () => process.stdout.rows || undefined,
  leave: () => void process.stdout.write('', () => process.exit()),
};

/** `status`: whether every selected volume can be restored now, and if not, why. Only reads. */
export const statusCommand = (world = REAL): Command =>
  withNotes(
    command().action((options: Options) => run(options, world)),
    'With credentials it also says what runs, what waits in queues, whether deleting is paused and whether events and sweeps are off, as far as they may see it: docs/status.md has the policy. ' +
      'What they may not see is named, and changes no exit code.',
    'Exit codes: 0 every selected volume is protected, or younger than its target and still to be; 1 a target is missed, or not known since the files hold no instances where these may bear one, a selected volume is not protected, the settings select none, nothing is deployed, or it is drained; ' +
      '2 wrong flag, file or setting, or the account cannot be read, be it in one of several primary Regions. With --watch, that of the last report, and 2 where it could not be made.',
  );

const command = (): Command =>
  new Command('status')
    .exitOverride()
    .description(
      'Tell how old the newest point of each selected volume is in each Region, against its target: what is not protected first, with the reason and the next step. ' +
        'Reads the account with the ordinary AWS credentials and changes nothing.',
    )
    .option('--json', 'print it as JSON')
    .option(
      '--inventory <file...>',
      'read output of "aws ec2 describe-volumes" and "describe-snapshots --owner-ids self" instead of an account (REGION=FILE for another Region than the primary)',
    )
    .option('--settings <file>', 'use these settings instead of those in cdk.json')
    .option('--primary <region>', 'of this one of several primary Regions alone')
    .option('--at <time>', 'for this time instead of now, such as 2026-03-01T00:00:00Z', time('--at'))
    .option('--all', 'list every volume that misses its target')
    .addOption(
      new Option(
        '--watch [seconds]',
        `report again and again until Ctrl-C, so many seconds after the last report (${WATCH_SECONDS.least} to ${WATCH_SECONDS.most.toLocaleString('en-US')}, default: ${WATCH_SECONDS.default})`,
      )
        .argParser(wholeNumber('--watch', WATCH_SECONDS.least, WATCH_SECONDS.most))
        .conflicts(['inventory', 'at']),
    );

async function run(options: Options, world: World): Promise<void> {
  const primaries = readSettings(options.settings, options.primary);
  const allPrimaries = readSettings(options.settings, undefined).map(({ primary }) => primary.region);
  const ending = new AbortController();
  const report = () => reportOn({ primaries, allPrimaries, options, world, signal: ending.signal });
  if (options.watch === undefined) {
    const { text, exitCode } = await report();
    process.stdout.write(text);
    process.exitCode = exitCode;
    return;
  }
  const takeBack = world.onEnd(() => ending.abort());
  try {
    const exitCode = await watch({
      report,
      seconds: options.watch === true ? WATCH_SECONDS.default : options.watch,
      now: world.now,
      pause: world.pause,
      signal: ending.signal,
      redraws: world.isTerminal() && options.json !== true,
      rows: world.rows,
      json: options.json === true,
      write: (text) => void process.stdout.write(text),
      writeError: (line) => console.error(visible(line)),
    });
    if (exitCode === undefined) console.error('Ended before the first report was made.');
    process.exitCode = exitCode ?? EXIT.unread;
    world.leave();
  } finally {
    takeBack();
  }
}

type Asked = {
  readonly primaries: Primaries;
  /** Of the whole deployment. */
  readonly allPrimaries: readonly string[];
  readonly options: Options;
  readonly world: World;
  readonly signal: AbortSignal;
};

async function reportOn({ primaries, allPrimaries, options, world, signal }: Asked): Promise<Report> {
  const inventoryOf = checkedInventories(options, primaries, {
    onPage: () => signal.throwIfAborted(),
    policyIn: 'docs/status.md',
    goesOn: true,
    hint: options.watch === undefined ? HINT : '',
  });
  const statuses: Status[] = [];
  const unread: UnreadRegion[] = [];
  for (const settings of primaries) {
    // What runs is read before the snapshots: what ends in between has then done what they show.
    const seen =
      options.inventory === undefined
        ? await readRightNow(settings, sourceOf(options), clientsIn)
        : undefined;
    let inventory: Inventory;
    try {
      inventory = await inventoryOf(settings);
    } catch (error) {
      // One of several that is down must not hide how the others are.
      if (!(error instanceof UsageError)) throw error;
      unread.push({ region: settings.primary.region, why: error.message });
      continue;
    }
    const otherPrimaries = allPrimaries.filter((region) => region !== settings.primary.region);
    const now = options.at ?? world.now();
    const settingsFile = options.settings;
    statuses.push(statusIn({ settings, settingsFile, inventory, seen, otherPrimaries, now }));
  }
  if (statuses.length === 0)
    // Without credentials they say the same.
    throw new UsageError([...new Set(unread.map(({ why }) => why))].join('\n'));
  const exitCode = statuses.every(({ isProtected }) => isProtected) ? EXIT.allProtected : EXIT.missed;
  const verdictFirst = options.watch !== undefined && world.isTerminal();
  return {
    text: textOf(statuses, unread, options, verdictFirst),
    exitCode: unread.length > 0 ? EXIT.unread : exitCode,
  };
}

const sourceOf = ({ settings }: Options): string => settings ?? 'cdk.json';

type Known = {
  readonly settings: Settings;
  readonly settingsFile: string | undefined;
  readonly inventory: Inventory;
  readonly seen: Seen | undefined;
  readonly otherPrimaries: readonly string[];
  readonly now: Date;
};

function statusIn({ settings, settingsFile, inventory, seen, otherPrimaries, now }: Known): Status {
  const { deployedAt, absent } = seen?.rightNow ?? {};
  const { unread = [] } = inventory;
  // Of what was not read nothing is known: neither that a copy is there nor that it is missing.
  const isRead = (region: string): boolean => !unread.some((one) => one.region === region);
  const read = { ...settings, dr: settings.dr.filter(({ region }) => isRead(region)) };
  const plan = planFleet(inventory, read, {
    now,
    adopt: false,
    otherPrimaries,
    deployed: {
      ...(deployedAt !== undefined && { deployedAt: new Date(deployedAt) }),
      ...(seen?.underWay && { underWay: seen.underWay }),
      ...(absent !== undefined && { absent }),
    },
  });
  const proposals = proposalsOf(settings, { schedules: plan.schedules, runs: seen?.runs ?? [] });
  const drills = lastDrillsOf(
    inventory,
    read,
    plan.volumes.map(({ volumeId }) => volumeId),
    now,
  );
  return {
    ...statusOf(plan, regionsOf(read), seen?.rightNow, unread, settingsFile),
    ...(drills && { drills }),
    ...(proposals.length > 0 && { proposals }),
  };
}

/** With `--watch`, each report as JSON is a line of its own. Of a primary Region that was not read it says why. */
function textOf(
  statuses: readonly Status[],
  unread: readonly UnreadRegion[],
  { json, all, settings: settingsFile, watch: isWatched }: Options,
  verdictFirst: boolean,
): string {
  const view = {
    width: outputWidth(),
    all: all === true,
    verdictFirst,
    ...(settingsFile !== undefined && { settingsFile }),
  };
  if (json !== true) return renderStatuses(statuses, unread, view);
  const value = statuses.length === 1 && unread.length === 0 ? statuses[0] : [...statuses, ...unread];
  return `${JSON.stringify(value, null, isWatched === undefined ? 2 : 0)}\n`;
}
