import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Ec2 } from '../../aws/ec2';
import { VSS_SCRIPT } from '../../aws/ssm/vss-document';
import type { AgentCommand, ManagedInstance } from '../../aws/ssm/managed-instance';
import type { Loop } from '../../kernel/loop';
import { MINUTE_MS } from '../../kernel/time-units';
import { ChangingConditions, type Conditions } from './conditions';
import { FreezeScript } from './freeze-script';
import type { FrozenPeriod } from './frozen-period';
import { Machine } from './machine';
import { VssAgent } from './vss-agent';

/** By this a script is known as that of the freeze document. */
const SCRIPT_MARK = 'echo "snapshot-keeper frozenMs=$milliseconds level=$level"';

/** How long a reboot takes [unverified]. */
const REBOOT_MS = 2 * MINUTE_MS;

type Parts = {
  readonly region: string;
  readonly instanceId: string;
  readonly ec2: Ec2;
  /** Of its own role. */
  readonly client: EC2Client;
  readonly loop: Loop;
  readonly onFreeze: (period: FrozenPeriod) => void;
};

/** A Linux or Windows instance with an agent of Systems Manager, and what tests and simulations may do to it. */
export class Instance implements ManagedInstance {
  /** How often somebody had it rebooted. */
  reboots = 0;
  /** When it was started again, or up again after a reboot. */
  readonly startedMs: number[] = [];
  readonly #parts: Parts;
  readonly #conditions = new ChangingConditions();
  #machine: Machine;
  #script: FreezeScript;
  #vss: VssAgent;

  constructor(parts: Parts) {
    this.#parts = parts;
    [this.#machine, this.#script, this.#vss] = this.#boot();
  }

  /** Changes how it is; what is not named stays. */
  set(changes: Partial<Conditions>): void {
    this.#conditions.set(changes);
  }

  /** Stops it at once. Nothing on it stands frozen any more, and no command on it ends. */
  stop(): void {
    const { ec2, region, instanceId } = this.#parts;
    ec2.setStopped(region, instanceId, true);
    this.#machine.stop();
  }

  /** Starts it again, without knowledge of any run. */
  start(): void {
    const { ec2, region, instanceId, loop } = this.#parts;
    ec2.setStopped(region, instanceId, false);
    this.startedMs.push(loop.nowMs());
    [this.#machine, this.#script, this.#vss] = this.#boot();
    this.#conditions.set({});
  }

  /** Has one that runs shut down, and up again two minutes later. */
  reboot(): void {
    if (!this.#isRunning) return;
    this.reboots += 1;
    this.stop();
    const { loop, instanceId } = this.#parts;
    loop.schedule(loop.nowMs() + REBOOT_MS, `${instanceId} is up again`, () => this.start());
  }

  get region(): string {
    return this.#parts.region;
  }

  get instanceId(): string {
    return this.#parts.instanceId;
  }

  get isManaged(): boolean {
    return this.#isRunning && this.#conditions.now.agent !== 'not registered';
  }

  receive(command: AgentCommand): void {
    this.#handle(command).catch((error: unknown) => this.#parts.loop.fail(error));
  }

  async #handle({ document, values, expiresMs, started, ended }: AgentCommand): Promise<void> {
    const isVss = document.script === VSS_SCRIPT;
    if (!isVss && !document.script.includes(SCRIPT_MARK))
      throw new Error(`not simulated: the document ${document.name} on an instance`);
    const { loop } = this.#parts;
    await this.#connected();
    if (loop.nowMs() >= expiresMs) return;
    started(loop.nowMs());
    const script = this.#script;
    const result = await (isVss ? this.#vss : script).call(values);
    const isFrozen = values['action'] === 'freeze' && result.code === 0;
    if (isFrozen) this.#lose('when frozen');
    await this.#connected();
    // A new start knows nothing of what ran before.
    if (this.#script !== script) return;
    ended(loop.nowMs(), result);
    if (isFrozen) this.#lose('when told');
  }

  #lose(when: Conditions['connectionLost']): void {
    if (this.#conditions.now.connectionLost === when) this.set({ agent: 'connection lost' });
  }

  #connected(): Promise<void> {
    return this.#conditions.until(({ agent }) => this.#isRunning && agent === 'online');
  }

  get #isRunning(): boolean {
    const { ec2, region, instanceId } = this.#parts;
    return !ec2.isStopped(region, instanceId);
  }

  #boot(): [Machine, FreezeScript, VssAgent] {
    const { region, instanceId, ec2, client, loop, onFreeze } = this.#parts;
    const machine = new Machine({ instanceId, loop, onFreeze, conditions: this.#conditions });
    const script = new FreezeScript(machine, () => ec2.devicesOf(region, instanceId));
    return [machine, script, new VssAgent({ instanceId, machine, ec2: client })];
  }
}
