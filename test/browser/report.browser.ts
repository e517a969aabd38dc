import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { RehearsalWithFigures } from '../../local/rehearsal/rehearse-with-figures';
import { chromiumPath } from './chromium';
import { cells, hoursBetween, minute, number, openReport, rowsOf } from './report-page';
import { rehearse } from './rehearse';

const executablePath = chromiumPath();
const HOSTILE_NAME = '</script><img src="https://example.com/x" onerror="document.title=1">';

let folder: string;
let browser: Browser;
/** The built-in fleet beside another retention, and what --json printed with it. */
let file: string;
let data: RehearsalWithFigures;
/** One volume whose name tries to break out of the page. */
let hostileFile: string;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  file = join(folder, 'month.html');
  data = rehearse('--report', file, '--days', '30', '--compare', '3 / 2');

  const volumes = join(folder, 'volumes.json');
  const volume = {
    VolumeId: 'vol-0123456789abcdef0',
    AvailabilityZone: 'us-east-1a',
    Size: 8,
    VolumeType: 'gp3',
    Tags: [
      { Key: 'Backup', Value: '' },
      { Key: 'Name', Value: HOSTILE_NAME },
    ],
  };
  writeFileSync(volumes, JSON.stringify({ Volumes: [volume] }));
  hostileFile = join(folder, 'hostile.html');
  rehearse('--report', hostileFile, '--days', '2', '--inventory', volumes);
}, 180_000);

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

const opened = async (): Promise<Page> => (await openReport(browser, file)).page;

const background = (page: Page): Promise<string> =>
  page.evaluate<string>('getComputedStyle(document.body).backgroundColor');

describe('the page', () => {
  test('asks for nothing and has nothing to complain of, in both colour schemes and with every table open', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, complaints } = await openReport(browser, file, { colorScheme });
      for (const summary of await page.locator('summary').all()) await summary.click();

      expect(complaints).toEqual([]);
    }
  }, 60_000);

  test('holds what --json prints', async () => {
    const page = await opened();

    const embedded = await page.evaluate<string>("document.getElementById('data').textContent");

    expect(JSON.parse(embedded)).toEqual(data);
  });

  test('is one file that can be sent by mail', () => {
    expect(statSync(file).size).toBeLessThan(1_000_000);
    expect(readFileSync(file, 'utf8')).toContain("default-src 'none'");
  });

  test('says in words what was played and whether it went well', async () => {
    const text = await (await opened()).locator('.summary').innerText();

    expect(text).toContain('30 days of 25 volumes, 21 of them in scope');
    expect(text).toMatch(
      /^✓\s+Protected: all 20 selected volumes end with a point of at most 26 h in us-east-1 and us-west-2\.\s+All is as the settings promise\./,
    );
    expect(text).toContain('18 of 21 volumes always had a good point in every Region no older than 26 h');
    expect(text).toContain('files-1 (up to 47.5 h)');
  });

  test('shows text of others as text', async () => {
    const { page, complaints } = await openReport(browser, hostileFile);

    expect(await page.locator('#volume-age h3').innerText()).toBe(
      `Age of the newest good point of ${HOSTILE_NAME}`,
    );
    expect((await rowsOf(page, 'recoverability')).map(([, name]) => name)).toEqual([
      HOSTILE_NAME,
      HOSTILE_NAME,
    ]);
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.title()).toBe('Rehearsal of snapshot-keeper, 2 days');
    expect(complaints).toEqual([]);
  });

  test('says nothing of freezing where no schedule freezes', async () => {
    const { page } = await openReport(browser, hostileFile);

    expect(await page.locator('#frozen').count()).toBe(0);
  });
});

describe('charts', () => {
  test.each([
    // Days that are judged: 21 volumes in 2 Regions for 30 days, without 4 days of a deleted volume in each.
    ['recoverability', 'g[aria-label=bar] rect', 2 * (21 * 30 - 4)],
    ['volume-age', 'g[aria-label=line] path', 2],
    ['held-snapshots', 'g[aria-label=line] path', 2],
    ['held-gib', 'g[aria-label=line] path', 2],
    ['notifications', 'g[aria-label=dot] path, g[aria-label=dot] circle', 13 + 9 + 50],
    ['costs', 'g[aria-label=bar] rect', 2 * 4],
  ])('%s draws its marks', async (id, marks, count) => {
    expect(await (await opened()).locator(`#${id} .chart svg`).locator(marks).count()).toBe(count);
  });

  test.each([
    ['running-us-west-2', 'g[aria-label=rect] rect'],
    ['copy-queue', 'g[aria-label=rect] rect'],
    ['deletions', 'g[aria-label=bar] rect'],
  ])('%s draws marks', async (id, marks) => {
    expect(await (await opened()).locator(`#${id} .chart svg`).locator(marks).count()).toBeGreaterThan(30);
  });

  test('no figure is without a caption, a chart and a table', async () => {
    const page = await opened();
    const figures = await page.locator('figure').all();

    expect(figures).toHaveLength(9);
    for (const figure of figures) {
      expect(await figure.locator('figcaption h3').count()).toBe(1);
      expect(await figure.locator('.chart svg').count()).toBe(1);
      expect(await figure.locator('details').count()).toBe(1);
    }
  });

  test.each([1280, 390])('times are of 24 hours, and their zone is named, at %d pixels', async (width) => {
    const { page } = await openReport(browser, hostileFile, { viewport: { width, height: 800 } });
    const texts = await page.locator('.chart svg text').allTextContents();
    const ticks = texts.filter((text) => /^([0-9]{2}:[0-9]{2}|[A-Z][a-z]{2} [0-9]{1,2})$/.test(text));

    expect(ticks).toEqual(expect.arrayContaining(['Mar 1', '12:00', 'Mar 2']));
    expect(texts.filter((text) => /\b[AP]M\b/.test(text))).toEqual([]);
    expect(texts.filter((text) => text === 'UTC').length).toBeGreaterThanOrEqual(8);
  });

  test.each([1280, 800, 390])('nothing is wider than a window of %d pixels', async (width) => {
    const { page } = await openReport(browser, file, { viewport: { width, height: 800 } });

    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
  });

  test('another volume can be chosen', async () => {
    const page = await opened();
    const { volumeId } = data.volumes.find(({ name }) => name === 'db-1-data-1')!;

    await page.selectOption('#volume', volumeId);

    expect(await page.locator('#volume-age h3').innerText()).toBe(
      'Age of the newest good point of db-1-data-1',
    );
    const spans = data.figures.recoverability
      .filter((entry) => entry.volumeId === volumeId)
      .flatMap(({ region, steps }) =>
        steps.map(({ at, takenAt }, index) => {
          const until = steps[index + 1]?.at ?? '2026-03-31T00:00:00.000Z';
          return [
            ...[region, minute(at), minute(until), minute(takenAt!)],
            ...[hoursBetween(takenAt!, at), hoursBetween(takenAt!, until)],
          ];
        }),
      );
    expect(await rowsOf(page, 'volume-age')).toEqual(spans);
  });
});

describe('the tables hold the numbers of the JSON', () => {
  const expectations: [string, () => string[][]][] = [
    [
      'recoverability',
      () =>
        data.figures.recoverability.map((entry) => [
          ...[entry.volumeId, entry.name, entry.region],
          entry.worstAgeHours === null ? '–' : number(entry.worstAgeHours),
          entry.worstAt === null ? '–' : minute(entry.worstAt),
          ...[number(entry.hoursOverTarget), number(entry.hoursWithoutPoint)],
          entry.goneAt === undefined ? '–' : minute(entry.goneAt),
          entry.dailyWorstHours.map((hours) => (hours === null ? '–' : number(hours))).join(' '),
        ]),
    ],
    [
      'held-snapshots',
      () =>
        data.figures.held.map(({ at, region, snapshotCount }) => [minute(at), region, String(snapshotCount)]),
    ],
    [
      'held-gib',
      () => data.figures.held.map(({ at, region, storedGib }) => [minute(at), region, number(storedGib)]),
    ],
    [
      'running-us-west-2',
      () => data.figures.copies.map(({ at, running }) => [minute(at), String(running['us-west-2'])]),
    ],
    ['copy-queue', () => data.figures.copies.map(({ at, queueLength }) => [minute(at), String(queueLength)])],
    [
      'deletions',
      () =>
        data.regions.flatMap(({ region, pruned }) =>
          pruned.map(({ at, volumeId, snapshotId, reason }) => [
            ...[minute(at), region, volumeId, snapshotId, reason],
          ]),
        ),
    ],
    [
      'costs',
      () =>
        data.figures.costs.flatMap(({ name, lines }) =>
          lines.map(({ item, where, quantity, price, usd }) => [
            ...[name, item, where, number(quantity), price.per],
            price.usd.toFixed(7).replace(/0+$/, ''),
            number(usd),
          ]),
        ),
    ],
  ];

  test.each(expectations)('%s', async (id, rows) => {
    const expected = rows();

    expect(expected.length).toBeGreaterThan(5);
    expect(await rowsOf(await opened(), id)).toEqual(expected);
  });

  test('notifications, with what was done to the fleet', async () => {
    const told = data.notifications.map(({ at, region, subject, message }) => [
      ...[minute(at), subject.startsWith('ALARM') ? 'alarm' : 'notification', region, subject, message],
    ]);
    const done = data.incidents.map(({ at, who, what }) => [minute(at), 'incident', who, what, '']);

    const rows = await rowsOf(await opened(), 'notifications');

    // Thirteen incidents, nine failures and alarms, and a digest of each of the fifty runs.
    expect(rows).toHaveLength(13 + 9 + 50);
    expect(rows).toEqual(expect.arrayContaining([...told, ...done]));
    expect(rows.map(([at]) => at)).toEqual(rows.map(([at]) => at).sort());
  });

  test('what stood frozen, and what did not', async () => {
    const page = await opened();
    const { asked, frozen, longestMs, unfrozen } = data.frozen!;

    const tiles = await page.locator('#frozen dd').allTextContents();

    // The databases, every night; in one of them a freeze hangs.
    expect([asked, frozen, unfrozen.length]).toEqual([30, 29, 1]);
    expect(tiles).toEqual([
      ...[asked, frozen].map(number),
      `${number(Math.round(longestMs / 100) / 10)} s`,
      ...['1', '0'],
    ]);
    expect(await cells(page, '#frozen tbody tr')).toEqual(
      unfrozen.map(({ at, instanceId }) => [minute(at), instanceId, 'by a message']),
    );
  });

  test('what was restored, each volume with the time of its data', async () => {
    const page = await opened();
    const rows = await cells(page, '#restored tbody tr');

    expect(rows).toEqual(
      data.restored!.flatMap(({ at, region, seconds, volumes }) =>
        volumes.map(({ volumeId, ofVolumeId, takenAt, sizeGib }) => [
          ...[minute(at), region, data.volumes.find((one) => one.volumeId === ofVolumeId)!.name],
          ...[minute(takenAt), volumeId, number(sizeGib), number(Math.round(seconds!))],
        ]),
      ),
    );
    expect(rows).toHaveLength(9);
  });

  test('the retentions side by side', async () => {
    const page = await opened();

    expect(await cells(page, 'section:not(#frozen, #restored) > .table tbody tr')).toEqual(
      data.figures.costs.map((cost) => [
        ...[cost.name, cost.primary, cost.dr],
        ...[cost.snapshotCount, cost.storedGib, cost.usdPerMonth, cost.firstCopiesUsd].map(number),
      ]),
    );
    expect(data.figures.costs.map(({ name, primary, dr }) => [name, primary, dr])).toEqual([
      ['these settings', 'last 7', 'last 1'],
      ['3 / 2', 'last 3', 'last 2'],
    ]);
  });

  test('every volume stands with its verdict, and can be searched for in a long table', async () => {
    const page = await opened();
    const rows = await rowsOf(page, 'volumes');
    const verdicts = rows.map(([, name, verdict]) => `${name} ${verdict}`);
    await page.locator('#deletions summary').click();
    await page.locator('#deletions input').fill('snap-none');

    expect(rows).toHaveLength(25);
    expect(verdicts).toEqual(
      expect.arrayContaining(['web-1 protected', 'web-4 deleted', 'scratch-1 out of scope']),
    );
    expect(await page.locator('#deletions .rows span').innerText()).toBe('0 of 0 rows');
    await page.locator('#deletions input').fill('last 3');
    expect(await page.locator('#deletions .rows span').innerText()).toBe('50 of 50 rows');
  });

  test('a long table says how much of it is shown', async () => {
    const page = await opened();
    await page.locator('#deletions summary').click();
    await page.locator('#deletions .rows').waitFor();

    expect(await page.locator('#deletions tbody tr').count()).toBe(500);
    expect(await page.locator('#deletions .rows').innerText()).toMatch(
      /^500 of 1,2[0-9]{2} rows\s+Show 500 more$/,
    );
  });
});

describe('colours', () => {
  test('follow the system, until a button says otherwise', async () => {
    const { page } = await openReport(browser, file, { colorScheme: 'dark' });
    const dark = await background(page);
    await page.getByRole('button', { name: 'Light' }).click();
    const light = await background(page);
    await page.getByRole('button', { name: 'Auto' }).click();

    expect(light).toBe('rgb(244, 245, 247)');
    expect(dark).toBe('rgb(14, 17, 22)');
    expect(await background(page)).toBe(dark);
  });

  test('paper is white, without what can be pressed', async () => {
    const { page } = await openReport(browser, file, { colorScheme: 'dark' });
    await page.emulateMedia({ media: 'print' });

    expect(await background(page)).toBe('rgb(255, 255, 255)');
    for (const selector of ['.theme', '.choice', 'summary'])
      expect(await page.locator(selector).first().isVisible()).toBe(false);
    expect(await page.locator('#costs svg').isVisible()).toBe(true);
  });
});
