import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { bundleFunctions } from '../infra/bundle-functions';

/** One function's bundle, as it is deployed. */
export type Bundle = {
  readonly functionName: string;
  readonly sizeKib: number;
  /** How long a fresh process takes to load it. */
  readonly loadMs: number;
  /** That time, as a part of what loading `@aws-sdk/client-ec2` whole takes. */
  readonly loadRatio: number;
};

const ROOT = resolve(__dirname, '..');
const WHOLE_CLIENT = '@aws-sdk/client-ec2';

/** Each is loaded so often, in turn with the others: other work on the machine then slows all of them alike. */
const REPETITIONS = 7;

/** Bundles every function and measures its cold load, the shortest of several: what is longer was disturbed. */
export async function measureBundles(
  onRepetition: (repetition: number) => void = () => undefined,
): Promise<Bundle[]> {
  const directory = mkdtempSync(join(tmpdir(), 'bundles-'));
  try {
    const functionNames = await bundleFunctions(directory);
    const fileOf = (name: string): string => join(directory, name, 'index.js');
    const modules = [WHOLE_CLIENT, ...functionNames.map(fileOf)];
    const bestMs = new Map<string, number>();
    for (let repetition = 1; repetition <= REPETITIONS; repetition += 1) {
      for (const module of modules)
        bestMs.set(module, Math.min(bestMs.get(module) ?? Infinity, coldLoadMs(module)));
      onRepetition(repetition);
    }
    const wholeMs = bestMs.get(WHOLE_CLIENT)!;
    return functionNames.map((functionName) => {
      const loadMs = bestMs.get(fileOf(functionName))!;
      const sizeKib = statSync(fileOf(functionName)).size / 1024;
      return { functionName, sizeKib, loadMs, loadRatio: loadMs / wholeMs };
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Loads a module in a process of its own, which does nothing else. */
function coldLoadMs(module: string): number {
  const script = `
    const start = process.hrtime.bigint();
    require(${JSON.stringify(module)});
    console.log(Number(process.hrtime.bigint() - start));`;
  const nanoseconds = execFileSync(process.execPath, ['-e', script], { cwd: ROOT, encoding: 'utf8' });
  return Number(nanoseconds) / 1e6;
}
