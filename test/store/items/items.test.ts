import * as z from "zod";
import { hours, minutes, plus } from "../../../shared/events/instant.ts";
import { readAddresses, stopAddress, suppressAddress } from "../../../shared/store/addresses.ts";
import { type DecisionRecord, keepDecision, readDecisions } from "../../../shared/store/decisions.ts";
import { duePartition } from "../../../shared/store/due.ts";
import { ConflictError, putOnce, revise, toItem } from "../../../shared/store/item.ts";
import { createKeys, messageId, runId } from "../../../shared/store/keys.ts";
import { createMemoryTable } from "../../../shared/store/memory-table.ts";
import { openRun, readRun, updateRun } from "../../../shared/store/runs.ts";
import { listStores, pauseStore, putSettings, readStore, uninstallStore } from "../../../shared/store/stores.ts";
import type { Table } from "../../../shared/store/table.ts";
import { start } from "../../support/events.ts";
import { flowOf } from "../../support/flows.ts";
import { runOf } from "../../support/people.ts";
import { rootSecret, storeSettings } from "../../support/settings.ts";

const newTable = (): Table => createMemoryTable({ now: () => start });
const key = { pk: "p", sk: "s" };
const Names = z.array(z.string());
const Count = z.object({ count: z.number() });

describe("a conditional write", () => {
  it("knows its own echo: the answer was lost and the client tried again", async () => {
    const table = newTable();
    const item = toItem(key, { count: 1 }, { revision: 1 });
    expect((await putOnce(table, item, { kind: "absent" })).written).toBe(true);
    expect((await putOnce(table, item, { kind: "absent" })).written).toBe(true);
  });

  it("takes nobody else's item for its echo", async () => {
    const table = newTable();
    await table.put(toItem(key, { count: 1 }, { revision: 1 }));
    expect((await putOnce(table, toItem(key, { count: 2 }, { revision: 1 }), { kind: "absent" })).written).toBe(false);
    expect((await putOnce(table, toItem(key, { count: 1 }, { revision: 2 }), { kind: "absent" })).written).toBe(false);
  });

  it("revising at once loses no change", async () => {
    const table = newTable();
    const add = (name: string) => revise(table, Names, key, (current) => [...(current ?? []), name]);
    await Promise.all(["a", "b", "c", "d", "e"].map(add));
    expect((await revise(table, Names, key, () => undefined))?.toSorted()).toEqual(["a", "b", "c", "d", "e"]);
  });

  it("gives up when others are always quicker", async () => {
    const table = newTable();
    let others = 0;
    const stubborn: Table = {
      ...table,
      put: async (item, condition) => {
        await table.put(toItem(key, { count: (others += 100) }, { revision: others }));
        return table.put(item, condition);
      },
    };
    await expect(revise(stubborn, Count, key, () => ({ count: 1 }))).rejects.toThrow(ConflictError);
  });
});

describe("a run", () => {
  const run = runOf(flowOf("test", [{ id: "one" }]), "c-1", { nextWakeAt: plus(start, hours(1)) });
  const overdue = async (table: Table): Promise<number> => {
    return (await table.due(duePartition, plus(start, hours(2)), 10)).length;
  };

  it("is opened once, and written only over the revision that was read", async () => {
    const table = newTable();
    expect(await openRun(table, run)).toBe(true);
    expect(await openRun(table, { ...run, correlationId: "another" })).toBe(false);
    expect(await updateRun(table, { ...run, wakes: 2, revision: 2 })).toBe(true);
    expect(await updateRun(table, { ...run, wakes: 3, revision: 2 })).toBe(false);
    expect((await readRun(table, run))?.wakes).toBe(2);
  });

  it("is in the index of what is due while it lives", async () => {
    const table = newTable();
    await openRun(table, run);
    expect(await overdue(table)).toBe(1);
    await updateRun(table, { ...run, finished: { reason: "completed", at: start }, revision: 2 });
    expect(await overdue(table)).toBe(0);
  });
});

describe("an address", () => {
  const read = async (table: Table) => (await readAddresses(table, "demo", ["h"])).get("h");

  it("keeps the first reason it was suppressed for, and the latest stop; a complaint outweighs both", async () => {
    const table = newTable();
    await suppressAddress(table, "demo", "h", { reason: "imported", at: plus(start, hours(1)) });
    await suppressAddress(table, "demo", "h", { reason: "bounce", at: start });
    await suppressAddress(table, "demo", "h", { reason: "late", at: plus(start, hours(1)) });
    await stopAddress(table, "demo", "h", "marketing", plus(start, minutes(5)));
    await stopAddress(table, "demo", "h", "marketing", start);
    await stopAddress(table, "demo", "h", "cart-reminders", start);
    expect(await read(table)).toEqual({
      suppressed: { reason: "bounce", at: start },
      stops: { marketing: plus(start, minutes(5)), "cart-reminders": start },
    });
    const complaint = { reason: "complaint", at: plus(start, hours(1)) };
    await suppressAddress(table, "demo", "h", complaint);
    await suppressAddress(table, "demo", "h", { reason: "bounce", at: start });
    expect((await read(table))?.suppressed).toEqual(complaint);
  });
});

describe("decisions", () => {
  const decision: DecisionRecord = {
    at: start,
    step: "one",
    by: "wake",
    outcome: "send",
    reason: "all-gates-pass",
    gates: [],
    ruleVersion: 1,
    store: "demo",
    person: "ada",
    run: "r-1",
    flow: "test",
  };

  it("are read oldest first, the wake's before the sender's at one instant", async () => {
    const table = newTable();
    const kept = [
      { ...decision, by: "send" as const, outcome: "defer" as const },
      decision,
      { ...decision, at: plus(start, minutes(1)) },
      { ...decision, run: "r-0" },
    ];
    for (const one of kept) await keepDecision(table, one);
    const read = await readDecisions(table, "demo", "ada");
    expect(read.map(({ at, by, run }) => [at, by, run])).toEqual([
      [start, "wake", "r-0"],
      [start, "wake", "r-1"],
      [start, "send", "r-1"],
      [plus(start, minutes(1)), "wake", "r-1"],
    ]);
  });

  it("that no run was opened are kept once for each reason", async () => {
    const table = newTable();
    const refused = {
      ...decision,
      by: "enrol" as const,
      step: "",
      outcome: "skip" as const,
      reason: "trigger-too-old",
    };
    await keepDecision(table, refused);
    await keepDecision(table, { ...refused, at: plus(start, hours(1)) });
    expect(await readDecisions(table, "demo", "ada")).toEqual([refused]);
  });
});

describe("a store", () => {
  it("is put as a new edition each time, without its secrets", async () => {
    const table = newTable();
    await putSettings(table, storeSettings({ secrets: { shopify: ["a-secret-of-it"] } }), start);
    await putSettings(table, storeSettings({ locale: "de" }), start);
    const read = await readStore(table, "demo");
    expect(read?.settings).toMatchObject({ version: 2, locale: "de" });
    expect(JSON.stringify(await table.query("demo/store"))).not.toContain("a-secret-of-it");
    expect(await listStores(table)).toEqual(["demo"]);
  });

  it("stays paused when it is put again, and is no longer uninstalled", async () => {
    const table = newTable();
    await putSettings(table, storeSettings(), start);
    await pauseStore(table, "demo", { at: start, reason: "sale" });
    await uninstallStore(table, "demo", start);
    await putSettings(table, storeSettings(), plus(start, hours(1)));
    const read = await readStore(table, "demo");
    expect(read?.state.paused?.reason).toBe("sale");
    expect(read?.state.uninstalledAt).toBeUndefined();
    await pauseStore(table, "demo", undefined);
    expect((await readStore(table, "demo"))?.state.paused).toBeUndefined();
  });
});

describe("keys", () => {
  it("of two stores, roots, kinds or values differ, and are the same for ever", () => {
    const keys = createKeys(rootSecret, "demo");
    const all = [
      keys.person("email", "a@x.example"),
      keys.person("customer", "a@x.example"),
      keys.person("email", "b@x.example"),
      keys.address("email", "a@x.example"),
      createKeys(rootSecret, "other").person("email", "a@x.example"),
      createKeys("another-root-secret", "demo").person("email", "a@x.example"),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(createKeys(rootSecret, "demo").person("email", "a@x.example")).toBe(all[0]);
    expect(all.join()).not.toContain("x.example");
  });

  it("are refused under a root that is missing or short", () => {
    expect(() => createKeys("", "demo")).toThrow("root secret");
    expect(() => createKeys("fifteen-letters", "demo")).toThrow("root secret");
  });

  it("of runs and messages tell apart what a joined text would not", () => {
    expect(runId("a", "b-c", "d")).not.toBe(runId("a-b", "c", "d"));
    expect(messageId("r", "s", "email")).not.toBe(messageId("r", "s", "text"));
    expect(messageId("r", "s", "email")).toMatch(/^[\w-]{22}$/);
  });
});
