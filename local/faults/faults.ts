import type { EC2Client } from '@aws-sdk/client-ec2';
import type { ApiRequest, AwsEvent, Service } from '../aws/api';
import type { Ec2 } from '../aws/ec2';
import type { ExecutionEnvironment } from '../aws/lambda';
import type { Loop } from '../kernel/loop';
import { givenUpIn } from '../simulation/planned-deletions';
import type { LogLine } from '../handlers/log-line';
import type { FaultName, FaultSet } from './fault-catalogue';
import { FaultDice } from './fault-dice';
import { FaultyCalls } from './faulty-calls';
import { faultyDelaysMs } from './faulty-delivery';
import { FaultyEc2 } from './faulty-ec2';
import { FaultyEnvironment } from './faulty-environment';
import { FaultyPeople } from './faulty-people';
import { Somebody } from './somebody';
import { TagCarriers } from './tag-carriers';
import type { OwnTags } from './tag-changes';

type Options = {
  readonly seed: number;
  readonly faults: FaultSet;
  readonly loop: Loop;
  readonly drRegions: readonly string[];
  readonly ownTags: OwnTags;
  /** The clients of the people whose doings are faults. */
  readonly ec2: (region: string) => EC2Client;
  readonly onStrike: (name: FaultName, at: string) => void;
};

/** Everything that goes wrong in one world, at the places where it can. */
export class Faults {
  readonly #dice: FaultDice;
  readonly #loop: Loop;
  readonly #calls: FaultyCalls;
  readonly #people: FaultyPeople;
  readonly #tagCarriers: TagCarriers;

  constructor({ seed, faults, loop, drRegions, ownTags, ec2, onStrike }: Options) {
    this.#dice = new FaultDice(seed, faults, onStrike);
    this.#loop = loop;
    this.#calls = new FaultyCalls(this.#dice, loop);
    const somebody = new Somebody(this.#dice, loop, ec2);
    this.#people = new FaultyPeople(this.#dice, somebody, drRegions);
    this.#tagCarriers = new TagCarriers(this.#dice, somebody, ownTags);
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

  refusal(request: ApiRequest): ReturnType<FaultyCalls['refusal']> {
    return this.#calls.refusal(request);
  }

  lostAnswer(request: ApiRequest): Promise<never> | undefined {
    return this.#calls.lostAnswer(request);
  }

  /** Looks at what a plan gives up: a function says so before it deletes. */
  logged({ message, region, fields }: LogLine): void {
    for (const snapshotId of givenUpIn(message, fields)) this.#people.meetGivenUp(region, snapshotId);
  }
}
