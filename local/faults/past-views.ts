import type { Ec2 } from '../aws/ec2';
import type { Ec2Region } from '../aws/ec2/account';

/** How EC2 was, Region by Region, as far back as an answer may be old. */
export class PastViews {
  readonly #ec2: Ec2;
  readonly #ageMaxMs: number;
  /** By Region, how it was from what time on, oldest first. */
  readonly #past = new Map<string, { readonly atMs: number; readonly view: Ec2Region }[]>();

  /** With `ageMaxMs` 0 nothing is kept. */
  constructor(ec2: Ec2, ageMaxMs: number) {
    this.#ec2 = ec2;
    this.#ageMaxMs = ageMaxMs;
  }

  /** Takes note of how a Region is after a change. */
  remember(nowMs: number, region: string): void {
    if (this.#ageMaxMs === 0) return;
    const past = this.#past.get(region) ?? [];
    past.push({ atMs: nowMs, view: this.#ec2.freeze(region) });
    // The last one before the longest lag is what an answer of that age shows.
    while (past.length > 1 && past[1]!.atMs <= nowMs - this.#ageMaxMs) past.shift();
    this.#past.set(region, past);
  }

  /** A Region as it was at `atMs`; as it is now where nothing is known of that time. */
  at(atMs: number, region: string): Ec2Region {
    const view = this.#past.get(region)?.findLast((past) => past.atMs <= atMs)?.view;
    return view ?? this.#ec2.freeze(region);
  }
}
