import { Event } from "../../shared/events/catalogue.ts";
import { fromEpoch, type Instant, toEpoch } from "../../shared/events/instant.ts";
import { at } from "../support/instants.ts";
import type { Act, ActOutcome, Evidence, Meant, Moment, ProviderCall, StoreState } from "./contract.ts";
import { checks, oracle } from "./oracle/oracle.ts";
import { Stream } from "./random.ts";
import { tellCheckout } from "./workload/checkouts.ts";
import { tellConsent, tellCustomer, tellPrivacy } from "./workload/customers.ts";
import { tellOrder, tellRefund } from "./workload/orders.ts";
import { tellReview } from "./workload/others.ts";
import { type Human, humanOf } from "./workload/people.ts";
import { tellForged, tellTruncated } from "./workload/send.ts";
import { day, hour, minute, settingsOf, shopOf } from "./workload/shop.ts";
import { tellText } from "./workload/texts.ts";
import { StoreSettings } from "../../shared/settings/settings.ts";

const random = new Stream(3);
const startsAt = toEpoch(at("2026-03-02T15:00Z"));
const shop = shopOf(0, random.fork("shop"));
const inNewYork = (number: number): Human => ({
  ...humanOf(number, random.fork(`human ${number}`)),
  home: { city: "New York", country: "US", province: "NY", zip: "10002" },
});
const [left, buyer, gone] = [inNewYork(1), inNewYork(2), inNewYork(3)];
const goods = [{ product: shop.products[0], quantity: 1 }];
const settings = StoreSettings.parse({
  ...settingsOf(shop, random.fork("settings"), startsAt, false),
  zone: "America/New_York",
  holdout: 0,
  text: { consentNamesCarts: true, number: shop.number },
});

type Unnamed = Act extends infer A ? (A extends Act ? Omit<A, "id" | "at"> : never) : never;

const takenAs = (meant: Meant, receivedAt: Instant): Event =>
  Event.parse({
    ...meant,
    id: `${meant.topic} ${meant.occurredAt}`,
    version: `${meant.occurredAt}|${meant.topic}`,
    receivedAt,
    correlationId: "c",
  });

/** An act that went well: taken once, a second later, and read a second after that. */
const well = (id: string, moment: Moment, act: Unnamed): ActOutcome => {
  const receivedAt = fromEpoch(moment + 1_000);
  const means = act.kind === "webhook" ? act.means : undefined;
  const status = means?.kind === "refused" ? means.status : 200;
  const events = means?.kind === "events" ? means.events.map((meant) => takenAs(meant, receivedAt)) : [];
  return {
    act: { ...act, id, at: moment },
    tries: [{ at: moment + 1_000, answeredAt: moment + 1_100, now: receivedAt, status }],
    acknowledgedAt: status === 200 ? moment + 1_100 : undefined,
    events,
    appliedAt: status === 200 ? moment + 2_000 : undefined,
  };
};

const basket = { shop, human: left, token: "t-1", cartToken: "c-1", createdAt: startsAt };
const leftAs = { customer: { id: left.customerId, email: left.email }, email: left.email };
const record = { shop, human: left, id: left.customerId, email: left.email, createdAt: startsAt - day };
const sale = {
  ...{ shop, human: buyer, goods, id: "5900000000001", createdAt: startsAt },
  guise: { email: buyer.email },
  ticks: { email: true, text: false },
};
const opinion = {
  shop,
  human: buyer,
  number: "465000001",
  product: shop.products[0],
  createdAt: startsAt,
  email: buyer.email,
};
const truncated = tellTruncated(shop, "orders/create", startsAt, () => ({ note: "half of it", email: buyer.email }));
const ticks = { email: true, text: false };

const story: readonly ActOutcome[] = [
  well("customer", startsAt - day, tellCustomer(record, startsAt - day, "customers/create")),
  well(
    "checkout",
    startsAt,
    tellCheckout(basket, { goods, guise: leftAs, updatedAt: startsAt, ticks }, "checkouts/create"),
  ),
  well("order", startsAt, tellOrder(sale, { updatedAt: startsAt, financialStatus: "paid" }, "orders/paid")),
  well("refund", startsAt + hour, tellRefund(sale, "8900000000001", goods, startsAt + hour)),
  well("review", startsAt, tellReview(opinion, 5, startsAt)),
  well("truncated", startsAt, truncated),
  well(
    "forged",
    startsAt,
    tellForged(shop, "orders/create", startsAt, () => ({ id: 1 })),
  ),
  well("redact", startsAt, tellPrivacy(shop, "redact", { id: gone.customerId, email: gone.email }, [], startsAt)),
];

const hash = (kind: string, value: string): string => `<${kind}|${value}>`;
const person = (human: Human): string => hash("email", human.email);
const sentAt = startsAt + 4 * hour + minute;

const call: ProviderCall = {
  ...{ at: sentAt, channel: "email", store: shop.id, message: "m-1", to: left.email, from: undefined, raw: "" },
  ...{
    subject: undefined,
    providerId: "p-1",
    accepted: true,
    told: "accepted",
    function: "send-message",
    invocation: 7,
  },
  begunAt: sentAt - 50,
  now: fromEpoch(sentAt - 20),
  record: {
    ...{ run: "r-1", flow: "abandoned-checkout", step: "reminder-1", status: "sending", kind: "marketing" },
    claimedAt: fromEpoch(sentAt - 1_000),
  },
};

const nobody = {
  ...{ tags: undefined, customerDeleted: false, customer: undefined, customerId: undefined, phones: [], carts: [] },
  ...{
    checkouts: [],
    orders: [],
    consents: [],
    standing: [],
    reviews: [],
    moves: [],
    statements: [],
    subscriptions: [],
  },
  ...{ pointsBalance: 0, openComplaint: undefined, preferences: undefined, erasedAt: undefined },
};
const total = (goods[0]?.product.price ?? 0) / 100;

const state: StoreState = {
  store: shop.id,
  profiles: [
    {
      ...nobody,
      id: hash("customer", left.customerId),
      members: [hash("customer", left.customerId), person(left)],
      emails: [left.email],
      checkouts: [
        {
          token: "t-1",
          updatedAt: fromEpoch(startsAt),
          completedAt: undefined,
          deleted: false,
          total: total.toFixed(2),
        },
      ],
      standing: [
        {
          channel: "email",
          addressHash: hash("email", left.email),
          purpose: "marketing",
          granted: true,
          why: "granted",
        },
      ],
    },
    {
      ...nobody,
      id: person(buyer),
      members: [person(buyer)],
      emails: [buyer.email],
      standing: [
        {
          channel: "email",
          addressHash: hash("email", buyer.email),
          purpose: "marketing",
          granted: true,
          why: "granted",
        },
      ],
      orders: [
        {
          ...{ id: sale.id, createdAt: fromEpoch(startsAt), updatedAt: fromEpoch(startsAt), cancelledAt: undefined },
          ...{ financialStatus: "paid", total: total.toFixed(2) },
          refunds: [{ id: "8900000000001", amount: total.toFixed(2) }],
        },
      ],
    },
  ],
  addresses: [],
  messages: [
    {
      ...{ id: "m-1", run: "r-1", person: hash("customer", left.customerId), flow: "abandoned-checkout" },
      ...{
        step: "reminder-1",
        channel: "email",
        status: "sent",
        reason: undefined,
        claimedAt: fromEpoch(sentAt - 1_000),
      },
      ...{ sendingAt: fromEpoch(sentAt - 20), settledAt: fromEpoch(sentAt + 20), history: [] },
    },
  ],
  runs: [
    {
      ...{ id: "r-1", flow: "abandoned-checkout", subject: "t-1", person: hash("customer", left.customerId), plan: [] },
      ...{
        openedAt: fromEpoch(startsAt + 2_000),
        steps: {},
        heldOut: false,
        nextWakeAt: undefined,
        wakePending: false,
      },
      finished: { reason: "completed", at: fromEpoch(sentAt + hour) },
    },
  ],
  decisions: [
    {
      ...{ at: fromEpoch(sentAt - 1_000), by: "wake", person: hash("customer", left.customerId), run: "r-1" },
      ...{ flow: "abandoned-checkout", step: "reminder-1", outcome: "send", reason: "all-gates-pass", gates: [] },
    },
  ],
  rejected: [
    { source: "shopify", topic: "orders/create", reason: "no JSON", body: truncated.request(fromEpoch(startsAt)).body },
  ],
  waiting: [],
  products: [],
  uninstalledAt: undefined,
  marketingPausedAt: undefined,
};

type Item = ReturnType<Evidence["items"]>[number];
const item = (pk: string, sk: string, version: string, moment: Moment, more: object = {}): Item => ({
  pk: `${shop.id}/person/${pk}`,
  sk,
  json: JSON.stringify({ pk, sk, version, content: { at: fromEpoch(moment), ...more } }),
});
const versionOf = (id: string): string => story.find(({ act }) => act.id === id)?.events[0]?.version ?? "";
const items: readonly Item[] = [
  item(hash("customer", left.customerId), `FACT#CUSTOMER#${left.customerId}`, versionOf("customer"), startsAt),
  item(hash("customer", left.customerId), "FACT#CHECKOUT#t-1", versionOf("checkout"), startsAt),
  item(person(buyer), `FACT#ORDER#${sale.id}`, versionOf("order"), startsAt),
  item(person(buyer), "FACT#REFUND#8900000000001", versionOf("refund"), startsAt + hour),
  item(person(buyer), "FACT#REVIEW#judgeme:465000001#5", versionOf("review"), startsAt),
  item(hash("customer", gone.customerId), "ERASED", "", startsAt),
];

const good: Evidence = {
  ...{ seed: 1, startsAt, endedAt: startsAt + 10 * day, settings: [settings], acts: story, calls: [call], faults: [] },
  ...{
    parallels: [],
    portCalls: 300,
    stores: [state],
    deadLetters: [],
    queued: [],
    items: () => items,
    blobs: () => [],
  },
  personId: (_store, kind, value) => hash(kind, value),
  addressHash: (_store, channel, address) => hash(channel, address),
};

const withState = (changes: Partial<StoreState>): Evidence => ({ ...good, stores: [{ ...state, ...changes }] });
const withAct = (id: string, moment: Moment, act: Unnamed | undefined, more: Partial<Evidence> = {}): Evidence =>
  act === undefined ? good : { ...good, ...more, acts: [...story, well(id, moment, act)] };
const changing = (id: string, change: (outcome: ActOutcome) => Partial<ActOutcome>): Evidence => ({
  ...good,
  acts: story.map((outcome) => (outcome.act.id === id ? { ...outcome, ...change(outcome) } : outcome)),
});
const withCall = (changes: Partial<ProviderCall>): Evidence => ({ ...good, calls: [{ ...call, ...changes }] });
const withProfile = (index: number, changes: Partial<StoreState["profiles"][number]>): Evidence =>
  withState({ profiles: state.profiles.map((profile, own) => (own === index ? { ...profile, ...changes } : profile)) });
const [message, run] = [state.messages[0], state.runs[0]];
if (message === undefined || run === undefined) throw new Error("the story has a message and a run");

const bounce = JSON.stringify({
  source: "aws.ses",
  detail: { bounce: { bounceType: "Permanent", bouncedRecipients: [{ emailAddress: left.email }] } },
});

/** What breaks each check, and nothing that a check is not about. */
const broken: Readonly<Record<string, readonly [string, Evidence][]>> = {
  "acknowledged-is-published": [["an event never reached the bus", changing("checkout", () => ({ events: [] }))]],
  "acknowledged-is-handled": [["nobody handled it", changing("order", () => ({ appliedAt: undefined }))]],
  "acknowledged-is-kept": [
    ["its fact is gone", { ...good, items: () => items.filter(({ sk }) => !sk.startsWith("FACT#ORDER")) }],
    [
      "an older body stands",
      { ...good, items: () => items.map((one) => ({ ...one, json: one.json.replace(versionOf("order"), "2020") })) },
    ],
  ],
  "read-as-meant": [
    [
      "another total was read",
      changing("order", ({ events }) => ({
        events: events.map((event) =>
          event.type === "order.updated" ? { ...event, data: { ...event.data, total: "1.00" } } : event,
        ),
      })),
    ],
  ],
  "rejected-is-kept": [["the body is gone", withState({ rejected: [] })]],
  "forged-is-refused": [
    [
      "it was answered 200",
      changing("forged", ({ tries }) => ({ tries: tries.map((one) => ({ ...one, status: 200 })) })),
    ],
  ],
  "nothing-is-left-over": [
    ["something is dead", { ...good, deadLetters: [{ queue: "facts", body: `{"store":"${shop.id}"}`, receives: 25 }] }],
    ["something waits", { ...good, queued: [{ queue: "wakes", body: `{"store":"${shop.id}"}` }] }],
  ],
  "orders-stand-as-told-last": [
    [
      "the refund is missing",
      withProfile(1, { orders: state.profiles[1]?.orders.map((order) => ({ ...order, refunds: [] })) ?? [] }),
    ],
    [
      "an older state stands",
      withProfile(1, {
        orders: state.profiles[1]?.orders.map((order) => ({ ...order, financialStatus: "pending" })) ?? [],
      }),
    ],
  ],
  "checkouts-stand-as-told-last": [["it is nowhere", withProfile(0, { checkouts: [] })]],
  "consent-stands-as-said-last": [["a yes was lost", withProfile(0, { standing: [] })]],
  "a-stop-stands": [["a STOP was lost", withAct("stop", startsAt, tellText(shop, "x", left.phone, "STOP", startsAt))]],
  "points-stand-as-earned": [["some were lost", withProfile(1, { pointsBalance: 7 })]],
  "complaints-stand-as-reviewed": [["a complaint nobody made", withProfile(1, { openComplaint: "judgeme:465000001" })]],
  "suppressed-as-reported": [
    [
      "nobody complained",
      withState({
        addresses: [{ hash: "x", suppressed: { reason: "complaint", at: fromEpoch(startsAt) }, stops: {} }],
      }),
    ],
    [
      "a bounce was lost",
      withAct("bounce", startsAt, {
        kind: "provider-event",
        store: shop.id,
        message: "m-0",
        report: "bounce",
        body: bounce,
      }),
    ],
  ],
  "one-person-is-one": [["the guest was not filed", withProfile(0, { members: [hash("customer", left.customerId)] })]],
  "two-people-stay-two": [
    [
      "a token merged them",
      withProfile(0, { members: [hash("customer", left.customerId), person(left), person(buyer)] }),
    ],
  ],
  "accepted-once": [["it was accepted twice", { ...good, calls: [call, call] }]],
  "handed-over-once": [
    ["an ambiguous one was repeated", { ...good, calls: [{ ...call, accepted: false, told: "ambiguous" }, call] }],
  ],
  "marketing-has-consent": [
    [
      "a no was known",
      withAct("no", startsAt + hour, tellConsent(record, "email", { state: "unsubscribed", at: startsAt + hour })),
    ],
    ["nobody was asked", withCall({ to: "nobody@home.example" })],
  ],
  "marketing-keeps-quiet-hours": [["it was three in the morning", withCall({ now: at("2026-03-03T08:00Z") })]],
  "marketing-keeps-the-cap": [
    [
      "another went out an hour before",
      {
        ...good,
        calls: [
          call,
          { ...call, message: "m-2", at: sentAt + hour, begunAt: sentAt + hour - 9, now: fromEpoch(sentAt + hour) },
        ],
      },
    ],
  ],
  "nothing-after-the-exit": [
    [
      "an order had been stored",
      withAct(
        "bought",
        startsAt + hour,
        tellOrder(
          { ...sale, human: left, guise: leftAs, id: "5900000000009", createdAt: startsAt + hour },
          { updatedAt: startsAt + hour, financialStatus: "paid" },
          "orders/create",
        ),
      ),
    ],
    [
      "an order under another address had its token",
      withAct(
        "bought",
        startsAt + hour,
        tellOrder(
          { ...sale, id: "5900000000009", createdAt: startsAt + hour, checkoutToken: "t-1" },
          { updatedAt: startsAt + hour, financialStatus: "paid" },
          "orders/create",
        ),
      ),
    ],
  ],
  "nothing-while-off": [
    ["the store was paused", withAct("pause", startsAt, { kind: "pause", store: shop.id, reason: "stocktaking" })],
    [
      "the flow was off",
      {
        ...good,
        settings: [StoreSettings.parse({ ...settings, flows: { "abandoned-checkout": { enabled: false } } })],
      },
    ],
  ],
  "no-marketing-during-a-hold": [
    [
      "a review of one star was open",
      withAct(
        "complaint",
        startsAt + hour,
        tellReview(
          {
            ...opinion,
            human: left,
            email: left.email,
            customerId: left.customerId,
            number: "9",
            createdAt: startsAt + hour,
          },
          1,
          startsAt + hour,
        ),
      ),
    ],
  ],
  "nothing-to-the-suppressed": [
    [
      "the address had bounced",
      withAct("bounce", startsAt, {
        kind: "provider-event",
        store: shop.id,
        message: "m-0",
        report: "bounce",
        body: bounce,
      }),
    ],
  ],
  "due-and-not-past-its-deadline": [
    ["it was not due", withCall({ now: fromEpoch(startsAt + 30 * minute) })],
    ["it was too late", withCall({ now: fromEpoch(startsAt + 2 * day) })],
  ],
  "message-is-settled": [["it is still claimed", withState({ messages: [{ ...message, status: "claimed" }] })]],
  "record-is-true": [
    ["failed, and a provider took it", withState({ messages: [{ ...message, status: "failed" }] })],
    ["sent, and nobody took it", { ...good, calls: [] }],
  ],
  "unknown-has-a-cause": [
    [
      "nothing had gone wrong",
      withState({ messages: [{ ...message, history: [{ at: sentAt, status: "unknown", invocation: 7 }] }] }),
    ],
  ],
  "sent-was-decided": [["there is no decision", withState({ decisions: [] })]],
  "trigger-opens-its-run": [["nobody opened it", withState({ runs: [] })]],
  "slots-are-given-back": [
    [
      "what was withdrawn keeps its slot",
      {
        ...withState({ messages: [{ ...message, status: "withdrawn" }] }),
        items: () => [...items, item(person(buyer), "SENDS", "", startsAt, { entries: [{ message: "m-1" }] })],
      },
    ],
    [
      "a slot was taken and its message never claimed",
      {
        ...good,
        items: () => [...items, item(person(buyer), "SENDS", "", startsAt, { entries: [{ message: "m-9" }] })],
      },
    ],
  ],
  "run-is-not-stuck": [["no wake is to come", withState({ runs: [{ ...run, finished: undefined }] })]],
  "erased-is-gone": [
    [
      "their address stands in an item",
      { ...good, items: () => [...items, item("x", "FACT#CART#1", "1", startsAt + day, { email: gone.email })] },
    ],
    [
      "something lies under their key",
      { ...good, items: () => [...items, item(hash("customer", gone.customerId), "SENDS", "", startsAt)] },
    ],
    ["their export lies in a blob", { ...good, blobs: () => [{ key: "x", text: gone.email }] }],
  ],
  "nothing-older-than-an-erasure": [
    [
      "a fact outlived it",
      {
        ...good,
        items: () => [...items, item(hash("customer", gone.customerId), "FACT#TAG#VIP", "1", startsAt - day)],
      },
    ],
  ],
  "effort-is-bounded": [["something goes on without end", { ...good, portCalls: 1_000_000 }]],
};

describe("the oracle of the simulation", () => {
  it("has nothing against a history in which everything went well", () => {
    expect(oracle(good)).toEqual([]);
  });

  it("has nothing against a message that was due by the clock that received its cause first", () => {
    const early = fromEpoch(startsAt - 4 * hour);
    const twice = changing("checkout", ({ events }) => ({
      events: events.flatMap((event) => [{ ...event, occurredAt: early, version: early }, event]),
    }));
    const evidence = { ...twice, calls: [{ ...call, now: fromEpoch(startsAt + 30 * minute) }] };
    expect(oracle(evidence).map(({ check }) => check)).not.toContain("due-and-not-past-its-deadline");
  });

  it("is tested check by check", () => {
    expect(Object.keys(broken).toSorted()).toEqual(checks.map(({ name }) => name).toSorted());
  });

  it.each(
    Object.entries(broken).flatMap(([name, ways]) => ways.map(([what, evidence]) => [name, what, evidence] as const)),
  )("%s: %s", (name, _what, evidence) => {
    expect(oracle(evidence).map(({ check }) => check)).toContain(name);
  });
});
