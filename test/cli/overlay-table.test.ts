import * as fc from "fast-check";
import { createOverlayTable } from "../../cli/replay/overlay-table.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import type { Condition, Item, Range, Table } from "../../shared/store/table.ts";
import { start } from "../support/events.ts";

const tableWith = async (items: readonly Item[]): Promise<Table> => {
  const table = createMemoryTable({ now: () => start });
  for (const item of items) await table.put(item);
  return table;
};

const key = fc.record({ pk: fc.constantFrom("whole/a", "b"), sk: fc.constantFrom("1", "2", "3", "31", "4") });
const version = fc.integer({ min: 0, max: 3 }).map(String);
const item = fc.tuple(key, version).map(([at, said]): Item => ({ ...at, version: said }));
const condition = fc.option(
  fc.oneof(
    fc.constant<Condition>({ kind: "absent" }),
    version.map((than): Condition => ({ kind: "newer", attribute: "version", than })),
    version.map((value): Condition => ({ kind: "equals", attribute: "version", value })),
  ),
  { nil: undefined },
);
const range = fc.record<Range>(
  {
    prefix: fc.constantFrom("", "3"),
    from: fc.constantFrom("2", "3"),
    limit: fc.integer({ min: 1, max: 3 }),
    descending: fc.boolean(),
  },
  { requiredKeys: [] },
);
const step = fc.oneof(
  fc.tuple(item, condition).map(
    ([one, when]) =>
      (table: Table): Promise<unknown> =>
        table.put(one, when),
  ),
  fc.tuple(key, condition).map(
    ([at, when]) =>
      (table: Table): Promise<unknown> =>
        table.remove(at, when),
  ),
  fc.array(key).map(
    (keys) =>
      (table: Table): Promise<unknown> =>
        table.getMany(keys),
  ),
  fc.tuple(key, range).map(
    ([{ pk }, within]) =>
      (table: Table): Promise<unknown> =>
        table.query(pk, within),
  ),
);

test("whatever is done to it, it answers as if what lies below were its own, and what lies below is as it was", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(item), fc.array(step, { maxLength: 20 }), async (lying, steps) => {
      const below = await tableWith(lying);
      const plain = await tableWith(lying);
      const overlay = createOverlayTable({ below, now: () => start, isWhole: (pk) => pk.startsWith("whole/") });
      for (const act of steps) expect(await act(overlay)).toEqual(await act(plain));
      const untouched = await tableWith(lying);
      for (const pk of ["whole/a", "b"]) expect(await below.query(pk)).toEqual(await untouched.query(pk));
    }),
    { numRuns: 300 },
  );
});

test("an item is seen as the view has it, once, and what starts empty is empty", async () => {
  const below = await tableWith([
    { pk: "b", sk: "1", version: "old" },
    { pk: "b", sk: "2", version: "hidden" },
    { pk: "fresh", sk: "1", version: "old" },
  ]);
  const asked: string[] = [];
  const overlay = createOverlayTable({
    below,
    now: () => start,
    startsEmpty: (pk) => pk === "fresh",
    view: (one) => {
      asked.push(one.sk);
      return one["version"] === "hidden" ? undefined : { ...one, version: "as it was" };
    },
  });
  expect(await overlay.query("b")).toEqual([{ pk: "b", sk: "1", version: "as it was" }]);
  expect(await overlay.get({ pk: "b", sk: "2" })).toBeUndefined();
  expect(await overlay.query("fresh")).toEqual([]);
  expect(asked).toEqual(["1", "2"]);
});
