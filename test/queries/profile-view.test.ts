import { viewProfile } from "../../shared/queries/profile-view.ts";
import type { Person } from "../../shared/profile/person.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { createMemoryTable } from "../../shared/store/memory-table.ts";
import { complaining, orderOf, personWith } from "../support/people.ts";
import { rootSecret, settingsWith } from "../support/settings.ts";
import { at } from "../support/instants.ts";

const bought = at("2026-03-02T10:00:00.000Z");
const now = at("2026-03-20T10:00:00.000Z");
const order = { ...orderOf("1001", bought), goods: "120.40", financialStatus: "paid" };
const loyalty = {
  source: "own" as const,
  rules: { rate: "1", pendingDays: 14, expiry: { kind: "per-lot" as const, days: 365 } },
  tiers: { list: [{ id: "gold", name: "Gold", from: "1" }] },
};

const viewAt = async (
  moment = now,
  person: Partial<Person> = { orders: [order] },
  settings = settingsWith({ loyalty }),
) => {
  const table = createMemoryTable({ now: () => now });
  const keys = createKeys(rootSecret, "demo");
  return viewProfile(personWith(person), { table, store: "demo", settings, keys, now, at: moment });
};

describe("a profile as the local run tells it", () => {
  it("counts points at the moment asked for, past or future", async () => {
    const pending = (await viewAt(at("2026-03-10T10:00:00.000Z"))).points;
    const { points } = await viewAt();
    const gone = (await viewAt(at("2027-03-10T10:00:00.000Z"))).points;
    const earned = points?.earned ?? 0;
    expect(earned).toBeGreaterThan(0);
    expect([pending?.pending, pending?.available]).toEqual([earned, 0]);
    expect([points?.pending, points?.available]).toEqual([0, earned]);
    expect([gone?.available, gone?.expired]).toEqual([0, earned]);
    expect((await viewAt(at("2026-03-01T10:00:00.000Z"))).points?.earned).toBe(0);
  });

  it("tells lots, the last activity and what expires next", async () => {
    const { points } = await viewAt();
    expect(points).toMatchObject({
      lots: [{ id: "order:1001", earnedAt: bought, left: points?.available }],
      lastActivity: { id: "order:1001", at: bought },
      nextExpiry: { points: points?.available },
    });
    expect(points?.lots[0]?.expiresAt).toBe(points?.nextExpiry?.at);
  });

  it("says null for what there is none of, not nothing", async () => {
    const never = settingsWith({ loyalty: { ...loyalty, rules: { expiry: { kind: "never" } } } });
    const { points } = await viewAt(now, { orders: [order] }, never);
    expect(points).toMatchObject({ nextExpiry: null, lots: [{ expiresAt: null }] });
    expect((await viewAt(now, {})).points).toMatchObject({ earned: 0, lastActivity: null });
  });

  it("has no points and no tier where the store has none", async () => {
    expect(await viewAt(now, { orders: [order] }, settingsWith())).toMatchObject({
      points: null,
      tier: null,
      tierChanges: [],
    });
  });

  it("tells the tier, since when, when it ends and how it changed", async () => {
    const { tier, tierChanges } = await viewAt();
    expect(tier).toMatchObject({ id: "gold", name: "Gold", since: bought, nextDrop: { from: { id: "gold" } } });
    expect(tierChanges).toMatchObject([{ at: bought, to: { id: "gold" }, cause: "order:1001" }]);
    expect((await viewAt(at("2027-04-01T10:00:00.000Z"))).tier).toBeNull();
  });

  it("tells reviews, complaints and which of them is open now", async () => {
    const view = await viewAt(now, complaining(now));
    expect(view).toMatchObject({
      reviews: [{ id: "judgeme:1", rating: 1 }],
      complaints: [{ id: "judgeme:1", urgent: true, openedAt: now, closedBy: "window" }],
      openComplaint: { id: "judgeme:1", since: now, until: null },
    });
    expect((await viewAt()).openComplaint).toBeNull();
  });

  it("tells tags, or that nobody told them", async () => {
    expect((await viewAt(now, { tags: ["vip"] })).tags).toEqual(["vip"]);
    expect((await viewAt()).tags).toBeNull();
  });
});
