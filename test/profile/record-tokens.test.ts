import { type Instant, minutes, plus } from "../../shared/events/instant.ts";
import type { Event } from "../../shared/events/catalogue.ts";
import type { Ref } from "../../shared/profile/facts.ts";
import { ownerByRef, recordEvent } from "../../shared/profile/record.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { eraseRef, readRefs } from "../../shared/store/refs.ts";
import type { Table } from "../../shared/store/table.ts";
import { cartUpdated, checkoutUpdated, customerUpdated, guest, orderUpdated, says, start } from "../support/events.ts";
import { contextOn, customerId, emailId, keys, personAt, record } from "../support/history.ts";
import { notingTable } from "../support/noting-table.ts";

const ada = "ada@customer.example";
const bea = "bea@customer.example";
const later = (count: number): Instant => plus(start, minutes(count));
const cart: Ref = { kind: "cart", value: "cart-1" };
const order: Ref = { kind: "order", value: "o-1" };
const checkout: Ref = { kind: "checkout", value: "c-1" };

const tokenAt = async (table: Table, ref: Ref) => (await readRefs(table, "demo", keys, [ref]))[0];
const waitingAt = (table: Table, ref: Ref) =>
  table.query(`demo/ref/${keys.ref(ref.kind, ref.value)}`, { prefix: "WAIT#" });

describe("the owner that tokens know", () => {
  const known = async () => record([checkoutUpdated({ token: "c-1" }, { who: guest(ada) })]);

  it.each<[string, readonly Ref[], string | undefined]>([
    ["the token's", [checkout], emailId(ada)],
    ["that of the first one that has any", [order, checkout], emailId(ada)],
    ["nobody where none has any", [order, cart], undefined],
  ])("is %s", async (_whose, refs, expected) => {
    expect(await ownerByRef({ table: await known(), store: "demo", keys }, refs)).toBe(expected);
  });
});

describe("a token that two people name", () => {
  const adas = checkoutUpdated({ token: "c-1", cartToken: "cart-1" }, { at: later(1), who: guest(ada) });

  it("is whose named it last, though the one before said something else there", async () => {
    const table = await record([
      adas,
      orderUpdated({ id: "o-1", cartToken: "cart-1" }, { at: later(5), who: guest(bea) }),
    ]);
    expect((await tokenAt(table, cart))?.owner).toBe(emailId(bea));
  });

  it("stays without an owner where an erasure comes while it is taken", async () => {
    const table = await record([adas]);
    // The moment the writer asks what the one before said is the moment the eraser is at the token.
    const raced: Table = {
      ...table,
      get: async (key) => {
        if (key.sk === "FACT#CHECKOUT#c-1") await eraseRef(table, "demo", keys, checkout, () => true, later(9));
        return table.get(key);
      },
    };
    const corrected = checkoutUpdated({ token: "c-1" }, { at: later(3), who: guest(bea) });
    await recordEvent(contextOn(raced), corrected);
    expect(await tokenAt(table, checkout)).toEqual({ orders: [], erasedAt: later(9) });
  });
});

describe("an address that one customer after the other states", () => {
  it("is whose word came last, though they have said just that before", async () => {
    const table = await record([
      customerUpdated({ id: "1", email: ada }, { at: later(1) }),
      customerUpdated({ id: "2", email: ada }, { at: later(2) }),
      customerUpdated({ id: "1", email: ada }, { at: later(3) }),
    ]);
    expect((await personAt(table, emailId(ada))).id).toBe(customerId("1"));
  });
});

describe("what an event says of consent", () => {
  it("is kept with whom it belongs to", async () => {
    const table = await record([
      checkoutUpdated({ token: "c-1" }, { who: guest(ada), consents: [says("granted", ada, start)] }),
    ]);
    expect((await personAt(table, emailId(ada))).consents).toMatchObject([
      { state: "granted", addressHash: keys.address("email", ada), at: start },
    ]);
  });
});

describe("an event about a token whose owner was erased", () => {
  /** A cart and a checkout of Ada's, of whom nothing is known any more but until when. */
  const erased = async (): Promise<Table> => {
    const table = await record([
      checkoutUpdated({ token: "c-1", cartToken: "cart-1" }, { at: later(1), who: guest(ada) }),
    ]);
    for (const ref of [cart, checkout]) await eraseRef(table, "demo", keys, ref, () => true, later(9));
    return table;
  };

  it.each<[string, Event]>([
    ["before", cartUpdated("cart-1", { at: later(8) })],
    ["the very moment of it", cartUpdated("cart-1", { at: later(9) })],
    ["before, as one of its tokens tells", orderUpdated({ id: "o-1", cartToken: "cart-1" }, { at: later(8) })],
  ])("is dropped when it is from %s", async (_when, event) => {
    const table = await record([event], await erased());
    for (const ref of [cart, order]) expect(await waitingAt(table, ref)).toEqual([]);
    expect(await tokenAt(table, order)).toBeUndefined();
  });

  it("waits for somebody when it is younger", async () => {
    const table = await record([cartUpdated("cart-1", { at: later(10) })], await erased());
    expect(await waitingAt(table, cart)).toHaveLength(1);
  });
});

describe("an order that names nobody", () => {
  it("marks the checkout it came of while it waits", async () => {
    const table = await record([orderUpdated({ id: "o-1", checkoutToken: "c-1" }, { at: later(3) })]);
    expect((await tokenAt(table, checkout))?.orders).toEqual([{ id: "o-1", createdAt: later(3) }]);
    expect(await waitingAt(table, checkout)).toHaveLength(1);
  });
});

describe("an event that lies down just when its owner comes to be known", () => {
  const checkedOut = checkoutUpdated({ token: "c-1", cartToken: "cart-1" }, { at: later(2), who: guest(ada) });
  const put = cartUpdated("cart-1", { at: later(1) });

  /** A table on which somebody takes the cart after a writer has looked whose it is, and before it lies there. */
  const raced = (table: Table): Table => ({
    ...table,
    put: async (item, condition) => {
      if (item.sk.startsWith("WAIT#")) await record([checkedOut], table);
      return table.put(item, condition);
    },
  });

  it("is theirs, waits no more, and is told of", async () => {
    const table = createMemoryTable({ now: () => start });
    const found: Event[] = [];
    const onFound = (event: Event) => Promise.resolve(void found.push(event));
    await recordEvent({ ...contextOn(raced(table)), onFound }, put);
    expect((await personAt(table, emailId(ada))).carts).toMatchObject([{ token: "cart-1" }]);
    expect(await waitingAt(table, cart)).toEqual([]);
    expect(found).toEqual([put]);
  });

  it("is theirs as well where nobody wants to be told", async () => {
    const table = createMemoryTable({ now: () => start });
    await recordEvent(contextOn(raced(table)), put);
    expect((await personAt(table, emailId(ada))).carts).toMatchObject([{ token: "cart-1" }]);
  });
});

describe("what it costs to record an event", () => {
  const costOf = async (before: readonly Event[], event: Event): Promise<readonly string[]> => {
    const { table, asked } = notingTable(await record(before));
    await recordEvent(contextOn(table), event);
    return asked.map(({ act, sk }) => `${act} ${sk}`);
  };
  const more = (total: string, at: Instant): Event =>
    orderUpdated({ id: "o-1", cartToken: "cart-1", createdAt: start, total }, { at, who: guest(ada) });

  it("is one write where an order says the same of who and what belongs together", async () => {
    expect(await costOf([more("8.00", later(1))], more("9.00", later(2)))).toEqual(["put FACT#ORDER#o-1"]);
  });

  it("is one write and a look at its own token where a checkout does, since its address may have been another's", async () => {
    const body = (total: string, at: Instant): Event =>
      checkoutUpdated({ token: "c-1", cartToken: "cart-1", createdAt: start, total }, { at, who: guest(ada) });
    expect(await costOf([body("8.00", later(1))], body("9.00", later(2)))).toEqual([
      "put FACT#CHECKOUT#c-1",
      "get REF",
    ]);
  });

  it("is no look at what the one before said of a token where nobody had it before", async () => {
    expect(await costOf([], cartUpdated("cart-1", { who: guest(ada) }))).toEqual([
      "put FACT#CART#cart-1",
      "get REF",
      "put REF",
      "query WAIT#",
    ]);
  });
});
