import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { Command } from 'commander';
import * as z from 'zod';
import { backupCommand } from '../cli/backup/backup-command';
import { drainCommand } from '../cli/drain/drain-command';
import { historyCommand } from '../cli/history/history-command';
import { pauseCommand, resumeCommand } from '../cli/pause/pause-commands';
import { planCommand } from '../cli/plan/plan-command';
import { pointsCommand } from '../cli/points/points-command';
import { regionsCommand } from '../cli/regions/regions-command';
import { rehearseCommand } from '../cli/rehearse/rehearse-command';
import { restoreCommand } from '../cli/restore/restore-command';
import { simulateCommand } from '../cli/simulate/simulate-command';
import { statusCommand } from '../cli/status/status-command';
import { sweepCommand } from '../cli/sweep/sweep-command';
import { RetentionPolicy } from '../functions/domain/retention-policy';
import { Settings } from '../infra/settings';

const ROOT = resolve(__dirname, '..');

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

const PAGES = [
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'examples/README.md',
  'local/README.md',
  'statemachines/README.md',
  ...readdirSync(join(ROOT, 'docs'))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file}`),
];

const INDEX = 'docs/runbooks/README.md';

const RUNBOOKS = readdirSync(join(ROOT, 'docs/runbooks'))
  .map((file) => `docs/runbooks/${file}`)
  .filter((page) => page !== INDEX);

/** Without what is no text: a heading or a link in a block of code is none. */
const proseOf = (page: string): string => read(page).replace(/^ *```[^]*?^ *```$/gm, '');

/** As GitHub makes an anchor of a heading; a second one of the same words is not told from the first. */
const anchorsOf = (page: string): string[] =>
  [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^a-z0-9 _-]/g, '')
      .replaceAll(' ', '-'),
  );

/** Top folders, without what is made and what is hidden. */
const FOLDERS = readdirSync(ROOT, { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !/^(\.|node_modules$|cdk\.out$)/.test(entry.name))
  .map(({ name }) => name);

/** Of a word such as `test/{docs,imports}.test.ts`, the paths that it stands for; none of one that names no file, such as `cli/<verb>/`. */
function pathsIn(word: string): string[] {
  const [, before = word, list, after = ''] = /^(.*)\{(.+)\}(.*)$/.exec(word) ?? [];
  const words = list === undefined ? [word] : list.split(',').map((part) => `${before}${part}${after}`);
  return words.filter(
    (path) => FOLDERS.includes(path.split('/')[0] ?? '') && /^[\w-]+\/[\w./-]*$/.test(path),
  );
}

type Link = { readonly page: string; readonly target: string };

const linksOf = (page: string): Link[] =>
  [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, target = '']) => ({ page, target }));

const isBroken = ({ page, target }: Link): boolean => {
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? page : relative(ROOT, resolve(ROOT, dirname(page), path));
  return !existsSync(join(ROOT, file)) || (anchor !== undefined && !anchorsOf(file).includes(anchor));
};

/** What is to be typed: lines of the blocks for a shell, continued ones joined, and code within the text. */
const commandsIn = (page: string): string[] => [
  ...[...read(page).matchAll(/^ *```sh\n([^]*?)^ *```$/gm)].flatMap(([, block = '']) =>
    block.replace(/\s*\\\n\s*/g, ' ').split('\n'),
  ),
  ...[...proseOf(page).matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code),
];

const commands = [...PAGES, ...RUNBOOKS].flatMap((page) =>
  commandsIn(page).flatMap((line) =>
    line.split('&&').map((command) => ({ page, words: command.trim().split(/\s+/) })),
  ),
);

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

/** The script that a command of npm runs, such as `bench`; undefined for any other. */
function scriptOf([program, verb, ...rest]: readonly string[]): string | undefined {
  if (program !== 'npm') return undefined;
  if (verb === 'start' || verb === 'test') return verb;
  return verb === 'run' ? rest.find((word) => !word.startsWith('-')) : undefined;
}

const VERBS: Record<string, Command> = Object.fromEntries(
  [
    planCommand(),
    pauseCommand(),
    resumeCommand(),
    statusCommand(),
    regionsCommand(),
    historyCommand(),
    pointsCommand(),
    drainCommand(),
    sweepCommand(),
    backupCommand(),
    restoreCommand(),
    rehearseCommand(),
    simulateCommand(),
  ].map((verb) => [verb.name(), verb]),
);

/** The verb that a command runs with the words that it gets; undefined where it runs none. */
function verbOf(
  words: readonly string[],
): { readonly verb: string; readonly given: readonly string[] } | undefined {
  const script = scriptOf(words);
  const given = words.includes('--') ? words.slice(words.indexOf('--') + 1) : [];
  if (script === 'start') return { verb: 'rehearse', given };
  if (script === 'simulate') return { verb: 'simulate', given };
  if (script === 'keeper')
    return given[0] === undefined ? undefined : { verb: given[0], given: given.slice(1) };
  if (words[0] === 'npx' && words[1] === 'snapshot-keeper')
    return { verb: words[2] ?? '', given: words.slice(3) };
  return words[0] !== undefined && words.length > 1 && words[0] in VERBS
    ? { verb: words[0], given: words.slice(1) }
    : undefined;
}

const flagsOf = (verb: Command): string[] => ['--help', ...verb.options.map(({ long }) => long ?? '')];

/** The names of the settings below a schema, such as `primary.region` and `dr[].key`; retention is one setting. */
function namesIn(schema: unknown, path: string): string[] {
  if (schema === RetentionPolicy) return [path];
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodOptional)
    return namesIn(schema.unwrap(), path);
  if (schema instanceof z.ZodArray) {
    const inner = namesIn(schema.element, `${path}[]`);
    return inner.length === 1 && inner[0] === `${path}[]` ? [path] : inner;
  }
  if (schema instanceof z.ZodUnion)
    return [...new Set(schema.options.flatMap((option) => namesIn(option, path)))];
  if (schema instanceof z.ZodObject)
    return Object.entries(schema.shape).flatMap(([key, value]) =>
      namesIn(value, path === '' ? key : `${path}.${key}`),
    );
  return [path];
}

const rowsOf = (page: string): string[] =>
  [...read(page).matchAll(/^\| `([^`]+)`/gm)].map(([, name = '']) => name);

test('the README is read in ten minutes: at most 150 lines', () => {
  expect(read('README.md').split('\n').length - 1).toBeLessThanOrEqual(150);
});

test('every link within the project leads to a file and, where it names one, a heading', () => {
  const links = [...PAGES, INDEX, ...RUNBOOKS]
    .flatMap(linksOf)
    .filter(({ target }) => !/^[a-z]+:/.test(target));

  expect(links.length).toBeGreaterThan(50);
  expect(links.filter(isBroken)).toEqual([]);
});

test('every path within the project that a page names, in a command or by itself, is there', () => {
  const named = commands.flatMap(({ page, words }) => words.flatMap(pathsIn).map((path) => ({ page, path })));

  expect(pathsIn('test/{docs,imports}.test.ts')).toEqual(['test/docs.test.ts', 'test/imports.test.ts']);
  expect(named.length).toBeGreaterThan(50);
  expect(named.filter(({ path }) => !existsSync(join(ROOT, path)))).toEqual([]);
});

test('every page is linked from the README', () => {
  const linked = new Set(linksOf('README.md').map(({ target }) => target.split('#')[0]));

  expect(PAGES.filter((page) => page.startsWith('docs/') && !linked.has(page))).toEqual([]);
});

describe('a runbook', () => {
  test('stands in the index, and leads there', () => {
    const listed = linksOf(INDEX).map(({ target }) => `docs/runbooks/${target}`);

    for (const page of RUNBOOKS) {
      expect(listed).toContain(page);
      expect(linksOf(page).map(({ target }) => target)).toContain('README.md');
    }
  });

  test('names what the index says how to replace, and nothing else of somebody', () => {
    const names =
      /\b(?:[a-z]{2}(?:-[a-z]+)+-\d(?![\w-])|\d{12}\b|(?:snap|vol)-[0-9a-f]+\b|[0-9a-f]{8}-[0-9a-f-]{27})/g;
    const replaced = new Set(read(INDEX).match(names));
    const used = RUNBOOKS.flatMap((page) => commandsIn(page).join('\n').match(names) ?? []);

    expect(used.length).toBeGreaterThan(10);
    expect([...new Set(used)].filter((name) => !replaced.has(name))).toEqual([]);
  });
});

describe('docs/configure.md', () => {
  const rows = rowsOf('docs/configure.md');

  test('has a row for every setting', () => {
    const names = namesIn(Settings, '');

    expect(names).toContain('dr[].key');
    expect(names.filter((name) => !rows.includes(name))).toEqual([]);
  });

  test('has a row for every rule of retention', () => {
    const rules = Object.keys(RetentionPolicy.shape);

    expect(rules).toContain('within');
    expect(rules.filter((rule) => !rows.includes(rule))).toEqual([]);
  });
});

test('each row of the comparison names tests that show it', () => {
  const [section = ''] = read('docs/compared-with.md')
    .split(/^## /m)
    .filter((text) => text.startsWith('Row by row'));
  const [, , ...rows] = section.split('\n').filter((line) => line.startsWith('|'));

  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter((row) => !/`test\/[^`]+\.test\.ts`/.test(row))).toEqual([]);
});

describe('commands in the pages', () => {
  test('every script of npm exists', () => {
    const named = commands.flatMap(({ page, words }) => {
      const script = scriptOf(words);
      return script === undefined ? [] : [{ page, script }];
    });

    expect(named.length).toBeGreaterThan(20);
    expect(named.filter(({ script }) => scripts[script] === undefined)).toEqual([]);
  });

  test('every verb exists, and takes the flags that it is given', () => {
    const called = commands.flatMap(({ page, words }) => {
      const call = verbOf(words);
      return call === undefined ? [] : [{ page, ...call }];
    });
    const wrong = called.flatMap(({ page, verb, given }) => {
      const command = VERBS[verb];
      if (command === undefined) return [`${page}: no verb "${verb}"`];
      const known = flagsOf(command);
      return given
        .filter((word) => word.startsWith('--'))
        .filter((word) => !known.includes(word.split('=')[0] ?? ''))
        .map((flag) => `${page}: ${verb} takes no ${flag}`);
    });

    expect(called.length).toBeGreaterThan(20);
    expect(wrong).toEqual([]);
  });
});
