import { cases } from "../support/cases.ts";
import fc from "fast-check";
import type { Event } from "../../shared/events/catalogue.ts";
import { type Instant, minutes, plus } from "../../shared/events/instant.ts";
import { recordEvent } from "../../shared/profile/record.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { readRefs } from "../../shared/store/refs.ts";
import {
  cartUpdated,
  checkoutDeleted,
  checkoutUpdated,
  consentStated,
  customer,
  customerDeleted,
  customerMerged,
  customerUpdated,
  guest,
  orderUpdated,
  refundCreated,
  says,
  start,
} from "../support/events.ts";
import { Crash, failingTable, fuseOf } from "../support/failing-table.ts";
import { contextOn, customerId, emailId, keys, personAt, record, stateOf } from "../support/history.ts";

const ada = "ada@customer.example";
const bea = "bea@customer.example";
const later = (count: number): Instant => plus(start, minutes(count));

const everyone = [customerId("1"), customerId("2"), customerId("3"), emailId(ada), emailId(bea)];
const state = (table: Parameters<typeof stateOf>[0]): Promise<unknown> =>
  stateOf(table, everyone, ["c-1", "c-2"], ["o-1", "o-2"]);

describe("an event that names nobody", () => {
  it("waits at its token until somebody is known, then belongs to them", async () => {
    const table = await record([checkoutUpdated({ token: "c-1", total: "10.00" })]);
    expect((await personAt(table, emailId(ada))).checkouts).toEqual([]);
    await record([checkoutUpdated({ token: "c-1", total: "20.00" }, { at: later(1), who: guest(ada) })], table);
    expect((await personAt(table, emailId(ada))).checkouts).toMatchObject([{ token: "c-1", total: "20.00" }]);
  });

  it("belongs to whom its token knows already", async () => {
    const table = await record([
      checkoutUpdated({ token: "c-1", cartToken: "cart-c-1" }, { who: guest(ada) }),
      cartUpdated("cart-c-1", { at: later(1) }),
    ]);
    expect((await personAt(table, emailId(ada))).carts).toMatchObject([{ token: "cart-c-1" }]);
  });

  it.each<[string, readonly Event[]]>([
    ["before", [refundCreated("r-1", "o-1", { at: later(5) }), orderUpdated({ id: "o-1" }, { who: guest(ada) })]],
    ["after", [orderUpdated({ id: "o-1" }, { who: guest(ada) }), refundCreated("r-1", "o-1", { at: later(5) })]],
  ])("a refund %s its order is the order's", async (_when, events) => {
    const { orders } = await personAt(await record(events), emailId(ada));
    expect(orders).toMatchObject([{ id: "o-1", refunds: [{ id: "r-1" }] }]);
  });

  it("a cart before its contact is the contact's, and waits no more", async () => {
    const table = await record([
      cartUpdated("cart-c-1"),
      checkoutUpdated({ token: "c-1", cartToken: "cart-c-1" }, { at: later(2), who: guest(ada) }),
    ]);
    expect((await personAt(table, emailId(ada))).carts).toHaveLength(1);
    const waiting = await table.query(`demo/ref/${keys.ref("cart", "cart-c-1")}`, { prefix: "WAIT#" });
    expect(waiting).toEqual([]);
  });

  it("an order under another address marks the checkout it came of", async () => {
    const table = await record([
      checkoutUpdated({ token: "c-1" }, { who: guest(ada) }),
      orderUpdated({ id: "o-1", checkoutToken: "c-1" }, { at: later(3), who: guest("paypal@other.example") }),
    ]);
    const [token] = await readRefs(table, "demo", keys, [{ kind: "checkout", value: "c-1" }]);
    expect(token?.orders).toEqual([{ id: "o-1", createdAt: later(3) }]);
    expect((await personAt(table, emailId(ada))).orders).toEqual([]);
  });

  it("a token belongs to whom it was last said to, though an older body comes later", async () => {
    const table = await record([
      orderUpdated({ id: "o-1", cartToken: "cart-c-1" }, { at: later(5), who: guest(bea) }),
      checkoutUpdated({ token: "c-1", cartToken: "cart-c-1" }, { at: later(1), who: guest(ada) }),
    ]);
    const [cart] = await readRefs(table, "demo", keys, [{ kind: "cart", value: "cart-c-1" }]);
    expect(cart?.owner).toBe(emailId(bea));
  });

  it("an order that names nobody at all still marks the checkout it came of, and is found by its owner", async () => {
    const table = await record([
      orderUpdated({ id: "o-1", checkoutToken: "c-1" }, { at: later(3) }),
      checkoutUpdated({ token: "c-1" }, { who: guest(ada) }),
    ]);
    expect((await personAt(table, emailId(ada))).orders).toMatchObject([{ id: "o-1" }]);
  });
});

describe("a checkout whose address is corrected", () => {
  const first = checkoutUpdated({ token: "c-1" }, { at: later(0), who: guest(ada) });
  const second = checkoutUpdated({ token: "c-1" }, { at: later(1), who: guest(bea) });
  const third = checkoutUpdated({ token: "c-1" }, { at: later(2), who: guest(ada) });
  const permutations = [
    [first, second, third],
    [first, third, second],
    [second, first, third],
    [second, third, first],
    [third, first, second],
    [third, second, first],
  ];

  it("belongs to whom it named last", async () => {
    const table = await record([first, second]);
    const [token] = await readRefs(table, "demo", keys, [{ kind: "checkout", value: "c-1" }]);
    expect(token?.owner).toBe(emailId(bea));
  });

  it.each(
    permutations.map((events): [string, readonly Event[]] => [
      events.map(({ occurredAt }) => occurredAt.slice(14, 16)).join(" "),
      events,
    ]),
  )("and corrected back belongs to the first again, in the order %s", async (_order, events) => {
    const [token] = await readRefs(await record(events), "demo", keys, [{ kind: "checkout", value: "c-1" }]);
    expect(token?.owner).toBe(emailId(ada));
  });
});

/** Events of a small world, so that many of them concern the same things. */
const anyEvent: fc.Arbitrary<Event> = fc
  .tuple(
    fc.constantFrom(...(["checkout", "order", "refund", "customer", "cart", "deleted", "consent", "gone"] as const)),
    fc.integer({ min: 0, max: 40 }),
    fc.constantFrom("1", "2"),
    fc.constantFrom(ada, bea),
    fc.constantFrom("guest", "customer", "nobody", "own"),
  )
  .map(([kind, minute, n, address, named]): Event => {
    const when = later(minute);
    // The customer 1 has always had Ada's address, and 2 Bea's, and each has a checkout and an order of their own.
    const own = n === "1" ? ada : bea;
    const who = named === "guest" ? guest(own) : named === "nobody" ? {} : customer(n, own);
    const consents = named === "nobody" ? [] : [says(minute % 2 ? "granted" : "revoked", address, when)];
    switch (kind) {
      case "checkout":
        return checkoutUpdated({ token: `c-${n}`, cartToken: `cart-c-${n}` }, { at: when, who, consents });
      case "order":
        return orderUpdated({ id: `o-${n}`, checkoutToken: `c-${n}`, createdAt: start }, { at: when, who, consents });
      case "refund":
        return refundCreated(`r-${n}`, `o-${n}`, { at: when });
      case "customer":
        return customerUpdated({ id: n, email: own }, { at: when, consents });
      case "cart":
        return cartUpdated(`cart-c-${n}`, { at: when });
      case "deleted":
        return checkoutDeleted({ token: `c-${n}` }, { at: when });
      case "consent":
        return consentStated(n, [says("revoked", own, when)], { at: when });
      case "gone":
        return customerDeleted(n, { at: when });
    }
  });

const anyHistory = fc.array(anyEvent, { minLength: 1, maxLength: 12 });

describe("any history", () => {
  it("ends the same in any order and with any event told again", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyHistory.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray([...events, ...events], { minLength: events.length })),
        ),
        async ([events, told]) => {
          const again = [...told, ...events.filter((event) => !told.includes(event))];
          expect(await state(await record(again))).toEqual(await state(await record(events)));
        },
      ),
      cases(60),
    );
  });
});

describe("a writer that dies and comes again", () => {
  const before: readonly Event[] = [
    orderUpdated({ id: "o-1", checkoutToken: "c-1" }, { at: later(9) }),
    refundCreated("r-1", "o-1", { at: later(10) }),
    cartUpdated("cart-c-1", { at: later(1) }),
  ];
  const cases: readonly [string, readonly Event[], Event][] = [
    [
      "a checkout takes what waits at its tokens",
      before,
      checkoutUpdated(
        { token: "c-1", cartToken: "cart-c-1" },
        { at: later(5), who: guest(ada), consents: [says("granted", ada, later(5))] },
      ),
    ],
    [
      "an order of a customer takes a refund, and files the guest under the customer",
      [checkoutUpdated({ token: "c-1" }, { who: guest(ada) }), refundCreated("r-1", "o-1", { at: later(10) })],
      orderUpdated({ id: "o-1", checkoutToken: "c-1" }, { at: later(9), who: customer("1", ada) }),
    ],
    [
      "an event that names nobody lies down to wait",
      [],
      orderUpdated({ id: "o-1", checkoutToken: "c-1" }, { at: later(9) }),
    ],
    [
      "a merge",
      [customerUpdated({ id: "1", email: ada }), customerUpdated({ id: "2", email: bea })],
      customerMerged("1", "2", { at: later(3) }),
    ],
    [
      "a customer who states a guest's address",
      [checkoutUpdated({ token: "c-1" }, { who: guest(ada) })],
      customerUpdated({ id: "1", email: ada }, { at: later(3) }),
    ],
  ];

  it.each(cases)("ends in the same state wherever it dies: %s", async (_what, earlier, event) => {
    const expected = await state(await record([...earlier, event]));
    const counting = fuseOf(Infinity, "before");
    await recordEvent(contextOn(failingTable(await record(earlier), counting)), event);
    expect(counting.used).toBeGreaterThan(1);
    for (let nth = 1; nth <= counting.used; nth += 1) {
      for (const when of ["before", "after"] as const) {
        const table = await record(earlier);
        const dying = failingTable(table, fuseOf(nth, when));
        await expect(recordEvent(contextOn(dying), event)).rejects.toThrow(Crash);
        await recordEvent(contextOn(table), event);
        expect([nth, when, await state(table)]).toEqual([nth, when, expected]);
      }
    }
  });

  const said = { who: customer("1", ada), consents: [says("granted", ada, start)] };
  const bodies: readonly [string, (total: string, at: Instant) => Event][] = [
    ["checkout", (total, at) => checkoutUpdated({ token: "c-1", total, createdAt: start }, { ...said, at })],
    [
      "order",
      (total, at) => orderUpdated({ id: "o-1", checkoutToken: "c-1", total, createdAt: start }, { ...said, at }),
    ],
  ];
  it.each(bodies)("follows what its %s says, although a newer body has come in between", async (_what, body) => {
    const [first, second] = [body("8.00", start), body("9.00", later(1))];
    const expected = await state(await record([first, second]));
    // The newer body relies on the older one to be followed, so the older one must not rely on the newer.
    const table = createMemoryTable({ now: () => start });
    await expect(recordEvent(contextOn(failingTable(table, fuseOf(1, "after"))), first)).rejects.toThrow(Crash);
    await record([second, first], table);
    expect(await state(table)).toEqual(expected);
  });
});

describe("a storm of updates of one checkout", () => {
  it("costs one write each, however many tokens it names", async () => {
    const table = createMemoryTable({ now: () => start });
    const counting = fuseOf(Infinity, "before");
    const update = (n: number) =>
      checkoutUpdated(
        { token: "c-1", cartToken: "cart-c-1", total: `${n}.00` },
        { at: later(n), who: guest(ada), consents: [says("granted", ada, start)] },
      );
    await record([update(1)], table);
    for (let n = 2; n <= 51; n += 1) await recordEvent(contextOn(failingTable(table, counting)), update(n));
    expect(counting.used).toBe(50);
  });
});
