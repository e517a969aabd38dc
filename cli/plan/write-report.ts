import { join, resolve } from 'node:path';
import type { Tags } from '../../functions/domain/tags';
import type { Settings } from '../../infra/settings';
import { checkWritable, writeWhole } from '../files/whole-file';
import { refuseOverwriting } from '../flags/refuse-overwriting';
import { UsageError } from '../flags/usage-error';
import { pathOf } from '../inventory/inventory-source';
import { renderPage } from '../page/render-page';
import type { FleetPlan } from './planned';
import { protectionToday } from './today/protection-today';

/** What commander hands over, as far as the report looks at it. */
export type ReportFlags = {
  readonly report?: string;
  readonly json?: true;
  readonly explain?: string;
  readonly settings?: string;
  readonly inventory?: string[];
};

/** The plan of one primary Region, and what the report shows beside it. */
export type Planned = {
  readonly settings: Settings;
  readonly plan: FleetPlan;
  /** Of the volumes that are there, by id. */
  readonly tagsOf: ReadonlyMap<string, Tags>;
};

/** Throws UsageError where the report could not be written, or is asked for beside --explain, before anything is read. */
export function checkReport({ report, explain: explained, settings, inventory = [] }: ReportFlags): void {
  if (report === undefined) return;
  if (explained !== undefined)
    throw new UsageError('--report is about every volume and --explain about one thing: give one of them.');
  refuseOverwriting(
    [['--report', report]],
    [['--settings', settings], ...inventory.map((source) => ['--inventory', pathOf(source)] as const)],
  );
  checkWritable('--report', report);
}

/** Once the plan is printed, which stands whether or not the file can be written. */
export function writeReport(file: string, plans: readonly Planned[], { json }: ReportFlags): void {
  const data = plans.map(({ plan, settings, tagsOf }) => protectionToday(plan, settings, tagsOf));
  const title = `Protection today of ${data[0]?.deployment ?? ''}`;
  writeWhole('--report', file, renderPage({ title, entry: join(__dirname, 'page', 'main.ts'), data }));
  if (json !== true) process.stdout.write(`The page is ${resolve(file)}\n`);
}
