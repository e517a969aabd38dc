#!/usr/bin/env node
// The package's command. Its code is TypeScript, which tsx lets Node.js read, by our own tsconfig.json wherever it is called.
import { join } from 'node:path';
import { env } from 'node:process';
import { register as registerRequire } from 'tsx/cjs/api';
import { register as registerImport } from 'tsx/esm/api';

env.TSX_TSCONFIG_PATH = join(import.meta.dirname, '../tsconfig.json');
registerRequire();
registerImport();
await import('./main.ts');
