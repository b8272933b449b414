import { parseInstant, toEpoch } from "../../shared/events/instant.ts";
import type { Conditions } from "./conditions.ts";
import type { Loop } from "./loop.ts";
import { mix, mixText, Stream } from "./random.ts";

type Schedule = { readonly expression: string; readonly input: string; readonly edition: number; fired: boolean };

const momentOf = (expression: string): number => {
  const instant = parseInstant(`${/^at\((.*)\)$/.exec(expression)?.[1] ?? ""}Z`);
  if (instant === undefined) throw new TypeError(`The simulation knows no schedule such as ${expression}.`);
  return toEpoch(instant);
};

/**
 * One-time schedules that delete themselves some time after they have fired: precise to a minute, at times hours late, and
 * at times they fire twice.
 */
export class Schedules {
  readonly #known = new Map<string, Schedule>();
  readonly #loop: Loop;
  readonly #seed: number;
  readonly #conditions: () => Conditions;
  readonly #fire: (input: string, name: number) => void;
  #edition = 0;

  constructor(loop: Loop, seed: number, conditions: () => Conditions, fire: (input: string, name: number) => void) {
    this.#loop = loop;
    this.#seed = seed;
    this.#conditions = conditions;
    this.#fire = fire;
  }

  get(name: string): string | undefined {
    return this.#known.get(name)?.expression;
  }

  /** What each schedule that has not fired will hand over. */
  inputs(): readonly string[] {
    return [...this.#known.values()].filter(({ fired }) => !fired).map(({ input }) => input);
  }

  put(name: string, expression: string, input: string): void {
    const schedule: Schedule = { expression, input, edition: (this.#edition += 1), fired: false };
    this.#known.set(name, schedule);
    const id = mix(mixText(this.#seed, name), mixText(0, expression));
    const random = new Stream(id);
    const { wakesLate, wakesTwice } = this.#conditions();
    const far = random.next() < wakesLate;
    const late = Math.floor(random.next() * (far ? 6 * 3_600_000 : 60_000));
    const twice = random.next() < wakesTwice;
    const deletedAfter = Math.floor(random.next() * 90_000);
    const isCurrent = (): boolean => this.#known.get(name)?.edition === schedule.edition;
    this.#loop.at(momentOf(expression) + late, () => {
      if (!isCurrent()) return;
      schedule.fired = true;
      this.#fire(input, mix(id, 1));
      if (twice) this.#loop.after(deletedAfter, () => this.#fire(input, mix(id, 2)));
      this.#loop.after(deletedAfter, () => {
        if (isCurrent()) this.#known.delete(name);
      });
    });
  }
}
