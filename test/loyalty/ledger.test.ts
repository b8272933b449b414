import { ledgerOf } from "../../shared/loyalty/ledger.ts";
import { at } from "../support/instants.ts";
import { bought, member, moved, refunded, storeWith } from "./members.ts";

const day = (date: number) => `2026-03-${String(date).padStart(2, "0")}T00:00Z`;
const reductionsOf = (...[what]: Parameters<typeof member>) =>
  ledgerOf(member(what), storeWith(), at("2026-06-01T00:00Z")).reductions;

describe("what tiers lose", () => {
  test("is nothing where the store took nothing back", () => {
    const moves = [moved("reward", "spent", 30, day(2))];
    expect(reductionsOf({ orders: [bought("1", day(1))], moves })).toEqual([]);
  });

  test("by a removal is told of the lots it took from, and of no others", () => {
    const moves = [
      moved("spent", "earned", 10, day(1)),
      moved("reward", "spent", 10, day(2)),
      moved("whole", "earned", 20, day(3)),
      moved("part", "earned", 30, day(4)),
      moved("kept", "earned", 40, day(5)),
      moved("fix", "removed", 25, day(6)),
    ];
    expect(reductionsOf({ moves })).toEqual([
      { cause: "move:fix", at: at(day(6)), lot: "move:whole", points: 20 },
      { cause: "move:fix", at: at(day(6)), lot: "move:part", points: 5 },
    ]);
  });

  test.each([
    ["a", "b"],
    ["b", "a"],
  ])("by refunds of one moment (%s, %s) goes by their ids, in whatever order they are told", (...ids) => {
    const refunds = ids.map((id) => refunded(id, "1", day(5), { goods: "80.00" }));
    expect(reductionsOf({ orders: [bought("1", day(1), "100.00", { refunds })] })).toEqual([
      { cause: "refund:a", at: at(day(5)), lot: "order:1", points: 80 },
      { cause: "refund:b", at: at(day(5)), lot: "order:1", points: 20 },
    ]);
  });

  test("by refunds of several moments goes by these, whatever their ids", () => {
    const refunds = [refunded("a", "1", day(6), { goods: "80.00" }), refunded("b", "1", day(5), { goods: "80.00" })];
    expect(reductionsOf({ orders: [bought("1", day(1), "100.00", { refunds })] })).toEqual([
      { cause: "refund:b", at: at(day(5)), lot: "order:1", points: 80 },
      { cause: "refund:a", at: at(day(6)), lot: "order:1", points: 20 },
    ]);
  });
});
