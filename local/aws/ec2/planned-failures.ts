/** Failures that somebody ordered: by the resource that is to fail next, the reasons in order. */
export class PlannedFailures<Reason = string> {
  readonly #reasons = new Map<string, Reason[]>();

  /** Makes the next work on `resourceId` fail with `reason`; a second call means the work after that. */
  plan(resourceId: string, reason: Reason): void {
    this.#reasons.set(resourceId, [...(this.#reasons.get(resourceId) ?? []), reason]);
  }

  /** Takes the reason for the work that starts now on the first of these resources that has one. */
  take(...resourceIds: readonly string[]): Reason | undefined {
    for (const resourceId of resourceIds) {
      const reasons = this.#reasons.get(resourceId);
      const reason = reasons?.shift();
      if (reasons?.length === 0) this.#reasons.delete(resourceId);
      if (reason !== undefined) return reason;
    }
    return undefined;
  }
}
