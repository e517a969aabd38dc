import { DAY_MS } from '../../kernel/time-units';
import type { AttachedDevice } from '../../aws/ec2';
import type { ParameterValues } from '../../aws/ssm/runnable-document';
import type { ShellResult } from '../../aws/ssm/managed-instance';
import { FreezeRun } from './freeze-run';
import type { Machine } from './machine';

/** How long the script takes until it has seen what is mounted, and to see that something has come about. */
const START_MS = 100;
const POLL_MS = 50;

/** The exit code, and what is said of a failure. */
type Exit = readonly [code: number, words?: string];

const DONE: Exit = [0];

/** What a call is about, with what it has printed so far. */
type Call = {
  readonly run: string;
  readonly afterSeconds: number;
  readonly application: string;
  readonly out: string[];
};

/**
 * What the script of the freeze document does on an instance (`infra/documents/freeze`), in its words and with its exit codes. The instance
 * has an XFS on each attached volume, which for the one that it boots from is the root's, and the files of its application on those that
 * are frozen. Its watchdogs are never killed, and nobody else freezes or thaws.
 */
export class FreezeScript {
  readonly #machine: Machine;
  readonly #devices: () => readonly AttachedDevice[];
  /** What is known of each, and since when. */
  readonly #runs = new Map<string, { readonly run: FreezeRun; readonly sinceMs: number }>();
  #isLocked = false;
  #current = '';

  constructor(machine: Machine, devices: () => readonly AttachedDevice[]) {
    this.#machine = machine;
    this.#devices = devices;
  }

  /** Runs it as Systems Manager does. Never resolves where the machine stops before it ends. */
  async call({
    action = '',
    run = '',
    thawAfterSeconds,
    application = '',
  }: ParameterValues): Promise<ShellResult> {
    const call = { run, application, afterSeconds: Number(thawAfterSeconds), out: [] as string[] };
    const [code, words] = await this.#act(action, call);
    return { code, out: textOf(call.out), err: textOf(words === undefined ? [] : [words]) };
  }

  #act(action: string, call: Call): Promise<Exit> {
    switch (action) {
      case 'freeze':
        return this.#freeze(call);
      case 'thaw':
        return this.#thaw(call);
      case 'dry-run':
        return this.#dryRun(call);
      default:
        throw new Error(`not simulated: ${action} on an instance`);
    }
  }

  async #freeze(call: Call): Promise<Exit> {
    if (this.#isLocked) return [204, `Run ${this.#current} is under way: nothing is frozen for ${call.run}.`];
    this.#isLocked = true;
    const started = await this.#start(call);
    if (!(started instanceof FreezeRun)) {
      this.#isLocked = false;
      return started;
    }
    await started.answered.given;
    await this.#machine.sleep(POLL_MS);
    if (!started.isFrozen && started.result !== undefined) return [started.result.code, started.result.words];
    call.out.push(
      `Frozen, for ${call.afterSeconds} seconds at most.`,
      `snapshot-keeper level=${started.level}`,
    );
    return DONE;
  }

  /** Starts the watchdog of a run, which has the lock until it has ended. */
  async #start({ run, afterSeconds, application, out }: Call): Promise<FreezeRun | Exit> {
    const machine = this.#machine;
    this.#forget();
    const ended: Exit = [205, `Run ${run} has ended already: nothing is frozen for it again.`];
    if (this.#runs.has(run)) return ended;
    const targets = this.#selectFileSystems(out);
    await machine.sleep(START_MS);
    if (!this.#isReady(application)) return [206, `${application} is not ready: nothing is frozen.`];
    // Its thaw may have come meanwhile.
    if (this.#runs.has(run)) return ended;
    const level = targets.length === 0 ? 'crash' : application === 'none' ? 'filesystem' : 'application';
    const started = new FreezeRun({ machine, name: run, afterSeconds, level, targets });
    this.#runs.set(run, { run: started, sinceMs: machine.nowMs() });
    this.#current = run;
    void started.watch().then(() => {
      this.#isLocked = false;
    });
    return started;
  }

  async #thaw({ run: name, afterSeconds, out }: Call): Promise<Exit> {
    const run = this.#runs.get(name)?.run ?? this.#forbidden(name, afterSeconds);
    run.ask();
    await run.ended.given;
    await this.#machine.sleep(POLL_MS);
    const { how, frozenMs, level, words } = run.result!;
    out.push(`snapshot-keeper frozenMs=${frozenMs} level=${level}`);
    if (run.isHanging) return [202, `${words} It still hangs.`];
    if (how !== 'thaw') return [THAW_CODES[how], words];
    if (run.isTold) return [205, `Run ${name} is thawed already.`];
    run.isTold = true;
    return DONE;
  }

  async #dryRun({ application, out }: Call): Promise<Exit> {
    this.#selectFileSystems(out);
    await this.#machine.sleep(START_MS);
    if (!this.#isReady(application)) out.push(`${application} is not ready: nothing would be frozen (206).`);
    out.push('Nothing was changed.');
    return DONE;
  }

  #forbidden(name: string, afterSeconds: number): FreezeRun {
    const machine = this.#machine;
    const run = new FreezeRun({ machine, name, afterSeconds, level: 'crash', targets: [] });
    run.forbid();
    this.#runs.set(name, { run, sinceMs: machine.nowMs() });
    return run;
  }

  /** Forgets runs of two days ago. */
  #forget(): void {
    const beforeMs = this.#machine.nowMs() - 2 * DAY_MS;
    for (const [name, { sinceMs }] of this.#runs) if (sinceMs <= beforeMs) this.#runs.delete(name);
  }

  /** Says what is frozen and what is not, and returns the mount points in the order of freezing: what was mounted last comes first. */
  #selectFileSystems(out: string[]): readonly string[] {
    const devices = this.#devices();
    const [boot] = devices.filter(({ isBoot }) => isBoot);
    if (boot !== undefined) out.push(`left    / (xfs, ${boot.name}): it belongs to the system or the agent`);
    const mounted = devices
      .filter(({ isBoot }) => !isBoot)
      .map(({ name }) => ({ name, target: `/mnt/${name.split('/').at(-1) ?? ''}` }));
    for (const { name, target } of mounted) out.push(`freeze  ${target} (xfs, ${name})`);
    if (mounted.length === 0)
      out.push('There is nothing to freeze: a snapshot of this instance is crash-consistent.');
    return mounted.map(({ target }) => target).reverse();
  }

  #isReady(application: string): boolean {
    return application === 'none' || !this.#machine.conditions.applicationNotReady;
  }
}

const THAW_CODES = { stuck: 202, watchdog: 203, failed: 205, none: 205 };

const textOf = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
