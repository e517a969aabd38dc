import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { HOUR_MS } from '../../local/kernel/time-units';

/** A report in a tab, and what the browser complained of and asked for beside the file itself. */
export type OpenReport = { readonly page: Page; readonly complaints: readonly string[] };

export async function openReport(
  browser: Browser,
  file: string,
  options: BrowserContextOptions = {},
): Promise<OpenReport> {
  const url = pathToFileURL(file).href;
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, ...options });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console ${message.type()}: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  const figureCount = await page.locator('figure').count();
  await page.waitForFunction(`document.querySelectorAll('figure .chart > *').length === ${figureCount}`);
  return { page, complaints };
}

/** Every row of a figure's table, after opening it and asking for more rows until there are no more. */
export async function rowsOf(page: Page, figureId: string): Promise<string[][]> {
  await page.locator(`#${figureId} summary`).click();
  // The table is made after the click, by the event that follows it.
  await page.locator(`#${figureId} .rows`).waitFor();
  const more = page.locator(`#${figureId} .rows button`);
  while (await more.isVisible()) await more.click();
  return cells(page, `#${figureId} tbody tr`);
}

export const cells = (page: Page, rowSelector: string): Promise<string[][]> =>
  page.evaluate<string[][]>(
    `[...document.querySelectorAll(${JSON.stringify(rowSelector)})].map((row) => [...row.cells].map((cell) => cell.textContent))`,
  );

/** How the tables show a time, a number, and the hours between two times. */
export const minute = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
export const number = (value: number): string => {
  const [whole = '', decimals] = String(Math.round(value * 100) / 100).split('.');
  const grouped = whole.replace(/\B(?=(?:[0-9]{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
};
export const hoursBetween = (from: string, to: string): string =>
  number((Date.parse(to) - Date.parse(from)) / HOUR_MS);
