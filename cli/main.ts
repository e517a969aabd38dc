import { Command, CommanderError } from 'commander';
import { SettingsError } from '../infra/settings';
import { version } from '../package.json';
import { drainCommand } from './drain/drain-command';
import { UsageError } from './flags/usage-error';
import { InventoryError } from './inventory/inventory-file';
import { pauseCommand, resumeCommand, statusCommand } from './pause/pause-commands';
import { planCommand } from './plan/plan-command';
import { rehearseCommand } from './rehearse/rehearse-command';
import { simulateCommand } from './simulate/simulate-command';

// On Node.js 20 the SDK tells whoever looks at the screen that it will want a newer one: nothing that a user of ours could act on.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/** Exit codes of every verb: 0 all well, 1 the verb found something, 2 the call, a file or a setting is wrong; a verb may have more. */
const USAGE_EXIT_CODE = 2;

const program = new Command('snapshot-keeper')
  .description('Event-driven EBS snapshot management in two AWS Regions.')
  .version(version)
  .exitOverride()
  .addCommand(planCommand())
  .addCommand(pauseCommand())
  .addCommand(resumeCommand())
  .addCommand(statusCommand())
  .addCommand(drainCommand())
  .addCommand(rehearseCommand())
  .addCommand(simulateCommand());

async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : USAGE_EXIT_CODE;
      return;
    }
    if (error instanceof UsageError || error instanceof SettingsError || error instanceof InventoryError) {
      console.error(error.message);
      process.exitCode = USAGE_EXIT_CODE;
      return;
    }
    throw error;
  }
}

// A reader such as head may leave early: what is left to print is dropped, and the exit code stands.
process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
  if (code === 'EPIPE') return;
  console.error(`Cannot write the output: ${message}`);
  process.exitCode = USAGE_EXIT_CODE;
});

void main();
