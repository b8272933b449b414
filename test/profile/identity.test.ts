import type { Event } from "../../shared/events/catalogue.ts";
import { type Instant, minutes, plus } from "../../shared/events/instant.ts";
import { linkIdentity, ownerOf, staffMatcher } from "../../shared/profile/identity.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { listChild, nameRoot, pointOwner, readCollection, readOwner } from "../../shared/store/people.ts";
import type { Table } from "../../shared/store/table.ts";
import { parse } from "../sources/shopify/support.ts";
import {
  checkoutUpdated,
  customer,
  customerMerged,
  customerUpdated,
  guest,
  orderUpdated,
  start,
} from "../support/events.ts";
import { contextOn, customerId, emailId, keys, personAt, record, staff } from "../support/history.ts";

const ada = "ada@customer.example";
const phone = "+12125550147";
const later = (count: number): Instant => plus(start, minutes(count));

const permute = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  items.length < 2
    ? [items]
    : items.flatMap((item, index) =>
        permute(items.filter((_, other) => other !== index)).map((rest) => [item, ...rest]),
      );

const inEveryOrder = (events: readonly Event[]): [string, readonly Event[]][] =>
  permute(events.map((event, index) => ({ event, index }))).map((order) => [
    order.map(({ index }) => index + 1).join(" "),
    order.map(({ event }) => event),
  ]);

describe("whose an event is", () => {
  it.each<[string, Parameters<typeof ownerOf>[1], string | undefined]>([
    ["of the customer it names", customer("1", ada), customerId("1")],
    ["of the customer, whatever was typed", { ...customer("1"), ...guest("sister@other.example") }, customerId("1")],
    ["of the guest known by the typed e-mail", guest(ada, phone), emailId(ada)],
    ["of the guest known by the phone alone", guest(undefined, phone), keys.person("phone", phone)],
    ["of nobody", {}, undefined],
    ["of nobody when the address is the store's own staff's", guest("till@juniper-oak.example"), undefined],
    ["of nobody when staff are listed by address, in any case", guest("owner@elsewhere.example"), undefined],
    [
      "of the phone when the e-mail is the staff's",
      guest("till@juniper-oak.example", phone),
      keys.person("phone", phone),
    ],
  ])("is %s", async (_what, who, expected) => {
    expect(await ownerOf(contextOn(createMemoryTable({ now: () => start })), who)).toBe(expected);
  });

  it("is known without a look-up where a customer is named, or nobody", async () => {
    const asleep: Table = {
      ...createMemoryTable({ now: () => start }),
      get: () => Promise.reject(new Error("The table was asked.")),
    };
    expect(await ownerOf(contextOn(asleep), customer("1", ada))).toBe(customerId("1"));
    expect(await ownerOf(contextOn(asleep), {})).toBeUndefined();
    await expect(ownerOf(contextOn(asleep), guest(ada))).rejects.toThrow("The table was asked.");
  });

  it("is of the customer who has stated the guest's address", async () => {
    const table = await record([customerUpdated({ id: "1", email: ada })]);
    expect(await ownerOf(contextOn(table), guest(ada))).toBe(customerId("1"));
  });

  it("a staff list matches whole addresses and whole domains only", () => {
    const isStaff = staffMatcher(staff);
    expect(isStaff("till@juniper-oak.example")).toBe(true);
    expect(isStaff("till@not-juniper-oak.example")).toBe(false);
    expect(isStaff("someone@elsewhere.example")).toBe(false);
    expect(staffMatcher([" @Juniper-Oak.example\n"])("till@juniper-oak.example")).toBe(true);
  });

  it("placeholders of point-of-sale systems are nobody's key", () => {
    const body = {
      token: "c-1",
      email: "",
      phone: "0000000000000",
      created_at: start,
      updated_at: start,
      line_items: [],
      total_price: "1.00",
      currency: "USD",
    };
    const parsed = parse("checkouts/update", body);
    expect(parsed).toMatchObject({ kind: "events", events: [{ who: {} }] });
  });
});

describe("what an event says about who is who", () => {
  const ordered = (id: string, count: number) =>
    orderUpdated({ id: `o-${count}` }, { at: later(count), who: customer(id, ada) });
  const stated = (id: string, count: number, more: { readonly phone?: string } = {}) =>
    customerUpdated({ id, email: ada, ...more }, { at: later(count) });

  it.each<[string, readonly Event[], Event, boolean, string | undefined, number]>([
    ["a guest says nothing", [], orderUpdated({ id: "o-1" }, { who: guest(ada) }), false, undefined, 0],
    ["a customer without an address neither", [], customerUpdated({ id: "1" }), false, undefined, 0],
    ["a customer's order claims what nobody has", [], ordered("1", 1), true, "1", 1],
    ["once", [ordered("1", 1)], ordered("1", 2), false, "1", 0],
    ["another's claims nothing", [ordered("1", 1)], ordered("2", 2), false, "1", 0],
    ["a customer's own word is no news of what is known, but kept", [ordered("1", 1)], stated("1", 2), false, "1", 1],
    ["another's own word moves it", [stated("1", 1)], stated("2", 2), true, "2", 1],
    ["an older one does not", [stated("2", 2)], stated("1", 1), false, "2", 0],
    ["nor the same one again", [stated("1", 1)], stated("1", 1), false, "1", 0],
    ["nor another's order after it", [stated("1", 1)], ordered("2", 2), false, "1", 0],
    ["one address of two may be new", [stated("1", 1)], stated("1", 2, { phone }), true, "1", 2],
    ["a merge always is news", [], customerMerged("1", "2"), true, undefined, 0],
  ])("%s", async (_what, before, event, isNews, owner, pointed) => {
    const table = createMemoryTable({ now: () => start });
    for (const earlier of before) await linkIdentity(contextOn(table), earlier);
    const puts: string[] = [];
    const watched: Table = {
      ...table,
      put: (item, condition) => {
        puts.push(item.sk);
        return table.put(item, condition);
      },
    };
    expect(await linkIdentity(contextOn(watched), event)).toBe(isNews);
    expect((await readOwner(table, "demo", emailId(ada)))?.owner).toBe(owner && customerId(owner));
    expect(puts.filter((sk) => sk === "OWNER")).toHaveLength(pointed);
  });

  it("a guest is filed under nobody but the owner of the address", async () => {
    const table = createMemoryTable({ now: () => start });
    for (const event of [stated("1", 1), ordered("2", 2)]) await linkIdentity(contextOn(table), event);
    expect((await readCollection(table, "demo", customerId("1"))).profileItem?.children).toEqual([emailId(ada)]);
    expect((await readCollection(table, "demo", customerId("2"))).profileItem).toBeUndefined();
  });

  it.each<[string, Event]>([
    ["the customer's order", ordered("1", 1)],
    ["the customer's own word, once more", stated("1", 1)],
  ])("a guest whose filing was broken off is filed by %s", async (_what, event) => {
    const table = createMemoryTable({ now: () => start });
    const { version } = stated("1", 1);
    await pointOwner(table, "demo", emailId(ada), { owner: customerId("1"), version });
    await linkIdentity(contextOn(table), event);
    expect((await readCollection(table, "demo", customerId("1"))).profileItem?.children).toEqual([emailId(ada)]);
    expect((await readCollection(table, "demo", emailId(ada))).profileItem?.root).toBe(customerId("1"));
  });

  it("a customer merged with itself stays as it is", async () => {
    const table = createMemoryTable({ now: () => start });
    await linkIdentity(contextOn(table), customerMerged("1", "1"));
    expect((await readCollection(table, "demo", customerId("1"))).profileItem).toBeUndefined();
  });
});

describe("a guest and a customer of one address", () => {
  const guestOrder = orderUpdated({ id: "o-1" }, { at: later(1), who: guest(ada) });
  const stated = customerUpdated({ id: "1", email: ada }, { at: later(2) });
  const customerOrder = orderUpdated({ id: "o-2" }, { at: later(3), who: customer("1", ada) });
  const guestAgain = checkoutUpdated({ token: "c-1" }, { at: later(4), who: guest(ada) });

  it.each(inEveryOrder([guestOrder, stated, customerOrder, guestAgain]))(
    "are one person, in the order %s",
    async (_order, events) => {
      const table = await record(events);
      for (const profile of [customerId("1"), emailId(ada)]) {
        const person = await personAt(table, profile);
        expect(person.id).toBe(customerId("1"));
        expect(person.orders.map(({ id }) => id)).toEqual(["o-1", "o-2"]);
        expect(person.checkouts.map(({ token }) => token)).toEqual(["c-1"]);
        expect(person.emails).toEqual([ada]);
      }
    },
  );

  it("a typed address of somebody else makes nobody one person", async () => {
    const table = await record([
      customerUpdated({ id: "1", email: ada }),
      checkoutUpdated(
        { token: "c-1" },
        { at: later(1), who: { ...customer("1", ada), ...guest("sister@other.example") } },
      ),
      orderUpdated({ id: "o-1" }, { at: later(2), who: guest("sister@other.example") }),
    ]);
    expect((await personAt(table, customerId("1"))).orders).toEqual([]);
    expect((await personAt(table, emailId("sister@other.example"))).checkouts).toEqual([]);
  });

  it("the store's staff address on a customer links nobody to them", async () => {
    const till = "till@juniper-oak.example";
    const table = await record([
      orderUpdated({ id: "o-1" }, { who: customer("1", till) }),
      orderUpdated({ id: "o-2" }, { who: customer("2", till) }),
    ]);
    expect((await personAt(table, customerId("1"))).members).toEqual([customerId("1")]);
    expect(await readOwner(table, "demo", emailId(till))).toBeUndefined();
  });
});

describe("a link of which only one half was written", () => {
  const order = orderUpdated({ id: "o-1" }, { who: guest(ada) });
  const guestId = emailId(ada);
  const root = customerId("1");

  it.each<[string, (table: Table) => Promise<unknown>]>([
    ["the root lists the child", (table) => listChild(table, "demo", root, guestId)],
    ["the child names the root", (table) => nameRoot(table, "demo", guestId, root)],
    ["the address has an owner", (table) => pointOwner(table, "demo", guestId, { owner: root, version: "v" })],
  ])("is followed from the child and mended: %s", async (_half, write) => {
    const table = await record([order, customerUpdated({ id: "1" })]);
    await write(table);
    // Somebody who is only listed does not know it yet; whoever reads the root tells them.
    await personAt(table, root);
    expect((await personAt(table, guestId)).id).toBe(root);
    expect((await personAt(table, root)).orders).toMatchObject([{ id: "o-1" }]);
  });
});

describe("two customers", () => {
  const first = customerUpdated({ id: "1", email: ada }, { at: later(1) });
  const second = customerUpdated({ id: "2", email: "bea@customer.example" }, { at: later(2) });
  const merged = customerMerged("1", "2", { at: later(3) });
  const orders = [
    orderUpdated({ id: "o-1" }, { at: later(4), who: customer("1", ada) }),
    orderUpdated({ id: "o-2" }, { at: later(5), who: customer("2", "bea@customer.example") }),
  ];

  it("stay two, even when one address is seen on both", async () => {
    const table = await record([first, orderUpdated({ id: "o-9" }, { at: later(2), who: customer("2", ada) })]);
    expect((await personAt(table, customerId("1"))).orders).toEqual([]);
    expect((await personAt(table, customerId("2"))).orders).toMatchObject([{ id: "o-9" }]);
  });

  it.each(inEveryOrder([first, second, merged, ...orders.slice(1)]))(
    "become one by a merge alone, in the order %s",
    async (_order, events) => {
      const table = await record([...events, ...orders.slice(0, 1)]);
      for (const profile of [customerId("1"), customerId("2"), emailId("bea@customer.example")]) {
        const person = await personAt(table, profile);
        expect(person.id).toBe(customerId("1"));
        expect(person.customer?.id).toBe("1");
        expect(person.orders.map(({ id }) => id)).toEqual(["o-1", "o-2"]);
      }
    },
  );
});

describe("customers of whom several merges tell", () => {
  const orders = ["1", "2", "3"].map((id, index) =>
    orderUpdated({ id: `o-${id}` }, { at: later(index), who: customer(id) }),
  );
  const isOne = async (table: Table): Promise<void> => {
    const people = await Promise.all(["1", "2", "3"].map((id) => personAt(table, customerId(id))));
    expect(people[0]?.orders.map(({ id }) => id)).toEqual(["o-1", "o-2", "o-3"]);
    for (const person of people) expect(person).toEqual(people[0]);
  };

  it.each([
    ["one was merged into two others", [customerMerged("1", "3"), customerMerged("2", "3")]],
    ["one was merged into another, who was merged", [customerMerged("1", "2"), customerMerged("2", "3")]],
    ["each was merged into the next", [customerMerged("1", "2"), customerMerged("2", "3"), customerMerged("3", "1")]],
    [
      "two were merged into each other, one of them into a third",
      [customerMerged("1", "2"), customerMerged("2", "1"), customerMerged("3", "2")],
    ],
  ])("are one person where %s, in whatever order that is heard of", async (_what, merges) => {
    for (const [, order] of inEveryOrder(merges)) {
      await isOne(await record([...orders, ...order]));
      await isOne(await record([...order, ...order, ...orders]));
    }
  });

  it("are one person where another merge is written while one looks", async () => {
    const table = await record(orders);
    let isFirst = true;
    const slow: Table = {
      ...table,
      put: async (item, condition) => {
        if (isFirst) {
          isFirst = false;
          await linkIdentity(contextOn(table), customerMerged("1", "3"));
        }
        return table.put(item, condition);
      },
    };
    await linkIdentity(contextOn(slow), customerMerged("2", "3"));
    await isOne(table);
  });

  const fileInCircle = async (...links: readonly (readonly [root: string, child: string])[]): Promise<Table> => {
    const table = await record(orders);
    for (const [root, child] of links) {
      await listChild(table, "demo", customerId(root), customerId(child));
      await nameRoot(table, "demo", customerId(child), customerId(root));
    }
    return table;
  };

  it.each([
    ["merged into them", [customerMerged("2", "3")]],
    ["the one they were merged into", [customerMerged("3", "2")]],
    [
      "merged into them, after their own merge was told once more",
      [customerMerged("1", "2"), customerMerged("1", "3")],
    ],
  ])(
    "are one person with two who were filed under each other at the same moment, where a third was %s",
    async (_, merges) => {
      const table = await fileInCircle(["1", "2"], ["2", "1"]);
      for (const merge of merges) await linkIdentity(contextOn(table), merge);
      await isOne(table);
    },
  );

  it("are one person where all were filed under each other, and one of their merges is told once more", async () => {
    const table = await fileInCircle(["1", "2"], ["2", "3"], ["3", "1"]);
    await linkIdentity(contextOn(table), customerMerged("1", "2"));
    await isOne(table);
  });
});

describe("an address that moves from one customer to another", () => {
  const guestOrder = orderUpdated({ id: "o-1" }, { at: later(0), who: guest(ada) });
  const first = customerUpdated({ id: "1", email: ada }, { at: later(1) });
  const firstOrder = orderUpdated({ id: "o-2" }, { at: later(2), who: customer("1", ada) });
  const second = customerUpdated({ id: "2", email: ada }, { at: later(3) });

  it.each(inEveryOrder([guestOrder, first, firstOrder, second]))(
    "belongs to whom customers/* named last, in the order %s",
    async (_order, events) => {
      const table = await record(events);
      expect((await readOwner(table, "demo", emailId(ada)))?.owner).toBe(customerId("2"));
      const one = await personAt(table, customerId("1"));
      const two = await personAt(table, customerId("2"));
      expect(one.orders.map(({ id }) => id)).toEqual(["o-2"]);
      expect(two.orders.map(({ id }) => id)).toEqual(["o-1"]);
      expect((await personAt(table, emailId(ada))).id).toBe(customerId("2"));
    },
  );
});
