import { days, hours, minutes, plus } from "../../shared/events/instant.ts";
import { listErasures } from "../../shared/store/erasures.ts";
import { toItem } from "../../shared/store/item.ts";
import { keepRejected } from "../../shared/store/rejected.ts";
import { listStores, putSettings, readStore } from "../../shared/store/stores.ts";
import { checkoutUpdated, guest, orderUpdated, says, storeRedacted } from "../support/events.ts";
import { fuseOf } from "../support/failing-table.ts";
import { at } from "../support/instants.ts";
import { itemsUnder } from "../support/leftovers.ts";
import { storeSettings } from "../support/settings.ts";
import { busMessage, createWorld, keys, type World } from "../support/world.ts";

const email = "ada@customer.example";
const left = at("2026-11-05T10:00-05:00");
const asked = at("2026-11-05T10:30-05:00");

const abandoned = checkoutUpdated(
  { token: "c-1" },
  { at: left, who: guest(email), consents: [says("granted", email, left, { source: "checkout:c-1" })] },
);

/** A store with a person, more products than a batch takes, a large rejected body, and a neighbour whose name begins alike. */
const live = async (): Promise<World> => {
  const world = await createWorld({ now: left });
  await putSettings(world.table, storeSettings({ id: "demo-2" }), left);
  await world.table.put(toItem({ pk: "demo-2/product/p", sk: "PRODUCT" }, {}));
  for (let n = 0; n < 2300; n += 1) await world.table.put(toItem({ pk: `demo/product/${n}`, sk: "PRODUCT" }, {}));
  await world.publish(abandoned);
  const body = { kind: "blob", key: "rejected/demo/1" } as const;
  const rejected = {
    id: "1",
    store: "demo",
    source: "shopify",
    topic: "",
    reason: "",
    receivedAt: left,
    headers: {},
    body,
  };
  await keepRejected(world.table, rejected, [keys.person("email", email)]);
  world.blobs.set("rejected/demo/1", Buffer.from("{}"));
  return world;
};

describe("a store that is erased", () => {
  it("leaves nothing but a tombstone and the record, and other stores as they are", async () => {
    const world = await live();
    const neighbour = await itemsUnder(world.table, "demo-2/");
    await world.publish(storeRedacted({ at: asked }));
    await world.runUntil(plus(asked, hours(1)));
    expect(await itemsUnder(world.table)).toEqual([]);
    expect([...world.blobs.keys()]).toEqual([]);
    expect(world.forgotten).toEqual(["demo"]);
    expect(await listStores(world.table)).toEqual(["demo-2"]);
    expect(await itemsUnder(world.table, "demo-2/")).toEqual(neighbour);
    const [erasure] = await listErasures(world.table, "demo");
    expect(erasure).toMatchObject({ what: "erase-store", at: asked, doneAt: plus(asked, minutes(15)) });
    expect(erasure?.found["items"]).toBeGreaterThan(2300);
  });

  it("gets no message that was still to come", async () => {
    const world = await live();
    await world.runUntil(asked);
    await world.publish(storeRedacted({ at: asked }));
    for (const { message } of [...world.outbox]) await world.enqueue("outbox", message);
    await world.runUntil(plus(asked, days(20)));
    expect(world.emails).toEqual([]);
    expect(await itemsUnder(world.table)).toEqual([]);
    expect(world.dead).toEqual([]);
  });

  it("is not erased when its operator has put it again since", async () => {
    const world = await live();
    await world.runUntil(asked);
    await putSettings(world.table, storeSettings(), plus(asked, minutes(1)));
    const before = await itemsUnder(world.table);
    await world.publish(storeRedacted({ at: asked, receivedAt: plus(asked, minutes(2)) }));
    await world.runUntil(plus(asked, minutes(20)));
    expect(await itemsUnder(world.table)).toEqual(before);
    expect((await listErasures(world.table, "demo"))[0]?.left).toBe("put-again");
  });

  it("keeps what its operator puts while it is being erased, and takes nothing back that is older", async () => {
    const world = await live();
    await world.publish(storeRedacted({ at: asked }));
    await world.runUntil(plus(asked, minutes(5)));
    await putSettings(world.table, storeSettings(), plus(asked, minutes(5)));
    await world.runUntil(plus(asked, hours(1)));
    expect(await readStore(world.table, "demo")).toBeDefined();
    await world.enqueue("facts", busMessage(abandoned));
    await world.publish(orderUpdated({ id: "o-new" }, { at: plus(asked, hours(2)), who: guest(email) }));
    const { person } = await world.person(keys.person("email", email));
    expect([person.checkouts, person.orders.map(({ id }) => id)]).toEqual([[], ["o-new"]]);
  });

  it.each(["before", "after"] as const)("is erased whole whenever whoever does it dies: %s an effect", async (when) => {
    for (const nth of [1, 2, 3, 4, 5, 6, 7, 8, 9, 400, 1500, 2305, 2315]) {
      const world = await live();
      world.fuse.current = fuseOf(nth, when);
      await world.publish(storeRedacted({ at: asked }));
      await world.runUntil(plus(asked, hours(2)));
      expect([nth, await itemsUnder(world.table), world.dead]).toEqual([nth, [], []]);
      expect([nth, world.fuse.current.blown, new Set(world.forgotten)]).toEqual([nth, true, new Set(["demo"])]);
    }
  });
});
