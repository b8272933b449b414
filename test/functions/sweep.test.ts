import { createHandler as createRunChore } from "../../functions/run-chore/handler.ts";
import { createHandler as createUpdateCatalogue } from "../../functions/update-catalogue/handler.ts";
import { hours, minutes, plus } from "../../shared/events/instant.ts";
import { changeMessage, readMessage } from "../../shared/store/messages.ts";
import { readProducts } from "../../shared/store/products.ts";
import { putSettings, readStore } from "../../shared/store/stores.ts";
import {
  checkoutUpdated,
  guest,
  productDeleted,
  productUpdated,
  says,
  start,
  storeUninstalled,
} from "../support/events.ts";
import { storeSettings } from "../support/settings.ts";
import { busMessage, createWorld, keys, recordOf } from "../support/world.ts";

const email = "ada@customer.example";
const ada = keys.person("email", email);
const abandoned = checkoutUpdated({ token: "c-1" }, { who: guest(email), consents: [says("granted", email, start)] });

/** A message is claimed at four hours, and what hands it over is lost. */
const claimedAndLost = async () => {
  const world = await createWorld();
  await world.publish(abandoned);
  await world.runUntil(plus(start, hours(3)));
  const [[name, schedule] = []] = [...world.schedules];
  world.clock.now = plus(start, hours(4));
  world.schedules.delete(name ?? "");
  await world.deliver("wakes", schedule?.wake);
  world.waiting.length = 0;
  return world;
};

describe("the sweep", () => {
  it("wakes a run whose wake did not come, and the run goes on", async () => {
    const world = await createWorld();
    await world.publish(abandoned);
    world.schedules.clear();
    world.clock.now = plus(start, hours(5));
    expect(await world.sweep()).toEqual({ mended: 1 });
    expect(world.counted("run-overdue")).toBe(1);
    await world.runUntil(plus(start, hours(100)));
    expect(world.emails).toHaveLength(3);
    expect(await world.sweep()).toEqual({ mended: 0 });
  });

  it("leaves alone what is overdue by less than ten minutes", async () => {
    const world = await createWorld();
    await world.publish(abandoned);
    world.clock.now = plus(start, minutes(69));
    expect(await world.sweep()).toEqual({ mended: 0 });
  });

  it("hands a claimed message over again that nobody has sent", async () => {
    const world = await claimedAndLost();
    world.clock.now = plus(start, minutes(240 + 41));
    expect(await world.sweep()).toEqual({ mended: 1 });
    await world.runUntil(plus(start, hours(5)));
    expect(world.emails).toHaveLength(1);
  });

  it("flags an attempt that never came back, once, and never sends it again", async () => {
    const world = await claimedAndLost();
    const id = world.outbox[0]?.message.message ?? "";
    const claimed = await readMessage(world.table, "demo", id);
    if (claimed === undefined) throw new Error("nothing was claimed");
    await changeMessage(world.table, claimed, { status: "sending", attempt: "m#1", sendingAt: world.clock.now });
    world.clock.now = plus(start, hours(5));
    await world.sweep();
    await world.sweep();
    expect(await readMessage(world.table, "demo", id)).toMatchObject({ status: "unknown", attempt: "m#1" });
    expect(world.counted("send-unknown")).toBe(1);
    await world.runUntil(plus(start, hours(20)));
    expect(world.emails).toEqual([]);
    const [run] = (await world.person(ada)).person.runs;
    expect(run?.steps["reminder-1"]?.state).toBeDefined();
  });
});

describe("an uninstallation", () => {
  it("stops everything for its store at once, and twice is once", async () => {
    const world = await createWorld();
    await world.publish(abandoned);
    const chore = createRunChore(world.ports);
    const event = busMessage(storeUninstalled({ at: plus(start, minutes(5)) }));
    await chore(recordOf(event));
    await chore(recordOf(event, 2));
    expect((await readStore(world.table, "demo"))?.state.uninstalledAt).toBe(plus(start, minutes(5)));
    await world.runUntil(plus(start, hours(200)));
    expect(world.emails).toEqual([]);
    expect((await world.person(ada)).person.runs[0]?.finished?.reason).toBe("store-uninstalled");
  });

  it("that comes late does not stop a store that was put again since", async () => {
    const world = await createWorld({ now: plus(start, hours(1)) });
    await putSettings(world.table, storeSettings(), plus(start, hours(1)));
    await createRunChore(world.ports)(recordOf(busMessage(storeUninstalled({ at: start }))));
    expect((await readStore(world.table, "demo"))?.state.uninstalledAt).toBeUndefined();
  });

  it("another event is no chore", async () => {
    const world = await createWorld();
    await createRunChore(world.ports)(recordOf(busMessage(abandoned)));
    expect((await readStore(world.table, "demo"))?.state.uninstalledAt).toBeUndefined();
  });
});

describe("the catalogue", () => {
  it("keeps the latest word on a product, in any order, and that it is gone", async () => {
    const told = [
      productUpdated({ id: "p-1", available: true }, { at: start }),
      productUpdated({ id: "p-1", available: false }, { at: plus(start, minutes(1)) }),
      productDeleted("p-2", { at: plus(start, minutes(1)) }),
      productUpdated({ id: "p-2" }, { at: start }),
    ];
    for (const events of [told, [...told].reverse(), [...told, ...told]]) {
      const world = await createWorld();
      const keep = createUpdateCatalogue(world.ports);
      for (const event of events) await keep(recordOf(busMessage(event)));
      const products = await readProducts(world.table, "demo", ["p-1", "p-2", "p-3"]);
      expect(products.get("p-1")).toMatchObject({ available: false });
      expect(products.get("p-2")).toBeNull();
      expect(products.has("p-3")).toBe(false);
    }
  });
});
