import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DashboardPage } from '../../../cli/rehearse/page/dashboard/dashboard-page';
import { keeperHere } from '../keeper-here';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dashboards-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('rehearse draws the dashboard of each stack, in a folder that it makes, and all else is as without', async () => {
  const pages = join(folder, 'pages');
  const without = await keeperHere('rehearse', '--days', '2');
  expect(existsSync(pages)).toBe(false);
  const { status, stdout } = await keeperHere('rehearse', '--days', '2', '--dashboards', pages);

  const names = ['snapshot-keeper-us-east-1-dr-us-west-2', 'snapshot-keeper-us-east-1-primary'];
  expect(readdirSync(pages).sort()).toEqual(names.map((name) => `${name}.html`));
  expect(status).toBe(without.status);
  expect(stdout).toBe(
    `${without.stdout}The dashboards are\n${names.map((name) => `  ${join(pages, name)}.html\n`).join('')}`,
  );
  for (const name of names) {
    const html = readFileSync(join(pages, `${name}.html`), 'utf8');
    const [, data = ''] = /<script type="application\/json" id="data">(.*?)<\/script>/.exec(html) ?? [];
    const { dashboard, others } = JSON.parse(data) as DashboardPage;
    expect([dashboard.name, ...others].sort()).toEqual(names);
    expect(dashboard.toMs - dashboard.fromMs).toBe(2 * 24 * 3_600_000);
  }
});
