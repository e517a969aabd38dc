import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WholeFile, checkWritable, writeWhole } from '../../../cli/files/whole-file';
import { UsageError } from '../../../cli/flags/usage-error';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whole-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

test('until it is finished, what was there stays', () => {
  const place = join(folder, 'trace.jsonl');
  writeFileSync(place, 'before');
  const file = new WholeFile('--trace', place);
  file.write('one\n');
  file.write('two\n');

  expect(readFileSync(place, 'utf8')).toBe('before');
  file.finish();
  expect(readFileSync(place, 'utf8')).toBe('one\ntwo\n');
  expect(readdirSync(folder)).toEqual(['trace.jsonl']);
});

test('what is given up leaves nothing behind, and what was there stays', () => {
  const place = join(folder, 'trace.jsonl');
  writeFileSync(place, 'before');
  const file = new WholeFile('--trace', place);
  file.write('half');
  file.discard();
  file.discard();

  expect(readFileSync(place, 'utf8')).toBe('before');
  expect(readdirSync(folder)).toEqual(['trace.jsonl']);
});

test('a link stays one, and what it names is written', () => {
  writeFileSync(join(folder, 'real'), 'before');
  symlinkSync(join(folder, 'real'), join(folder, 'link'));
  writeWhole('--report', join(folder, 'link'), 'after');

  expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('after');
  expect(readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isSymbolicLink())).toHaveLength(
    1,
  );
});

test('a full disk is told in one line once the file is to be finished', () => {
  const file = new WholeFile('--trace', '/dev/full');
  file.write('one');
  file.write('two');

  expect(() => file.finish()).toThrow(new UsageError('--trace: cannot write /dev/full: the disk is full.'));
});

test.each([
  ['no name', () => '', '--report: expected the name of a file, found "".'],
  ['a folder', () => folder, 'it is a folder; expected the name of a file.'],
  ['a folder that is not there', () => join(folder, 'no', 'x'), 'expected a file in a folder that exists.'],
  ['a file as a folder', () => join(folder, 'file', 'x'), 'expected a file in a folder that exists.'],
  ['a place where no file can be', () => '/proc/x', 'cannot write /proc/x: '],
])('refused before anything is run: %s', (_, place, message) => {
  writeFileSync(join(folder, 'file'), '');
  mkdirSync(join(folder, 'folder'));

  expect(() => checkWritable('--report', place())).toThrow(UsageError);
  expect(() => checkWritable('--report', place())).toThrow(message);
  expect(readdirSync(folder)).toEqual(['file', 'folder']);
});
