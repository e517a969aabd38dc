import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { FreezeDocument } from '../../infra/constructs/freeze-document';
import { agentScript, type Values } from './agent-script';
import { type Answer, answerOf, attempt, run } from './commands';
import { type FileSystem, LoopDisk } from './loop-disk';

/** Stands before the real fsfreeze on the script's PATH, and refuses what is no loop device on a file of this proof's. */
const guard = (folder: string, real: string): string => `#!/bin/sh
device=$(findmnt -n -o SOURCE --target "$2")
case $(losetup -n -O BACK-FILE "\${device%%[*}" 2>/dev/null) in
${folder}/*) exec ${real} "$@" ;;
esac
echo "$2" >>${folder}/refused
echo "the guard refuses to freeze $2" >&2
exit 99
`;

type Removable = { destroy(): void };
type Sending = { readonly env?: NodeJS.ProcessEnv; readonly folder?: string };

/**
 * Where the script can freeze nothing of this machine. The process is in a mount namespace of its own (`unshare`), in which other XFS and
 * ext4 are unmounted and /run is a new tmpfs; whatever the script chooses, fsfreeze is called for nothing but disks made here.
 */
export class Confinement {
  private readonly content = synthesizedContent();
  readonly folder = realpathSync(mkdtempSync(join(tmpdir(), 'snapshot-keeper-freeze-')));
  private readonly made: Removable[] = [];
  private runs = 0;

  path(name: string): string {
    return join(this.folder, name);
  }

  /** A name for a run that no other has. */
  newRun(): string {
    this.runs += 1;
    return `run-${this.runs}`;
  }

  /** Has `thing` cleared away at the end, before what was made before it. */
  keep<T extends Removable>(thing: T): T {
    this.made.push(thing);
    return thing;
  }

  async disk(name: string, type: FileSystem, folder = this.path(name)): Promise<LoopDisk> {
    return this.keep(await LoopDisk.make(this.path(`${name}.img`), folder, type));
  }

  async copyOf(disk: LoopDisk, image: string, name: string): Promise<LoopDisk> {
    return this.keep(await disk.mountCopy(image, this.path(name)));
  }

  /** The file that the agent would run, in `folder`. */
  script(values: Partial<Values>, folder = this.path('agent')): string {
    const file = join(folder, '_script.sh');
    mkdirSync(folder, { recursive: true });
    rmSync(file, { force: true });
    const defaults = { action: 'dry-run', run: 'none', thawAfterSeconds: '60', application: 'none' };
    writeFileSync(file, agentScript(this.content, { ...defaults, ...values }), { mode: 0o700 });
    return file;
  }

  /** Runs the document as the agent does. */
  send(values: Partial<Values>, { env = {}, folder }: Sending = {}): Promise<Answer> {
    return answerOf('sh', ['-c', this.script(values, folder)], env);
  }

  /** A freeze that is thawed at the latest when all is cleared away. */
  freeze(run: string, values: Partial<Values> = {}, sending: Sending = {}): Promise<Answer> {
    this.thawAtLast(run);
    return this.send({ action: 'freeze', run, ...values }, sending);
  }

  /** Has a run thawed when all is cleared away, however far it has come. */
  thawAtLast(run: string): void {
    this.keep({ destroy: () => attempt('sh', '-c', this.script({ action: 'thaw', run })) });
  }

  thaw(run: string, values: Partial<Values> = {}): Promise<Answer> {
    return this.send({ action: 'thaw', run, ...values });
  }

  /** What the guard has refused to freeze. */
  refused(): string[] {
    return existsSync(this.path('refused'))
      ? readFileSync(this.path('refused'), 'utf8').split('\n').slice(0, -1)
      : [];
  }

  /** Clears away what was made since there were so many things, the last first. */
  clear(from = 0): void {
    for (const thing of this.made.splice(from).reverse()) thing.destroy();
  }

  get size(): number {
    return this.made.length;
  }

  destroy(): void {
    this.clear();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Comes before all else. */
  async shutOff(): Promise<void> {
    chmodSync(this.folder, 0o755); // PostgreSQL is run by another user.
    mkdirSync(this.path('guard'));
    writeFileSync(
      this.path('guard/fsfreeze'),
      guard(this.folder, await run('sh', '-c', 'command -v fsfreeze')),
      {
        mode: 0o755,
      },
    );
    process.env['PATH'] = `${this.path('guard')}:${process.env['PATH'] ?? ''}`;
    await run('mount', '-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', '/run');
    const { out } = await this.send({});
    for (const [, target = ''] of out.matchAll(/^freeze {2}(\S+) /gm)) attempt('umount', target);
    const { out: rest } = await this.send({});
    if (/^freeze/m.test(rest))
      throw new Error(`this machine has file systems that cannot be hidden:\n${rest}`);
  }
}

/** The content of the document as CloudFormation gets it. */
function synthesizedContent() {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  new FreezeDocument(stack, 'Freeze', {
    deployment: 'snapshot-keeper',
    primary: { region: 'us-east-1', retention: { last: 7 } },
  });
  const { Resources } = app.synth().getStackArtifact(stack.artifactId).template as {
    Resources: Record<string, { Type: string; Properties: { Content: Parameters<typeof agentScript>[0] } }>;
  };
  return Object.values(Resources).find(({ Type }) => Type === 'AWS::SSM::Document')!.Properties.Content;
}
