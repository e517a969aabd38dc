import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import { writeReport } from '../../cli/plan/write-report';
import { copied, copy, managed, planOf, settings, volume } from '../cli/plan/account';
import { vol } from '../support/builders';
import { chromiumPath } from './chromium';
import { cells, openReport } from './report-page';

const ROOT = resolve(__dirname, '../..');
const HOSTILE_NAME = '</script><img src="https://example.com/x" onerror="document.title=1">';

let folder: string;
let browser: Browser;
/** Two protected volumes, one that is late, and two without a point or a copy. */
let file: string;
/** 3,000 volumes, without a snapshot but for one. */
let largeFile: string;

const tags = (name: string, team: string) => ({ Backup: '', Name: name, Team: team });

function plan(page: string, account: { volumes: unknown; primary: unknown; dr: unknown }): void {
  const names = ['volumes.json', 'snapshots.json', 'locks.json', 'dr.json'];
  const [volumes, snapshots, locks, dr] = names.map((name) => join(folder, name));
  writeFileSync(volumes!, JSON.stringify({ Volumes: account.volumes }));
  writeFileSync(snapshots!, JSON.stringify({ Snapshots: account.primary }));
  writeFileSync(locks!, JSON.stringify({ Snapshots: [] }));
  writeFileSync(dr!, JSON.stringify({ Snapshots: account.dr }));
  const settings = join(folder, 'settings.json');
  writeFileSync(
    settings,
    JSON.stringify({
      primary: { region: 'us-east-1', retention: { last: 2 } },
      dr: [{ region: 'us-west-2' }],
    }),
  );
  const inventory = ['--inventory', volumes!, snapshots!, locks!, `us-west-2=${dr!}`];
  const { stderr } = spawnSync(
    process.execPath,
    [
      ...['--import', 'tsx', 'cli/main.ts', 'plan', '--at', '2026-03-05T02:00:00Z', '--report', page],
      ...['--settings', settings, ...inventory],
    ],
    { cwd: ROOT, encoding: 'utf8', env: { PATH: process.env['PATH'] } },
  );
  if (stderr !== '') throw new Error(stderr);
}

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  folder = mkdtempSync(join(tmpdir(), 'today-'));
  file = join(folder, 'today.html');
  plan(file, {
    volumes: [
      volume(1, tags('web-1', 'web')),
      volume(2, tags('web-2', 'web')),
      volume(3, tags('db-10', 'data')),
      volume(4, tags('db-9', 'data')),
      volume(5, tags(HOSTILE_NAME, 'data')),
    ],
    primary: [
      ...[4, 3, 2].map((day) => copied(day, vol(1), day)),
      copied(12, vol(2), 2),
      copied(13, vol(3), 4),
      managed(14, vol(4), 4),
    ],
    dr: [copy(904, vol(1), 4, 4), copy(912, vol(2), 2, 12), copy(913, vol(3), 4, 13)],
  });
  largeFile = join(folder, 'large.html');
  plan(largeFile, {
    volumes: Array.from({ length: 3000 }, (_, number) =>
      volume(number + 1, tags(`disk-${number + 1}`, `team-${number % 7}`)),
    ),
    primary: [managed(4, vol(1), 4)],
    dr: [],
  });
}, 60_000);

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

const opened = async (path = file): Promise<Page> => (await openReport(browser, path)).page;

/** Unfolds the table under a caption that begins so. */
async function unfold(page: Page, caption: string): Promise<string> {
  const details = page.locator('details.folded', { hasText: caption });
  await details.locator('summary').click();
  await details.locator('.rows').waitFor();
  return `details.folded[open] tbody tr`;
}

test('asks for nothing and has nothing to complain of, in both colour schemes and with every table open', async () => {
  for (const colorScheme of ['light', 'dark'] as const) {
    const { page, complaints } = await openReport(browser, file, { colorScheme });
    for (const summary of await page.locator('summary').all()) await summary.click();

    expect(complaints).toEqual([]);
    expect(await page.locator('img').count()).toBe(0);
  }
  expect(readFileSync(file, 'utf8')).toContain("default-src 'none'");
});

test('begins with the verdicts, in words', async () => {
  const page = await opened();

  expect(await page.title()).toBe('Protection today of snapshot-keeper');
  expect((await page.locator('.verdict strong').allInnerTexts()).slice(0, 1)).toEqual([
    'NOT PROTECTED: 3 of 5 selected volumes. Each should have a finished snapshot in us-east-1 and a finished copy in us-west-2, none older than 26 h.',
  ]);
  const text = await page.locator('.summary').innerText();
  expect(text).toContain('1 volume: no copy in us-west-2');
  expect(text).toContain('1 volume: no snapshot at all');
  expect(text).toContain(HOSTILE_NAME);
  expect(text).toContain('1 volume: the newest point in us-east-1 and us-west-2 is older than 26 h');
  expect(text).toContain('web-2 (3 d)');
});

test('where nothing is deployed, points that are there are not called protection', async () => {
  const absent = 'There is no stack snapshot-keeper-us-east-1-primary in us-east-1';
  const account = { volumes: [volume(1)], primary: [copied(1, vol(1), 1)], dr: [copy(901, vol(1), 1, 1)] };
  const page = join(folder, 'absent.html');
  writeReport(page, [{ settings, plan: planOf(account, { deployed: { absent } }), tagsOf: new Map() }], {
    json: true,
  });

  const text = await (await opened(page)).locator('.summary').innerText();

  expect(text).toMatch(
    /^!\s+Nothing protects what is taken from now on\. By now, of 1 selected volume, this is so for 1: a finished snapshot in us-east-1/,
  );
  expect(text).toContain(`${absent}.`);
});

test('the chart counts the volumes of each Region by the age of their newest point', async () => {
  const page = await opened();
  await page.locator('figure summary').click();
  await page.locator('figure .rows').waitFor();

  expect(await cells(page, 'figure tbody tr')).toEqual([
    ['us-east-1', 'up to 26 h, the target', '3'],
    ['us-east-1', 'up to 52 h, twice the target', '0'],
    ['us-east-1', 'older', '1'],
    ['us-east-1', 'no good point', '1'],
    ['us-west-2', 'up to 26 h, the target', '2'],
    ['us-west-2', 'up to 52 h, twice the target', '0'],
    ['us-west-2', 'older', '1'],
    ['us-west-2', 'no good point', '2'],
  ]);
});

test('volumes stand in groups by a tag', async () => {
  const page = await opened();

  expect((await cells(page, '.card tbody tr')).map((row) => row.slice(0, 4))).toEqual([
    ['data', '1', '2', '0'],
    ['web', '1', '1', '1'],
  ]);
});

test('what would go is told with its cause', async () => {
  const page = await opened();

  expect(await cells(page, await unfold(page, 'What would go'))).toEqual([
    [
      ...['web-1', vol(1), 'us-east-1', '2026-03-02 02:00', expect.stringContaining('snap-')],
      ...['8', 'kept by no rule of last 2'],
    ],
  ]);
});

test('the sum says which Region has no price of its own', async () => {
  const text = await (await opened()).locator('main').innerText();

  expect(text).toMatch(
    /\$[0-9.]+ of it, for us-west-2, is by the price of us-east-1: the price table has none of that Region\./,
  );
});

test('a click on the name of a column sorts by it, and once more the other way around', async () => {
  const page = await opened();
  const rows = await unfold(page, 'Every volume');
  const names = async () => (await cells(page, rows)).map(([name]) => name);
  const byName = page.locator('details.folded[open] th button', { hasText: 'Name' });

  await byName.click();
  expect(await names()).toEqual([HOSTILE_NAME, 'db-9', 'db-10', 'web-1', 'web-2']);
  await byName.click();
  expect(await names()).toEqual(['web-2', 'web-1', 'db-10', 'db-9', HOSTILE_NAME]);
  expect(await page.locator('details.folded[open] th[aria-sort]').getAttribute('aria-sort')).toBe(
    'descending',
  );
});

test('on paper every volume that is not protected is named, and on the screen afterwards as before', async () => {
  const page = await opened(largeFile);
  const last = page.locator('.cause', { hasText: 'disk-3000' });
  expect(await last.count()).toBe(0);

  await page.emulateMedia({ media: 'print' });
  await page.evaluate('dispatchEvent(new Event("beforeprint"))');
  expect(await last.isVisible()).toBe(true);
  await page.evaluate('dispatchEvent(new Event("afterprint"))');
  expect(await page.locator('.cause details[open]').count()).toBe(0);
});

test('numbers in tables are grouped like those of the tiles, and sorted by their value', async () => {
  const page = await opened(largeFile);
  const numbers = await cells(page, '.card tbody tr');

  expect(numbers.flat().filter((cell) => /^[0-9]{4,}/.test(cell))).toEqual([]);
  await page.locator('figure summary').click();
  await page.locator('figure .rows').waitFor();
  expect((await cells(page, 'figure tbody tr')).map((row) => row.at(-1))).toContain('2,999');
});

test('a volume among 3,000 is found', async () => {
  const page = await opened(largeFile);
  const rows = await unfold(page, 'Every volume: 3,000 volumes');
  expect(await page.locator(rows).count()).toBe(500);

  await page.locator('details.folded[open] input[type=search]').fill('disk-2987');

  expect((await cells(page, rows)).map(([name]) => name)).toEqual(['disk-2987']);
});

test.each([1280, 800, 390])('nothing is wider than a window of %d pixels', async (width) => {
  for (const path of [file, largeFile]) {
    const { page } = await openReport(browser, path, { viewport: { width, height: 800 } });
    await unfold(page, 'Every volume');

    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
  }
});
