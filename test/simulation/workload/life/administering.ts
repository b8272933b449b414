import type { Moment } from "../../contract/moment.ts";
import {
  type Record as CustomerRecord,
  tellConsent,
  tellCustomer,
  tellCustomerDeleted,
  tellPrivacy,
  tellTag,
} from "../customers.ts";
import { tellPoints } from "../others.ts";
import { hour, minute, stamp } from "../shop.ts";
import { type Life, next } from "./life.ts";

/** What a customer tells of themselves besides shopping. */
export const administer = (life: Life, record: CustomerRecord, at: Moment): void => {
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
