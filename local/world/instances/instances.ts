import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ApiCall } from '../../aws/api-endpoint';
import type { Ec2 } from '../../aws/ec2';
import type { Loop } from '../../kernel/loop';
import type { FrozenPeriod } from './frozen-period';
import { Instance } from './instance';

/** What was asked of Systems Manager for a run, whether it took the command or refused it. */
export type AskedRun = {
  readonly instanceId: string;
  readonly run: string;
  freezeAskedMs?: number;
  thawAskedMs?: number;
};

/** An instance that was stopped runs again. */
export type Start = { readonly instanceId: string; readonly atMs: number };

/** The instances of the account, which are those that have volumes attached, and the truth about what stood frozen on them. */
export class Instances {
  readonly #ec2: Ec2;
  readonly #loop: Loop;
  readonly #clients: (region: string) => EC2Client;
  readonly #instances = new Map<string, Instance>();
  readonly #freezes = new Map<string, FrozenPeriod[]>();
  readonly #runs = new Map<string, Map<string, AskedRun>>();

  /** `clients` are those of the instances' own roles. */
  constructor(ec2: Ec2, loop: Loop, clients: (region: string) => EC2Client) {
    this.#ec2 = ec2;
    this.#loop = loop;
    this.#clients = clients;
  }

  /** Throws where no volume is attached to it. */
  of(region: string, instanceId: string): Instance {
    const instance = this.find(region, instanceId);
    if (instance === undefined) throw new Error(`no volume is attached to ${instanceId} in ${region}`);
    return instance;
  }

  /** The same, or undefined. */
  find(region: string, instanceId: string): Instance | undefined {
    const key = `${region}/${instanceId}`;
    const known = this.#instances.get(key);
    if (known !== undefined || this.#ec2.devicesOf(region, instanceId).length === 0) return known;
    const instance = new Instance({
      region,
      instanceId,
      ec2: this.#ec2,
      client: this.#clients(region),
      loop: this.#loop,
      onFreeze: (period) => this.#freezesOf(region).push(period),
    });
    this.#instances.set(key, instance);
    return instance;
  }

  /** The times in which file systems stood frozen on instances of a Region, by when they began. One that lasts has no end yet. */
  freezes(region: string): readonly Readonly<FrozenPeriod>[] {
    return this.#freezesOf(region);
  }

  /** When the instances of a Region were started again, each time. */
  starts(region: string): readonly Start[] {
    return [...this.#instances.values()]
      .filter((instance) => instance.region === region)
      .flatMap(({ instanceId, startedMs }) => startedMs.map((atMs) => ({ instanceId, atMs })));
  }

  /** The runs for which a freeze or a thaw was asked in a Region, by when that was first. */
  runs(region: string): readonly Readonly<AskedRun>[] {
    return [...(this.#runs.get(region)?.values() ?? [])];
  }

  /** Takes note of a call, whether it was refused or not. */
  onCall({ atMs, request, errorCode }: ApiCall): void {
    const isImage = request.operation === 'CreateImage' && errorCode === undefined;
    if (errorCode === undefined) this.#onPower(request);
    if (isImage && request.input['NoReboot'] !== true)
      this.find(request.region, String(request.input['InstanceId']))?.reboot();
    if (request.service !== 'ssm' || request.operation !== 'SendCommand') return;
    const { InstanceIds = [], Parameters = {} } = request.input as SendCommand;
    const [[instanceId = ''], [action], [run = '']] = [
      InstanceIds,
      Parameters.action ?? [],
      Parameters.run ?? [],
    ];
    if (action !== 'freeze' && action !== 'thaw') return;
    const runs = this.#runs.get(request.region) ?? new Map<string, AskedRun>();
    this.#runs.set(request.region, runs);
    const asked = runs.get(`${instanceId}/${run}`) ?? { instanceId, run };
    runs.set(`${instanceId}/${run}`, asked);
    if (action === 'freeze') asked.freezeAskedMs ??= atMs;
    else asked.thawAskedMs ??= atMs;
  }

  #onPower({ region, operation, input }: ApiCall['request']): void {
    if (operation !== 'StopInstances' && operation !== 'StartInstances') return;
    for (const instanceId of input['InstanceIds'] as readonly string[]) {
      const instance = this.find(region, instanceId);
      if (operation === 'StopInstances') instance?.stop();
      else instance?.start();
    }
  }

  #freezesOf(region: string): FrozenPeriod[] {
    const known = this.#freezes.get(region) ?? [];
    this.#freezes.set(region, known);
    return known;
  }
}

type SendCommand = {
  readonly InstanceIds?: readonly string[];
  readonly Parameters?: { readonly action?: readonly string[]; readonly run?: readonly string[] };
};
