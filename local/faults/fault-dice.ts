import { Random } from '../kernel/random';
import type { FaultName, FaultSet } from './fault-catalogue';

/** Decides whether a fault strikes. Each fault has a random stream of its own, so that one more draw of one changes no other. */
export class FaultDice {
  readonly #seed: number;
  readonly #faults: FaultSet;
  readonly #onStrike: (name: FaultName, at: string) => void;
  readonly #streams = new Map<FaultName, Random>();
  #isStopped = false;

  /** `onStrike` is told of every fault that strikes, and of what it strikes. */
  constructor(seed: number, faults: FaultSet, onStrike: (name: FaultName, at: string) => void) {
    this.#seed = seed;
    this.#faults = faults;
    this.#onStrike = onStrike;
  }

  /** From now on nothing strikes. */
  stop(): void {
    this.#isStopped = true;
  }

  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Whether the fault can strike at all in this run. */
  has(name: FaultName): boolean {
    return (this.#faults[name] ?? 0) > 0;
  }

  /** Draws once. `at` says what would be struck. */
  strikes(name: FaultName, at: string): boolean {
    if (this.#isStopped || !this.has(name) || !this.stream(name).chance(this.#faults[name] ?? 0))
      return false;
    this.#onStrike(name, at);
    return true;
  }

  /** What else is drawn for a fault: how long, which one. */
  stream(name: FaultName): Random {
    const known = this.#streams.get(name);
    if (known !== undefined) return known;
    const stream = new Random(this.#seed, `fault ${name}`);
    this.#streams.set(name, stream);
    return stream;
  }
}
