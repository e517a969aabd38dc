import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Plugin } from 'esbuild';

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
 * Bundles `functions/<name>/handler.ts` into `directory/index.js`, as it is deployed and measured. The SDK is bundled, so
 * that the versions that were tested are those that run. Minified, a bundle is half as big and so quicker to load. A source
 * map would double it again, to name lines that the errors' own names and messages name as well.
 */
export async function bundleFunction(name: string, directory: string): Promise<void> {
  await build({
    entryPoints: [join(__dirname, '../functions', name, 'handler.ts')],
    outfile: join(directory, 'index.js'),
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'cjs',
    mainFields: ['module', 'main'],
    minify: true,
    plugins: [constantKeys],
    logLevel: 'warning',
  });
}
