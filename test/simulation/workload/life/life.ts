import type { Act } from "../../contract/acts.ts";
import type { Moment } from "../../contract/moment.ts";
import type { Random } from "../../contract/random.ts";
import type { Sale } from "../orders.ts";
import type { Human } from "../people.ts";
import type { Shop } from "../shop.ts";

export type Unnamed = Act extends infer A ? (A extends Act ? Omit<A, "id" | "at"> : never) : never;

/** Somebody in front of a shop, and what they have made of it so far. */
export type Life = {
  readonly shop: Shop;
  readonly human: Human;
  readonly number: number;
  readonly random: Random;
  /** Nothing happens to them after this. */
  readonly until: Moment;
  readonly tell: (at: Moment, act: Unnamed | undefined) => void;
  readonly orders: Sale[];
  counted: number;
};

/** The number of what they do next, of which no other in the shop has the same. */
export const next = (life: Life): number => {
  life.counted += 1;
  return life.number * 100 + life.counted;
};
