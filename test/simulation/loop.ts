import type { Moment } from "./contract/moment.ts";

type Entry = { readonly at: Moment; readonly order: number; readonly happen: () => void };

const before = (a: Entry, b: Entry): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** What is to happen, by virtual time: a binary heap, ties in the order of their planning. */
class Agenda {
  readonly #heap: Entry[] = [];

  get size(): number {
    return this.#heap.length;
  }

  first(): Entry | undefined {
    return this.#heap[0];
  }

  push(entry: Entry): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const above = (at - 1) >> 1;
      const parent = heap[above];
      if (parent === undefined || !before(entry, parent)) break;
      heap[at] = parent;
      at = above;
    }
    heap[at] = entry;
  }

  pop(): Entry | undefined {
    const heap = this.#heap;
    const top = heap[0];
    const last = heap.pop();
    if (top === undefined || last === undefined || heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      let child = heap[below];
      if (child === undefined) break;
      const right = heap[below + 1];
      if (right !== undefined && before(right, child)) {
        child = right;
        below += 1;
      }
      if (!before(child, last)) break;
      heap[at] = child;
      at = below;
    }
    heap[at] = last;
    return top;
  }
}

/**
 * Virtual time. Whatever happens is planned for a moment and happens then, one thing after the other; after anything that
 * lets a handler go on, nothing else happens until it waits again or has ended. No timer of the real world is involved.
 */
export class Loop {
  readonly #agenda = new Agenda();
  #now: Moment;
  #order = 0;
  #resumed = false;
  #isBusy: () => boolean = () => false;
  #failure: Error | undefined;

  constructor(startsAt: Moment) {
    this.#now = startsAt;
  }

  get now(): Moment {
    return this.#now;
  }

  /** How much is planned. */
  get planned(): number {
    return this.#agenda.size;
  }

  /** A moment that has passed is now. */
  at(moment: Moment, happen: () => void): void {
    this.#agenda.push({ at: Math.max(moment, this.#now), order: (this.#order += 1), happen });
  }

  after(milliseconds: number, happen: () => void): void {
    this.at(this.#now + milliseconds, happen);
  }

  /**
   * Says that what happens now lets a handler go on. `isBusy` tells afterwards whether it does something of its own that
   * is no call of a port (a mail is composed by streams): that is waited for, in no virtual time.
   */
  resumes(isBusy: () => boolean): void {
    this.#resumed = true;
    this.#isBusy = isBusy;
  }

  /** Ends the run with an error. */
  fail(error: unknown): void {
    this.#failure ??= error instanceof Error ? error : new Error(String(error));
  }

  /** Runs until a moment, or until `isOver`. */
  run(until: Moment, isOver: () => boolean = () => false): Promise<void> {
    return new Promise((resolve, reject) => {
      const step = (): void => {
        try {
          for (;;) {
            if (this.#resumed && this.#isBusy()) return void setImmediate(step);
            this.#resumed = false;
            if (this.#failure !== undefined) return reject(this.#failure);
            const next = this.#agenda.first();
            if (isOver()) return resolve();
            if (next === undefined || next.at > until) {
              this.#now = Math.max(this.#now, until);
              return resolve();
            }
            this.#agenda.pop();
            this.#now = next.at;
            next.happen();
            // The queue of ticks is looked at when no promise has anything left to do.
            if (this.#resumed) return process.nextTick(step);
          }
        } catch (error) {
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      };
      process.nextTick(step);
    });
  }
}
