import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

const CANDIDATES = [process.env['CHROMIUM_PATH'] ?? '', '/usr/bin/chromium'];

/** Starts Chromium without a window. Throws where none is installed, and says what to install. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = CANDIDATES.find((path) => path !== '' && existsSync(path));
  if (executablePath === undefined)
    throw new Error(
      'No Chromium found. Install it (on Debian: apt-get install chromium), or name its program in CHROMIUM_PATH.',
    );
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}
