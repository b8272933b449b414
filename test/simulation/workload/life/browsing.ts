import type { Moment } from "../../contract/moment.ts";
import {
  type Basket,
  type CheckoutState,
  type Guise,
  tellCart,
  tellCheckout,
  tellCheckoutDeleted,
} from "../checkouts.ts";
import { changeCart, fillCart } from "../goods.ts";
import { hour, minute, second } from "../shop.ts";
import { type Life, next } from "./life.ts";

export type Bought = { readonly at: Moment; readonly basket: Basket; readonly state: CheckoutState };

const tokenOf = (kind: string, { shop, human }: Life, number: number): string =>
  `${kind}${shop.id.slice(-1)}${human.code}${number}`;

const basketOf = (life: Life, createdAt: Moment): Basket => {
  const { shop, human } = life;
  const number = next(life);
  return { shop, human, createdAt, token: tokenOf("t", life, number), cartToken: tokenOf("c", life, number) };
};

/** Somebody fills a cart and goes. */
export const browse = (life: Life, at: Moment): void => {
  const { random, tell, shop } = life;
  const basket = basketOf(life, at);
  let goods = fillCart(shop, random);
  let moment = at;
  tell(moment, tellCart(basket, goods, moment, "carts/create"));
  for (let left = random.between(0, 3); left > 0; left -= 1) {
    moment += random.between(5, 200) * second;
    goods = changeCart(goods, random);
    tell(moment, tellCart(basket, goods, moment, "carts/update"));
  }
};

/** A checkout that is changed again and again within minutes; the first bodies have no contact yet. */
export const checkOut = (life: Life, at: Moment, guise: Guise): Bought => {
  const { random, tell, shop } = life;
  const basket = basketOf(life, at);
  let goods = fillCart(shop, random);
  let moment = at;
  tell(moment, tellCart(basket, goods, moment, "carts/create"));
  const ticks = { email: random.chance(0.7), text: random.chance(0.5) };
  const state = (known: boolean): CheckoutState => ({
    goods,
    guise: known ? guise : {},
    updatedAt: moment,
    ticks: known ? ticks : { email: false, text: false },
  });
  moment += random.between(1, 60) * second;
  const knownAtOnce = random.chance(0.3);
  tell(moment, tellCheckout(basket, state(knownAtOnce), "checkouts/create"));
  for (let left = random.between(1, random.chance(0.3) ? 12 : 4); left > 0; left -= 1) {
    moment += random.between(1, 50) * second;
    goods = changeCart(goods, random);
    tell(moment, tellCheckout(basket, state(true), "checkouts/update"));
  }
  return { at: moment, basket, state: state(true) };
};

/** What becomes of a checkout that nobody finishes: a later look, a tick taken back, a deletion. */
export const leave = (life: Life, { at, basket, state }: Bought): void => {
  const { random, tell } = life;
  let last = state;
  if (random.chance(0.3)) {
    const moment = at + random.between(20, 30 * 60) * minute;
    const ticks = random.chance(0.3) ? { email: false, text: false } : state.ticks;
    last = { ...state, goods: changeCart(state.goods, random), updatedAt: moment, ticks };
    tell(moment, tellCheckout(basket, last, "checkouts/update"));
  }
  if (random.chance(0.08)) tell(last.updatedAt + hour, tellCheckoutDeleted(basket, last.updatedAt + hour));
};
