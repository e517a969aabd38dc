import type { Volume } from '@aws-sdk/client-ec2';
import type { Selection } from '../../functions/domain/selection';

type Stretch = {
  readonly fromMs: number;
  toMs: number;
  readonly isSelected: boolean;
  /** Whether the volume was deleted at its end. */
  endsVolume?: true;
};

/** Which volumes there were, and when each of them was selected. */
export class VolumeHistories {
  readonly #selection: Selection;
  readonly #stretches = new Map<string, Stretch[]>();

  constructor(selection: Selection) {
    this.#selection = selection;
  }

  /** Takes note of all volumes that there are. */
  note(nowMs: number, volumes: readonly Volume[]): void {
    const now = new Map(volumes.map((volume) => [volume.VolumeId ?? '', this.#isSelected(volume)]));
    for (const [id, stretches] of this.#stretches) {
      const current = stretches.at(-1)!;
      if (current.toMs !== Infinity || now.get(id) === current.isSelected) continue;
      current.toMs = nowMs;
      if (!now.has(id)) current.endsVolume = true;
    }
    for (const [id, isSelected] of now) {
      const stretches = this.#stretches.get(id) ?? [];
      this.#stretches.set(id, stretches);
      if (stretches.at(-1)?.toMs !== Infinity) stretches.push({ fromMs: nowMs, toMs: Infinity, isSelected });
    }
  }

  /** Every volume that ever was selected. */
  get selectedOnes(): string[] {
    return [...this.#stretches.keys()].filter((id) => this.wasSelected(id, -Infinity, Infinity));
  }

  /** Whether the volume was selected at any time of a span. */
  wasSelected(volumeId: string, fromMs: number, toMs: number): boolean {
    return this.#of(volumeId).some(
      (stretch) => stretch.isSelected && stretch.fromMs <= toMs && stretch.toMs >= fromMs,
    );
  }

  /** Whether the volume was selected for the whole of a span, or until it was deleted. */
  wasSelectedThroughout(volumeId: string, fromMs: number, toMs: number): boolean {
    return this.#of(volumeId).some(
      (stretch) =>
        stretch.isSelected &&
        stretch.fromMs <= fromMs &&
        (stretch.toMs >= toMs || (stretch.endsVolume === true && stretch.toMs >= fromMs)),
    );
  }

  #of(volumeId: string): readonly Stretch[] {
    return this.#stretches.get(volumeId) ?? [];
  }

  #isSelected({ Tags = [] }: Volume): boolean {
    const selection = this.#selection;
    if (selection === 'all') return true;
    const tag = Tags.find(({ Key }) => Key === selection.tagKey);
    return tag !== undefined && (selection.tagValues?.includes(tag.Value ?? '') ?? true);
  }
}
