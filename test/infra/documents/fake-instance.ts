import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freezeDocument } from '../../../infra/documents/freeze-document';
import { freezeScript } from '../../../infra/documents/freeze-script';
import { agentScript, type Values } from '../../freeze-documents/agent-script';

/** What stands on PATH before the real commands; `$FAKE` is the instance's folder. What a fake is asked stands in `calls`. */
const COMMANDS = {
  findmnt: 'cat "$FAKE/mounts"',
  // What is on no other file system is on the root's, 253:0; what is below /gone is not there.
  stat: `
shift 4
for path; do
  number=$(sed -n "s|^$path ||p" "$FAKE/devices")
  case $path in /gone/*) ;; *) echo "\${number:-64768} $path" ;; esac
done`,
  sync: 'while [ -e "$FAKE/hang-sync" ]; do sleep 0.02; done',
  fsfreeze: `
name=$(echo "$2" | tr / .)
echo "fsfreeze $1 $2" >>"$FAKE/calls"
if [ "$1" = -f ]; then
  while [ -e "$FAKE/hang$name" ]; do sleep 0.02; done
  [ ! -e "$FAKE/broken$name" ] || { echo "fsfreeze: $2: freeze failed: Input/output error" >&2 && exit 1; }
  mkdir "$FAKE/frozen$name" 2>/dev/null || { echo "fsfreeze: $2: freeze failed: Device or resource busy" >&2 && exit 1; }
else
  [ ! -e "$FAKE/stuck$name" ] || { echo "fsfreeze: $2: unfreeze failed: Input/output error" >&2 && exit 1; }
  rmdir "$FAKE/frozen$name" 2>/dev/null || { echo "fsfreeze: $2: unfreeze failed: Invalid argument" >&2 && exit 1; }
fi`,
  runuser:
    'echo "runuser $*" | tr "\\n" " " | tr -s " " >>"$FAKE/calls"; echo >>"$FAKE/calls"; cat "$FAKE/postgresql"',
  mysql: `
case $* in
*information_schema.tables*) cat "$FAKE/mysql-tables" ;;
*information_schema.columns*) cat "$FAKE/mysql-views" ;;
*information_schema.files*) echo "mysql \${*#*-e }" >>"$FAKE/calls"; cat "$FAKE/mysql-files" ;;
*) echo "mysql \${*#*-e }" >>"$FAKE/calls"; cat "$FAKE/mysql-variables" ;;
esac`,
};

export type Answer = { readonly code: number | null; readonly out: string; readonly err: string };

/** An instance on which the script of the document runs as itself, but with made-up file systems, of which nothing is ever frozen. */
export class FakeInstance {
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'snapshot-keeper-fake-instance-')));
  private script = freezeScript();
  private readonly env = {
    ...process.env,
    FAKE: this.folder,
    PATH: `${this.path('bin')}:${process.env['PATH'] ?? ''}`,
    SNAPSHOT_KEEPER_STATE: this.path('state'),
  };

  /** `mounts` are lines as of findmnt: device, type, mount point, source. */
  constructor(mounts: readonly string[]) {
    mkdirSync(this.path('bin'));
    mkdirSync(this.path('state'));
    for (const [name, script] of Object.entries(COMMANDS))
      writeFileSync(this.path(`bin/${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    this.write('calls', '');
    this.write('mounts', `${mounts.join('\n')}\n`);
    this.liesOn(
      ...mounts.map((line): [string, string] => {
        const [device = '', , target = ''] = line.split(' ');
        return [target, device];
      }),
    );
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, text: string): void {
    writeFileSync(this.path(name), text);
  }

  remove(name: string): void {
    rmSync(this.path(name), { recursive: true });
  }

  /** Says on which devices further paths lie. */
  liesOn(...places: readonly (readonly [path: string, device: string])[]): void {
    const numbers = places.map(([path, device]) => {
      const [major = 0, minor = 0] = device.split(':').map(Number);
      // As the C library's makedev for numbers as small as these: the last byte of the minor, the major, the rest of the minor.
      return `${path} ${(minor & ~255) * 4096 + major * 256 + (minor & 255)}\n`;
    });
    writeFileSync(this.path('devices'), numbers.join(''), { flag: 'a' });
  }

  /** Has the script differ from now on. */
  alter(find: string, replace: string): void {
    this.script = this.script.replace(find, () => replace);
  }

  /** Runs the document as the agent does. */
  send(action: string, run: string, more: Partial<Values> = {}): Answer {
    const values = { action, run, thawAfterSeconds: '20', application: 'none', ...more };
    this.installScript(values);
    return this.answerOf(spawnSync('sh', ['-c', this.path('script')], this.options()));
  }

  /** Runs the script with arguments of one's own, such as a watchdog of one second. */
  run(...args: readonly string[]): Answer {
    this.installScript();
    return this.answerOf(spawnSync('sh', [this.path('script'), ...args], this.options()));
  }

  /** Runs the script, and does not wait for it. It leads a group of its own, as a command of the agent does. */
  begin(...args: readonly string[]): number {
    this.installScript();
    const child = spawn('sh', [this.path('script'), ...args], {
      ...this.options(),
      detached: true,
      stdio: 'ignore',
    });
    return child.pid ?? 0;
  }

  /** What fakes were asked since the last time. */
  calls(): string[] {
    const calls = readFileSync(this.path('calls'), 'utf8').split('\n').slice(0, -1);
    this.write('calls', '');
    return calls;
  }

  frozen(): string[] {
    return readdirSync(this.folder)
      .filter((name) => name.startsWith('frozen.'))
      .map((name) => name.slice('frozen'.length).replaceAll('.', '/'));
  }

  /** The process of a run's watchdog. */
  watchdogOf(run: string): number {
    const [pid] = readdirSync('/proc').filter((name) => {
      const command = /^\d+$/.test(name) ? commandLine(name) : '';
      return command.includes(`${this.path('state')}/`) && command.includes(`\0watchdog\0${run}\0`);
    });
    if (pid === undefined) throw new Error(`no watchdog of ${run}`);
    return Number(pid);
  }

  /** The folders of the runs that it knows of. */
  runs(): string[] {
    return readdirSync(this.path('state'))
      .map((boot) => `state/${boot}/runs`)
      .flatMap((runs) => readdirSync(this.path(runs)).map((run) => `${runs}/${run}`));
  }

  /** Ends what still runs on it. */
  destroy(): void {
    for (const run of this.runs())
      if (!existsSync(this.path(`${run}/result`))) this.run('thaw', run.split('/').at(-1) ?? '', '1', 'none');
    rmSync(this.folder, { recursive: true });
  }

  private installScript(values?: Values): void {
    const document = freezeDocument(this.script);
    const anything = { action: 'thaw', run: 'any', thawAfterSeconds: '20', application: 'none' };
    // A new file each time, as of the agent, since the watchdog may still have the last one open.
    rmSync(this.path('script'), { force: true });
    writeFileSync(this.path('script'), agentScript(document, values ?? anything), { mode: 0o755 });
  }

  private options() {
    return { env: this.env, encoding: 'utf8' } as const;
  }

  private answerOf({ status, stdout, stderr }: ReturnType<typeof spawnSync>): Answer {
    return { code: status, out: stdout.toString(), err: stderr.toString() };
  }
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // It has ended meanwhile.
  }
}
