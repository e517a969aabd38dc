import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '../..');

let directory: string;
beforeEach(() => (directory = mkdtempSync(join(tmpdir(), 'app-test-'))));
afterEach(() => rmSync(directory, { recursive: true }));

/** Runs the app as the CDK CLI does, with `context` as its context. */
function runApp(context: Readonly<Record<string, unknown>>) {
  const output = join(directory, 'out');
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(ROOT, 'node_modules/tsx/dist/cli.mjs'), 'infra/app.ts'],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], CDK_CONTEXT_JSON: JSON.stringify(context), CDK_OUTDIR: output },
    },
  );
  return { status, stdout, stderr, output };
}

test('a wrong setting ends the app with its message alone', () => {
  const { status, stdout, stderr } = runApp({ snapshotKeeper: { primary: { region: 'us-east-1' }, dr: [] } });

  expect(status).toBe(1);
  expect(stdout).toBe('');
  expect(stderr).toBe(
    'Wrong settings in the context key snapshotKeeper of cdk.json:\n' +
      '  dr: expected at least one DR Region, found []\n',
  );
});

test('a settings file that cannot be read ends the app with its name', () => {
  const { status, stderr } = runApp({ settings: '/nowhere/keeper.json' });

  expect(status).toBe(1);
  expect(stderr).toBe('Cannot read /nowhere/keeper.json: there is no such file.\n');
});

test('a settings file that is not JSON ends the app with its name', () => {
  const file = join(directory, 'keeper.json');
  writeFileSync(file, 'primary: us-east-1');

  const { status, stderr } = runApp({ settings: file });

  expect(status).toBe(1);
  expect(stderr).toBe(
    `${file} is not JSON: line 1, column 1: expected a value or a name in double quotes, found "primary".\n`,
  );
});

test('a settings file takes the place of the settings in cdk.json, the DR stack comes before the primary one, and no credentials are needed', () => {
  const file = join(directory, 'keeper.json');
  const settings = { deployment: 'team-a', primary: { region: 'eu-west-1' }, dr: [{ region: 'eu-west-3' }] };
  writeFileSync(file, JSON.stringify(settings));

  const { status, output } = runApp({
    settings: file,
    snapshotKeeper: { primary: { region: 'us-east-1' }, dr: [{ region: 'us-west-2' }] },
    'aws:cdk:bundling-stacks': [],
  });

  expect(status).toBe(0);
  expect(readdirSync(output).filter((name) => name.endsWith('.template.json'))).toEqual([
    'team-a-eu-west-1-dr-eu-west-3.template.json',
    'team-a-eu-west-1-primary.template.json',
  ]);
  const { artifacts } = JSON.parse(readFileSync(join(output, 'manifest.json'), 'utf8')) as {
    artifacts: Record<string, { dependencies?: string[] }>;
  };
  // Deployed after it, and destroyed before it.
  expect(artifacts['team-a-eu-west-1-primary']?.dependencies).toContain('team-a-eu-west-1-dr-eu-west-3');
});
