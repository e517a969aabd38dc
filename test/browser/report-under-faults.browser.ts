import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { RehearsalWithFigures } from '../../local/rehearsal/rehearse-with-figures';
import { chromiumPath } from './chromium';
import { cells, openReport } from './report-page';
import { rehearse } from './rehearse';

let folder: string;
let browser: Browser;
/** In three DR Regions. */
let file: string;
let data: RehearsalWithFigures;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  const settings = join(folder, 'settings.json');
  const dr = ['eu-central-1', 'eu-north-1', 'eu-west-3'].map((region) => ({ region }));
  writeFileSync(settings, JSON.stringify({ primary: { region: 'eu-west-1', retention: { last: 2 } }, dr }));
  file = join(folder, 'faults.html');
  const faults = ['--faults', 'throttled=0.02,copy-failed=0.3,region-down=0.001'];
  data = rehearse('--report', file, '--days', '3', '--settings', settings, ...faults);
}, 60_000);

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

const opened = async (): Promise<Page> => (await openReport(browser, file)).page;

test('the last column of the deletions ends with the days, and with the axis', async () => {
  const page = await opened();
  const ends = await page.evaluate<number[]>(
    "[...document.querySelectorAll('#deletions g[aria-label=bar] rect')].map((bar) => Number(bar.getAttribute('x')) + Number(bar.getAttribute('width')))",
  );
  const width = Number(await page.locator('#deletions .chart svg').getAttribute('width'));

  expect(data.to).toBe('2026-03-04T00:00:00.000Z');
  // The right margin is 12 pixels, and the gap between columns 1.
  expect(Math.max(...ends)).toBeCloseTo(width - 12 - 1, 5);
});

test('the costs are in the colours that each Region has in the other charts, and in two more', async () => {
  const page = await opened();
  const [primary, ...dr] = ['eu-west-1', 'eu-central-1', 'eu-north-1', 'eu-west-3'];
  const colors = await page.evaluate<Record<string, string>>(
    "Object.fromEntries([...document.querySelectorAll('#costs .legend li')].map((item) => [item.textContent, item.firstChild.style.background]))",
  );
  const lines = await page.evaluate<string[][]>(
    "[...document.querySelectorAll('#held-gib .legend li')].map((item) => [`storage in ${item.textContent}`, item.querySelector('line').getAttribute('stroke')])",
  );
  const bars = await page.evaluate<string[]>(
    "[...document.querySelectorAll('#costs g[aria-label=bar] rect')].map((bar) => bar.getAttribute('fill'))",
  );

  expect(Object.keys(colors)).toEqual([
    ...[primary, ...dr].map((region) => `storage in ${region}`),
    ...['copy transfer', 'requests and transitions'],
  ]);
  expect(colors).toEqual(expect.objectContaining(Object.fromEntries(lines)));
  expect(new Set(Object.values(colors)).size).toBe(6);
  expect(bars).toEqual(Object.values(colors));
});

test('are named with their probability and how often each struck', async () => {
  const { page, complaints } = await openReport(browser, file);
  const { throttled, 'copy-failed': copyFailed } = data.strikes ?? {};

  expect(data.faults).toEqual({ throttled: 0.02, 'copy-failed': 0.3, 'region-down': 0.001 });
  expect(throttled).toBeGreaterThan(0);
  expect(copyFailed).toBeGreaterThan(0);
  expect(await cells(page, '#faults tbody tr')).toEqual([
    ['throttled', 'AWS asks for fewer calls', '0.02', 'call', String(throttled)],
    [
      ...['copy-failed', 'AWS accepts it, and it ends in error minutes later'],
      ...['0.3', 'copy', String(copyFailed)],
    ],
    ['region-down', 'nothing in it answers for one to six hours', '0.001', 'Region and day', '0'],
  ]);
  expect(complaints).toEqual([]);
});

test('a run without any fault does not speak of them', async () => {
  const without = join(folder, 'none.html');
  rehearse('--report', without, '--days', '1', '--faults', 'none');
  const { page } = await openReport(browser, without);

  expect(await page.locator('h2').count()).toBe(7);
  expect(await page.locator('#faults').count()).toBe(0);
});
