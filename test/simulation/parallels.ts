import type { Parallel } from "./contract/faults.ts";
import type { Moment } from "./contract/moment.ts";
import type { Invocation } from "./invocation.ts";
import type { Loop } from "./loop.ts";

/** Which invocations were under way at once with the same message or the same run. */
export class Parallels {
  readonly found: (Parallel & { to: Moment })[] = [];
  readonly #loop: Loop;
  readonly #active = new Map<string, Set<Invocation>>();
  #open: { parallel: Parallel & { to: Moment }; of: readonly Invocation[] }[] = [];

  constructor(loop: Loop) {
    this.#loop = loop;
  }

  /** Notes what an invocation of a worker on runs or messages has been given. */
  begin(invocation: Invocation): void {
    if (invocation.function !== "advance-run" && invocation.function !== "send-message") return;
    for (const { message, run } of invocation.subjects()) {
      if (message !== undefined) this.touch(invocation, "message", message);
      if (run !== undefined) this.touch(invocation, "run", run);
    }
  }

  /** Notes that an invocation has to do with a message or a run, and who else has at the moment. */
  touch(invocation: Invocation, what: Parallel["what"], id: string): void {
    const name = `${what}:${id}`;
    if (invocation.touched.includes(name)) return;
    invocation.touched.push(name);
    const others = this.#active.get(name) ?? new Set<Invocation>();
    this.#active.set(name, others);
    for (const other of others) {
      const invocations = [other.id, invocation.id] as const;
      const parallel = { what, id, from: this.#loop.now, to: Infinity, invocations };
      this.found.push(parallel);
      this.#open.push({ parallel, of: [other, invocation] });
    }
    others.add(invocation);
  }

  /** An invocation is over, and with it what it shared with others. */
  end(invocation: Invocation): void {
    if (invocation.touched.length === 0) return;
    for (const name of invocation.touched) {
      const others = this.#active.get(name);
      others?.delete(invocation);
      if (others?.size === 0) this.#active.delete(name);
    }
    if (this.#open.length === 0) return;
    for (const { parallel, of } of this.#open) if (of.includes(invocation)) parallel.to = this.#loop.now;
    this.#open = this.#open.filter(({ parallel }) => parallel.to === Infinity);
  }
}
