import type { Act } from "../contract/acts.ts";
import type { Moment } from "../contract/moment.ts";
import type { Random } from "../contract/random.ts";
import { type Record as CustomerRecord, tellCustomer, tellMerge, tellPrivacy } from "./customers.ts";
import type { Human } from "./people.ts";
import { day, hour, minute, second, type Shop } from "./shop.ts";
import { tellText } from "./texts.ts";
import { administer } from "./life/administering.ts";
import { browse, checkOut, leave } from "./life/browsing.ts";
import { order } from "./life/buying.ts";
import { disturb } from "./life/disturbing.ts";
import { interfere } from "./life/interfering.ts";
import type { Life } from "./life/life.ts";
import { drawKind, guisesOf, recordOf } from "./life/who.ts";

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
  if (records.size === 2 && random.chance(0.7)) {
    life.tell(at, tellMerge(shop, human.customerId, human.otherCustomerId, at));
    const other = random.fork("second merge");
    const then = Math.max(from, at + other.between(-6, 6) * hour);
    // Of two systems that merge, each may keep another record, or know of a third.
    const [keptId, mergedId] = other.chance(0.5)
      ? [human.otherCustomerId, human.customerId]
      : [`${human.customerId}3`, human.otherCustomerId];
    if (other.chance(0.3)) life.tell(then, tellMerge(shop, keptId, mergedId, then));
  }
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
