import { createHandler as createRunChore } from "../../functions/run-chore/handler.ts";
import type { Event } from "../../shared/events/catalogue.ts";
import { hours, type Instant, minutes, plus } from "../../shared/events/instant.ts";
import type { Who } from "../../shared/events/parts.ts";
import { importCodes } from "../../shared/store/codes.ts";
import { listComplaint } from "../../shared/store/complaints.ts";
import { listErasures } from "../../shared/store/erasures.ts";
import { readAddresses, stopAddress, suppressAddress } from "../../shared/store/addresses.ts";
import { resolutionFact } from "../../shared/profile/said-facts.ts";
import { factSk, personPk, putFact } from "../../shared/store/people.ts";
import { keepRejected, listRejected } from "../../shared/store/rejected.ts";
import type { Table } from "../../shared/store/table.ts";
import {
  cartUpdated,
  checkoutUpdated,
  customer,
  customerMerged,
  customerUpdated,
  guest,
  orderUpdated,
  personRedacted,
  pointsMoved,
  refundCreated,
  reviewUpdated,
  says,
} from "../support/events.ts";
import { type Fuse, fuseOf } from "../support/failing-table.ts";
import { at } from "../support/instants.ts";
import { itemsUnder, leftOfPeople } from "../support/leftovers.ts";
import { busMessage, createWorld, keys, recordOf, type World } from "../support/world.ts";

const email = "ada@customer.example";
const phone = "+12125550147";
const left = at("2026-11-05T10:00-05:00");
const asked = at("2026-11-05T10:40-05:00");
const end = at("2026-11-20T10:00-05:00");
const known = customer("c-1", email, phone);

const abandoned = (who: Who, token = "t-1", when: Instant = left): Event =>
  checkoutUpdated(
    { token, cartToken: `cart-${token}` },
    {
      at: when,
      who,
      consents: [
        says("granted", email, when, { source: `checkout:${token}` }),
        says("granted", phone, when, { source: `checkout:${token}` }),
      ],
    },
  );

/** A life that leaves something of every kind: as a guest first, then as a customer, who complains and has points. */
const life: readonly Event[] = [
  cartUpdated("cart-t-1", { at: left }),
  abandoned(guest(email, phone)),
  customerUpdated({ id: "c-1", email, phone, firstName: "Ada" }, { at: plus(left, minutes(1)) }),
  orderUpdated({ id: "o-1" }, { at: plus(left, minutes(2)), who: known }),
  orderUpdated({ id: "o-2", createdAt: plus(left, minutes(3)) }, { at: plus(left, minutes(3)), who: known }),
  refundCreated("r-1", "o-1", { at: plus(left, minutes(4)) }),
  refundCreated("r-2", "o-unknown", { at: plus(left, minutes(4)) }),
  reviewUpdated({ id: "judgeme:1", orderId: "o-1", body: "Never again" }, { at: plus(left, minutes(5)), who: known }),
  pointsMoved({ id: "p-1" }, { at: plus(left, minutes(6)), who: known }),
  abandoned(known, "t-2", plus(left, minutes(7))),
];

const rejectAbout = (world: World, id: string, large = false) =>
  keepRejected(
    world.table,
    {
      id,
      store: "demo",
      source: "shopify",
      topic: "orders/create",
      reason: "id: missing or malformed",
      receivedAt: left,
      headers: {},
      body: large ? { kind: "blob", key: `rejected/demo/${id}` } : { kind: "inline", base64: "e30=" },
    },
    [keys.person("email", email)],
  );

const live = async (events: readonly Event[], fuse?: Fuse): Promise<World> => {
  const world = await createWorld({ now: left, settings: { discount: { kind: "pool", pool: "p", percentage: "10" } } });
  await importCodes(world.table, "demo", "p", [{ code: "SAVE-1" }, { code: "SAVE-2" }]);
  world.fuse.current = fuse;
  await world.publish(...events);
  return world;
};

const redact = (who: Who = known, when: Instant = asked) => personRedacted(who, { at: when });
const sent = (world: World): number => world.emails.length + world.texts.length + world.alerts.length;

describe("a person who is erased", () => {
  it("leaves nothing but tombstones and hashed stops", async () => {
    const world = await live(life);
    await rejectAbout(world, "small");
    await rejectAbout(world, "large", true);
    world.blobs.set("rejected/demo/large", Buffer.from("{}"));
    await world.runUntil(plus(left, minutes(35)));
    expect(world.alerts.length).toBeGreaterThan(0);
    expect(await leftOfPeople(world.table)).toEqual(
      expect.arrayContaining([
        expect.stringContaining(" FACT#ORDER#"),
        expect.stringContaining(" RUN#"),
        expect.stringContaining(" MESSAGE"),
        expect.stringContaining(" WAKE#"),
        expect.stringContaining(" REF"),
        "demo/complaints judgeme:1",
        expect.stringContaining("demo/rejected "),
      ]),
    );
    await world.publish(redact());
    await world.runUntil(plus(asked, hours(1)));
    const nobodys = `demo/ref/${keys.ref("order", "o-unknown")}`;
    expect(await leftOfPeople(world.table)).toEqual([`${nobodys} WAIT#REFUND#r-2`]);
    expect(await listRejected(world.table, "demo")).toEqual([]);
    expect([...world.blobs.keys()]).toEqual([]);
    const everything = JSON.stringify(await itemsUnder(world.table, ""));
    for (const word of [email, phone, "Ada", "Never again", '"o-1"', '"c-1"']) expect(everything).not.toContain(word);
  });

  it("is on record with the number of items of each kind, and with nobody's name", async () => {
    const world = await live(life);
    await world.publish(redact());
    await world.runUntil(plus(asked, hours(1)));
    const [erasure, ...others] = await listErasures(world.table, "demo");
    expect(others).toEqual([]);
    expect(erasure).toMatchObject({ what: "erase-person", by: "shopify", at: asked, startedAt: asked });
    expect(erasure?.doneAt).toBe(plus(asked, minutes(15)));
    expect(erasure?.found).toMatchObject({ facts: expect.any(Number), runs: expect.any(Number) });
    expect(erasure?.found["facts"]).toBeGreaterThan(8);
    expect(Object.keys(erasure ?? {}).sort()).toEqual([
      "at",
      "by",
      "doneAt",
      "found",
      "id",
      "startedAt",
      "store",
      "what",
    ]);
  });

  it("is not written to without new consent, and stays suppressed", async () => {
    const world = await live(life);
    const hash = keys.address("email", email);
    await suppressAddress(world.table, "demo", hash, { reason: "hard-bounce", at: left });
    await stopAddress(world.table, "demo", keys.address("text", phone), "marketing", left);
    await world.publish(redact());
    const states = await readAddresses(world.table, "demo", [hash, keys.address("text", phone)]);
    expect(states.get(hash)).toMatchObject({ suppressed: { reason: "hard-bounce" }, stops: { marketing: asked } });
    expect(states.get(keys.address("text", phone))).toMatchObject({ stops: { marketing: asked } });
  });

  it("gets nothing of a wake and a message that were still to come, and neither brings anything back", async () => {
    const world = await live([abandoned(guest(email, phone))]);
    const runs = (await world.person(keys.person("email", email))).person.runs;
    const [run] = runs;
    const before = sent(world);
    await world.runUntil(asked);
    await world.publish(redact(guest(email)));
    expect(run).toBeDefined();
    for (const { message } of [...world.wakes]) await world.enqueue("wakes", message);
    for (const { message } of [...world.outbox]) await world.enqueue("outbox", message);
    await world.enqueue("wakes", { store: "demo", person: run?.person, run: run?.id, at: asked, correlationId: "x" });
    await world.runUntil(end);
    await world.sweep();
    expect(sent(world)).toBe(before);
    expect(await leftOfPeople(world.table)).toEqual([]);
    expect(world.dead).toEqual([]);
  });

  it("may be known by an e-mail address alone: the guest goes, and the customer who owns the address", async () => {
    const world = await live(life);
    await world.publish(redact(guest(email)));
    await world.runUntil(plus(asked, hours(1)));
    expect((await world.person(keys.person("customer", "c-1"))).person).toMatchObject({ orders: [], emails: [] });
    expect((await leftOfPeople(world.table)).filter((name) => name.includes("/person/"))).toEqual([]);
  });

  const merged = (keptId: string, mergedId: string, count: number) =>
    customerMerged(keptId, mergedId, { at: plus(left, minutes(count)) });
  it.each<[string, readonly Event[]]>([
    ["the other into them", [merged("c-1", "c-0", 10)]],
    ["them into the other", [merged("c-0", "c-1", 10)]],
    ["each into the other", [merged("c-1", "c-0", 10), merged("c-0", "c-1", 11)]],
  ])("takes along whom they were merged with, %s, and nobody who has their old address now", async (_way, merges) => {
    const later = plus(left, minutes(20));
    const world = await live([
      ...life,
      customerUpdated({ id: "c-0", email: "old@customer.example" }, { at: left }),
      ...merges,
      customerUpdated({ id: "c-2", email, firstName: "Grace" }, { at: later }),
    ]);
    await world.publish(redact(customer("c-1", email, phone)));
    await world.runUntil(plus(asked, hours(1)));
    for (const id of ["c-0", "c-1"])
      expect((await world.person(keys.person("customer", id))).person.emails).toEqual([]);
    const other = await world.person(keys.person("customer", "c-2"));
    expect(other.person.customer?.firstName).toBe("Grace");
  });

  it("has their orders erased that lie with somebody else, and that somebody is left alone", async () => {
    const world = await live([
      orderUpdated({ id: "o-9" }, { at: left, who: guest("sister@customer.example") }),
      orderUpdated({ id: "o-8" }, { at: left, who: guest("sister@customer.example") }),
      refundCreated("r-9", "o-9", { at: left }),
      ...life,
    ]);
    await world.publish(personRedacted(known, { at: asked, orderIds: ["o-1", "o-9", "o-nobody-knows"] }));
    const { person } = await world.person(keys.person("email", "sister@customer.example"));
    expect(person.orders.map(({ id }) => id)).toEqual(["o-8"]);
  });

  it("changes nothing the second time", async () => {
    const world = await live(life);
    await world.publish(redact(), redact());
    await world.runUntil(plus(asked, hours(1)));
    const once = await itemsUnder(world.table, "");
    await world.publish(redact());
    await world.runUntil(plus(asked, hours(2)));
    expect(await itemsUnder(world.table, "")).toEqual(once);
  });

  it("leaves the code of their discount taken, and nobody to whom it was given", async () => {
    const world = await live([abandoned(guest(email, phone))]);
    await world.runUntil(at("2026-11-09T12:00-05:00"));
    const taken = (await itemsUnder(world.table, "demo/code/")).map((item) => item["content"]);
    expect(taken).toEqual([expect.objectContaining({ code: expect.stringMatching(/^SAVE-/) })]);
    await world.publish(redact(guest(email), at("2026-11-09T12:00-05:00")));
    const after = (await itemsUnder(world.table, "demo/code/")).map((item) => item["content"]);
    expect(after).toEqual([expect.objectContaining({ message: "erased" })]);
  });
});

describe("whoever comes late", () => {
  const older: readonly Event[] = life;
  const newer: readonly Event[] = [
    customerUpdated({ id: "c-1", email, phone, firstName: "Ada" }, { at: plus(asked, hours(1)) }),
    orderUpdated({ id: "o-3" }, { at: plus(asked, hours(2)), who: known }),
  ];

  const rotated = (events: readonly Event[], by: number): readonly Event[] => [
    ...events.slice(by),
    ...events.slice(0, by),
  ];

  it.each(older.map(({ type }, index) => [index, type] as const))(
    "is dropped with what is older than the erasure, in any order (from %i, %s)",
    async (by) => {
      const world = await live([redact()]);
      await world.publish(...rotated(older, by));
      await world.runUntil(end);
      expect(sent(world)).toBe(0);
      const kept = (await leftOfPeople(world.table)).filter((name) => !/ (?:WAIT#|REF$)/.test(name));
      expect(kept).toEqual([]);
    },
  );

  it("has no refusal kept of what would have begun before the erasure", async () => {
    const world = await live([redact()]);
    world.clock.now = plus(asked, hours(3));
    await world.publish(checkoutUpdated({ token: "c-9", completedAt: left }, { at: left, who: guest(email, phone) }));
    expect(world.counted("decision")).toBeGreaterThan(0);
    expect((await leftOfPeople(world.table)).filter((name) => name.includes("ENROL#"))).toEqual([]);
  });

  const stateOf = async (world: World) => {
    const { person } = await world.person(keys.person("email", email));
    const { id, members, customer: stated, emails, orders, consents, checkouts, reviews } = person;
    return { id, members, stated, emails, orders, consents, checkouts, reviews };
  };

  it("is somebody new with what is newer, whenever the erasure and the older words come", async () => {
    const expected = await live([redact(), ...newer]);
    await expected.runUntil(end);
    const wanted = await stateOf(expected);
    expect(wanted.orders.map(({ id }) => id)).toEqual(["o-3"]);
    expect(wanted.stated?.firstName).toBe("Ada");
    expect(wanted.members).toHaveLength(3);
    const all = [...older.slice(2, 5), ...newer, redact()];
    for (let by = 0; by < all.length; by += 1) {
      const world = await live([]);
      world.clock.now = plus(asked, hours(3));
      await world.publish(...rotated(all, by));
      await world.runUntil(end);
      expect([by, await stateOf(world)]).toEqual([by, wanted]);
    }
  });
});

describe("an erasure at every moment of a run", () => {
  const settings = {
    flows: { "abandoned-checkout": { steps: { "reminder-2": { enabled: false }, "reminder-3": { enabled: false } } } },
  };

  const lives = async (erasedAt: Instant, fuse: Fuse): Promise<World> => {
    const world = await createWorld({ now: left, settings });
    world.fuse.current = fuse;
    await world.publish(abandoned(guest(email, phone)));
    await world.runUntil(erasedAt);
    await world.publish(redact(guest(email), erasedAt));
    await world.runUntil(end);
    await world.sweep();
    return world;
  };

  it.each([1, 45, 70, 240, 300])("sends nothing afterwards and leaves nothing: after %i minutes", async (count) => {
    const erasedAt = plus(left, minutes(count));
    const world = await lives(erasedAt, fuseOf(Infinity, "before"));
    expect([...world.emails, ...world.texts].filter((message) => message.at > erasedAt)).toEqual([]);
    expect(await leftOfPeople(world.table)).toEqual([]);
  });

  it.each(["before", "after"] as const)(
    "also when whoever erases, or writes, dies at any effect: %s it",
    async (when) => {
      const erasedAt = plus(left, minutes(61));
      const untroubled = fuseOf(Infinity, when);
      await lives(erasedAt, untroubled);
      expect(untroubled.used).toBeGreaterThan(30);
      for (let nth = 1; nth <= untroubled.used; nth += 1) {
        const world = await lives(erasedAt, fuseOf(nth, when));
        const story = `died at effect ${nth} of ${untroubled.used}, ${when} it`;
        expect([story, await leftOfPeople(world.table), world.dead]).toEqual([story, [], []]);
        const late = [...world.emails, ...world.texts].filter((message) => message.at > plus(erasedAt, hours(1)));
        expect([story, late]).toEqual([story, []]);
      }
    },
  );
});

describe("an erasure of which one effect fails while those beside it happen", () => {
  /** Little enough for all of it to be removed at once, if it were. */
  const complaining = [reviewUpdated({ id: "judgeme:1" }, { at: left, who: customer("c-1") })];
  const pk = personPk("demo", keys.person("customer", "c-1"));
  const settled = resolutionFact({ complaint: "judgeme:1", at: plus(asked, minutes(1)), by: "link" });

  it.each([
    ["a body that could not be read", { pk: "demo/rejected", sk: `${left}#small` }],
    ["a complaint on the list", { pk: "demo/complaints", sk: "judgeme:1" }],
    ["a younger word about a review", { pk, sk: factSk(settled.key) }],
  ])("finds it again: %s", async (_, failing) => {
    const world = await live(complaining);
    await rejectAbout(world, "small");
    await putFact(world.table, "demo", keys.person("customer", "c-1"), settled);
    await listComplaint(world.table, {
      store: "demo",
      review: "judgeme:1",
      person: keys.person("customer", "c-1"),
      run: "r-1",
      rating: 1,
      openedAt: left,
      until: end,
    });
    expect(await world.table.get(failing)).toBeDefined();
    let failed = 0;
    const table: Table = {
      ...world.table,
      remove: async (key, condition) => {
        if (key.pk === failing.pk && key.sk === failing.sk && (failed += 1) === 1) throw new Error("throttled");
        return world.table.remove(key, condition);
      },
    };
    const redacted = recordOf(busMessage(redact()));
    const [first] = await createRunChore({ ...world.ports, table })(redacted);
    expect(first?.status).toBe("rejected");
    const [second] = await createRunChore(world.ports)(redacted);
    expect(second?.status).toBe("fulfilled");
    expect(await world.table.get(failing)).toBeUndefined();
  });
});
