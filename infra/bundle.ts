import { bundleFunction } from './bundle-function';

/** A process of its own: synthesis cannot wait for esbuild, whose plugins are asynchronous. */
const [name = '', directory = ''] = process.argv.slice(2);
void bundleFunction(name, directory);
