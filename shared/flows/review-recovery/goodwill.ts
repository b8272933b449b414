import * as z from "zod";
import type { Discount } from "../../engine/flow.ts";
import { Instant } from "../../events/instant.ts";
import { Decimal, Money } from "../../events/money.ts";
import type { PersonOrder } from "../../profile/person.ts";
import type { Settings } from "../../settings/settings.ts";

const Gift = z.strictObject({
  kind: z.literal("discount"),
  code: z.string().min(1).max(60),
  /** Percent: `"10"` is 10 %. */
  percentage: Decimal.optional(),
  amount: Money.optional(),
  expiresAt: Instant.optional(),
});

/**
 * What an apology gives, with no condition attached. There is no field to write one into, and only {@link goodwillFor}
 * makes one, out of a basis that knows of no review: giving something for a review of a certain sentiment, or for
 * changing or taking one back, is forbidden (16 CFR 465.4 and 465.7, Trade Regulation Rule on Consumer Reviews).
 */
export const Goodwill = z
  .discriminatedUnion("kind", [z.strictObject({ kind: z.literal("none") }), Gift])
  .brand("Goodwill");
export type Goodwill = z.infer<typeof Goodwill>;

/** All that goodwill may look at: what the store has set, and that the person has bought something. */
export type GoodwillBasis = {
  readonly setting: Settings["reviews"]["goodwill"];
  readonly orders: readonly Pick<PersonOrder, "id" | "test" | "cancelledAt">[];
};

/** Whether something is given: to everybody who has bought, so that nobody earns a code by writing. */
export const givesGoodwill = ({ setting, orders }: GoodwillBasis): boolean =>
  setting === "discount" && orders.some(({ test, cancelledAt }) => !test && cancelledAt === undefined);

/** The goodwill of an apology; none when the store gives none or has no code left. */
export const goodwillFor = (basis: GoodwillBasis, discount: Discount | undefined): Goodwill =>
  Goodwill.parse(givesGoodwill(basis) && discount !== undefined ? { kind: "discount", ...discount } : { kind: "none" });
