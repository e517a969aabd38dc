import { existsSync } from 'node:fs';

const CANDIDATES = [process.env['CHROMIUM_PATH'] ?? '', '/usr/bin/chromium'];

/** The program of an installed Chromium. Throws where there is none, and says what to install. */
export function chromiumPath(): string {
  const found = CANDIDATES.find((path) => path !== '' && existsSync(path));
  if (found === undefined)
    throw new Error(
      'No Chromium found. Install it (on Debian: apt-get install chromium), or name its program in CHROMIUM_PATH.',
    );
  return found;
}
