import { HOUR_MS } from '../kernel/time-units';
import type { FaultName } from './fault-catalogue';
import type { FaultDice } from './fault-dice';

/** When something is out of order, place by place: each span of `everyMs` may begin one outage, drawn when it is reached. */
export class Outages {
  readonly #dice: FaultDice;
  readonly #name: FaultName;
  readonly #everyMs: number;
  readonly #hours: { readonly minimum: number; readonly maximum: number };
  readonly #places = new Map<string, { drawnToMs: number; fromMs: number; toMs: number }>();

  constructor(
    dice: FaultDice,
    name: FaultName,
    everyMs: number,
    hours: { readonly minimum: number; readonly maximum: number },
  ) {
    this.#dice = dice;
    this.#name = name;
    this.#everyMs = everyMs;
    this.#hours = hours;
  }

  /** Whether `place` is out of order at `nowMs`, which never goes back. */
  covers(place: string, nowMs: number): boolean {
    if (this.#dice.isStopped || !this.#dice.has(this.#name)) return false;
    const outage = this.#places.get(place) ?? { drawnToMs: nowMs, fromMs: 0, toMs: 0 };
    this.#places.set(place, outage);
    while (outage.drawnToMs <= nowMs) {
      if (outage.toMs <= outage.drawnToMs && this.#dice.strikes(this.#name, place)) {
        const random = this.#dice.stream(this.#name);
        outage.fromMs = outage.drawnToMs + random.integer(0, this.#everyMs);
        outage.toMs =
          outage.fromMs + random.integer(this.#hours.minimum * HOUR_MS, this.#hours.maximum * HOUR_MS);
      }
      outage.drawnToMs += this.#everyMs;
    }
    return outage.fromMs <= nowMs && nowMs < outage.toMs;
  }
}
