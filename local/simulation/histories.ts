type Span = { readonly fromMs: number; toMs: number };

/** Which of several things were so, and when, each by its name. */
export class Histories {
  readonly #spans = new Map<string, Span[]>();

  /** Takes note of all that is so now. */
  note(nowMs: number, names: ReadonlySet<string>): void {
    for (const [name, spans] of this.#spans) {
      const last = spans.at(-1)!;
      if (last.toMs === Infinity && !names.has(name)) last.toMs = nowMs;
    }
    for (const name of names) {
      const spans = this.#spans.get(name) ?? [];
      if (spans.at(-1)?.toMs !== Infinity) spans.push({ fromMs: nowMs, toMs: Infinity });
      this.#spans.set(name, spans);
    }
  }

  /** Whether it was so at any time of a span. */
  was(name: string, fromMs: number, toMs: number): boolean {
    return this.#of(name).some((span) => span.fromMs <= toMs && span.toMs >= fromMs);
  }

  wasThroughout(name: string, fromMs: number, toMs: number): boolean {
    return this.#of(name).some((span) => span.fromMs <= fromMs && span.toMs >= toMs);
  }

  #of(name: string): readonly Span[] {
    return this.#spans.get(name) ?? [];
  }
}
