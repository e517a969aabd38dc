type Plan = {
  /** Which data went with it that was adopted under another policy; several copies of one snapshot are one. */
  readonly guarded: Set<string>;
  /** How many good points of other policies the volume had before. */
  ofCount: number;
};

type Deletion = {
  /** Of a copy. */
  readonly sourceId: string | undefined;
  readonly isGuarded: boolean;
  readonly earlierCount: number;
};

const newPlan = (): Plan => ({ guarded: new Set(), ofCount: 0 });

/** Counts what goes with one plan of what was adopted under another policy. */
export class AtOnce {
  /** By snapshot, the last plan that gave it up. */
  readonly #plans = new Map<string, Plan>();
  /** All that goes without a plan counts together. */
  readonly #unplanned = newPlan();

  /** Takes note of a plan that gives these up. */
  planned(ids: readonly string[]): void {
    const plan = newPlan();
    for (const id of ids) this.#plans.set(id, plan);
  }

  /**
   * Takes note of a deletion, before which the volume has `earlierCount` good points in the Region that were adopted under
   * another policy. Returns of how many guarded ones the data goes with the same plan, itself included, of how many there were.
   */
  add(
    id: string,
    { sourceId, isGuarded, earlierCount }: Deletion,
  ): { readonly count: number; readonly ofCount: number } {
    const plan = this.#plans.get(id) ?? this.#unplanned;
    if (isGuarded) plan.guarded.add(sourceId ?? id);
    plan.ofCount = Math.max(plan.ofCount, earlierCount);
    return { count: plan.guarded.size, ofCount: plan.ofCount };
  }
}
