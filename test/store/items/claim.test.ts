import { hours, type Instant, minus, minutes, plus } from "../../../shared/events/instant.ts";
import { claim, releaseSlot, takeSlot } from "../../../shared/messaging/claim.ts";
import { readPerson } from "../../../shared/profile/read-person.ts";
import { createMemoryTable } from "../../../shared/store/memory-table.ts";
import { changeMessage, type Message, readMessage } from "../../../shared/store/messages.ts";
import type { Table } from "../../../shared/store/table.ts";
import { checkoutUpdated, customerUpdated, guest, start } from "../../support/events.ts";
import { customerId, emailId, record } from "../../support/history.ts";

const ada = "ada@customer.example";
const slot = (message: string, at: Instant = start) => ({ message, channel: "email" as const, at });
const read = (table: Table, profile: string) => readPerson(table, "demo", profile);
const take = async (table: Table, profile: string, message: string, at: Instant = start) =>
  takeSlot(table, "demo", await read(table, profile), slot(message, at), at);

const asGuest = () => record([checkoutUpdated({ token: "c-1" }, { who: guest(ada) })]);
const stated = customerUpdated({ id: "1", email: ada }, { at: plus(start, minutes(1)) });

describe("a slot under the cap", () => {
  it("is taken once for one message, at its latest instant", async () => {
    const table = await asGuest();
    await take(table, emailId(ada), "m-1");
    await take(table, emailId(ada), "m-1", plus(start, minutes(9)));
    expect((await read(table, emailId(ada))).person.sends).toEqual([slot("m-1", plus(start, minutes(9)))]);
  });

  it("is refused to whoever has read the person before another took one", async () => {
    const table = await asGuest();
    const stale = await read(table, emailId(ada));
    await take(table, emailId(ada), "m-1");
    await expect(takeSlot(table, "demo", stale, slot("m-2"), start)).rejects.toThrow("were changed meanwhile");
  });

  it("is remembered a day longer than any cap looks back, for machines whose clocks are behind", async () => {
    const table = await asGuest();
    await take(table, emailId(ada), "m-1", minus(start, hours(192)));
    await take(table, emailId(ada), "m-2", minus(start, hours(191)));
    await take(table, emailId(ada), "m-3");
    expect((await read(table, emailId(ada))).person.sends.map(({ message }) => message)).toEqual(["m-2", "m-3"]);
  });

  it("is given back, and nothing else with it", async () => {
    const table = await asGuest();
    await take(table, emailId(ada), "m-1");
    await take(table, emailId(ada), "m-2");
    await releaseSlot(table, "demo", await read(table, emailId(ada)), "m-1");
    await releaseSlot(table, "demo", await read(table, emailId(ada)), "never");
    expect((await read(table, emailId(ada))).person.sends).toEqual([slot("m-2")]);
  });
});

describe("a guest filed under a customer", () => {
  it("is closed before the customer claims, and what was sent counts for the customer", async () => {
    const table = await asGuest();
    await take(table, emailId(ada), "m-1");
    await record([stated], table);
    await take(table, customerId("1"), "m-2");
    const { root, others, person } = await read(table, customerId("1"));
    expect(root.sends.map(({ message }) => message)).toEqual(["m-1", "m-2"]);
    expect(others.map(({ sendsItem }) => sendsItem?.closed)).toEqual([true]);
    expect(person.sends).toHaveLength(2);
  });

  it("cannot be claimed for by somebody who has not heard of the filing", async () => {
    const table = await asGuest();
    const unaware = await read(table, emailId(ada));
    await record([stated], table);
    await take(table, customerId("1"), "m-2");
    await expect(takeSlot(table, "demo", unaware, slot("m-1"), start)).rejects.toThrow("were changed meanwhile");
  });

  it("who claims while the customer does makes the customer read again", async () => {
    const table = await asGuest();
    const unaware = await read(table, emailId(ada));
    await record([stated], table);
    const aware = await read(table, customerId("1"));
    await takeSlot(table, "demo", unaware, slot("m-1"), start);
    await expect(takeSlot(table, "demo", aware, slot("m-2"), start)).rejects.toThrow("were changed meanwhile");
    expect((await read(table, customerId("1"))).person.sends).toEqual([slot("m-1")]);
  });

  it("gives a slot back wherever it lies, and stays closed", async () => {
    const table = await asGuest();
    await take(table, emailId(ada), "m-1");
    await record([stated], table);
    await take(table, customerId("1"), "m-2");
    await releaseSlot(table, "demo", await read(table, customerId("1")), "m-1");
    const { person, others } = await read(table, customerId("1"));
    expect(person.sends.map(({ message }) => message)).toEqual(["m-2"]);
    expect(others.map(({ sendsItem }) => sendsItem?.closed)).toEqual([true]);
  });
});

describe("a claim", () => {
  const message: Message = {
    id: "m-1",
    store: "demo",
    person: "ada",
    run: "r-1",
    flow: "test",
    step: "one",
    channel: "email",
    status: "claimed",
    claimedAt: start,
    correlationId: "c",
    revision: 1,
  };
  const standing = async (status: Message["status"]): Promise<Table> => {
    const table = createMemoryTable({ now: () => start });
    await claim(table, { ...message, person: "earlier" });
    const found = await readMessage(table, "demo", "m-1");
    if (found !== undefined && status !== "claimed") await changeMessage(table, found, { status });
    return table;
  };

  it.each<[Message["status"], boolean]>([
    ["claimed", true],
    ["withdrawn", true],
    ["sending", false],
    ["sent", false],
    ["failed", false],
    ["unknown", false],
  ])("of a message that is %s is to be handed over: %s", async (status, handedOver) => {
    const table = await standing(status);
    expect(await claim(table, message)).toBe(handedOver);
    expect((await readMessage(table, "demo", "m-1"))?.status).toBe(status === "withdrawn" ? "claimed" : status);
  });

  it("after a withdrawal is by whoever claims now", async () => {
    const table = await standing("withdrawn");
    await claim(table, message);
    expect(await readMessage(table, "demo", "m-1")).toMatchObject({ person: "ada", revision: 3 });
  });
});
