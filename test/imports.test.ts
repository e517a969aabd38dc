import { execFileSync } from 'node:child_process';
import { resolve } from 'node:path';
import { circlesIn, importsAmong } from './support/import-graph';

const ROOT = resolve(__dirname, '..');
const graph = importsAmong(ROOT, ['bench', 'cli', 'functions', 'infra', 'local']);

describe('circles', () => {
  test('a circle is named file by file', () => {
    const circles = circlesIn(
      new Map([
        ['entry', ['a', 'b']],
        ['a', ['b']],
        ['b', ['c']],
        ['c', ['a']],
      ]),
    );

    expect(circles).toEqual(['a → b → c → a']);
  });

  test('two files that import a third are no circle', () => {
    expect(
      circlesIn(
        new Map([
          ['a', ['c', 'b']],
          ['b', ['c']],
          ['c', []],
        ]),
      ),
    ).toEqual([]);
  });

  test('imports of types count', () => {
    expect(graph.get('functions/prune-volume/read-volume.ts')).toEqual([
      'functions/domain/snapshot.ts',
      'functions/prune-volume/deps.ts',
    ]);
  });

  test('no file imports itself, not even through others', () => {
    expect(graph.size).toBeGreaterThan(300);
    expect(circlesIn(graph)).toEqual([]);
  });
});

describe('the import table', () => {
  /** The message of the linter for one import in one file; empty where it lets it pass. */
  const verdicts = (cases: readonly (readonly [file: string, path: string])[]): string[] => {
    const script = `
      import { ESLint } from 'eslint';
      const eslint = new ESLint({
        overrideConfig: { languageOptions: { parserOptions: { projectService: false } } },
        ruleFilter: ({ ruleId }) => ruleId === 'no-restricted-imports',
      });
      const messages = [];
      for (const [filePath, path] of JSON.parse(process.argv[1])) {
        const [{ messages: found }] = await eslint.lintText("import type { x } from '" + path + "';", { filePath });
        messages.push(found.map(({ message }) => message).join());
      }
      console.log(JSON.stringify(messages));`;
    const output = execFileSync(
      process.execPath,
      ['--input-type=module', '--eval', script, JSON.stringify(cases)],
      { cwd: ROOT, encoding: 'utf8' },
    );
    return JSON.parse(output) as string[];
  };

  const emulator = ['iam', 'template', 'aws', 'asl', 'handlers', 'faults'];

  test('lint refuses what goes against it', () => {
    const forbidden: [string, string][] = [
      ...emulator.flatMap((folder): [string, string][] => [
        [`local/${folder}/x.ts`, '../../functions/domain/tags'],
        [`local/${folder}/x.ts`, '../../infra/settings'],
        [`local/${folder}/x.ts`, '../../cli/main'],
        [`local/${folder}/x.ts`, '../world/world'],
        [`local/${folder}/x.ts`, '../rehearsal/rehearsal'],
        [`local/${folder}/x.ts`, '../simulation/simulation'],
      ]),
      ['local/aws/ec2/x.ts', '../../../functions/domain/tags'],
      ['local/kernel/x.ts', '../aws/api'],
      ['local/world/x.ts', '../rehearsal/rehearsal'],
      ['local/world/x.ts', '../simulation/simulation'],
      ['local/rehearsal/x.ts', '../simulation/simulation'],
      ['local/simulation/x.ts', '../rehearsal/rehearsal'],
      ['functions/domain/x.ts', '../aws/snapshots'],
      ['functions/aws/x.ts', '../runtime/lambda'],
      ['functions/tag-copy/x.ts', '../../local/aws/api'],
      ['functions/tag-copy/x.ts', '../../infra/settings'],
      ['infra/x.ts', '../local/aws/api'],
      ['cli/x.ts', '../bench/main'],
    ];
    const found = verdicts(forbidden);

    expect(forbidden.filter((_, index) => found[index] === '')).toEqual([]);
  });

  test('lint lets pass what goes by it', () => {
    const allowed: [string, string][] = [
      ...emulator.map((folder): [string, string] => [`local/${folder}/x.ts`, '../kernel/loop']),
      ['local/world/x.ts', '../../functions/domain/tags'],
      ['local/world/x.ts', '../aws/api'],
      ['local/rehearsal/x.ts', '../world/world'],
      ['local/simulation/x.ts', '../../infra/settings'],
      ['infra/x.ts', '../functions/domain/settings'],
      ['cli/x.ts', '../local/rehearsal/rehearsal'],
    ];

    expect(verdicts(allowed)).toEqual(allowed.map(() => ''));
  });
});
