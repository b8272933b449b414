import type { Flow } from "../../shared/engine/flow.ts";
import type { Facts } from "../../shared/engine/facts.ts";
import type { Run } from "../../shared/engine/run.ts";
import { planOf } from "../../shared/engine/timing.ts";
import { days, type Instant, minus } from "../../shared/events/instant.ts";
import type { Consent } from "../../shared/profile/facts.ts";
import type { Person, PersonCheckout, PersonOrder, PersonReview } from "../../shared/profile/person.ts";
import { runId } from "../../shared/store/keys.ts";
import { checkoutUpdated, guest, orderUpdated, start } from "./events.ts";
import { settingsWith } from "./settings.ts";

export const email = "ada@customer.example";
export const phone = "+12125550147";
export const hashOf = (channel: string, address: string): string => `hash(${channel},${address})`;

export const personWith = (changes: Partial<Person> = {}): Person => ({
  id: "ada",
  members: ["ada"],
  customer: undefined,
  customerDeleted: false,
  emails: [email],
  phones: [phone],
  carts: [],
  checkouts: [],
  orders: [],
  consents: [granted(email), granted(phone)],
  preferences: undefined,
  tags: undefined,
  reviews: [],
  resolutions: [],
  surveys: [],
  moves: [],
  statements: [],
  subscriptions: [],
  clicks: [],
  sentTexts: [],
  runs: [],
  sends: [],
  ...changes,
});

export const granted = (address: string, changes: Partial<Consent> = {}): Consent => {
  const channel = address.startsWith("+") ? "text" : "email";
  return {
    channel,
    addressHash: hashOf(channel, address),
    purpose: "marketing",
    state: "granted",
    at: start,
    source: "shopify:customer",
    ...changes,
  };
};

export const checkoutOf = (changes: Partial<PersonCheckout> & { readonly token: string }): PersonCheckout => {
  const { data } = checkoutUpdated({ token: changes.token });
  const activityAt = changes.activityAt ?? changes.createdAt ?? start;
  return { ...data, createdAt: activityAt, who: guest(email, phone), activityAt, deleted: false, ...changes };
};

export const orderOf = (id: string, createdAt: Instant): PersonOrder => ({
  ...orderUpdated({ id }, { at: createdAt }).data,
  who: guest(email),
  refunds: [],
});

/** A review of one star, written at an instant. */
export const badReview = (at: Instant, id = "judgeme:1"): PersonReview => ({
  id,
  rating: 1,
  createdAt: at,
  updatedAt: at,
  who: guest(email),
  ratings: [{ rating: 1, since: at, at }],
});

/** A complaint that is open from an instant on. */
export const complaining = (at: Instant): Pick<Person, "reviews" | "resolutions"> => ({
  reviews: [badReview(at)],
  resolutions: [],
});

/** A complaint that support has settled, so that its hold ends at an instant. */
export const heldUntil = (until: Instant): Pick<Person, "reviews" | "resolutions"> => ({
  reviews: [badReview(minus(until, days(8)))],
  resolutions: [{ complaint: "judgeme:1", at: minus(until, days(7)), by: "link" }],
});

export const factsWith = (person: Partial<Person> = {}, changes: Partial<Omit<Facts, "person">> = {}): Facts => ({
  person: personWith(person),
  refs: new Map(),
  addresses: new Map(),
  products: new Map(),
  habits: { gapDays: undefined, samples: 0, bestSeconds: [] },
  suggestions: new Map(),
  store: {},
  everything: {},
  hashOf,
  ...changes,
});

export const runOf = (flow: Flow, subject: string, changes: Partial<Run> = {}): Run => ({
  id: runId("demo", flow.id, subject),
  store: "demo",
  flow: flow.id,
  subject,
  person: "ada",
  openedAt: start,
  settingsVersion: 1,
  plan: [...planOf(flow, settingsWith())],
  heldOut: false,
  steps: {},
  activityAt: start,
  nextWakeAt: start,
  wakes: 1,
  revision: 1,
  correlationId: "correlation",
  ...changes,
});
