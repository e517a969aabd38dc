import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { PASSING_LAMBDA_ERRORS } from './statemachines/retry-rules';
import * as errors from '../functions/domain/errors';

const ROOT = resolve(__dirname, '..');
const CODE_FOLDERS = ['bench', 'cli', 'functions', 'infra', 'local'];

const filesUnder = (folder: string): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .sort();

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const codeFiles = CODE_FOLDERS.flatMap(filesUnder).filter((file) => file.endsWith('.ts'));
const handlers = codeFiles.filter((file) => basename(file) === 'handler.ts');

type State = {
  readonly Type: string;
  readonly Comment?: string;
  readonly TimeoutSeconds?: number;
  readonly Retry?: readonly Rule[];
  readonly Catch?: readonly Rule[];
  readonly Branches?: readonly Machine[];
  readonly ItemProcessor?: Machine;
};
type Rule = {
  readonly ErrorEquals: readonly string[];
  readonly Next?: string;
  readonly JitterStrategy?: string;
  readonly MaxAttempts?: number;
};
type Machine = { readonly Comment?: string; readonly States: Readonly<Record<string, State>> };

const machines = filesUnder('statemachines')
  .filter((file) => file.endsWith('.asl.json'))
  .map((file) => ({ file, machine: JSON.parse(read(file)) as Machine }));

const statesOf = ({ States }: Machine): [string, State][] =>
  Object.entries(States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.Branches ?? []).flatMap(statesOf),
    ...(state.ItemProcessor === undefined ? [] : statesOf(state.ItemProcessor)),
  ]);

const allStates = machines.flatMap(({ file, machine }) =>
  statesOf(machine).map(([name, state]) => ({ at: `${basename(file)}/${name}`, name, state })),
);

/** Names that AWS itself gives to errors (Step Functions developer guide, "Error names"). */
const AWS_ERROR_NAMES = new Set<string>([
  ...PASSING_LAMBDA_ERRORS,
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Sandbox.Timedout',
  'States.ALL',
  'States.TaskFailed',
  'States.Timeout',
]);

describe('code', () => {
  test('no file is longer than 300 lines', () => {
    const long = codeFiles.filter((file) => read(file).split('\n').length > 301);

    expect(long).toEqual([]);
  });

  test('every handler says who calls it, what a repeated call does and how it fails', () => {
    const silent = handlers.filter((file) => {
      const header = read(file).split('*/')[0] ?? '';
      return !['Called by:', 'Late or repeated call:', 'Fail'].every((words) => header.includes(words));
    });

    expect(handlers).not.toEqual([]);
    expect(silent).toEqual([]);
  });

  test('every handler has a test of the same name', () => {
    const tests = new Set(filesUnder('test'));
    const untested = handlers
      .map((file) => `test/functions/${basename(dirname(file))}.test.ts`)
      .filter((file) => !tests.has(file));

    expect(untested).toEqual([]);
  });

  test('every handler is deployed by a stack under its own name', () => {
    const stacks = filesUnder('infra').map(read).join('\n');
    const pascal = (name: string): string =>
      name.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());
    const unused = handlers
      .map((file) => pascal(basename(dirname(file))))
      .filter((name) => !stacks.includes(name));

    expect(unused).toEqual([]);
  });

  test('every file is imported by another or is an entry', () => {
    const entries = new Set([
      'bench/burst/worker.ts',
      'bench/main.ts',
      'bench/share-worker.ts',
      'bench/sweep/memory-worker.ts',
      'cli/main.ts',
      'cli/plan/page/main.ts',
      'cli/rehearse/page/dashboard/main.ts',
      'cli/rehearse/page/main.ts',
      'cli/simulate/simulate-worker.ts',
      'infra/app.ts',
      'infra/bundle.ts',
      ...handlers,
    ]);
    const imported = new Set(
      [...codeFiles, ...filesUnder('test').filter((file) => file.endsWith('.ts'))].flatMap((file) =>
        [...read(file).matchAll(/from '(\.[^']+)'|import\(\s*'(\.[^']+)'/g)].map(([, from, lazily]) =>
          relative(ROOT, `${resolve(ROOT, dirname(file), from ?? lazily ?? '')}.ts`),
        ),
      ),
    );
    const dead = codeFiles.filter((file) => !entries.has(file) && !imported.has(file));

    expect(dead).toEqual([]);
  });

  test('zod is imported whole, since only then a bundle loses what is not used of it', () => {
    const others = codeFiles.filter((file) => /(?<!\* as z) from 'zod'/.test(read(file)));

    expect(others).toEqual([]);
  });

  test('a unit of time is written down in one file for each side of the line between functions and local world', () => {
    const own = codeFiles.filter((file) => /\bconst (SECOND|MINUTE|HOUR|DAY)_MS\b/.test(read(file)));

    expect(own).toEqual(['functions/domain/time-units.ts', 'local/kernel/time-units.ts']);
  });

  test('no leftovers', () => {
    const leftovers = [...codeFiles, ...filesUnder('test')]
      .filter((file) => file !== 'test/tidy.test.ts')
      .filter((file) => /\b(TODO|FIXME|XXX)\b|eslint-disable|@ts-ignore|@ts-expect-error/.test(read(file)));

    expect(leftovers).toEqual([]);
  });
});

describe('state machines', () => {
  test('every machine says its purpose and its input', () => {
    const silent = machines.filter(({ machine }) => !/Input: \{/.test(machine.Comment ?? ''));

    expect(machines).not.toEqual([]);
    expect(silent.map(({ file }) => file)).toEqual([]);
  });

  test('state names are words of PascalCase, at most 40 characters', () => {
    const wrong = allStates.filter(({ name }) => !/^([A-Z][a-z]+)+$/.test(name) || name.length > 40);

    expect(wrong.map(({ at }) => at)).toEqual([]);
  });

  test('every Task has a timeout and a Retry with full jitter for what passes', () => {
    const tasks = allStates.filter(({ state }) => state.Type === 'Task');
    const wrong = tasks.filter(
      ({ state }) =>
        state.TimeoutSeconds === undefined ||
        !(state.Retry ?? []).some(({ JitterStrategy }) => JitterStrategy === 'FULL'),
    );

    expect(tasks).not.toEqual([]);
    expect(wrong.map(({ at }) => at)).toEqual([]);
  });

  test('every Task catches every error', () => {
    const tasks = allStates.filter(({ state }) => state.Type === 'Task');
    const uncaught = tasks.filter(
      ({ state }) => !(state.Catch ?? []).some(({ ErrorEquals }) => ErrorEquals.includes('States.ALL')),
    );

    expect(uncaught.map(({ at }) => at)).toEqual([]);
  });

  test('what a Task catches is told to a person, but for what its function has told itself, and sweeps that an alarm misses', () => {
    const tasks = allStates.filter(({ name, state }) => state.Type === 'Task' && !name.startsWith('Notify'));
    const untold = tasks.flatMap(({ at, state }) =>
      (state.Catch ?? [])
        .filter(({ Next }) => Next?.startsWith('Notify') !== true)
        .map(({ ErrorEquals }) => `${at}: ${ErrorEquals.join(', ')}`),
    );

    expect(tasks).not.toEqual([]);
    expect(untold).toEqual([
      'snapshot-copied.asl.json/PruneVolume: DeletionRefused',
      'snapshot-created.asl.json/PruneVolume: DeletionRefused',
      `sweep.asl.json/SweepRegion: ${['ServiceBusy', ...PASSING_LAMBDA_ERRORS].join(', ')}`,
    ]);
  });

  test('every error name is one of ours or of AWS', () => {
    const ours = new Set(Object.values(errors).map((ErrorClass) => new ErrorClass('').name));
    const unknown = allStates.flatMap(({ at, state }) =>
      [...(state.Retry ?? []), ...(state.Catch ?? [])]
        .flatMap(({ ErrorEquals }) => ErrorEquals)
        .filter((name) => !ours.has(name as never) && !AWS_ERROR_NAMES.has(name))
        .map((name) => `${at}: ${name}`),
    );

    expect(unknown).toEqual([]);
  });

  test('no expression takes the Cause of a failure for given: where AWS leaves it out the failure is told all the same', () => {
    const bare = machines.flatMap(
      ({ file }) => read(file).match(/errorOutput\.Cause[^&]{0,5}|failure\.Cause(?! & '').{0,5}/g) ?? [],
    );

    expect(bare).toEqual([]);
  });

  test('no expression reads a clock, draws chance or defines a function', () => {
    const wrong = machines.filter(({ file }) =>
      /\$(now|millis|random|uuid)\(|function\s*\(|λ/.test(read(file)),
    );

    expect(wrong.map(({ file }) => file)).toEqual([]);
  });
});
