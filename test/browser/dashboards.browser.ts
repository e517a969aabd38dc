import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';
import type { DashboardPage } from '../../cli/rehearse/page/dashboard/dashboard-page';
import { chromiumPath } from './chromium';
import { minute, number, openReport, rowsOf } from './report-page';
import { rehearse } from './rehearse';

let folder: string;
let browser: Browser;
let file: string;
let data: DashboardPage;

beforeAll(async () => {
  browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  folder = mkdtempSync(join(tmpdir(), 'dashboards-'));
  rehearse('--dashboards', folder, '--days', '3');
  file = join(folder, 'snapshot-keeper-us-east-1-primary.html');
  const [, text = ''] =
    /<script type="application\/json" id="data">(.*?)<\/script>/.exec(readFileSync(file, 'utf8')) ?? [];
  data = JSON.parse(text) as DashboardPage;
}, 120_000);

afterEach(async () => {
  for (const context of browser.contexts()) await context.close();
});

afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

test('every widget is drawn, without a complaint of the browser, in its order', async () => {
  const { page, complaints } = await openReport(browser, file);
  const titles = await page
    .locator('main h2, main h3, main > .row > section > .table caption')
    .allTextContents();

  expect(complaints).toEqual([]);
  expect(titles).toEqual(
    data.dashboard.widgets.map((widget) =>
      widget.type === 'text' ? widget.markdown.split('\n')[0]!.slice('## '.length) : widget.title,
    ),
  );
});

test('on a wide page the widgets stand on the grid of the dashboard, and on a narrow one below each other', async () => {
  const graphs = data.dashboard.widgets.filter(({ type }) => type === 'graph');
  for (const [width, columns] of [
    [1280, 3],
    [390, 1],
  ] as const) {
    const { page } = await openReport(browser, file, { viewport: { width, height: 800 } });
    const lefts = await page.evaluate<number[]>(
      "[...document.querySelectorAll('figure')].map((figure) => Math.round(figure.getBoundingClientRect().left))",
    );
    expect(lefts).toHaveLength(graphs.length);
    expect(new Set(lefts).size).toBe(columns);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBe(width);
  }
});

test('the numbers of a graph are those that were recorded', async () => {
  const { page } = await openReport(browser, file);
  const graph = data.dashboard.widgets.find(
    (widget) => 'title' in widget && widget.title === 'Age of the worst recovery point',
  );
  const lines = graph?.type === 'graph' ? graph.lines : [];
  const expected = lines[0]!.values.map((_, index) => [
    minute(new Date(lines[0]!.fromMs + index * lines[0]!.periodMs).toISOString()),
    ...lines.map(({ values }) => ((values[index] ?? null) === null ? '' : number(values[index] ?? 0))),
  ]);

  expect(await rowsOf(page, 'age-of-the-worst-recovery-point')).toEqual(
    expected.filter(([, ...values]) => values.some((value) => value !== '')),
  );
});

test('each alarm is shown with its state', async () => {
  const { page } = await openReport(browser, file);
  const alarms = data.dashboard.widgets.flatMap((widget) => (widget.type === 'alarms' ? widget.alarms : []));

  const shown = await page
    .locator('.alarms li')
    .evaluateAll((items) =>
      (items as unknown as { title: string; className: string }[]).map(({ title, className }) => [
        title,
        className,
      ]),
    );
  expect(shown.toSorted()).toEqual(alarms.map(({ name, state }) => [name, state.toLowerCase()]).toSorted());
});
