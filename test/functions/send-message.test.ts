import { createHandler } from "../../functions/send-message/handler.ts";
import type { EventOf } from "../../shared/events/catalogue.ts";
import { hours, type Instant, minutes, plus } from "../../shared/events/instant.ts";
import { flows } from "../../shared/flows/registry.ts";
import type { SendOutcome } from "../../shared/platform/ports.ts";
import { stopAddress, suppressAddress } from "../../shared/store/addresses.ts";
import { changeMessage, type Message, readMessage } from "../../shared/store/messages.ts";
import { replaceSends } from "../../shared/store/people.ts";
import { updateRun } from "../../shared/store/runs.ts";
import { putSettings, pauseStore, uninstallStore } from "../../shared/store/stores.ts";
import { checkoutUpdated, guest, orderUpdated, productUpdated, says } from "../support/events.ts";
import { Crash, fuseOf } from "../support/failing-table.ts";
import { at } from "../support/instants.ts";
import { storeSettings } from "../support/settings.ts";
import { createWorld, keys, recordOf, type World } from "../support/world.ts";
import { putProduct } from "../../shared/store/products.ts";

const email = "ada@customer.example";
const emailHash = keys.address("email", email);
const ada = keys.person("email", email);
const left = at("2026-11-05T10:00-05:00");
const due = plus(left, hours(4));

const abandoned = (more: Partial<EventOf<"checkout.updated">["data"]> = {}, when: Instant = left) =>
  checkoutUpdated(
    { token: "c-1", createdAt: left, ...more },
    { at: when, who: guest(email), consents: [says("granted", email, left, { source: "checkout:c-1" })] },
  );

type Claimed = World & { readonly id: string };

/** The first mail has just been claimed and lies in the outbox; nothing else is on its way. */
const claimed = async (): Promise<Claimed> => {
  const world = await createWorld({ now: left });
  await world.publish(abandoned());
  await world.runUntil(plus(left, hours(3)));
  world.clock.now = due;
  const [[name, schedule] = []] = [...world.schedules];
  if (name === undefined || schedule === undefined) throw new Error("nothing is scheduled");
  world.schedules.delete(name);
  expect(await world.deliver("wakes", schedule.wake)).toBeUndefined();
  const [handed] = world.outbox;
  if (handed === undefined) throw new Error("nothing was claimed");
  world.waiting.length = 0;
  world.wakes.length = 0;
  world.outbox.length = 0;
  return { ...world, id: handed.message.message };
};

const send = (world: Claimed, receives = 1, record = "m-1"): Promise<unknown> =>
  world.deliver("outbox", { store: "demo", message: world.id, correlationId: "c" }, receives, record);

const message = async (world: Claimed): Promise<Message> => {
  const found = await readMessage(world.table, "demo", world.id);
  if (found === undefined) throw new Error("there is no such message");
  return found;
};

const slots = async (world: Claimed): Promise<number> => (await world.person(ada)).person.sends.length;

const turn = async (world: Claimed, change: Partial<Message>): Promise<Message> => {
  const changed = await changeMessage(world.table, await message(world), change);
  if (changed === undefined) throw new Error("not changed");
  return changed;
};

describe("a claimed message", () => {
  it("goes out once, with what it relied on, and comes again in vain", async () => {
    const world = await claimed();
    expect(await send(world)).toBeUndefined();
    expect(world.emails).toMatchObject([
      { to: email, message: world.id, from: "Juniper & Oak <hello@juniper-oak.example>" },
    ]);
    expect(await message(world)).toMatchObject({
      status: "sent",
      attempt: "m-1#1",
      providerId: "provider-1",
      settledAt: due,
      consent: { addressHash: emailHash, state: "granted" },
    });
    expect(await send(world, 2)).toBeUndefined();
    expect(await send(world, 1, "m-2")).toBeUndefined();
    expect(world.emails).toHaveLength(1);
    expect(await slots(world)).toBe(1);
  });

  it("is offered to its provider with headers that unsubscribe in one click", async () => {
    const world = await claimed();
    await send(world);
    const raw = Buffer.from(world.emails[0]?.raw ?? []).toString();
    expect(raw).toMatch(/^List-Unsubscribe:\s+<https:\/\/api\.juniper-oak\.example\/u\//m);
    expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
    expect(raw).toMatch(new RegExp(`^X-Comeback-Message: ${world.id}\r?$`, "m"));
  });

  it.each<[string, string, string, (world: Claimed) => Promise<unknown>]>([
    [
      "a stop at the address",
      "no-consent",
      "skip",
      ({ table }) => stopAddress(table, "demo", emailHash, "marketing", due),
    ],
    [
      "a suppression",
      "suppressed",
      "skip",
      ({ table }) => suppressAddress(table, "demo", emailHash, { reason: "bounce", at: due }),
    ],
    [
      "a refusal on the record",
      "no-consent",
      "skip",
      (world) =>
        world.publish(
          checkoutUpdated(
            { token: "c-9", createdAt: left, total: "0.00" },
            { at: due, who: guest(email), consents: [says("revoked", email, due)] },
          ),
        ),
    ],
    [
      "an order",
      "ordered",
      "exit",
      (world) => world.publish(orderUpdated({ id: "o-1" }, { at: due, who: guest(email) })),
    ],
    [
      "an order under another address from the same checkout",
      "ordered",
      "exit",
      (world) =>
        world.publish(
          orderUpdated({ id: "o-1", checkoutToken: "c-1" }, { at: due, who: guest("paypal@other.example") }),
        ),
    ],
    [
      "the completed checkout",
      "checkout-completed",
      "exit",
      (world) => world.publish(abandoned({ completedAt: due }, due)),
    ],
    [
      "a newer cart",
      "superseded",
      "exit",
      (world) => world.publish(checkoutUpdated({ token: "c-2" }, { at: due, who: guest(email) })),
    ],
    ["a pause of the store", "paused", "defer", ({ table }) => pauseStore(table, "demo", { at: due, reason: "sale" })],
    [
      "a pause of everything",
      "paused",
      "defer",
      ({ table }) => pauseStore(table, "*", { at: due, reason: "incident" }),
    ],
    ["an uninstallation", "store-uninstalled", "exit", ({ table }) => uninstallStore(table, "demo", due)],
    [
      "the flow switched off",
      "flow-off",
      "exit",
      ({ table }) => putSettings(table, storeSettings({ flows: { "abandoned-checkout": { enabled: false } } }), due),
    ],
    [
      "a sold-out product",
      "sold-out",
      "skip",
      async ({ table }) => {
        const { data, version } = productUpdated({ id: "p-1", available: false }, { at: due });
        await putProduct(table, "demo", data.id, data, version);
      },
    ],
    ["nightfall", "quiet-hours", "defer", (world) => Promise.resolve((world.clock.now = at("2026-11-05T22:10-05:00")))],
    [
      "a day too much",
      "past-deadline",
      "skip",
      (world) => Promise.resolve((world.clock.now = plus(due, minutes(24 * 60 + 1)))),
    ],
    [
      "new activity, which puts it off",
      "not-due",
      "defer",
      (world) => world.publish(abandoned({}, plus(left, hours(3)))),
    ],
  ])("is withdrawn by %s: %s", async (_what, reason, outcome, happen) => {
    const world = await claimed();
    await happen(world);
    world.wakes.length = 0;
    expect(await send(world)).toBeUndefined();
    expect(world.emails).toEqual([]);
    expect(await message(world)).toMatchObject({ status: "withdrawn", reason });
    expect(await slots(world)).toBe(0);
    expect(world.wakes.map(({ message: wake }) => wake.person)).toEqual([ada]);
    expect((await world.decisions(ada)).at(-1)).toMatchObject({ by: "send", step: "reminder-1", outcome, reason });
  });

  it("is withdrawn once its run has ended", async () => {
    const world = await claimed();
    const [run] = (await world.person(ada)).person.runs;
    if (run === undefined) throw new Error("there is no run");
    const finished = { reason: "ordered", at: due };
    expect(await updateRun(world.table, { ...run, finished, revision: run.revision + 1 })).toBe(true);
    expect(await send(world)).toBeUndefined();
    expect(await message(world)).toMatchObject({ status: "withdrawn", reason: "run-finished:ordered" });
  });

  it("does nothing where the message or the store is not there", async () => {
    const world = await claimed();
    expect(await world.deliver("outbox", { store: "demo", message: "none", correlationId: "c" })).toBeUndefined();
    expect(await world.deliver("outbox", { store: "gone", message: world.id, correlationId: "c" })).toBeUndefined();
    expect(world.emails).toEqual([]);
  });

  it("fails and gives its slot back when it cannot be rendered", async () => {
    const world = await claimed();
    const ports = { ...world.ports, templates: { emails: {}, texts: {} } };
    await createHandler(flows, ports)(recordOf({ store: "demo", message: world.id, correlationId: "c" }));
    expect(await message(world)).toMatchObject({ status: "failed", reason: expect.stringContaining("not renderable") });
    expect(await slots(world)).toBe(0);
    expect(world.emails).toEqual([]);
  });

  it("takes its slot again when it lost it, so that the cap knows of it", async () => {
    const world = await claimed();
    const { root } = await world.person(ada);
    await replaceSends(world.table, "demo", ada, { entries: [], closed: false }, root.sendsRevision);
    await send(world);
    expect((await world.person(ada)).person.sends).toEqual([{ message: world.id, channel: "email", at: due }]);
  });

  it("moves its slot to when it really goes out", async () => {
    const world = await claimed();
    world.clock.now = plus(due, hours(2));
    await send(world);
    expect((await world.person(ada)).person.sends).toMatchObject([{ at: plus(due, hours(2)) }]);
  });
});

describe("what the provider answers", () => {
  const outcome = async (next: SendOutcome): Promise<Claimed> => {
    const world = await claimed();
    world.answers.next = [next];
    expect(await send(world)).toBeUndefined();
    return world;
  };

  it("a throttle gives the message back to the queue, later, claimed and with its slot", async () => {
    const world = await outcome({ kind: "refused", retry: true, reason: "Throttling" });
    expect(await message(world)).toMatchObject({ status: "claimed", reason: "Throttling" });
    expect((await message(world)).attempt).toBeUndefined();
    expect(world.outbox).toMatchObject([{ message: { store: "demo", message: world.id } }]);
    const [again] = world.outbox;
    expect(again?.delay).toBeGreaterThanOrEqual(30);
    expect(again?.delay).toBeLessThan(60);
    expect(await slots(world)).toBe(1);
    await world.runUntil(plus(due, minutes(5)));
    expect(world.emails).toHaveLength(2);
    expect(await message(world)).toMatchObject({ status: "sent" });
  });

  it("a throttle begins one row of tries, however often the message is delivered", async () => {
    const world = await claimed();
    world.answers.next = Array.from({ length: 20 }, () => ({ kind: "refused", retry: true, reason: "Throttling" }));
    for (let count = 1; count <= 10; count += 1) {
      for (let twice = 0; twice < 3; twice += 1) expect(await send(world)).toBeUndefined();
      expect(world.outbox).toHaveLength(count);
      world.clock.now = plus(world.clock.now, minutes(1));
    }
    expect(world.emails).toHaveLength(10);
  });

  it("a refusal for good fails the message and gives its slot back", async () => {
    const world = await outcome({ kind: "refused", retry: false, reason: "MessageRejected" });
    expect(await message(world)).toMatchObject({ status: "failed", reason: "MessageRejected" });
    expect(await slots(world)).toBe(0);
    expect(world.counted("send-failed")).toBe(1);
    await send(world, 2);
    expect(world.emails).toHaveLength(1);
  });

  it("a failure whose slot was not given back, because its writer died, is mended when it comes again", async () => {
    const world = await claimed();
    world.answers.next = [{ kind: "refused", retry: false, reason: "MessageRejected" }];
    // Effects: `sending`, the call, `failed`, and then the slot.
    world.fuse.current = fuseOf(4, "before");
    expect(await send(world)).toBeInstanceOf(Crash);
    expect(await message(world)).toMatchObject({ status: "failed" });
    expect(await slots(world)).toBe(1);
    expect(await send(world, 2)).toBeUndefined();
    expect(await slots(world)).toBe(0);
    expect(world.emails).toHaveLength(1);
  });

  it("an answer that proves nothing flags the message, which keeps its slot and is never repeated", async () => {
    const world = await outcome({ kind: "ambiguous", reason: "timeout" });
    expect(await message(world)).toMatchObject({ status: "unknown", reason: "timeout" });
    expect(await slots(world)).toBe(1);
    expect(world.counted("send-unknown")).toBe(1);
    await send(world, 2);
    await world.sweep();
    await world.runUntil(plus(due, hours(3)));
    expect(world.emails).toHaveLength(1);
  });
});

describe("another attempt's `sending`", () => {
  const attempted = async (): Promise<Claimed> => {
    const world = await claimed();
    await turn(world, { status: "sending", attempt: "m-0#1", sendingAt: due });
    return world;
  };

  it("becomes unknown when its message comes again, and nothing is sent", async () => {
    const world = await attempted();
    expect(await send(world)).toBeUndefined();
    expect(await message(world)).toMatchObject({ status: "unknown", attempt: "m-0#1" });
    expect(world.emails).toEqual([]);
  });

  it.each<[string, SendOutcome, Partial<Message>, number]>([
    ["accepted", { kind: "accepted", providerId: "late" }, { status: "sent", providerId: "late" }, 1],
    [
      "refused for good",
      { kind: "refused", retry: false, reason: "invalid" },
      { status: "failed", reason: "invalid" },
      0,
    ],
    ["throttled", { kind: "refused", retry: true, reason: "throttle" }, { status: "claimed", reason: "throttle" }, 1],
  ])("is settled by its owner, though somebody flagged it meanwhile: %s", async (_what, answer, expected, held) => {
    const world = await claimed();
    const slow = {
      ...world.ports,
      email: {
        send: async (): Promise<SendOutcome> => {
          // While the provider thinks, the same message is delivered once more.
          expect(await send(world, 2)).toBeUndefined();
          expect(await message(world)).toMatchObject({ status: "unknown" });
          return answer;
        },
      },
    };
    const [result] = await createHandler(
      flows,
      slow,
    )(recordOf({ store: "demo", message: world.id, correlationId: "c" }));
    expect(result?.status).toBe("fulfilled");
    expect(await message(world)).toMatchObject(expected);
    expect(await slots(world)).toBe(held);
    expect(world.emails).toEqual([]);
  });
});

describe("a withdrawn message that comes again", () => {
  it("gives its slot back and wakes its run, whatever died before", async () => {
    const world = await claimed();
    await turn(world, { status: "withdrawn", reason: "paused" });
    expect(await slots(world)).toBe(1);
    expect(await send(world)).toBeUndefined();
    expect(await slots(world)).toBe(0);
    expect(world.wakes).toHaveLength(1);
    expect(world.emails).toEqual([]);
  });

  it("is claimed anew by its run once it may go, and sent once", async () => {
    const world = await claimed();
    await pauseStore(world.table, "demo", { at: due, reason: "sale" });
    await send(world);
    await world.runUntil(plus(due, minutes(40)));
    expect(world.emails).toEqual([]);
    await pauseStore(world.table, "demo", undefined);
    await world.runUntil(plus(due, minutes(80)));
    expect(world.emails).toMatchObject([{ message: world.id }]);
    expect(await message(world)).toMatchObject({ status: "sent" });
    const [run] = (await world.person(ada)).person.runs;
    expect(run?.steps["reminder-1"]).toBeDefined();
  });
});
