import type { Command } from 'commander';
import { backupCommand } from '../../../cli/backup/backup-command';
import { drainCommand } from '../../../cli/drain/drain-command';
import { pauseCommand, resumeCommand } from '../../../cli/pause/pause-commands';
import { planCommand } from '../../../cli/plan/plan-command';
import { regionsCommand } from '../../../cli/regions/regions-command';
import { rehearseCommand } from '../../../cli/rehearse/rehearse-command';
import { restoreCommand } from '../../../cli/restore/restore-command';
import { simulateCommand } from '../../../cli/simulate/simulate-command';
import { statusCommand } from '../../../cli/status/status-command';
import { sweepCommand } from '../../../cli/sweep/sweep-command';

const VERBS = [
  planCommand,
  pauseCommand,
  resumeCommand,
  statusCommand,
  regionsCommand,
  drainCommand,
  sweepCommand,
  backupCommand,
  restoreCommand,
  rehearseCommand,
  simulateCommand,
];

/** The help of a verb, as on a terminal so wide; undefined where nobody knows how wide it is. */
function helpOf(verb: Command, width: number | undefined): string {
  let help = '';
  verb.configureOutput({
    writeOut: (text) => void (help += text),
    getOutHelpWidth: () => width as number,
  });
  verb.outputHelp();
  return help;
}

test.each([
  [undefined, 80],
  [70, 70],
  [80, 80],
  [140, 140],
])('with a terminal of %p columns no line of any help is longer than %d', (width, longest) => {
  const lines = VERBS.flatMap((verb) => helpOf(verb(), width).split('\n'));

  expect(lines.filter(({ length }) => length > longest)).toEqual([]);
  expect(lines.some(({ length }) => length > longest - 10)).toBe(true);
});

test('every verb tells its exit codes at the end', () => {
  for (const verb of VERBS) expect(helpOf(verb(), 200)).toMatch(/\n\nExit codes: 0 [^]*\.\n$/);
});
