import type { Truth } from './truth';

/** By volume, its policies in all Regions as they last counted. */
export class PolicyChanges {
  readonly #truth: Truth;
  readonly #policies = new Map<string, string>();

  constructor(truth: Truth) {
    this.#truth = truth;
  }

  /** Whether the volume's policies count otherwise than when this was last asked. The first asking is no change. */
  hasChanged(volumeId: string): boolean {
    const before = this.#policies.get(volumeId);
    const now = JSON.stringify(
      this.#truth.regions.map((region, index) => [
        this.#truth.policyOf(region, volumeId) ?? 'unreadable',
        index > 0 && (this.#truth.copyPolicyOf(region, volumeId) ?? 'unreadable'),
      ]),
    );
    this.#policies.set(volumeId, now);
    return before !== undefined && before !== now;
  }
}
