import type { Command } from 'commander';

/** Where nobody knows how wide the terminal is. */
const WIDTH_DEFAULT = 80;

/** Adds paragraphs at the end of a command's help, which are wrapped as the rest of it is. */
export const withNotes = (command: Command, ...paragraphs: readonly string[]): Command =>
  command.addHelpText('after', ({ error }) => {
    const output = command.configureOutput();
    const width = (error ? output.getErrHelpWidth?.() : output.getOutHelpWidth?.()) ?? WIDTH_DEFAULT;
    const helper = command.createHelp();
    return paragraphs.map((paragraph) => `\n${helper.boxWrap(paragraph, width)}`).join('\n');
  });
