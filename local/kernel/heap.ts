/** A binary heap: `pop` gives the items in the order of `isBefore`. `push`, `pop` and `removeAt` take O(log n). */
export class Heap<Item> {
  readonly #items: Item[] = [];
  readonly #isBefore: (a: Item, b: Item) => boolean;
  readonly #onPlace: ((item: Item, place: number) => void) | undefined;

  /** `onPlace` is told where each item stands now: for who will take items out that are not the first. */
  constructor(isBefore: (a: Item, b: Item) => boolean, onPlace?: (item: Item, place: number) => void) {
    this.#isBefore = isBefore;
    this.#onPlace = onPlace;
  }

  get length(): number {
    return this.#items.length;
  }

  /** The first item, which stays; undefined where the heap is empty. */
  peek(): Item | undefined {
    return this.#items[0];
  }

  push(item: Item): void {
    this.#rise(item, this.#items.length);
  }

  /** Takes the first item out; undefined where the heap is empty. */
  pop(): Item | undefined {
    const first = this.#items[0];
    if (first !== undefined) this.removeAt(0);
    return first;
  }

  /** Takes out the item that stands at `place`. */
  removeAt(place: number): void {
    const last = this.#items.pop();
    if (last === undefined || place === this.#items.length) return;
    const parent = this.#items[(place - 1) >> 1];
    if (place > 0 && parent !== undefined && this.#isBefore(last, parent)) this.#rise(last, place);
    else this.#sink(last, place);
  }

  /** Puts an item where `place` is free, or as much higher as it has to stand. */
  #rise(item: Item, place: number): void {
    const items = this.#items;
    let free = place;
    while (free > 0) {
      const above = (free - 1) >> 1;
      if (!this.#isBefore(item, items[above]!)) break;
      this.#put(items[above]!, free);
      free = above;
    }
    this.#put(item, free);
  }

  #sink(item: Item, place: number): void {
    const items = this.#items;
    let free = place;
    for (;;) {
      let below = 2 * free + 1;
      if (below + 1 < items.length && this.#isBefore(items[below + 1]!, items[below]!)) below += 1;
      if (below >= items.length || !this.#isBefore(items[below]!, item)) break;
      this.#put(items[below]!, free);
      free = below;
    }
    this.#put(item, free);
  }

  #put(item: Item, place: number): void {
    this.#items[place] = item;
    this.#onPlace?.(item, place);
  }
}
