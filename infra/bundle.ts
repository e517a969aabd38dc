import { bundleFunctions } from './bundle-functions';

/** A process of its own: synthesis cannot wait for esbuild, whose plugins are asynchronous. */
const [directory = ''] = process.argv.slice(2);
bundleFunctions(directory).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
