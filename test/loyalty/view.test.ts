import { loyaltyView } from "../../shared/loyalty/view.ts";
import { at } from "../support/instants.ts";
import { bought, member, storeWith } from "./members.ts";

const person = member({
  orders: [bought("1", "2026-01-10T00:00Z", "80.00"), bought("2", "2026-01-30T00:00Z", "45.00")],
});

test("a template sees balance, pending points, the last moment before the next expiry, and the tier", () => {
  const settings = storeWith({
    zone: "America/New_York",
    pendingDays: 14,
    expiry: { kind: "end-of-month", months: 2 },
    loyalty: {
      names: { one: "acorn", many: "acorns" },
      tiers: { list: [{ id: "low", name: "Seedling", from: "100" }] },
    },
  });
  expect(loyaltyView(person, settings, at("2026-02-01T00:00Z"))).toEqual({
    balance: 80,
    pending: 45,
    names: { one: "acorn", many: "acorns" },
    nextExpiry: { points: 125, lastAt: at("2026-03-31T23:59:59.999-04:00") },
    tier: "Seedling",
  });
});

test("of points that never expire, in a store without tiers, it sees neither", () => {
  expect(loyaltyView(person, storeWith(), at("2026-02-01T00:00Z"))).toEqual({
    balance: 125,
    pending: 0,
    names: { one: "point", many: "points" },
    nextExpiry: undefined,
    tier: undefined,
  });
});

test("of somebody below the lowest tier it sees none", () => {
  const settings = storeWith({ loyalty: { tiers: { list: [{ id: "low", name: "Seedling", from: "1000" }] } } });
  expect(loyaltyView(person, settings, at("2026-02-01T00:00Z"))).toMatchObject({ balance: 125, tier: undefined });
});

test("a store without points shows none", () => {
  expect(loyaltyView(person, storeWith({ loyalty: { source: "none" } }), at("2026-02-01T00:00Z"))).toBeUndefined();
});
