import { hours, plus } from "../../shared/events/instant.ts";
import { launchStore } from "../../shared/store/stores.ts";
import { takeRampSlot } from "../../shared/store/launch-counts.ts";
import { checkoutUpdated, guest, says } from "../support/events.ts";
import { at } from "../support/instants.ts";
import { createWorld, keys } from "../support/world.ts";

const left = at("2026-11-05T10:00-05:00");
const due = plus(left, hours(4));

const abandonedBy = (name: string) => {
  const email = `${name}@customer.example`;
  const consents = [says("granted", email, left, { source: `checkout:${name}` })];
  return checkoutUpdated({ token: name, createdAt: left }, { at: left, who: guest(email), consents });
};
const personOf = (name: string): string => keys.person("email", `${name}@customer.example`);

describe("a store in shadow mode", () => {
  it("decides everything and sends only to those it has named", async () => {
    const world = await createWorld({ now: left });
    const allowed = [keys.address("email", "ben@customer.example")];
    await launchStore(world.table, "demo", { mode: "shadow", at: left, allowed });
    await world.publish(abandonedBy("ada"), abandonedBy("ben"));
    await world.runUntil(due);
    expect(world.emails.map(({ to }) => to)).toEqual(["ben@customer.example"]);
    const decision = (await world.decisions(personOf("ada"))).find(({ step }) => step === "reminder-1");
    expect(decision).toMatchObject({ outcome: "skip", reason: "shadow" });
    expect(decision?.gates.filter(({ pass }) => !pass).map(({ gate }) => gate)).toEqual(["launch"]);
  });

  it("sends what falls due after it went live", async () => {
    const world = await createWorld({ now: left });
    await launchStore(world.table, "demo", { mode: "shadow", at: left, allowed: [] });
    await world.publish(abandonedBy("ada"));
    await world.runUntil(due);
    expect(world.emails).toEqual([]);
    await launchStore(world.table, "demo", undefined);
    await world.runUntil(plus(left, hours(25)));
    expect(world.emails.map(({ to }) => to)).toEqual(["ada@customer.example"]);
  });
});

describe("a new domain on a ramp", () => {
  const ramp = { mode: "ramp" as const, at: left, volumes: [1, 5] };

  it("sends so much a day, and the rest on the next", async () => {
    const world = await createWorld({ now: left });
    await launchStore(world.table, "demo", ramp);
    await world.publish(abandonedBy("ada"), abandonedBy("ben"), abandonedBy("cid"));
    await world.runUntil(plus(left, hours(23)));
    expect(world.emails).toHaveLength(1);
    await world.runUntil(plus(left, hours(27)));
    expect(new Set(world.emails.map(({ to }) => to)).size).toBe(3);
    expect(new Set(world.emails.map(({ message }) => message)).size).toBe(world.emails.length);
  });

  it("lets a claimed message wait when others took the rest of the day while it was in the outbox", async () => {
    const world = await createWorld({ now: left });
    await launchStore(world.table, "demo", ramp);
    await world.publish(abandonedBy("ada"));
    await world.runUntil(plus(left, hours(3)));
    await takeRampSlot(world.table, "demo", ramp, "somebody-else", world.clock.now);
    await world.runUntil(plus(left, hours(23)));
    expect(world.emails).toEqual([]);
    await world.runUntil(plus(left, hours(25)));
    expect(world.emails).toHaveLength(1);
  });
});
