import fc from "fast-check";
import { createHandler as createSweep } from "../../functions/sweep/handler.ts";
import { createHandler as createUpdateProfile } from "../../functions/update-profile/handler.ts";
import type { Event, EventOf } from "../../shared/events/catalogue.ts";
import { fromEpoch, hours, type Instant, minutes, plus, toEpoch } from "../../shared/events/instant.ts";
import { secondPurchase } from "../../shared/flows/second-purchase/flow.ts";
import type { Gap } from "../../shared/habits/gap.ts";
import { keepGap } from "../../shared/habits/keep-gap.ts";
import { readGap, readGaps, replaceGap } from "../../shared/store/gaps.ts";
import { readHabits } from "../../shared/store/habits.ts";
import { ConflictError } from "../../shared/store/item.ts";
import type { Table } from "../../shared/store/table.ts";
import {
  checkoutUpdated,
  customer,
  customerMerged,
  customerUpdated,
  guest,
  line,
  orderUpdated,
  says,
  start,
} from "../support/events.ts";
import { busMessage, createWorld, keys, recordOf, type World } from "../support/world.ts";

const email = "ada@customer.example";
const ada = keys.person("customer", "1");
const visitor = keys.person("email", email);
const member = customer("1", email);
const day = (count: number): Instant => fromEpoch(toEpoch(start) + count * 86_400_000);

type Changes = Partial<EventOf<"order.updated">["data"]>;
const bought = (id: string, when: Instant, product: string, changes: Changes = {}, who = member) =>
  orderUpdated(
    { id, createdAt: when, lines: [{ ...line, productId: product }], ...changes },
    { at: changes.updatedAt ?? when, receivedAt: day(60), who },
  );

const tell = async (world: Pick<World, "ports">, ...events: readonly Event[]): Promise<void> => {
  const record = createUpdateProfile(world.ports);
  for (const event of events) {
    const [result] = await record(recordOf(busMessage(event)));
    if (result?.status === "rejected") throw result.reason;
  }
};

const gapsIn = async (table: Table): Promise<readonly Gap[]> => {
  const gaps: Gap[] = [];
  await readGaps(table, "demo", Infinity, (gap) => gaps.push(gap));
  return gaps;
};
const after = async (...events: readonly Event[]): Promise<readonly Gap[]> => {
  const world = await createWorld({ now: day(60) });
  await tell(world, ...events);
  return gapsIn(world.table);
};

/** A world whose reads and writes are noted. */
const counted = (world: World) => {
  const calls: string[] = [];
  const note = <A extends readonly unknown[], R>(name: string, call: (...args: A) => R) => {
    return (...args: A): R => {
      calls.push(name);
      return call(...args);
    };
  };
  const { table } = world;
  const noted: Table = {
    get: note("get", table.get),
    getMany: note("getMany", table.getMany),
    query: note("query", table.query),
    put: note("put", table.put),
    remove: note("remove", table.remove),
    scan: note("scan", table.scan),
    due: note("due", table.due),
  };
  return { calls, ports: { ...world.ports, table: noted } };
};

const first = bought("o-1", day(0), "a");
const second = bought("o-2", day(21), "b");
const gap = { days: 21, first: ["a"], second: ["b"], at: day(21) };

describe("the gap of a person", () => {
  it("is there with the second order, not before, and a third changes nothing", async () => {
    expect(await after(first)).toEqual([]);
    expect(await after(first, second)).toEqual([gap]);
    expect(await after(first, second, bought("o-3", day(40), "c"))).toEqual([gap]);
  });

  it.each<[string, Event, readonly Gap[]]>([
    ["a test order", bought("o-2", day(21), "b", { test: true }), []],
    ["a cancelled order", bought("o-2", day(21), "b", { cancelledAt: day(22) }), []],
    ["what was forgotten and ordered an hour later", bought("o-2", plus(day(0), hours(1)), "b"), []],
    ["the other half of a checkout", bought("o-2", day(1), "b", { checkoutToken: "c-1" }), []],
    ["an order without products", bought("o-2", day(21), "b", { lines: [] }), [{ ...gap, second: [] }]],
  ])("%s", async (_what, event, expected) => {
    expect(await after(bought("o-1", day(0), "a", { checkoutToken: "c-1" }), event)).toEqual(expected);
  });

  it("counts days of the calendar where the store is", async () => {
    // 23:00 on the 5th and 5:00 on the 7th in New York are two days apart, and thirty hours.
    const late = bought("o-1", fromEpoch(Date.parse("2026-11-06T04:00Z")), "a");
    const early = bought("o-2", fromEpoch(Date.parse("2026-11-07T10:00Z")), "b");
    expect(await after(late, early)).toMatchObject([{ days: 2 }]);
  });

  it("is gone when there is no second order any more, and comes back with another", async () => {
    const cancelled = bought("o-2", day(21), "b", { cancelledAt: day(22), updatedAt: day(22) });
    expect(await after(first, second, cancelled)).toEqual([]);
    const third = bought("o-3", day(30), "c");
    expect(await after(first, second, cancelled, third)).toEqual([
      { days: 30, first: ["a"], second: ["c"], at: day(30) },
    ]);
  });

  it("is that of the whole person: a guest's goes when they are filed under a customer", async () => {
    const world = await createWorld({ now: day(60) });
    const own = [bought("g-1", day(0), "a", {}, guest(email)), bought("g-2", day(9), "b", {}, guest(email))];
    await tell(world, ...own);
    expect((await readGap(world.table, "demo", visitor)).gap).toMatchObject({ days: 9 });
    await tell(world, customerUpdated({ id: "1", email }, { at: day(10) }));
    expect((await readGap(world.table, "demo", visitor)).gap).toBeUndefined();
    expect((await readGap(world.table, "demo", ada)).gap).toMatchObject({ days: 9 });
  });

  it("is one of two customers that were merged", async () => {
    const other = customer("2");
    const merged = customerMerged("1", "2", { at: day(50) });
    expect(
      await after(first, second, bought("x-1", day(5), "x", {}, other), bought("x-2", day(8), "y", {}, other), merged),
    ).toEqual([{ days: 5, first: ["a"], second: ["x"], at: day(5) }]);
  });

  it("counts an order that waited at its checkout for somebody to be known", async () => {
    const nobody = bought("o-2", day(21), "b", { checkoutToken: "c-2" }, {});
    const checkout = checkoutUpdated({ token: "c-2" }, { at: day(20), who: member });
    expect(await after(first, nobody, checkout)).toEqual([gap]);
    expect(await after(first, checkout, nobody)).toEqual([gap]);
  });

  it("is forgotten two years after the second order, and not written again", async () => {
    const world = await createWorld({ now: day(60) });
    await tell(world, first, second);
    world.clock.now = day(21 + 731);
    expect(await gapsIn(world.table)).toEqual([]);
    const late = { ...bought("o-3", day(751), "c"), receivedAt: day(752) };
    await tell(world, late);
    expect(await gapsIn(world.table)).toEqual([]);
  });
});

describe("any order and number of deliveries", () => {
  const events: readonly Event[] = [
    first,
    bought("o-1", day(0), "a", { updatedAt: day(1), financialStatus: "paid" }),
    bought("o-0", day(-30), "z", { test: true }),
    bought("g-1", day(12), "g", {}, guest(email)),
    bought("g-1", day(12), "g", { cancelledAt: day(13), updatedAt: day(13) }, guest(email)),
    second,
    bought("o-2", day(21), "b2", { updatedAt: day(22) }),
    bought("o-3", day(40), "c"),
    customerUpdated({ id: "1", email }, { at: day(15) }),
  ];

  it("ends in the same gap, one for the person", async () => {
    const [expected] = await after(...events);
    expect(expected).toEqual({ days: 21, first: ["a"], second: ["b2"], at: day(21) });
    const deliveries = fc.shuffledSubarray([...events, ...events, ...events], { minLength: events.length * 3 });
    await fc.assert(
      fc.asyncProperty(deliveries, async (told) => {
        const world = await createWorld({ now: day(60) });
        await tell(world, ...told);
        expect(await gapsIn(world.table)).toEqual([expected]);
        expect((await readGap(world.table, "demo", ada)).gap).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  it("whoever has read the person earlier does not have the last word", async () => {
    const world = await createWorld({ now: day(60) });
    await tell(world, first, second);
    const cancelled = bought("o-2", day(21), "b", { cancelledAt: day(22), updatedAt: day(22) });
    // Between the reading of the person and the writing of the gap somebody else records that the order is cancelled.
    let meanwhile: (() => Promise<void>) | undefined = () => tell(world, cancelled);
    const slow: Table = {
      ...world.table,
      put: async (item, condition) => {
        const act = item.pk === "demo/gaps" ? meanwhile : undefined;
        if (act !== undefined) meanwhile = undefined;
        await act?.();
        return world.table.put(item, condition);
      },
    };
    const earlier = bought("o-0", day(-5), "z");
    await tell({ ports: { ...world.ports, table: slow } }, earlier);
    expect(meanwhile).toBeUndefined();
    expect(await gapsIn(world.table)).toEqual([{ days: 5, first: ["z"], second: ["a"], at: day(0) }]);
  });

  it("gives up when others are always quicker, so that the event comes again", async () => {
    const world = await createWorld({ now: day(60) });
    await tell(world, first, second);
    const { revision } = await readGap(world.table, "demo", ada);
    let next = revision;
    await replaceGap(world.table, "demo", ada, undefined, next, day(60));
    const contested: Table = {
      ...world.table,
      put: async (item, condition) => {
        next += 1;
        await replaceGap(world.table, "demo", ada, undefined, next, day(60));
        return world.table.put(item, condition);
      },
    };
    await expect(keepGap(contested, "demo", ada, "UTC", day(60))).rejects.toThrow(ConflictError);
  });
});

describe("what it costs", () => {
  const costOf = async (before: readonly Event[], event: Event): Promise<readonly string[]> => {
    const world = await createWorld({ now: day(60) });
    const who = { ...event, who: customer("1") };
    await tell(world, ...before.map((told) => ({ ...told, who: customer("1") })));
    const { calls, ports } = counted(world);
    await tell({ ports }, who);
    // Last it looks for a tombstone.
    expect(calls.at(-1)).toBe("getMany");
    return calls.slice(calls.indexOf("put"), -1);
  };
  const paid = bought("o-2", day(21), "b", { updatedAt: day(22), financialStatus: "paid" });

  it("an order that nobody knew costs one read more than reading its person, a second order one write", async () => {
    const known = await costOf([first, second], paid);
    const [one, two] = [await costOf([], first), await costOf([first], second)];
    // The fact and its link, by what a new order costs without its gap.
    expect(known).toEqual(["put"]);
    expect(one.slice(-2)).toEqual(["get", "query"]);
    expect(two.slice(-3)).toEqual(["get", "query", "put"]);
    expect(two).toHaveLength(one.length + 1);
  });

  it("an order of somebody with two that says nothing new of when and what costs nothing", async () => {
    expect(await costOf([first, second], paid)).toEqual(["put"]);
  });
});

describe("the daily count", () => {
  const come = async (world: World, people: number, gapDays: number, products = ["a", "b"], from = 0) => {
    for (let n = from; n < from + people; n += 1) {
      const one = { days: gapDays, first: products.slice(0, 1), second: products.slice(1), at: day(gapDays) };
      await replaceGap(world.table, "demo", `person-${String(n).padStart(6, "0")}`, one, 0, day(0));
    }
  };

  it("makes habits of gaps: their number, the median, and what was bought second", async () => {
    const world = await createWorld({ now: day(60) });
    await come(world, 130, 40);
    await come(world, 70, 60, ["a", "c"], 130);
    await world.sweep();
    const { habits, suggestions } = await readHabits(world.table, "demo", ["a", "b"]);
    expect(habits).toEqual({ gapDays: 40, samples: 200, bestSeconds: ["b", "c"] });
    expect([...suggestions]).toEqual([["a", ["b", "c"]]]);
    expect(world.counted("habits-counted")).toBe(1);
  });

  it("comes once a day, and takes away what is no more", async () => {
    const world = await createWorld({ now: day(60) });
    await come(world, 3, 40);
    await world.sweep();
    await come(world, 3, 20, ["x", "y"], 0 + 3);
    for (let n = 0; n < 3; n += 1) {
      const id = `person-${String(n).padStart(6, "0")}`;
      await replaceGap(world.table, "demo", id, undefined, 1, day(60));
    }
    for (let hour = 1; hour < 23; hour += 1) {
      world.clock.now = plus(day(60), hours(hour));
      await world.sweep();
    }
    expect(world.counted("habits-counted")).toBe(1);
    expect((await readHabits(world.table, "demo", ["a"])).habits.gapDays).toBe(40);
    world.clock.now = plus(day(61), minutes(1));
    await world.sweep();
    const { habits, suggestions } = await readHabits(world.table, "demo", ["a", "x"]);
    expect(habits).toEqual({ gapDays: 20, samples: 3, bestSeconds: ["y"] });
    expect([...suggestions]).toEqual([["x", ["y"]]]);
  });

  it("writes nothing for a store to which nobody has come back, and reads nothing in the hours between", async () => {
    const world = await createWorld({ now: day(60) });
    const { calls, ports } = counted(world);
    const sweep = createSweep(ports);
    await sweep();
    expect(calls).toEqual(["due", "query", "getMany", "query"]);
    world.clock.now = plus(day(60), hours(1));
    await sweep();
    expect(calls.slice(4)).toEqual(["due"]);
    world.clock.now = day(61);
    await sweep();
    expect(calls.slice(5)).toEqual(["due", "query", "getMany", "query"]);
  });

  it("reads every page", async () => {
    const world = await createWorld({ now: day(60) });
    await come(world, 10_007, 33);
    const gaps: number[] = [];
    await readGaps(world.table, "demo", Infinity, ({ days: count }) => gaps.push(count));
    expect(gaps).toHaveLength(10_007);
    const some: number[] = [];
    await readGaps(world.table, "demo", 5_003, ({ days: count }) => some.push(count));
    expect(some).toHaveLength(5_003);
  });

  it("the failure of one store keeps none of the others, and is told", async () => {
    const world = await createWorld({ now: day(60) });
    await come(world, 1, 40);
    await world.table.put({ pk: "stores", sk: "broken", content: {} });
    await world.table.put({ pk: "broken/gaps", sk: "x", content: { gap: "no gap" } });
    await expect(world.sweep()).rejects.toThrow("1 things could not be done.");
    expect((await readHabits(world.table, "demo", [])).habits.samples).toBe(1);
  });
});

it("times the sequence of somebody new by how two hundred others came back", async () => {
  const world = await createWorld({ now: day(60), flows: [secondPurchase] });
  for (let n = 0; n < 200; n += 1) {
    const who = customer(`c-${n}`);
    await tell(world, bought(`${n}-1`, day(0), "a", {}, who), bought(`${n}-2`, day(45), "b", {}, who));
  }
  await world.sweep();
  const when = day(61);
  const done: Changes = { financialStatus: "paid", fulfillmentStatus: "fulfilled", fulfilledAt: when, updatedAt: when };
  const order = { ...bought("new", when, "a", done), receivedAt: when };
  await world.publish({ ...order, consents: [says("granted", email, when)] });
  await world.runUntil(day(61 + 40));
  const sent = (await world.decisions(ada)).filter(({ by, outcome }) => by === "wake" && outcome === "send");
  expect(sent.map(({ step, at }) => [step, at])).toEqual([
    ["thank-you", day(61)],
    ["nudge", day(61 + 45 - 7)],
  ]);
});
