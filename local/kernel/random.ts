import { createHash } from 'node:crypto';

/** One seeded stream of numbers (xoshiro128**). The same seed and name give the same numbers, in the same order. */
export class Random {
  readonly #state: Uint32Array;

  /** `name` says what is drawn from this stream, so that one more draw elsewhere does not change this one. */
  constructor(
    readonly seed: number,
    name: string,
  ) {
    const digest = createHash('sha256').update(`${seed}/${name}`).digest();
    this.#state = new Uint32Array([0, 4, 8, 12].map((offset) => digest.readUInt32LE(offset)));
  }

  /** Uniform in [0, 1). */
  next(): number {
    const s = this.#state;
    const result = (Math.imul(rotateLeft(Math.imul(s[1]!, 5), 7), 9) >>> 0) / 0x1_0000_0000;
    const t = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= t;
    s[3] = rotateLeft(s[3]!, 11);
    return result;
  }

  /** Uniform integer in [minimum, maximum], both included. */
  integer(minimum: number, maximum: number): number {
    return minimum + Math.floor(this.next() * (maximum - minimum + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  /** `digits` lower-case hexadecimal digits: the tail of an AWS id. */
  hex(digits: number): string {
    let text = '';
    while (text.length < digits) text += HEX_DIGITS.charAt(Math.floor(this.next() * 16));
    return text;
  }
}

const HEX_DIGITS = '0123456789abcdef';

const rotateLeft = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
