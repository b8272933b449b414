import type { Moment } from "../../contract/moment.ts";
import { type Guise, tellCheckout } from "../checkouts.ts";
import type { Goods } from "../goods.ts";
import { type OrderState, type Sale, tellOrder, tellRefund } from "../orders.ts";
import { tellReview } from "../others.ts";
import { hour, minute, second } from "../shop.ts";
import type { Bought } from "./browsing.ts";
import { type Life, next } from "./life.ts";

const review = (life: Life, sale: Sale, at: Moment): void => {
  const { random, tell, shop, human } = life;
  const product = sale.goods[0]?.product ?? shop.products[0];
  const opinion = {
    ...{ shop, human, product, createdAt: Math.floor(at / second) * second },
    number: String(465_000_000 + next(life)),
    email: sale.guise.email ?? human.email,
    ...(sale.guise.customer !== undefined && { customerId: sale.guise.customer.id }),
  };
  let rating = random.between(1, 5);
  tell(at, tellReview(opinion, rating, opinion.createdAt));
  for (let left = random.chance(0.4) ? random.between(1, 2) : 0, moment = opinion.createdAt; left > 0; left -= 1) {
    moment += random.chance(0.5) ? random.between(1, 28) * minute : random.between(1, 90) * hour;
    rating = random.between(1, 5);
    tell(moment, tellReview(opinion, rating, moment));
  }
};

/** All of it, or one line of it. */
const giveBack = (life: Life, sale: Sale, state: OrderState, at: Moment): void => {
  const { random, tell } = life;
  const whole = random.chance(0.5) || sale.goods.length === 1;
  const goods: Goods = whole ? sale.goods : sale.goods.slice(0, 1);
  tell(at, tellRefund(sale, String(890_000_000_000 + next(life)), goods, at));
  const financialStatus = whole ? "refunded" : "partially_refunded";
  tell(at, tellOrder(sale, { ...state, updatedAt: at, financialStatus }, "orders/updated"));
};

/** An order, from when it is placed to what becomes of it in the weeks afterwards. */
export const order = (life: Life, { at, basket, state }: Bought, guise: Guise): Moment => {
  const { random, tell, shop, human } = life;
  const createdAt = at + random.between(10, 200) * second;
  const sale: Sale = {
    ...{ shop, human, createdAt, guise },
    id: String(5_900_000_000_000 + next(life)),
    goods: state.goods,
    ticks: state.ticks,
    checkoutToken: basket.token,
    ...(random.chance(0.8) && { cartToken: basket.cartToken }),
  };
  life.orders.push(sale);
  const paid: OrderState = { updatedAt: createdAt, financialStatus: "paid" };
  const first: OrderState = random.chance(0.5) ? { ...paid, financialStatus: "pending" } : paid;
  tell(createdAt, tellOrder(sale, first, "orders/create"));
  // Of one second with the creation: the topic's rank decides which of the two knows more.
  if (first.financialStatus === "pending") tell(createdAt, tellOrder(sale, paid, "orders/paid"));
  const completedAt = createdAt + second;
  if (random.chance(0.7))
    tell(
      completedAt,
      tellCheckout(basket, { ...state, updatedAt: completedAt, completedAt: createdAt }, "checkouts/update"),
    );
  let moment = createdAt + random.between(1, 40) * hour;
  if (random.chance(0.08)) {
    tell(moment, tellOrder(sale, { ...paid, updatedAt: moment, cancelledAt: moment }, "orders/cancelled"));
    return moment;
  }
  let now: OrderState = paid;
  if (random.chance(0.85)) {
    now = { ...paid, updatedAt: moment, fulfilledAt: moment };
    tell(moment, tellOrder(sale, now, "orders/fulfilled"));
  }
  moment += random.between(1, 60) * hour;
  if (random.chance(0.35)) review(life, sale, moment);
  if (random.chance(0.15)) giveBack(life, sale, now, moment + random.between(1, 30) * hour);
  return moment;
};
