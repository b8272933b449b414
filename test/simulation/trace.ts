import { mix, mixText } from "./random.ts";

/** A running hash of everything that happens, in its order: two runs with one hash were the same run. */
export class Trace {
  #low = 1;
  #high = 2;

  number(value: number): void {
    this.#low = mix(this.#low, value | 0);
    this.#high = (Math.imul(this.#high, 31) + this.#low) | 0;
  }

  text(value: string): void {
    this.#low = mixText(this.#low, value);
    this.#high = (Math.imul(this.#high, 31) + this.#low) | 0;
  }

  get hash(): string {
    return [this.#high, this.#low].map((half) => (half >>> 0).toString(16).padStart(8, "0")).join("");
  }
}
