import type { Command } from 'commander';

/** Carries the verb out in this process; an error is what `main.ts` tells a person. */
export async function run(command: Command, ...words: string[]) {
  const [written, errors]: [string[], string[]] = [[], []];
  jest.spyOn(console, 'error').mockImplementation((text) => void errors.push(String(text)));
  const stdout = jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    written.push(String(text));
    return true;
  });
  command.configureOutput({ writeErr: (text) => void errors.push(text.trimEnd()) });
  try {
    await command.parseAsync(words, { from: 'user' });
  } catch (error) {
    process.exitCode = 2;
    if (!(error as { code?: string }).code?.startsWith('commander.')) errors.push((error as Error).message);
  } finally {
    stdout.mockRestore();
  }
  const status = process.exitCode;
  process.exitCode = undefined;
  return { status, stdout: written.join(''), stderr: errors };
}
