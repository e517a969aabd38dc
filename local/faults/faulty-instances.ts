import type { ApiRequest } from '../aws/api';
import type { Loop } from '../kernel/loop';
import { MINUTE_MS } from '../kernel/time-units';
import type { FaultName } from './fault-catalogue';
import type { FaultDice } from './fault-dice';

type Conditions = {
  readonly agent: 'online' | 'connection lost' | 'not registered';
  readonly connectionLost: 'never' | 'when frozen' | 'when told';
  readonly freezeHangs: boolean;
  readonly thawFails: boolean;
  readonly applicationNotReady: boolean;
  readonly vss: 'works' | 'installs slowly' | 'component missing' | 'writers fail' | 'one volume untagged';
};

/** An instance, as far as something can go wrong on it. */
export type FaultyInstance = {
  set(changes: Partial<Conditions>): void;
  stop(): void;
  start(): void;
};

type Hindrance = {
  readonly name: FaultName;
  readonly maxMs: number;
  /** One of these is drawn. */
  readonly kinds: readonly Partial<Conditions>[];
  readonly over: Partial<Conditions>;
};

const ONLINE = { agent: 'online', connectionLost: 'never' } as const;

const HINDRANCES: readonly Hindrance[] = [
  {
    name: 'freeze-hangs',
    maxMs: 10 * MINUTE_MS,
    kinds: [{ freezeHangs: true }],
    over: { freezeHangs: false },
  },
  { name: 'thaw-fails', maxMs: MINUTE_MS, kinds: [{ thawFails: true }], over: { thawFails: false } },
  {
    name: 'application-not-ready',
    maxMs: 10 * MINUTE_MS,
    kinds: [{ applicationNotReady: true }],
    over: { applicationNotReady: false },
  },
  {
    name: 'vss-fails',
    maxMs: 10 * MINUTE_MS,
    kinds: [
      { vss: 'component missing' },
      { vss: 'installs slowly' },
      { vss: 'writers fail' },
      { vss: 'one volume untagged' },
    ],
    over: { vss: 'works' },
  },
  {
    name: 'agent-not-registered',
    maxMs: 10 * MINUTE_MS,
    kinds: [{ agent: 'not registered' }],
    over: ONLINE,
  },
  {
    name: 'agent-cut-off',
    maxMs: 10 * MINUTE_MS,
    kinds: [{ agent: 'connection lost' }, { connectionLost: 'when frozen' }, { connectionLost: 'when told' }],
    over: ONLINE,
  },
];

const MIN_MS = 1_000;
const STOP_MAX_MS = 20_000;
const START_MAX_MS = 30 * MINUTE_MS;

/** What goes wrong on instances, each time that a command is sent to one. It ends by itself, also where faults have stopped meanwhile. */
export class FaultyInstances {
  readonly #dice: FaultDice;
  readonly #loop: Loop;
  readonly #find: (region: string, instanceId: string) => FaultyInstance | undefined;
  /** Those that will stop, or have, and have not started again. */
  readonly #stopping = new Set<FaultyInstance>();

  constructor(
    dice: FaultDice,
    loop: Loop,
    find: (region: string, instanceId: string) => FaultyInstance | undefined,
  ) {
    this.#dice = dice;
    this.#loop = loop;
    this.#find = find;
  }

  /** Decides what befalls the instance to which a command is about to be sent. */
  meet({ service, operation, region, input }: ApiRequest): void {
    if (service !== 'ssm' || operation !== 'SendCommand') return;
    for (const instanceId of (input['InstanceIds'] ?? []) as readonly string[]) {
      const instance = this.#find(region, instanceId);
      if (instance !== undefined) this.#hinder(instance, instanceId);
    }
  }

  #hinder(instance: FaultyInstance, instanceId: string): void {
    for (const { name, maxMs, kinds, over } of HINDRANCES) {
      if (!this.#dice.strikes(name, instanceId)) continue;
      const random = this.#dice.stream(name);
      instance.set(kinds[random.integer(0, kinds.length - 1)]!);
      this.#later(random.integer(MIN_MS, maxMs), () => instance.set(over));
    }
    if (this.#stopping.has(instance) || !this.#dice.strikes('instance-stopped', instanceId)) return;
    this.#stopping.add(instance);
    const random = this.#dice.stream('instance-stopped');
    const stopMs = random.integer(0, STOP_MAX_MS);
    this.#later(stopMs, () => instance.stop());
    this.#later(stopMs + random.integer(MIN_MS, START_MAX_MS), () => {
      instance.start();
      this.#stopping.delete(instance);
    });
  }

  #later(afterMs: number, act: () => void): void {
    this.#loop.schedule(this.#loop.nowMs() + afterMs, 'fault on an instance', act);
  }
}
