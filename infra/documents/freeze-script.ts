import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(__dirname, 'freeze');

/** The script that freezes and thaws, out of its parts in the order of their names. */
export const freezeScript = (): string =>
  readdirSync(FOLDER)
    .sort()
    .map((part) => readFileSync(join(FOLDER, part), 'utf8'))
    .join('');
