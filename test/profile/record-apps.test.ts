import { cases } from "../support/cases.ts";
import fc from "fast-check";
import type { Event } from "../../shared/events/catalogue.ts";
import { type Instant, minutes, plus } from "../../shared/events/instant.ts";
import { loyaltylion } from "../../shared/sources/loyaltylion/loyaltylion.ts";
import { recharge } from "../../shared/sources/recharge/recharge.ts";
import { recordEvent } from "../../shared/profile/record.ts";
import { readRefs } from "../../shared/store/refs.ts";
import { appOf } from "../sources/apps.ts";
import {
  accountLinked,
  customer,
  customerTagged,
  customerUpdated,
  guest,
  orderUpdated,
  pointsMoved,
  pointsStated,
  reviewUpdated,
  start,
  subscriptionUpdated,
} from "../support/events.ts";
import { Crash, failingTable, fuseOf } from "../support/failing-table.ts";
import { contextOn, customerId, emailId, keys, personAt, record, stateOf } from "../support/history.ts";

const ada = "ada@customer.example";
const bea = "bea@customer.example";
const later = (count: number): Instant => plus(start, minutes(count));
const permutations = <T>(values: readonly T[]): readonly (readonly T[])[] =>
  values.length < 2
    ? [values]
    : values.flatMap((value, index) => permutations(values.toSpliced(index, 1)).map((rest) => [value, ...rest]));

const everyone = [customerId("1"), customerId("2"), emailId(ada), emailId(bea)];
const state = (table: Parameters<typeof stateOf>[0]): Promise<unknown> =>
  stateOf(table, everyone, ["c-1"], ["o-1", "o-2"]);
const waitingAt = async (table: Parameters<typeof stateOf>[0], kind: "order" | "account", value: string) =>
  table.query(`demo/ref/${keys.ref(kind, value)}`, { prefix: "WAIT#" });
const ownerAt = async (table: Parameters<typeof stateOf>[0], kind: "order" | "account", value: string) =>
  (await readRefs(table, "demo", keys, [{ kind, value }]))[0]?.owner;

describe("a subscription at an app", () => {
  const subscription = subscriptionUpdated(
    { id: "s-1", account: "recharge:7", items: [{ productId: "p-1" }] },
    { at: later(1) },
  );
  const paused = subscriptionUpdated({ ...subscription.data, status: "paused" }, { at: later(5) });
  const linked = accountLinked("recharge:7", { at: later(3), who: customer("1") });
  const told = [subscription, paused, linked, linked, subscription];

  it.each(permutations([0, 1, 2, 3, 4]).map((order) => [order.join(" "), order.map((index) => told[index])] as const))(
    "is its account's owner's, in the order %s",
    async (_order, events) => {
      const table = await record(events.filter((event) => event !== undefined));
      expect((await personAt(table, customerId("1"))).subscriptions).toMatchObject([{ id: "s-1", status: "paused" }]);
      expect(await waitingAt(table, "account", "recharge:7")).toEqual([]);
    },
  );

  it("is nobody's while its account is", async () => {
    const table = await record([subscription, accountLinked("recharge:8", { who: customer("1") })]);
    expect((await personAt(table, customerId("1"))).subscriptions).toEqual([]);
    expect(await waitingAt(table, "account", "recharge:7")).toHaveLength(1);
  });

  it("goes to whom the account belongs to now, though an older link comes later", async () => {
    const table = await record([
      accountLinked("recharge:7", { at: later(9), who: customer("2") }),
      accountLinked("recharge:7", { at: later(3), who: customer("1") }),
      subscription,
    ]);
    expect((await personAt(table, customerId("2"))).subscriptions).toMatchObject([{ id: "s-1" }]);
    expect((await personAt(table, customerId("1"))).subscriptions).toEqual([]);
  });

  it("does not hold the account back from a correction that is newer than the link and older than itself", async () => {
    const table = await record([
      accountLinked("recharge:7", { at: later(1), who: customer("1") }),
      paused,
      accountLinked("recharge:7", { at: later(3), who: customer("2") }),
    ]);
    expect(await ownerAt(table, "account", "recharge:7")).toBe(customerId("2"));
  });

  it("of somebody without an id is the guest's, and the customer's who states that address", async () => {
    const table = await record([
      subscription,
      accountLinked("recharge:7", { at: later(3), who: guest(ada) }),
      customerUpdated({ id: "1", email: ada }, { at: later(4) }),
    ]);
    expect((await personAt(table, customerId("1"))).subscriptions).toMatchObject([{ id: "s-1" }]);
  });

  it("is filed from Recharge's own bodies, whichever comes first and however often", async () => {
    const { fixture, eventOf } = appOf(recharge);
    const bodies = [
      eventOf("subscription.updated", fixture("subscription.2021-01")),
      eventOf("account.linked", fixture("customer.2021-11")),
      eventOf("subscription.updated", fixture("subscription-cancelled.2021-01")),
    ];
    for (const events of permutations(bodies)) {
      const table = await record([...events, ...events]);
      expect((await personAt(table, customerId("8244071550102"))).subscriptions).toMatchObject([
        { id: "recharge:24216999", status: "cancelled" },
      ]);
    }
  });

  it.each<[string, readonly Event[], Event]>([
    ["the link takes what waits", [subscription, paused], linked],
    ["the subscription finds its owner", [linked], subscription],
    ["the subscription waits", [], subscription],
  ])("ends in the same state wherever the writer dies: %s", async (_what, earlier, event) => {
    const expected = await state(await record([...earlier, event]));
    const counting = fuseOf(Infinity, "before");
    await recordEvent(contextOn(failingTable(await record(earlier), counting)), event);
    for (let nth = 1; nth <= counting.used; nth += 1) {
      for (const when of ["before", "after"] as const) {
        const table = await record(earlier);
        await expect(recordEvent(contextOn(failingTable(table, fuseOf(nth, when))), event)).rejects.toThrow(Crash);
        await recordEvent(contextOn(table), event);
        expect([nth, when, await state(table)]).toEqual([nth, when, expected]);
      }
    }
  });
});

describe("a review", () => {
  const order = orderUpdated({ id: "o-1" }, { who: guest(ada) });

  it.each(
    permutations([order, reviewUpdated({ id: "judgeme:1", orderId: "o-1" }, { at: later(9) }), order]).map((events) => [
      events,
    ]),
  )("that names nobody but an order is the order's buyer's: %#", async (events) => {
    const table = await record(events);
    expect((await personAt(table, emailId(ada))).reviews).toMatchObject([{ id: "judgeme:1" }]);
    expect(await waitingAt(table, "order", "o-1")).toEqual([]);
  });

  it("that was told twice before its order is as old as the first telling, in any order", async () => {
    const first = reviewUpdated({ id: "judgeme:1", orderId: "o-1", rating: 1 }, { at: later(9) });
    const second = reviewUpdated({ id: "judgeme:1", orderId: "o-1", rating: 1, body: "Still." }, { at: later(44) });
    for (const events of permutations([order, first, second])) {
      const table = await record(events);
      expect((await personAt(table, emailId(ada))).reviews).toMatchObject([
        { body: "Still.", ratings: [{ rating: 1, since: later(9), at: later(44) }] },
      ]);
      expect(await waitingAt(table, "order", "o-1")).toEqual([]);
    }
  });

  it("that names somebody is theirs, and the order stays its buyer's", async () => {
    const review = reviewUpdated({ id: "judgeme:1", orderId: "o-1" }, { at: later(9), who: guest(bea) });
    for (const events of permutations([order, review])) {
      const table = await record(events);
      expect((await personAt(table, emailId(bea))).reviews).toHaveLength(1);
      expect((await personAt(table, emailId(ada))).reviews).toEqual([]);
      expect(await ownerAt(table, "order", "o-1")).toBe(emailId(ada));
    }
  });

  it("that names somebody makes nobody the owner of an order that nobody has told of", async () => {
    const table = await record([reviewUpdated({ id: "judgeme:1", orderId: "o-1" }, { who: guest(bea) })]);
    expect(await ownerAt(table, "order", "o-1")).toBeUndefined();
  });

  it("that names nobody at all is nobody's, and ends in no error", async () => {
    const table = await record([reviewUpdated({ id: "judgeme:1" })]);
    for (const profile of everyone) expect((await personAt(table, profile)).reviews).toEqual([]);
  });
});

describe("an app that names a customer", () => {
  it("claims no address: a guest stays a guest until the shop's customer states it", async () => {
    const events: readonly Event[] = [
      orderUpdated({ id: "o-1" }, { who: guest(ada) }),
      pointsStated(
        "loyaltylion",
        { balance: 5 },
        { at: later(1), who: { customer: { id: "1" }, contact: { email: ada } } },
      ),
      reviewUpdated({ id: "judgeme:1" }, { at: later(2), who: { customer: { id: "1" }, contact: { email: ada } } }),
      accountLinked("recharge:7", { at: later(3), who: customer("1") }),
    ];
    const table = await record(events);
    expect((await personAt(table, customerId("1"))).orders).toEqual([]);
    expect((await personAt(table, emailId(ada))).members).toEqual([emailId(ada)]);
    await record([customerUpdated({ id: "2", email: ada }, { at: later(4) })], table);
    expect((await personAt(table, customerId("2"))).orders).toMatchObject([{ id: "o-1" }]);
    expect((await personAt(table, customerId("1"))).orders).toEqual([]);
  });

  it("tells of points that are found with the customer, and with the guest who became one", async () => {
    const { fixture, eventOf } = appOf(loyaltylion);
    const address = "nina.alvarez@example.com";
    const events = [
      eventOf("points.stated", fixture("customers-update")),
      eventOf("points.stated", fixture("customer-points-earned")),
      customerUpdated({ id: "8244071550102", email: address }, { at: later(1) }),
    ];
    for (const told of permutations(events)) {
      const { statements } = await personAt(await record(told), customerId("8244071550102"));
      expect(statements).toMatchObject([{ source: "loyaltylion", balance: 520, tier: "Oak" }]);
    }
  });

  it("has its tags kept with the customer", async () => {
    const table = await record([customerTagged("1", "VIP", "added"), customerTagged("2", "b2b", "added")]);
    expect((await personAt(table, customerId("1"))).tags).toEqual(["VIP"]);
  });
});

describe("any history of apps", () => {
  const anyEvent: fc.Arbitrary<Event> = fc
    .tuple(
      fc.constantFrom(...(["order", "customer", "review", "subscription", "link", "tag", "points", "move"] as const)),
      fc.integer({ min: 0, max: 40 }),
      fc.constantFrom("1", "2"),
      fc.constantFrom("customer", "guest", "nobody"),
    )
    .map(([kind, minute, n, named]): Event => {
      const at = later(minute);
      // Each customer has one address, one order and one account of their own, however it is named.
      const own = n === "1" ? ada : bea;
      const who = named === "customer" ? { customer: { id: n } } : guest(own);
      switch (kind) {
        case "order":
          return orderUpdated(
            { id: `o-${n}`, createdAt: start },
            { at, who: named === "nobody" ? {} : customer(n, own) },
          );
        case "customer":
          return customerUpdated({ id: n, email: own, ...(minute % 2 === 0 && { tags: ["stated"] }) }, { at });
        case "review":
          return reviewUpdated(
            { id: `judgeme:${n}`, orderId: `o-${n}`, rating: 1 + (minute % 5) },
            { at, who: named === "nobody" ? {} : customer(n) },
          );
        case "subscription":
          return subscriptionUpdated(
            { id: `s-${n}`, account: `recharge:${n}`, items: [{ productId: `p-${minute}` }] },
            { at },
          );
        case "link":
          return accountLinked(`recharge:${n}`, { at, who: { customer: { id: n } } });
        case "tag":
          return customerTagged(n, "VIP", minute % 2 === 0 ? "added" : "removed", { at });
        case "points":
          return pointsStated(
            "smile",
            { balance: minute % 3, ...(minute % 2 === 0 && { expiresAt: later(9000) }) },
            { at, who },
          );
        case "move":
          return pointsMoved({ id: `m-${n}`, points: 1 + minute }, { at, who });
      }
    });

  it("ends the same in any order and with any event told again", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc
          .array(anyEvent, { minLength: 1, maxLength: 12 })
          .chain((events) =>
            fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length })),
          ),
        async ([events, told]) => {
          const again = [...told, ...events.filter((event) => !told.includes(event))];
          expect(await state(await record(again))).toEqual(await state(await record(events)));
        },
      ),
      cases(80),
    );
  });
});
