import type { Random } from "./contract/random.ts";

/** Mixes a number into another so that every bit depends on all of both: names of what happens, as 32 bits. */
export const mix = (name: number, part: number): number => {
  let hash = Math.imul(name ^ (part + 0x9e3779b9 + (name << 6) + (name >>> 2)), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
};

/** The 32 bits of a text (FNV-1a). */
export const mixText = (name: number, text: string): number => {
  let hash = name ^ 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return hash >>> 0;
};

/** A stream of numbers that a seed decides (sfc32). */
export class Stream implements Random {
  readonly #seed: number;
  #a: number;
  #b: number;
  #c: number;
  #count = 1;

  constructor(seed: number) {
    this.#seed = seed;
    this.#a = mix(seed, 1);
    this.#b = mix(seed, 2);
    this.#c = mix(seed, 3);
    for (let warm = 0; warm < 8; warm += 1) this.next();
  }

  next(): number {
    const sum = (this.#a + this.#b + this.#count) | 0;
    this.#count = (this.#count + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 4_294_967_296;
  }

  between(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly [T, ...T[]]): T {
    return from[this.between(0, from.length - 1)] ?? from[0];
  }

  fork(name: string): Stream {
    return new Stream(mixText(this.#seed, name));
  }
}
