import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keeperAt } from '../keeper';

const CASES = join(__dirname, '../../cases');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'zones-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const volumes = join(CASES, 'today-volumes.json');
const snapshots = join(CASES, 'today-snapshots.json');

test.each([
  ['the built-in fleet', ['--days', '2']],
  ['an inventory', ['--days', '2', '--inventory', volumes, snapshots]],
])('the same command gives the same bytes on a machine in another time zone: %s', (_, words) => {
  const page = join(folder, 'report.html');
  const trace = join(folder, 'trace.jsonl');
  const [here, there] = ['UTC', 'Asia/Kolkata'].map((zone) => {
    const { status, stdout } = keeperAt(zone, 'rehearse', '--report', page, '--trace', trace, ...words);
    return { status, stdout, page: readFileSync(page, 'utf8'), trace: readFileSync(trace, 'utf8') };
  });

  expect(here!.status).toBe(0);
  expect(here!.stdout).toContain('as all times in UTC');
  expect(there!.stdout).toBe(here!.stdout);
  expect(there!.page === here!.page).toBe(true);
  expect(there!.trace === here!.trace).toBe(true);
});
