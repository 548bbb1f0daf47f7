/**
 * Reproducible randomness: a generator is a pure function of its key, and keys are made from a seed and the names of
 * what the numbers are for, never from the order of execution. So any shard, resume or thread count draws the same.
 *
 * Stream: sfc32 (Chris Doty-Humphrey, PractRand), 128-bit state. Key: the path hashed by four lanes of MurmurHash3's
 * 32-bit mix, then 12 rounds of warm-up as PractRand does.
 */
export interface Random {
  /**
   * An independent generator named by `path`, whatever was already drawn from this one.
   *
   * @example
   * const [first, second] = [0, 0].map((seed) => createRandom(seed).fork("gaussian_noise", 3, 7).uniform());
   * first === second // true: whatever else was drawn
   */
  fork(...path: readonly (string | number)[]): Random;
  /** Next integer in [0, 2^32 - 1]. */
  uint32(): number;
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, bound - 1], without modulo bias. `bound` in [1, 2^32]. */
  integer(bound: number): number;
  /** Standard normal (polar method of Marsaglia). */
  normal(): number;
  /** A uniform random order of 0, ..., count - 1 (Fisher-Yates). */
  permutation(count: number): Int32Array;
}

/** A generator for a seed (any safe integer or string). Equal seeds, equal numbers. */
export function createRandom(seed: number | string): Random {
  return new KeyedRandom(absorb(INITIAL_KEY, [seed]));
}

type Key = readonly [number, number, number, number];

const INITIAL_KEY: Key = [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344]; // the first 128 bits of pi's fraction

class KeyedRandom implements Random {
  private a: number;
  private b: number;
  private c: number;
  private counter: number;
  private spare: number | undefined;
  /** Of the last integer; what is not below the limit would favour small numbers. */
  private bound = 1;
  private limit = 4294967296;

  constructor(private readonly key: Key) {
    [this.a, this.b, this.c] = key;
    this.counter = key[3] | 1;
    for (let round = 0; round < 12; round++) this.uint32();
  }

  fork(...path: readonly (string | number)[]): Random {
    return new KeyedRandom(absorb(this.key, path));
  }

  uint32(): number {
    const sum = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = (((this.c << 21) | (this.c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  uniform(): number {
    const high = this.uint32() >>> 5;
    const low = this.uint32() >>> 6;
    return (high * 67108864 + low) / 9007199254740992;
  }

  integer(bound: number): number {
    if (bound !== this.bound) {
      this.bound = bound;
      this.limit = 4294967296 - remainder(4294967296, bound);
    }
    let draw = this.uint32();
    while (draw >= this.limit) draw = this.uint32();
    return remainder(draw, bound);
  }

  normal(): number {
    if (this.spare !== undefined) {
      const spare = this.spare;
      this.spare = undefined;
      return spare;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square > 0 && square < 1) {
        const scale = Math.sqrt((-2 * Math.log(square)) / square);
        this.spare = v * scale;
        return u * scale;
      }
    }
  }

  permutation(count: number): Int32Array {
    const order = new Int32Array(count);
    for (let i = 0; i < count; i++) order[i] = i;
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const held = order[i];
      order[i] = order[j];
      order[j] = held;
    }
    return order;
  }
}

/** `dividend % divisor` of whole numbers up to 2^32, exactly; `%` of numbers above 2^31 is several times slower. */
const remainder = (dividend: number, divisor: number): number => dividend - divisor * Math.floor(dividend / divisor);

/** Mixes a path into a key. Numbers and strings never collide: each element is prefixed by its type and length. */
function absorb(key: Key, path: readonly (string | number)[]): Key {
  let [h0, h1, h2, h3] = key;
  const word = (value: number) => {
    h0 = mix(h0, value, 0x239b961b) + h1;
    h1 = mix(h1, value, 0xab0e9789) + h2;
    h2 = mix(h2, value, 0x38b34ae5) + h3;
    h3 = mix(h3, value, 0xa1e38b93) + h0;
  };
  for (const element of path) {
    const text = `${element}`;
    word(typeof element === "number" ? 1 : 2);
    word(text.length);
    for (let i = 0; i < text.length; i++) word(text.charCodeAt(i));
  }
  return [finish(h0), finish(h1), finish(h2), finish(h3)];
}

function mix(hash: number, value: number, multiplier: number): number {
  const scrambled = Math.imul(rotate(Math.imul(value, 0xcc9e2d51), 15), multiplier);
  return (Math.imul(rotate(hash ^ scrambled, 13), 5) + 0xe6546b64) | 0;
}

function rotate(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}

function finish(hash: number): number {
  let h = hash;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
