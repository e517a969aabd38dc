import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keeper } from '../keeper';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulate-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('the help tells the defaults as the flags take them', () => {
  const { status, stdout } = keeper('simulate', '--help');
  const text = stdout.replaceAll(/\s+/g, ' ');

  expect(text).toContain('such as 7 or 1-1000 (default: 1-50)');
  expect(text).toContain('(default: all)');
  expect(text).not.toContain('{');
  expect(status).toBe(0);
});

test('seeds run in parallel, and the faults of the run are printed before its results', () => {
  const { status, stdout } = keeper(
    'simulate',
    ...['--seeds', '1-2', '--days', '1'],
    ...['--faults', 'throttled=0.1', '--faults', 'event-duplicated=0.5'],
  );

  expect(stdout.split('\n').slice(0, 3)).toEqual([
    'Seeds 1 to 2, 1 day under these faults:',
    '  event-duplicated 0.5 per event of EC2: EventBridge delivers it again, at once or within ten minutes',
    '  throttled 0.1 per call: AWS asks for fewer calls',
  ]);
  expect(stdout).toMatch(/2 seeds: [0-9]+ snapshots, [0-9]+ copies, [0-9]+ deletions\./);
  expect(stdout).toContain('No rule was broken, and everything else came right.');
  expect(status).toBe(0);
});

test('one seed leaves a trace, the same each time', () => {
  const trace = (name: string): string => {
    const file = join(folder, name);
    keeper('simulate', '--seeds', '5', '--days', '1', '--trace', file);
    return readFileSync(file, 'utf8');
  };
  const first = trace('first.jsonl');

  expect(first.split('\n').length).toBeGreaterThan(1000);
  expect(JSON.parse(first.split('\n')[0]!)).toHaveProperty('at');
  expect(trace('second.jsonl')).toBe(first);
});
