import type * as z from "zod";
import { createMemoryTable } from "../../../shared/store/memory-table.ts";
import { putSettings, readSettings } from "../../../shared/store/stores.ts";
import type { LoyaltySettings } from "../../../shared/settings/loyalty.ts";
import { at } from "../../support/instants.ts";
import { storeSettings } from "../../support/settings.ts";

type Loyalty = z.input<typeof LoyaltySettings>;

const first = "2026-01-01T00:00Z";
const second = "2026-02-01T00:00Z";
const third = "2026-03-01T00:00Z";

/** Puts the settings one after the other and reads what is kept of their rules: since when, and at which rate. */
const historyOf = async (...puts: readonly (readonly [when: string, loyalty: Loyalty])[]) => {
  const table = createMemoryTable({ now: () => at(first) });
  for (const [when, loyalty] of puts) await putSettings(table, storeSettings({ loyalty }), at(when));
  const settings = await readSettings(table, "demo");
  return settings?.loyaltyHistory.map(({ from, rules }) => [from, rules.rate]);
};

const rate = (value: string): Loyalty => ({ source: "own", rules: { rate: value } });

test("the first rules hold from when they are put", async () => {
  expect(await historyOf([first, rate("1")])).toEqual([[at(first), "1"]]);
});

test("rules that are put again unchanged go on as they were", async () => {
  expect(await historyOf([first, rate("1")], [second, rate("1")], [third, { ...rate("1"), value: "0.01" }])).toEqual([
    [at(first), "1"],
  ]);
});

test("changed rules hold from then on, and the older ones are kept, also when they come back", async () => {
  expect(await historyOf([first, rate("1")], [second, rate("2")], [third, rate("1")])).toEqual([
    [at(first), "1"],
    [at(second), "2"],
    [at(third), "1"],
  ]);
});

test("any part of the rules makes a new edition", async () => {
  const pending: Loyalty = { source: "own", rules: { rate: "1", pendingDays: 14 } };
  const expiring: Loyalty = { source: "own", rules: { rate: "1", pendingDays: 14, expiry: { kind: "never" } } };
  expect(await historyOf([first, rate("1")], [second, pending], [third, expiring])).toHaveLength(3);
});

const since = at("2022-05-01T00:00Z");

test("the first rules can be older than their putting, told at once or later", async () => {
  expect(await historyOf([first, { ...rate("1"), since }])).toEqual([[since, "1"]]);
  expect(await historyOf([first, rate("1")], [second, { ...rate("1"), since }])).toEqual([[since, "1"]]);
});

test("later rules can't, since they would change what was earned", async () => {
  const later = [
    [first, rate("1")],
    [second, { ...rate("2"), since }],
    [third, { ...rate("2"), since }],
  ] as const;
  expect(await historyOf(...later)).toEqual([
    [at(first), "1"],
    [at(second), "2"],
  ]);
});

test("what putting answers is what is read", async () => {
  const table = createMemoryTable({ now: () => at(first) });
  await putSettings(table, storeSettings({ loyalty: rate("1") }), at(first));
  const written = await putSettings(table, storeSettings({ loyalty: rate("2") }), at(second));
  expect(await readSettings(table, "demo")).toEqual(written);
  expect(written).toMatchObject({ version: 2 });
});
