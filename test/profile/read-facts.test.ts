import type { Flow, Subject } from "../../shared/engine/flow.ts";
import type { Run } from "../../shared/engine/run.ts";
import { days, plus } from "../../shared/events/instant.ts";
import type { Person } from "../../shared/profile/person.ts";
import { readFacts } from "../../shared/profile/read-facts.ts";
import { suppressAddress } from "../../shared/store/addresses.ts";
import { putHabits } from "../../shared/store/habits.ts";
import { takeRampSlot } from "../../shared/store/launch-counts.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { putProduct } from "../../shared/store/products.ts";
import { linkRef } from "../../shared/store/refs.ts";
import type { StoreState } from "../../shared/store/stores.ts";
import type { Table } from "../../shared/store/table.ts";
import { productUpdated, start } from "../support/events.ts";
import { flowOf } from "../support/flows.ts";
import { keys } from "../support/history.ts";
import { notingTable } from "../support/noting-table.ts";
import { checkoutOf, email, personWith, phone, runOf } from "../support/people.ts";
import { settingsWith } from "../support/settings.ts";

const typed = "typed@customer.example";
const now = plus(start, days(1));
const settings = settingsWith();
const reminders = flowOf("reminders", [{ id: "reminder" }]);
const rewards = flowOf("rewards", [{ id: "reward" }]);

/** A flow whose subjects are such, besides what every subject has to say. */
const about = (flow: Flow, sketch: Partial<Subject>): Flow => ({
  ...flow,
  bind: (input) => {
    const bound = flow.bind(input);
    return bound && { ...bound, subject: { ...bound.subject, ...sketch } };
  },
});

const person = personWith({
  checkouts: [checkoutOf({ token: "c-1", who: { contact: { email: typed } } }), checkoutOf({ token: "c-2" })],
});

type Scene = {
  readonly table?: Table;
  readonly flows?: readonly Flow[];
  readonly person?: Person;
  readonly state?: StoreState;
};

const factsFor = (runs: readonly Run[], scene: Scene = {}) =>
  readFacts(
    {
      table: scene.table ?? createMemoryTable({ now: () => now }),
      keys,
      flows: scene.flows ?? [reminders, rewards],
      store: { settings, state: scene.state ?? {}, everything: { paused: { at: start, reason: "a trial" } } },
      now,
    },
    scene.person ?? person,
    runs,
  );

const suppressed = { reason: "bounce", at: start };
const seller = async (): Promise<Table> => {
  const table = createMemoryTable({ now: () => now });
  for (const id of ["p-1", "p-2", "p-3", "p-4"])
    await putProduct(table, "demo", id, productUpdated({ id, title: `Board ${id}` }).data, "v");
  const after = new Map([["p-1", ["p-2"]]]);
  const habits = { gapDays: 40, samples: 9, bestSeconds: ["p-3"] };
  await putHabits(table, "demo", { habits, histogram: {}, after }, start);
  return table;
};

describe("the facts a decision looks at", () => {
  it("are the person, the store, and what stands in the way of either", async () => {
    const state = { marketingPaused: { at: start, reason: "a fault" } };
    const facts = await factsFor([], { state });
    expect(facts.person).toBe(person);
    expect(facts.store).toBe(state);
    expect(facts.everything).toEqual({ paused: { at: start, reason: "a trial" } });
    expect(facts.hashOf("email", email)).toBe(keys.address("email", email));
    expect(facts.ramp).toBeUndefined();
  });

  it("tell of every address a run could write to, by mail and by text", async () => {
    const table = createMemoryTable({ now: () => now });
    const hashes = [keys.address("email", email), keys.address("email", typed), keys.address("text", phone)];
    for (const hash of [...hashes, keys.address("email", "sister@other.example")])
      await suppressAddress(table, "demo", hash, suppressed);
    const { addresses } = await factsFor([runOf(reminders, "c-1")], { table });
    expect([...addresses.keys()].sort()).toEqual(hashes.sort());
    expect(addresses.get(keys.address("text", phone))).toMatchObject({ suppressed });
  });

  it("tell of the tokens of every run, as far as anything is known of them", async () => {
    const table = createMemoryTable({ now: () => now });
    for (const value of ["cart-1", "cart-2"])
      await linkRef(table, "demo", keys, { kind: "cart", value }, { owner: { person: value, version: "v" } });
    const cart = (value: string) => [{ kind: "cart" as const, value }];
    const flows = [
      about(reminders, { refs: [...cart("cart-1"), { kind: "order", value: "o-9" }] }),
      about(rewards, { refs: cart("cart-2") }),
    ];
    const { refs } = await factsFor([runOf(reminders, "c-1"), runOf(rewards, "c-2")], { table, flows });
    expect([...refs].map(([name, { owner }]) => [name, owner])).toEqual([
      ["cart#cart-1", "cart-1"],
      ["cart#cart-2", "cart-2"],
    ]);
  });

  it("tell of the products of every run, and not of what the store's customers buy where no run suggests", async () => {
    const flows = [about(reminders, { productIds: ["p-1", "p-9"] }), about(rewards, { productIds: ["p-2"] })];
    const facts = await factsFor([runOf(reminders, "c-1"), runOf(rewards, "c-2")], { table: await seller(), flows });
    expect([...facts.products.keys()]).toEqual(["p-1", "p-2"]);
    expect(facts.products.get("p-1")).toMatchObject({ title: "Board p-1" });
    expect(facts.habits).toEqual({ gapDays: 40, samples: 9, bestSeconds: ["p-3"] });
    expect(facts.suggestions).toEqual(new Map());
  });

  it("tell what was bought after a product where a run suggests, and what is bought second anyway", async () => {
    const flows = [about(reminders, { suggestAfter: ["p-1"], productIds: ["p-4"] })];
    const facts = await factsFor([runOf(reminders, "c-1")], { table: await seller(), flows });
    expect(facts.suggestions).toEqual(new Map([["p-1", ["p-2"]]]));
    expect([...facts.products.keys()].sort()).toEqual(["p-2", "p-3", "p-4"]);
  });

  it("tell what is taken of the day while a ramp goes on", async () => {
    const launch = { mode: "ramp" as const, at: start, volumes: [10, 20] };
    const table = createMemoryTable({ now: () => now });
    await takeRampSlot(table, "demo", launch, "message-1", now);
    expect((await factsFor([], { table, state: { launch } })).ramp).toMatchObject({ mails: 1 });
  });

  it.each<[string, Run]>([
    ["whose flow is no more", runOf(flowOf("given-up", [{ id: "reminder" }]), "c-1")],
    ["whose subject is no more", runOf(reminders, "c-9")],
  ])("are none of a run %s", async (_what, run) => {
    const { table, asked } = notingTable(await seller());
    const { addresses, refs, products } = await factsFor([run], { table });
    expect([addresses.size, refs.size, products.size]).toEqual([0, 0, 0]);
    expect(asked.map(({ sk }) => sk)).toEqual(["HABITS"]);
  });

  it("are asked for once each, and nothing besides is asked for", async () => {
    const { table, asked } = notingTable(await seller());
    await factsFor([runOf(reminders, "c-1"), runOf(rewards, "c-1")], { table });
    const addresses = [email, typed].map((address) => keys.address("email", address));
    expect(asked.map(({ pk }) => pk).sort()).toEqual(
      [...addresses, keys.address("text", phone)]
        .map((hash) => `demo/address/${hash}`)
        .concat("demo/habits")
        .sort(),
    );
  });
});
