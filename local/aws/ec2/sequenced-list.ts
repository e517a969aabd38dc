/**
 * Entries by ascending sequence. Removing leaves a hole, and the holes are closed when they outnumber the entries, so
 * that neither adding a new entry nor removing any moves a long list each time.
 */
export class SequencedList<T extends { readonly sequence: number }> implements Iterable<T> {
  #sequences: number[] = [];
  #entries: (T | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds an entry that is not in the list. */
  add(entry: T): void {
    const position = this.#position(entry.sequence);
    if (this.#sequences[position] === entry.sequence) {
      this.#entries[position] = entry;
    } else {
      this.#sequences.splice(position, 0, entry.sequence);
      this.#entries.splice(position, 0, entry);
    }
    this.#size++;
  }

  /** Removes an entry that is in the list. */
  remove(entry: T): void {
    this.#entries[this.#position(entry.sequence)] = undefined;
    this.#size--;
    if (this.#size < this.#entries.length / 2) {
      this.#entries = this.#entries.filter((other) => other !== undefined);
      this.#sequences = this.#entries.map((other) => other!.sequence);
    }
  }

  /** The entries after `sequence`. The list must not change meanwhile. */
  *after(sequence: number): Iterable<T> {
    for (let position = this.#position(sequence + 1); position < this.#entries.length; position++) {
      const entry = this.#entries[position];
      if (entry !== undefined) yield entry;
    }
  }

  [Symbol.iterator](): Iterator<T> {
    return this.after(-1)[Symbol.iterator]();
  }

  /** Where the first entry or hole of this sequence or a higher one is; new entries belong at the end. */
  #position(sequence: number): number {
    const sequences = this.#sequences;
    if (sequences.length === 0 || sequences.at(-1)! < sequence) return sequences.length;
    let low = 0;
    let high = sequences.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sequences[middle]! < sequence) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
