import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keeperAt, temporaryFiles } from '../keeper';

const CASES = join(__dirname, '../../cases');

const file = temporaryFiles();

test('the same plan and its page are the same bytes on a machine in another time zone', () => {
  const settings = file('settings.json', { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] });
  const page = file('today.html', '');
  const inventory = ['today-volumes', 'today-snapshots'].map((name) => join(CASES, `${name}.json`));
  const [here, there] = ['UTC', 'Asia/Kolkata'].map((zone) => {
    const { status, stdout } = keeperAt(
      zone,
      ...['plan', '--adopt', '--all', '--at', '2026-11-28T12:00:00Z', '--settings', settings],
      ...['--inventory', ...inventory, `us-west-2=${join(CASES, 'no-copies.json')}`, '--report', page],
    );
    return { status, stdout, page: readFileSync(page, 'utf8') };
  });

  expect(here!.status).toBe(3);
  expect(here!.stdout).toContain('All times are UTC.');
  expect(there!.stdout).toBe(here!.stdout);
  expect(there!.page === here!.page).toBe(true);
});
