import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ApiRequest, AwsEvent, Service } from '../aws/api';
import type { CallFaults } from '../aws/api-endpoint';
import type { Ec2 } from '../aws/ec2';
import type { ExecutionEnvironment } from '../aws/lambda';
import type { Tick } from '../aws/scheduler';
import type { Loop } from '../kernel/loop';
import type { FaultName, FaultSet } from './fault-catalogue';
import { FaultDice } from './fault-dice';
import { FaultyCalls } from './faulty-calls';
import { faultyDelaysMs, faultyTickDelaysMs } from './faulty-delivery';
import { FaultyEc2 } from './faulty-ec2';
import { FaultyEnvironment } from './faulty-environment';
import { FaultyInstances, type FaultyInstance } from './faulty-instances';
import { FaultyPeople } from './faulty-people';
import { Somebody } from './somebody';
import { TagCarriers } from './tag-carriers';
import type { OwnTags, TagChange } from './tag-changes';

/** What faults have to know of the stacks that they strike. */
export type FaultyPart = {
  readonly ownTags: OwnTags;
  /** How somebody changes a tag of a snapshot by hand: one of these. */
  readonly tagChanges: readonly TagChange[];
  /** How long functions wait for the answer of a call. */
  readonly callTimeoutMs: number;
};

type Options = FaultyPart & {
  readonly seed: number;
  readonly faults: FaultSet;
  readonly loop: Loop;
  /** The clients of the people whose doings are faults. */
  readonly ec2: (region: string) => EC2Client;
  readonly instance: (region: string, instanceId: string) => FaultyInstance | undefined;
  readonly onStrike: (name: FaultName, at: string) => void;
};

/** Everything that goes wrong in one world, at the places where it can. */
export class Faults implements CallFaults {
  readonly #dice: FaultDice;
  readonly #loop: Loop;
  readonly #calls: FaultyCalls;
  readonly #instances: FaultyInstances;
  readonly #people: FaultyPeople;
  readonly #tagCarriers: TagCarriers;

  constructor({ seed, faults, loop, ec2, instance, onStrike, ...part }: Options) {
    this.#dice = new FaultDice(seed, faults, onStrike);
    this.#loop = loop;
    this.#calls = new FaultyCalls(this.#dice, loop, part.callTimeoutMs);
    this.#instances = new FaultyInstances(this.#dice, loop, instance);
    const somebody = new Somebody(this.#dice, loop, ec2);
    this.#people = new FaultyPeople(this.#dice, somebody, part.tagChanges);
    this.#tagCarriers = new TagCarriers(this.#dice, somebody, part.ownTags);
  }

  /** From now on nothing new goes wrong. What is under way, such as a copy that will fail, takes its course. */
  stop(): void {
    this.#dice.stop();
  }

  /** `watched` is what carries requests out: EC2 itself, or who stands before it. */
  ec2(ec2: Ec2, watched: Service): Service {
    return new FaultyEc2(ec2, watched, this.#dice, {
      created: (region, snapshotId) => {
        this.#people.meet(region, snapshotId);
        this.#tagCarriers.meetNew(region, snapshotId);
      },
      completed: (...what) => this.#tagCarriers.meetCompleted(...what),
      binned: (...what) => this.#people.meetBinned(...what),
    });
  }

  environment(
    name: string,
    newEnvironment: (call: (request: ApiRequest) => Promise<unknown>) => ExecutionEnvironment,
    call: (request: ApiRequest) => Promise<unknown>,
  ): ExecutionEnvironment {
    return new FaultyEnvironment(name, newEnvironment, call, this.#dice, this.#loop);
  }

  delaysMs(event: AwsEvent, delaysMs: readonly number[]): readonly number[] {
    return faultyDelaysMs(this.#dice, event, delaysMs);
  }

  tickDelaysMs(tick: Tick, delayMs: number): readonly number[] {
    return faultyTickDelaysMs(this.#dice, tick, delayMs);
  }

  refusal(request: ApiRequest): ReturnType<CallFaults['refusal']> {
    const refusal = this.#calls.refusal(request);
    if (refusal === undefined) this.#instances.meet(request);
    return refusal;
  }

  lostAnswer(request: ApiRequest): Promise<never> | undefined {
    return this.#calls.lostAnswer(request);
  }

  /** Decides what befalls a snapshot that a function is about to delete. */
  givenUp(region: string, snapshotId: string): void {
    this.#people.meetGivenUp(region, snapshotId);
  }
}
