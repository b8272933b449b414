import { days, hours, minus, plus } from "../../../shared/events/instant.ts";
import { type Code, importCodes, takeCode } from "../../../shared/store/codes.ts";
import { createMemoryTable } from "../../../shared/store/memory-table.ts";
import type { Table } from "../../../shared/store/table.ts";
import { start } from "../../support/events.ts";
import { Crash, failingTable, fuseOf } from "../../support/failing-table.ts";

const until = plus(start, hours(24));
const pool = async (...codes: readonly Code[]): Promise<Table> => {
  const table = createMemoryTable({ now: () => start });
  await importCodes(table, "demo", "win", codes);
  return table;
};
const take = (table: Table, message: string) => takeCode(table, "demo", "win", message, start, until, 5);

describe("a pool of codes", () => {
  it("gives each message its own, and the same message the same, until none is left", async () => {
    const table = await pool({ code: "AAA" }, { code: "BBB" });
    const one = await take(table, "m-1");
    const two = await take(table, "m-2");
    expect([one?.code, two?.code].sort()).toEqual(["AAA", "BBB"]);
    expect((await take(table, "m-1"))?.code).toBe(one?.code);
    expect(await take(table, "m-3")).toBeUndefined();
    expect([one?.left, two?.left]).toEqual([1, 0]);
  });

  it("takes a code twice imported once, and none that was used", async () => {
    const table = await pool({ code: "AAA" });
    expect(await importCodes(table, "demo", "win", [{ code: "AAA" }])).toBe(0);
    await take(table, "m-1");
    expect(await importCodes(table, "demo", "win", [{ code: "AAA" }, { code: "BBB" }])).toBe(1);
    expect((await take(table, "m-2"))?.code).toBe("BBB");
  });

  it("passes over what ends too soon, however much of it there is", async () => {
    const dying = Array.from({ length: 120 }, (_, n) => ({
      code: `OLD-${n}`,
      expiresAt: n % 2 ? minus(start, days(1)) : plus(start, hours(23)),
    }));
    const table = await pool(...dying, { code: "GOOD", expiresAt: until });
    expect(await take(table, "m-1")).toMatchObject({ code: "GOOD", expiresAt: until });
    expect(await take(table, "m-2")).toBeUndefined();
  });

  it("gives two messages that ask at once two codes", async () => {
    const table = await pool({ code: "AAA" }, { code: "BBB" });
    const taken = await Promise.all([take(table, "m-1"), take(table, "m-2")]);
    expect(taken.map((code) => code?.code).sort()).toEqual(["AAA", "BBB"]);
  });

  it.each(["before", "after"] as const)(
    "loses no code and gives none twice when its taker dies %s any write",
    async (when) => {
      const counting = fuseOf(Infinity, when);
      await take(failingTable(await pool({ code: "AAA" }, { code: "BBB" }), counting), "m-1");
      expect(counting.used).toBe(3);
      for (let nth = 1; nth <= counting.used; nth += 1) {
        const table = await pool({ code: "AAA" }, { code: "BBB" });
        await expect(take(failingTable(table, fuseOf(nth, when)), "m-1")).rejects.toThrow(Crash);
        const [one, two] = [await take(table, "m-1"), await take(table, "m-2")];
        expect([nth, [one?.code, two?.code].sort()]).toEqual([nth, ["AAA", "BBB"]]);
      }
    },
  );
});
