import { existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { drStackName, primaryStackName } from '../../infra/names';
import type { Settings } from '../../infra/settings';
import type { DrawnDashboard } from '../../local/rehearsal/drawn-dashboard';
import { checkWritable, writeWhole } from '../files/whole-file';
import { UsageError } from '../flags/usage-error';
import { renderPage } from '../page/render-page';
import type { DashboardPage } from './page/dashboard/dashboard-page';

const FLAG = '--dashboards';

/** The pages that a rehearsal with these settings writes: one for each stack. */
export const dashboardFiles = (folder: string, primaries: readonly Settings[]): string[] =>
  primaries
    .flatMap((settings) => [
      primaryStackName(settings),
      ...settings.dr.map(({ region }) => drStackName(settings, region)),
    ])
    .map((name) => fileOf(folder, name));

/** Throws UsageError where the pages could not be written. A folder that is not there is made when they are. */
export function checkFolder(folder: string, files: readonly string[]): void {
  if (folder === '') throw new UsageError(`${FLAG}: expected the name of a folder, found "".`);
  for (const file of existsSync(folder) ? files : [folder]) checkWritable(FLAG, file);
}

/** Returns what was written, in words. Throws UsageError. */
export function writeDashboards(folder: string, dashboards: readonly DrawnDashboard[]): string {
  if (dashboards.length === 0) return 'These templates have no dashboards.';
  if (!existsSync(folder)) mkdirSync(folder);
  for (const dashboard of dashboards) {
    const others = dashboards.map(({ name }) => name).filter((name) => name !== dashboard.name);
    const data: DashboardPage = { dashboard, others };
    const page = renderPage({
      title: `Dashboard ${dashboard.name}`,
      entry: join(__dirname, 'page', 'dashboard', 'main.ts'),
      data,
    });
    writeWhole(FLAG, fileOf(folder, dashboard.name), page);
  }
  return ['The dashboards are', ...dashboards.map(({ name }) => `  ${resolve(fileOf(folder, name))}`)].join(
    '\n',
  );
}

const fileOf = (folder: string, name: string): string => join(folder, `${name}.html`);
