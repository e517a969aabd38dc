import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

const FUNCTIONS = join(__dirname, '../functions');

/**
 * esbuild keeps what nobody uses where it holds a computed key, since computing one may have an effect. So it keeps the
 * schemas of all of EC2's 700 operations, two thirds of a bundle and most of its load time, whose keys are `[constant]`.
 * This writes the constants' values in their place.
 */
const constantKeys: Plugin = {
  name: 'constant keys',
  setup: (esbuild) => {
    esbuild.onLoad(
      { filter: /client-[a-z0-9-]+[\\/]dist-es[\\/]schemas[\\/]schemas_\d+\.js$/ },
      async ({ path }) => {
        const code = await readFile(path, 'utf8');
        const constants = new Map(
          [...code.matchAll(/^const (\w+) = ("\w*");$/gm)].map(([, name = '', value]) => [name, value]),
        );
        return {
          contents: code.replace(
            /\[(\w+)\]:/g,
            (key, name: string) => `${constants.get(name) ?? key.slice(0, -1)}:`,
          ),
        };
      },
    );
  },
};

/**
 * Bundles every `functions/<name>/handler.ts` into `directory/<name>/index.js`, as it is deployed and measured, and resolves
 * to the names in order. The SDK is bundled, so that the versions that were tested are those that run. Minified, a bundle is
 * half as big and so quicker to load. A source map would double it again, to name lines that the errors' own names and
 * messages name as well. Rejects where one of them cannot be made; esbuild has then written what is wrong, and where.
 */
export async function bundleFunctions(directory: string): Promise<string[]> {
  const names = readdirSync(FUNCTIONS)
    .filter((name) => existsSync(join(FUNCTIONS, name, 'handler.ts')))
    .sort();
  await build({
    // One build, which reads what they share once. Each entry is linked by itself, as if it were the only one.
    entryPoints: names.map((name) => ({ in: join(FUNCTIONS, name, 'handler.ts'), out: `${name}/index` })),
    outdir: directory,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    plugins: [constantKeys],
    logLevel: 'warning',
  });
  return names;
}
