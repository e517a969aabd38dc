import { Command, CommanderError } from 'commander';
import { SettingsError } from '../infra/settings';
import { version } from '../package.json';
import { backupCommand } from './backup/backup-command';
import { drainCommand } from './drain/drain-command';
import { UsageError } from './flags/usage-error';
import { historyCommand } from './history/history-command';
import { InventoryError } from './inventory/inventory-file';
import { pauseCommand, resumeCommand } from './pause/pause-commands';
import { planCommand } from './plan/plan-command';
import { pointsCommand } from './points/points-command';
import { regionsCommand } from './regions/regions-command';
import { rehearseCommand } from './rehearse/rehearse-command';
import { restoreCommand } from './restore/restore-command';
import { simulateCommand } from './simulate/simulate-command';
import { statusCommand } from './status/status-command';
import { sweepCommand } from './sweep/sweep-command';
import { visible } from './terminal/visible';

/** Exit codes of every verb: 0 all well, 1 the verb found something, 2 the call, a file or a setting is wrong; a verb may have more. */
export const USAGE_EXIT_CODE = 2;

const commandLine = (): Command =>
  new Command('snapshot-keeper')
    .description(
      'Event-driven EBS snapshot management: one or several primary Regions, each with DR Regions.',
    )
    .version(version)
    .exitOverride()
    .addCommand(planCommand())
    .addCommand(statusCommand())
    .addCommand(regionsCommand())
    .addCommand(pauseCommand())
    .addCommand(resumeCommand())
    .addCommand(historyCommand())
    .addCommand(pointsCommand())
    .addCommand(sweepCommand())
    .addCommand(backupCommand())
    .addCommand(restoreCommand())
    .addCommand(drainCommand())
    .addCommand(rehearseCommand())
    .addCommand(simulateCommand());

/** Carries out what stands on the command line, and sets the exit code. What is wrong with a call, a file or a setting is told without a stack trace. */
export async function carryOut(words: readonly string[]): Promise<void> {
  try {
    await commandLine().parseAsync(words, { from: 'user' });
  } catch (error) {
    // Commander has told it already. Help and the version end in such an error too.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
    else {
      // What stands in a file must not steer the terminal that shows it.
      console.error(told(error).split('\n').map(visible).join('\n'));
      process.exitCode = USAGE_EXIT_CODE;
    }
  }
}

function told(error: unknown): string {
  if (error instanceof UsageError || error instanceof SettingsError || error instanceof InventoryError)
    return error.message;
  // A full disk, for one: the system's own words say what and where.
  if (error instanceof Error && 'syscall' in error) return `${error.message}.`;
  return `Snapshot Keeper has failed. This is a fault of its own: please report it with all that follows.\n${error instanceof Error ? error.stack : String(error)}`;
}
