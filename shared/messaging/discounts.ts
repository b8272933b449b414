import type { Discount } from "../engine/flow.ts";
import { type Instant, hours, plus } from "../events/instant.ts";
import type { Metrics } from "../platform/ports.ts";
import type { Settings } from "../settings/settings.ts";
import { takeCode } from "../store/codes.ts";
import type { Message } from "../store/messages.ts";
import type { Table } from "../store/table.ts";

/** A code that has less than this to live is of no use to its reader. */
const shortestLife = hours(24);

const worth = (
  code: { readonly code: string; readonly expiresAt?: Instant | undefined },
  { percentage, amount }: { readonly percentage?: string | undefined; readonly amount?: string | undefined },
  settings: Settings,
): Discount => ({
  code: code.code,
  expiresAt: code.expiresAt,
  percentage,
  amount: amount === undefined ? undefined : { amount, currency: settings.currency },
});

/** Finds the discount of a message: the same code for the same message, however often it is asked. */
export type Discounts = (message: Message, now: Instant) => Promise<Discount | undefined>;

/** The one code of the store, as long as it lives. */
const shared =
  (settings: Settings, discount: Extract<Settings["discount"], { kind: "shared" }>): Discounts =>
  (_message, now) => {
    const { expiresAt } = discount;
    const lives = expiresAt === undefined || expiresAt >= plus(now, shortestLife);
    return Promise.resolve(lives ? worth(discount, discount, settings) : undefined);
  };

/** A code of the pool the store has imported, each used once; none when the pool is dry, and an alarm before that. */
const pooled =
  (
    settings: Settings,
    discount: Extract<Settings["discount"], { kind: "pool" }>,
    table: Table,
    metrics: Metrics,
  ): Discounts =>
  async (message, now) => {
    const { pool, low } = discount;
    const taken = await takeCode(table, settings.id, pool, message.id, now, plus(now, shortestLife), low);
    if (taken === undefined || taken.left < low) metrics.count("discount-codes-low", { store: settings.id });
    return taken && worth(taken, discount, settings);
  };

/** Where a store's discounts come from, as its settings say. */
export const discountsOf = (settings: Settings, table: Table, metrics: Metrics): Discounts => {
  const { discount } = settings;
  switch (discount.kind) {
    case "none":
      return () => Promise.resolve(undefined);
    case "shared":
      return shared(settings, discount);
    case "pool":
      return pooled(settings, discount, table, metrics);
  }
};
