import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import {
  addReportOptions,
  readReportOptions,
  type ReportFlags,
  type ReportOptions,
} from '../../../cli/rehearse/report-options';
import { UsageError } from '../../../cli/flags/usage-error';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'report-options-'));
  file = join(folder, 'report.html');
});
afterAll(() => rmSync(folder, { recursive: true }));

const read = (...words: string[]): ReportOptions | undefined =>
  readReportOptions(addReportOptions(new Command()).parse(words, { from: 'user' }).opts<ReportFlags>());

test('without --report there is none', () => {
  expect(read()).toBeUndefined();
});

test('a report states what it assumes', () => {
  expect(read('--report', file)).toEqual({
    file,
    assumptions: { dailyChange: 0.02, writtenShare: 0.5 },
    alternatives: [],
  });
});

test('all of it can be set', () => {
  expect(
    read(
      ...['--report', file, '--daily-change', '0.5%', '--written-share', '0.8'],
      ...['--compare', '7d 4w 12m / 7d', '--compare', '3/1'],
    ),
  ).toEqual({
    file,
    assumptions: { dailyChange: 0.005, writtenShare: 0.8 },
    alternatives: [
      { name: '7d 4w 12m / 7d', primary: { daily: 7, weekly: 4, monthly: 12 }, dr: { daily: 7 } },
      { name: '3/1', primary: { last: 3 }, dr: { last: 1 } },
    ],
  });
});

test.each<[string, () => string[], string]>([
  ['no name', () => ['--report', ''], '--report: expected the name of a file, found "".'],
  ['a folder', () => ['--report', folder], 'it is a folder; expected the name of a file.'],
  [
    'a place that is not there',
    () => ['--report', join(folder, 'no', 'report.html')],
    'no/report.html: expected a file in a folder that exists.',
  ],
  [
    'a retention without one for the DR Regions',
    () => ['--report', file, '--compare', '7d 4w'],
    '--compare: expected the retention of the primary and of the DR Regions such as "7d 4w 12m / 7d", found "7d 4w".',
  ],
  ['a retention that is none', () => ['--report', file, '--compare', '7d / often'], 'found "7d / often".'],
  ['three parts', () => ['--report', file, '--compare', '7 / 3 / 1'], 'found "7 / 3 / 1".'],
  [
    'a third alternative',
    () => ['--report', file, ...['1/1', '2/1', '3/1'].flatMap((word) => ['--compare', word])],
    '--compare: expected at most 2 alternatives, found a third, "3/1".',
  ],
  [
    'the same alternative twice',
    () => ['--report', file, '--compare', '3 / 1', '--compare', '3 / 1'],
    '--compare: expected each retention once, found "3 / 1" after "3 / 1".',
  ],
  [
    'the same alternative in other words',
    () => ['--report', file, '--compare', '4w 7d / 1', '--compare', '7d 4w/1'],
    '--compare: expected each retention once, found "7d 4w/1" after "4w 7d / 1".',
  ],
  [
    'a change of more than all',
    () => ['--report', file, '--daily-change', '200%'],
    '--daily-change: expected a share from 0.0001 to 1 such as 0.2 or 20%, found "200%".',
  ],
  [
    'a percentage without its sign',
    () => ['--report', file, '--daily-change', '2'],
    '--daily-change: expected a share from 0.0001 to 1 such as 0.2 or 20%, found "2".',
  ],
  [
    'no change at all',
    () => ['--report', file, '--daily-change', '0'],
    '--daily-change: expected a share from 0.0001 to 1 such as 0.2 or 20%, found "0".',
  ],
  [
    'a share that is no number',
    () => ['--report', file, '--written-share', 'half'],
    '--written-share: expected a share from 0.0001 to 1 such as 0.2 or 20%, found "half".',
  ],
  [
    'an alternative without a report',
    () => ['--compare', '7/1'],
    '--compare says what stands in the report: add --report FILE.',
  ],
])('refused: %s', (_, words, message) => {
  expect(() => read(...words())).toThrow(UsageError);
  expect(() => read(...words())).toThrow(message);
});
