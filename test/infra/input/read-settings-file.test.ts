import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whyUnreadable } from '../../../infra/input/file-fault';
import { readSettingsFile } from '../../../infra/input/read-settings-file';
import { SettingsError } from '../../../infra/settings';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
  file = join(folder, 'keeper.json');
});
afterAll(() => rmSync(folder, { recursive: true }));

test('a byte order mark is skipped', () => {
  writeFileSync(file, '\ufeff{"primary": 1}');

  expect(readSettingsFile(file)).toEqual({ primary: 1 });
});

test.each<[rule: string, content: string | Buffer, message: string]>([
  ['an empty file', '', 'FILE is not JSON: it is empty.'],
  [
    'half a file',
    '{"primary": {\n  "region": "us-',
    'FILE is not JSON: line 2, column 17: it ends too early.',
  ],
  [
    'a comma too many, the place of which does not count the mark',
    '\ufeff{"primary": {}, }',
    'FILE is not JSON: line 1, column 17: expected a name in double quotes, found "}".',
  ],
  [
    'a text in UTF-16',
    Buffer.from('\ufeff{}', 'utf16le'),
    'FILE is not JSON: it is in UTF-16; save it as UTF-8.',
  ],
  [
    'a text of before UTF-8, whose letters would be lost',
    Buffer.from('{"selection": {"tagKey": "Gr\u00f6\u00dfe"}}', 'latin1'),
    'FILE is not JSON: it is not in UTF-8; save it as UTF-8.',
  ],
  [
    'settings that stand twice',
    '{"dr": [{"region": "us-west-2",\n "key": "new",\n "key": "aws/ebs"}],\n "timeZone": "UTC", "timeZone": "UTC"}',
    'Wrong settings in FILE:\n' +
      '  dr, entry 1 (us-west-2), key: stands twice, at line 2, column 2 and at line 3, column 2\n' +
      '  timeZone: stands twice, at line 4, column 2 and at line 4, column 21',
  ],
])('%s is refused', (_rule, content, message) => {
  writeFileSync(file, content);

  expect(() => readSettingsFile(file)).toThrow(new SettingsError(message.replace('FILE', file)));
});

test('of a file that holds settings, nothing else is judged', () => {
  const read = (text: string): unknown => {
    writeFileSync(file, text);
    return readSettingsFile(file, { under: ['context', 'keeper'] });
  };

  expect(read('{"app": 1, "app": 2, "context": {"other": 1, "other": 2, "keeper": {}}}')).toBeDefined();
  expect(() => read('{"context": {"keeper": {"dr": [], "dr": []}}}')).toThrow(
    'context.keeper.dr: stands twice',
  );
  expect(() => read('{"context": {"keeper": {}}, "context": {}}')).toThrow('context: stands twice');
});

test('a file that is not there is told with where else it may be', () => {
  expect(() => readSettingsFile('/nowhere/keeper.json', { hint: ' Look here.' })).toThrow(
    new SettingsError('Cannot read /nowhere/keeper.json: there is no such file. Look here.'),
  );
  expect(() => readSettingsFile(folder)).toThrow(new SettingsError(`Cannot read ${folder}: it is a folder.`));
});

test.each([
  ['EACCES', 'there is no permission to read it'],
  ['ENOTDIR', 'there is no such file'],
  ['EIO', 'EIO'],
])('%s is told as: %s', (code, words) => {
  expect(whyUnreadable(Object.assign(new Error('…'), { code }))).toBe(words);
});
