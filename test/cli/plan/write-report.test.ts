import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProtectionToday } from '../../../cli/plan/today/today';
import { vol } from '../../support/builders';
import { keeper, temporaryFiles } from '../keeper';
import { copied, copy, volume } from './account';

const file = temporaryFiles();

/** One volume that is protected. */
const inventory = (): string[] => [
  ...[
    '--settings',
    file('settings.json', { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] }),
  ],
  ...['--at', '2026-03-05T02:00:00Z', '--inventory'],
  file('volumes.json', { Volumes: [volume(1)] }),
  file('snapshots.json', { Snapshots: [copied(1, vol(1), 4)] }),
  `us-west-2=${file('dr.json', { Snapshots: [copy(901, vol(1), 4, 1)] })}`,
];

const dataIn = (page: string): ProtectionToday[] => {
  const [, json = ''] = /id="data">(.*)<\/script>/.exec(readFileSync(page, 'utf8')) ?? [];
  return JSON.parse(json) as ProtectionToday[];
};

test('the page is written after the plan, and its path is the last thing that is told', () => {
  const words = inventory();
  const page = join(dirname(words[1]!), 'today.html');
  const { status, stdout } = keeper('plan', '--report', page, ...words);

  expect(status).toBe(0);
  expect(stdout).toContain('Protected: 1 of 1 selected volume');
  expect(stdout.endsWith(`Nothing to do.\nThe page is ${page}\n`)).toBe(true);
  expect(dataIn(page)).toEqual([
    expect.objectContaining({
      targetHours: 26,
      coverage: expect.objectContaining({ protected: 1 }) as unknown,
    }),
  ]);
});

test('with --json the page is written too, and standard output is the plan alone; --target-hours counts in both', () => {
  const words = inventory();
  const page = join(dirname(words[1]!), 'json.html');
  const { status, stdout } = keeper('plan', '--json', '--report', page, '--target-hours', '12', ...words);

  expect(status).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ targetHours: 12, totals: { coverage: { unprotected: 1 } } });
  expect(dataIn(page)[0]).toMatchObject({
    targetHours: 12,
    unprotected: [
      {
        cause: 'the newest point in us-east-1 and us-west-2 is older than 12 h',
        volumes: [`${vol(1)} (24 h)`],
      },
    ],
  });
});

test('where the plan cannot be made, no page is written', () => {
  const words = inventory();
  const page = join(dirname(words[1]!), 'none.html');
  const { status } = keeper('plan', '--report', page, ...words.slice(0, -1));

  expect(status).toBe(2);
  expect(existsSync(page)).toBe(false);
});

test('where the page cannot be written, the plan is printed all the same', () => {
  const { status, stdout, stderr } = keeper('plan', '--report', '/dev/full', ...inventory());

  expect(status).toBe(2);
  expect(stdout).toContain('Nothing to do.');
  expect(stdout).not.toContain('The page is');
  expect(stderr).toBe('--report: cannot write /dev/full: the disk is full.\n');
});
