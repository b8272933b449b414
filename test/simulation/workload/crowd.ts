import type { Act } from "../contract/acts.ts";
import type { Moment } from "../contract/moment.ts";
import type { Random } from "../contract/random.ts";
import { type Basket, tellCart } from "./checkouts.ts";
import { changeCart, fillCart } from "./goods.ts";
import { tellProduct } from "./others.ts";
import { humanOf } from "./people.ts";
import { second, type Shop } from "./shop.ts";

export type Crowd = {
  readonly shops: readonly [Shop, ...Shop[]];
  readonly from: Moment;
  readonly until: Moment;
  /** About so many webhooks. */
  readonly webhooks: number;
};

/** Somebody who plays with a cart for minutes and leaves without a name. */
const dawdle = (shop: Shop, random: Random, number: number, at: Moment, emit: (act: Act) => void): number => {
  const human = humanOf(500_000 + number, random);
  const basket: Basket = { shop, human, createdAt: at, token: `w${human.code}`, cartToken: `v${human.code}` };
  const changes = random.between(4, 60);
  let goods = fillCart(shop, random);
  let moment = at;
  for (let change = 0; change <= changes; change += 1) {
    const topic = change === 0 ? "carts/create" : "carts/update";
    emit({ id: `${shop.id}.crowd.${number}.${change}`, at: moment, ...tellCart(basket, goods, moment, topic) });
    moment += random.between(1, 40) * second;
    goods = changeCart(goods, random);
  }
  return changes + 1;
};

/**
 * What a busy storefront sends besides what named people do: stock that changes with every sale, and carts of visitors who
 * leave no address. They are most of its webhooks and begin nothing; they have to be told from the rest all the same.
 */
export const crowd = ({ shops, from, until, webhooks }: Crowd, random: Random, emit: (act: Act) => void): void => {
  const stock = Math.floor((webhooks * 2) / 3);
  for (let number = 0; number < stock; number += 1) {
    const shop = random.pick(shops);
    const at = random.between(from, until);
    const pieces = random.chance(0.05) ? 0 : random.between(1, 400);
    emit({ id: `${shop.id}.sold.${number}`, at, ...tellProduct(shop, random.pick(shop.products), pieces, at) });
  }
  for (let left = webhooks - stock, number = 1; left > 0; number += 1)
    left -= dawdle(random.pick(shops), random, number, random.between(from, until), emit);
};
