import type { Event } from "../../shared/events/catalogue.ts";
import { type Instant, minutes, plus } from "../../shared/events/instant.ts";
import { recordEvent } from "../../shared/profile/record.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import type { Table } from "../../shared/store/table.ts";
import {
  cartUpdated,
  checkoutUpdated,
  customer,
  customerUpdated,
  guest,
  orderUpdated,
  refundCreated,
  start,
} from "../support/events.ts";
import { contextOn, customerId, emailId, personAt, record } from "../support/history.ts";

const ada = "ada@customer.example";
const bea = "bea@customer.example";
const later = (count: number): Instant => plus(start, minutes(count));

/** Records an event, and tells whom that was told to. */
const tellOf = async (event: Event, table: Table) => {
  const purchases: string[] = [];
  const found: Event[] = [];
  const recorded = new Map<string, Instant>();
  await recordEvent(
    {
      ...contextOn(table),
      recorded,
      onPurchases: (profile) => Promise.resolve(void purchases.push(profile)),
      onFound: (event) => Promise.resolve(void found.push(event)),
    },
    event,
  );
  return { purchases, found, recorded };
};
const newsOf = async (event: Event, before: readonly Event[] = []) => tellOf(event, await record(before));

const order = orderUpdated({ id: "o-1", createdAt: start }, { at: later(5), who: guest(ada) });

describe("whoever counts purchases", () => {
  it.each<[string, readonly Event[], Event]>([
    ["an order is there", [], order],
    ["an order comes again: it may have died before anybody was told", [order], order],
    [
      "an older body of an order comes, since its first try may have died",
      [order],
      orderUpdated({ id: "o-1", createdAt: start }, { at: later(1), who: guest(ada) }),
    ],
    [
      "an order was cancelled",
      [order],
      orderUpdated({ id: "o-1", createdAt: start, cancelledAt: later(9) }, { at: later(9), who: guest(ada) }),
    ],
    ["an order is found by its token", [order], orderUpdated({ id: "o-1", cancelledAt: later(9) }, { at: later(9) })],
  ])("is told of its buyer when %s", async (_what, before, event) => {
    expect((await newsOf(event, before)).purchases).toEqual([emailId(ada)]);
  });

  it.each<[string, readonly Event[], Event]>([
    [
      "an order has changed in what does not count",
      [order],
      orderUpdated({ id: "o-1", createdAt: start, total: "9.00" }, { at: later(9), who: guest(ada) }),
    ],
    ["a checkout is there", [], checkoutUpdated({ token: "c-1" }, { who: guest(ada) })],
    [
      "a checkout is there again",
      [checkoutUpdated({ token: "c-1" }, { who: guest(ada) })],
      checkoutUpdated({ token: "c-1" }, { who: guest(ada) }),
    ],
    ["a cart or another thing finds its owner", [order], refundCreated("r-1", "o-1", { at: later(9) })],
    [
      "a customer says the same address again",
      [customerUpdated({ id: "1", email: ada })],
      customerUpdated({ id: "1", email: ada }, { at: later(1) }),
    ],
  ])("is told nothing when %s", async (_what, before, event) => {
    expect((await newsOf(event, before)).purchases).toEqual([]);
  });

  it("is told of a customer who is the guest of an earlier order, once they are known to be one", async () => {
    const { purchases } = await newsOf(customerUpdated({ id: "1", email: ada }, { at: later(9) }), [order]);
    expect(purchases).toEqual([customerId("1")]);
  });
});

describe("an event that waited for somebody to be known", () => {
  const cart = cartUpdated("cart-1", { at: later(1) });
  const checkout = checkoutUpdated({ token: "c-1", cartToken: "cart-1" }, { at: later(2), who: guest(ada) });

  it("is told of when it is found, so that what it should have begun begins", async () => {
    expect((await newsOf(checkout, [cart])).found).toEqual([cart]);
  });

  it("is told of nothing when a later body about the same thing finds it: that begins it by itself", async () => {
    const bare = checkoutUpdated({ token: "c-1" }, { at: later(1) });
    expect((await newsOf(checkout, [bare])).found).toEqual([]);
    expect((await newsOf(checkout, [bare, cart])).found).toEqual([cart]);
  });

  it("is not told of when it did not wait: its token knew its owner already", async () => {
    expect((await newsOf(cart, [checkout])).found).toEqual([]);
  });

  it("did not wait where the second of its tokens is known", async () => {
    const table = await record([checkout]);
    const other = checkoutUpdated({ token: "c-2", cartToken: "cart-1" }, { at: later(3) });
    expect((await tellOf(other, table)).found).toEqual([]);
    expect((await personAt(table, emailId(ada))).checkouts).toMatchObject([{ token: "c-1" }, { token: "c-2" }]);
  });
});

describe("the profiles that were written to", () => {
  const checkout = checkoutUpdated({ token: "c-1", cartToken: "cart-1" }, { at: later(5), who: guest(ada) });

  it("are told with when that happened", async () => {
    expect([...(await newsOf(checkout)).recorded]).toEqual([[emailId(ada), later(5)]]);
  });

  it.each<[string, Instant, Instant]>([
    ["what waited", later(2), later(2)],
    ["the event itself", later(9), later(5)],
  ])("are told once, with the earliest of what was written: %s", async (_which, waitedAt, expected) => {
    const { recorded } = await newsOf(checkout, [cartUpdated("cart-1", { at: waitedAt })]);
    expect([...recorded]).toEqual([[emailId(ada), expected]]);
  });

  it("are none where an event lies down to wait", async () => {
    expect((await newsOf(cartUpdated("cart-1"))).recorded.size).toBe(0);
  });

  it("are told of one event after the other, each with its own", async () => {
    const table = createMemoryTable({ now: () => start });
    await tellOf(checkout, table);
    const { recorded } = await tellOf(orderUpdated({ id: "o-1" }, { at: later(7), who: customer("1", bea) }), table);
    expect([...recorded]).toEqual([[customerId("1"), later(7)]]);
  });
});
