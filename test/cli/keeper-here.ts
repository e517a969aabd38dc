import { carryOut } from '../../cli/command-line';

/** Carries out a command line in this process, as the program does; `keeper` starts a process of its own, which takes seconds. */
export async function keeperHere(...words: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => err.push(String(text)) > 0);
  jest.spyOn(console, 'error').mockImplementation((text) => void err.push(`${text}\n`));
  process.exitCode = undefined;
  try {
    await carryOut(words);
    return { status: exitCode() ?? 0, stdout: out.join(''), stderr: err.join('') };
  } finally {
    process.exitCode = undefined;
  }
}

const exitCode = (): unknown => process.exitCode;
