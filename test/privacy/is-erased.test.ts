import type { Event } from "../../shared/events/catalogue.ts";
import { minutes, plus } from "../../shared/events/instant.ts";
import { isErased } from "../../shared/privacy/is-erased.ts";
import {
  checkoutUpdated,
  customer,
  guest,
  orderUpdated,
  personRedacted,
  productUpdated,
  refundCreated,
  says,
  storeRedacted,
} from "../support/events.ts";
import { at } from "../support/instants.ts";
import { rootSecret } from "../support/settings.ts";
import { busMessage, createWorld, keys } from "../support/world.ts";

const email = "ada@customer.example";
const left = at("2026-11-05T10:00-05:00");
const asked = at("2026-11-05T11:30-05:00");
const later = plus(asked, minutes(10));
const consents = [says("granted", email, left, { source: "checkout:t-1" })];

const erased = async () => {
  const world = await createWorld({ now: left });
  await world.publish(
    checkoutUpdated({ token: "t-1" }, { at: left, who: guest(email), consents }),
    checkoutUpdated({ token: "t-2" }, { at: left, who: guest("grace@customer.example") }),
    orderUpdated({ id: "o-1" }, { at: left, who: guest(email) }),
  );
  await world.runUntil(plus(left, minutes(80)));
  const [run] = (await world.person(keys.person("email", email))).person.runs;
  const [other] = (await world.person(keys.person("email", "grace@customer.example"))).person.runs;
  await world.publish(personRedacted(guest(email), { at: asked }));
  return { world, run, other };
};

describe("a dead letter", () => {
  it.each<[string, Event, boolean]>([
    ["of somebody who was erased since", orderUpdated({ id: "o-2" }, { at: left, who: guest(email) }), true],
    ["of the very moment", orderUpdated({ id: "o-2" }, { at: asked, who: guest(email) }), true],
    ["of somebody who has come back", orderUpdated({ id: "o-2" }, { at: later, who: guest(email) }), false],
    ["of somebody else", orderUpdated({ id: "o-2" }, { at: left, who: customer("c-1", email) }), false],
    ["that names nobody but an erased order", refundCreated("r-1", "o-1", { at: left }), true],
    ["that names nobody but an order, later", refundCreated("r-1", "o-1", { at: later }), false],
    ["about a product", productUpdated({ id: "p-1" }, { at: left }), false],
    ["that asks for the erasure itself", personRedacted(guest(email), { at: asked }), false],
  ])("%s", async (_what, event, expected) => {
    const { world } = await erased();
    expect(await isErased(world.table, rootSecret, busMessage(event))).toBe(expected);
  });

  it("is a wake of theirs, but no wake of another", async () => {
    const { world, run, other } = await erased();
    const wake = { store: "demo", at: left, correlationId: "x" };
    expect(await isErased(world.table, rootSecret, { ...wake, person: run?.person, run: run?.id })).toBe(true);
    expect(await isErased(world.table, rootSecret, { ...wake, person: other?.person, run: other?.id })).toBe(false);
  });

  it("is a message of the outbox that is gone", async () => {
    const { world } = await erased();
    for (const { message } of world.outbox) expect(await isErased(world.table, rootSecret, message)).toBe(true);
  });

  it("is anything of a store that was erased, but for what came after", async () => {
    const { world } = await erased();
    await world.publish(storeRedacted({ at: later }));
    const of = (when: typeof left) => busMessage(productUpdated({ id: "p-1" }, { at: when }));
    expect(await isErased(world.table, rootSecret, of(left))).toBe(true);
    expect(await isErased(world.table, rootSecret, of(plus(later, minutes(1))))).toBe(false);
  });

  it.each([[undefined], ["text"], [{}], [{ chore: "erase-person-again", store: "demo", erasure: "x" }]])(
    "that is %j is nobody's",
    async (message) => {
      const { world } = await erased();
      expect(await isErased(world.table, rootSecret, message)).toBe(false);
    },
  );
});
