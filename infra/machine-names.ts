import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const SUFFIX = '.asl.json';

/** Every machine that a stack may have, such as `snapshot-created`: each has a file in `statemachines/`. */
export const machineNames = (): string[] =>
  readdirSync(join(__dirname, '../statemachines'))
    .filter((file) => file.endsWith(SUFFIX))
    .map((file) => file.slice(0, -SUFFIX.length))
    .sort();
