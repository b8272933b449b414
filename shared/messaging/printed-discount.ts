import * as z from "zod";
import { Instant } from "../events/instant.ts";
import { Decimal, Money } from "../events/money.ts";

/** A discount as a message prints it. */
export const PrintedDiscount = z.object({
  code: z.string().min(1).max(60),
  /** Percent: `"10"` is 10 %. */
  percentage: Decimal.optional(),
  amount: Money.optional(),
  /** When the code really ends; nothing about an end is printed without it. */
  expiresAt: Instant.optional(),
});
