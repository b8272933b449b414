import type { Act } from "../contract/acts.ts";
import type { Moment } from "../contract/moment.ts";
import type { Random } from "../contract/random.ts";
import {
  type Basket,
  type CheckoutState,
  type Guise,
  tellCart,
  tellCheckout,
  tellCheckoutDeleted,
} from "./checkouts.ts";
import {
  type Record as CustomerRecord,
  tellConsent,
  tellCustomer,
  tellCustomerDeleted,
  tellMerge,
  tellPrivacy,
  tellTag,
} from "./customers.ts";
import { changeCart, fillCart, type Goods } from "./goods.ts";
import { type OrderState, type Sale, tellOrder, tellRefund } from "./orders.ts";
import { tellPoints, tellReview } from "./others.ts";
import type { Human } from "./people.ts";
import { tellForged, tellIgnored, tellTruncated, tellUnreadable } from "./send.ts";
import { day, hour, minute, second, type Shop, stamp } from "./shop.ts";
import { tellText } from "./texts.ts";

type Unnamed = Act extends infer A ? (A extends Act ? Omit<A, "id" | "at"> : never) : never;

/** Somebody in front of a shop, and what they have made of it so far. */
type Life = {
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

type Bought = { readonly at: Moment; readonly basket: Basket; readonly state: CheckoutState };

const next = (life: Life): number => {
  life.counted += 1;
  return life.number * 100 + life.counted;
};

const tokenOf = (kind: string, { shop, human }: Life, number: number): string =>
  `${kind}${shop.id.slice(-1)}${human.code}${number}`;

const basketOf = (life: Life, createdAt: Moment): Basket => {
  const { shop, human } = life;
  const number = next(life);
  return { shop, human, createdAt, token: tokenOf("t", life, number), cartToken: tokenOf("c", life, number) };
};

/** Somebody fills a cart and goes. */
const browse = (life: Life, at: Moment): void => {
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
const checkOut = (life: Life, at: Moment, guise: Guise): Bought => {
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
const leave = (life: Life, { at, basket, state }: Bought): void => {
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
const order = (life: Life, { at, basket, state }: Bought, guise: Guise): Moment => {
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

/** Moments at which a reminder of a checkout falls due. */
const dueAfter = [hour, 4 * hour, 24 * hour, 48 * hour] as const;

/** What ends or bars a reminder, within seconds of the moment at which it falls due. */
const interfere = (life: Life, bought: Bought, guise: Guise): void => {
  const { random, tell, shop, human } = life;
  const at = bought.at + random.pick(dueAfter) + random.between(-20, 20) * second;
  const { customer } = guise;
  const ways = [
    () => void order(life, { ...bought, at }, random.chance(0.3) ? { email: human.otherEmail } : guise),
    () => leave(life, checkOut(life, at, guise)),
    () => tell(at, tellText(shop, `${life.number}-${next(life)}`, human.phone, "STOP", at)),
    () => tell(at, customer && tellConsent(recordOf(life, customer, at), "email", { state: "unsubscribed", at })),
    () => tell(at, tellCheckoutDeleted(bought.basket, at)),
    () => {
      const own =
        random.pick(["email", "phone"] as const) === "email" ? { email: human.email } : { phone: human.phone };
      const record = { ...{ shop, human, id: human.customerId, createdAt: at }, ...own };
      tell(at, tellCustomer(record, at, "customers/update"));
    },
  ] as const;
  random.pick(ways)();
};

type Kind = "guest" | "phone-guest" | "customer" | "late" | "double";

const drawKind = (random: Random): Kind => {
  const drawn = random.next();
  if (drawn < 0.3) return "guest";
  if (drawn < 0.4) return "phone-guest";
  if (drawn < 0.65) return "customer";
  return drawn < 0.87 ? "late" : "double";
};

/** Who somebody is on each visit, one after the other. */
const guisesOf = (kind: Kind, { customerId, otherCustomerId, email, otherEmail, phone }: Human): readonly Guise[] => {
  const own = { customer: { id: customerId, email, phone }, email, phone };
  switch (kind) {
    case "guest":
      return [{ email }, { email, phone }];
    case "phone-guest":
      return [{ phone }];
    case "customer":
      return [own];
    case "late":
      return [{ phone }, { email }, own];
    case "double":
      return [
        { customer: { id: customerId, email }, email },
        { customer: { id: otherCustomerId, email: otherEmail }, email: otherEmail },
      ];
  }
};

const recordOf = ({ shop, human }: Life, { id, email, phone }: NonNullable<Guise["customer"]>, createdAt: Moment) => ({
  ...{ shop, human, id, email, createdAt },
  ...(phone !== undefined && { phone }),
});

/** What a customer tells of themselves besides shopping. */
const administer = (life: Life, record: CustomerRecord, at: Moment): void => {
  const { random, tell, shop, until } = life;
  const later = (): Moment => at + random.between(minute, Math.max(hour, until - at));
  for (let left = random.between(0, 2); left > 0; left -= 1) {
    const [saidAt, state] = [later(), random.chance(0.5) ? "subscribed" : "unsubscribed"] as const;
    const channel = random.chance(0.6) ? "email" : "text";
    if (random.chance(0.6)) tell(saidAt, tellConsent(record, channel, { state, at: saidAt }));
    else tell(saidAt, tellCustomer(record, saidAt, "customers/update", { [channel]: { state, at: saidAt } }));
  }
  for (let left = random.chance(0.3) ? random.between(1, 4) : 0; left > 0; left -= 1) {
    const kind = random.pick(["earned", "earned", "spent", "granted", "removed"] as const);
    const movedAt = later();
    const move = { id: `m${record.id}-${next(life)}`, kind, points: random.between(1, 40) * 10, at: stamp(movedAt) };
    tell(movedAt, tellPoints(shop, { customer: { id: record.id } }, move));
  }
  if (random.chance(0.06)) {
    const tagged = later();
    tell(tagged, tellTag(shop, record.id, random.pick(["VIP", "wholesale"]), "added", tagged));
  }
  if (random.chance(0.03)) {
    const asked = later();
    tell(asked, tellPrivacy(shop, "data_request", { id: record.id, email: record.email ?? "" }, [], asked));
  }
  if (random.chance(0.02)) {
    const gone = later();
    tell(gone, tellCustomerDeleted(shop, record.id, gone));
  }
};

/** What goes wrong on the way of some bodies, and what means nothing. */
const disturb = (life: Life, at: Moment): void => {
  const { random, tell, shop, human } = life;
  const body = () => ({ email: human.email, updated_at: stamp(at), note: "no id in it", line_items: [] });
  const kinds = [
    () => tellTruncated(shop, "checkouts/update", at, body),
    () => tellUnreadable(shop, "orders/updated", at, body),
    () => tellForged(shop, "orders/create", at, body),
    () => tellIgnored(shop, "themes/update", at, body),
  ] as const;
  tell(at, random.pick(kinds)());
};

/** Everything somebody does between two moments, as their shop tells it. */
export const live = (
  shop: Shop,
  human: Human,
  number: number,
  random: Random,
  from: Moment,
  until: Moment,
  emit: (act: Act) => void,
): void => {
  let told = 0;
  let erasedAt: Moment | undefined;
  let stopped: Moment = Infinity;
  const life: Life = {
    ...{ shop, human, number, random, until },
    orders: [],
    counted: 0,
    tell: (at, act) => {
      told += 1;
      // Whoever was erased is silent from then on, until they come back.
      if (act === undefined || at > until || (at >= stopped && erasedAt !== undefined)) return;
      emit({ ...act, id: `${shop.id}.${number}.${told}`, at });
    },
  };
  const kind = drawKind(random);
  const guises = guisesOf(kind, human);
  /** Some do all they do within hours, so that what they do meets itself on the way. */
  const isDense = random.chance(0.4);
  if (random.chance(0.07)) {
    erasedAt =
      from + (isDense ? random.between(minute, 30 * hour) : random.between(hour, Math.max(2 * hour, until - from)));
    stopped = erasedAt;
  }
  const records = new Map<string, CustomerRecord>();
  const visits = random.between(1, kind === "late" || kind === "double" ? 5 : 3);
  let at = from;
  for (let visit = 0; visit < visits && at < until; visit += 1) {
    const guise = guises[Math.min(Math.floor((visit * guises.length) / visits), guises.length - 1)] ?? {};
    const { customer } = guise;
    if (customer !== undefined && !records.has(customer.id)) {
      const record = recordOf(life, customer, at);
      records.set(customer.id, record);
      // The record may come to be told after what its customer has done already.
      const createdAt = at + (random.chance(0.3) ? random.between(1, 20) * minute : 0);
      const asked = { state: "subscribed", at: createdAt } as const;
      life.tell(
        createdAt,
        tellCustomer(record, createdAt, "customers/create", random.chance(0.4) ? { email: asked, text: asked } : {}),
      );
      administer(life, record, at);
    }
    const drawn = random.next();
    if (drawn < 0.2) browse(life, at);
    else {
      const bought = checkOut(life, at, guise);
      if (drawn < 0.45) leave(life, bought);
      else if (drawn < 0.65) interfere(life, bought, guise);
      else {
        const elsewhere = random.chance(0.12) ? { email: human.otherEmail } : guise;
        at = order(life, bought, elsewhere);
      }
    }
    at += isDense
      ? random.between(second, 5 * hour)
      : random.between(hour, Math.max(2 * hour, Math.min(10 * day, (until - from) / 2)));
  }
  if (records.size === 2 && random.chance(0.7))
    life.tell(at, tellMerge(shop, human.customerId, human.otherCustomerId, at));
  if (random.chance(0.1)) {
    const stop = from + random.between(hour, Math.max(2 * hour, until - from));
    life.tell(
      stop,
      tellText(shop, `${number}-stop`, human.phone, random.pick(["STOP", "stop please", "Unsubscribe"]), stop),
    );
    const start = stop + 3 * hour;
    if (random.chance(0.5)) life.tell(start, tellText(shop, `${number}-start`, human.phone, "START", start));
  }
  if (random.chance(0.12)) disturb(life, from + random.between(minute, Math.max(hour, until - from)));
  if (erasedAt === undefined || erasedAt > until) return;
  const ids = [...records.keys()];
  const orderIds = life.orders.filter(({ createdAt }) => createdAt < stopped).map(({ id }) => id);
  stopped = Infinity;
  const [first] = ids;
  const addresses = kind === "phone-guest" ? { phone: human.phone } : { email: human.email, phone: human.phone };
  life.tell(
    erasedAt,
    tellPrivacy(shop, "redact", { ...addresses, ...(first !== undefined && { id: first }) }, orderIds, erasedAt),
  );
  if (random.chance(0.4)) {
    const back = erasedAt + random.between(hour, 5 * day);
    leave(life, checkOut(life, back, kind === "phone-guest" ? { phone: human.phone } : { email: human.email }));
  }
};
