import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { Positive, whole } from "./numbers.ts";

/** How points expire. Switching a policy on expires nothing for one full period. */
export const ExpiryPolicy = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("never") }),
  z
    .strictObject({ kind: z.literal("inactivity"), months: whole(1, 120).default(12) })
    .describe("All points, so many months after the last earning or spending."),
  z
    .strictObject({ kind: z.literal("per-lot"), days: whole(1, 3650).default(365) })
    .describe("Each lot, so many days after it was earned."),
  z
    .strictObject({ kind: z.literal("end-of-month"), months: whole(0, 120) })
    .describe(
      "Each lot, at the end of the month that is so many months after the one it was earned in (0: of that very month).",
    ),
  z
    .strictObject({ kind: z.literal("end-of-year"), years: whole(0, 10) })
    .describe(
      "Each lot, at the end of the year that is so many years after the one it was earned in (0: of that very year).",
    ),
]);
export type ExpiryPolicy = z.infer<typeof ExpiryPolicy>;

/** The rules the store's own ledger goes by; what was earned under older ones stays as it was. */
export const LoyaltyRules = z.strictObject({
  rate: Positive.default("1").describe(
    "Points for one unit of the store's currency spent on goods: after discounts, without tax, shipping and gift cards.",
  ),
  pendingDays: whole(0, 365)
    .default(0)
    .describe("Points can be spent so many days after they were earned: the returns window."),
  expiry: ExpiryPolicy.prefault({ kind: "inactivity" }).describe(
    "How points expire. Switching a policy on expires nothing for one full period.",
  ),
});
export type LoyaltyRules = z.infer<typeof LoyaltyRules>;

const Tier = z.strictObject({ id: z.string().min(1), name: z.string().min(1), from: Positive });

export const LoyaltySettings = z.strictObject({
  source: z
    .enum(["none", "own", "loyaltylion", "smile", "okendo"])
    .default("none")
    .describe(
      "Where points come from: nowhere, our own ledger from orders, or the loyalty app of this name. One per store.",
    ),
  names: z
    .strictObject({ one: z.string().min(1), many: z.string().min(1) })
    .default({ one: "point", many: "points" })
    .describe("What the store calls its points."),
  rules: LoyaltyRules.prefault({}).describe(
    "How our own ledger earns and expires. New rules hold from when they are put; what was earned before keeps the old ones.",
  ),
  since: Instant.optional().describe(
    "Since when the first rules have been in force, where that was before they were put here (2025-01-01T00:00:00.000Z). It decides when the first points may expire: a full period after it.",
  ),
  value: Positive.optional().describe(
    "What one point is worth in the store's currency. Without it no text about points is sent.",
  ),
  textFrom: Positive.default("10").describe("A text is sent only about points that are worth this much together."),
  rewards: z
    .array(z.strictObject({ name: z.string().min(1), points: whole(1, 1_000_000_000) }))
    .default([])
    .describe("What points buy."),
  tiers: z
    .strictObject({
      by: z
        .enum(["spend", "points"])
        .default("spend")
        .describe("What counts towards a tier: money spent, or points earned."),
      window: z
        .discriminatedUnion("kind", [
          z.strictObject({ kind: z.literal("rolling"), months: whole(1, 120).default(12) }),
          z.strictObject({ kind: z.literal("calendar-year") }),
          z.strictObject({ kind: z.literal("lifetime") }),
        ])
        .prefault({ kind: "rolling" }),
      list: z
        .array(Tier)
        .min(1)
        .describe(
          "The tiers, each with the spend or the points it begins at. The lowest may begin at 0; below the lowest nobody has a tier.",
        ),
    })
    .optional(),
});
export type LoyaltySettings = z.infer<typeof LoyaltySettings>;

/** The rules of the ledger, and since when; the oldest first. Kept whenever they change, since lots keep theirs. */
export const LoyaltyHistory = z.array(z.object({ from: Instant, rules: LoyaltyRules }));
export type LoyaltyHistory = z.infer<typeof LoyaltyHistory>;
