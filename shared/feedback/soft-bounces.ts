import * as z from "zod";
import { Instant } from "../events/instant.ts";

/** So many soft bounces in a row, with no delivery between them, suppress an address. */
export const mostSoftBounces = 5;

/** What became lately of mails to one address: no more than decides. */
export const SoftBounces = z.object({
  /** The latest bounces after the latest delivery, oldest first, each named so that it counts once. */
  bounces: z.array(z.object({ id: z.string(), at: Instant })),
  deliveredAt: Instant.optional(),
});
export type SoftBounces = z.infer<typeof SoftBounces>;

/** One thing that became of a mail. */
export type MailOutcome =
  | { readonly kind: "soft-bounce"; readonly id: string; readonly at: Instant }
  | { readonly kind: "delivery"; readonly at: Instant };

const empty: SoftBounces = { bounces: [] };

/**
 * Takes one outcome in; the very same object when it says nothing new. The result depends on the set of outcomes alone,
 * not on their order or number, since each keeps its own time.
 */
export const takeOutcome = (known: SoftBounces | undefined, outcome: MailOutcome): SoftBounces => {
  const { bounces, deliveredAt } = known ?? empty;
  if (outcome.kind === "delivery") {
    if (known !== undefined && deliveredAt !== undefined && deliveredAt >= outcome.at) return known;
    return { bounces: bounces.filter(({ at }) => at > outcome.at), deliveredAt: outcome.at };
  }
  const { id, at } = outcome;
  const late = deliveredAt !== undefined && at <= deliveredAt;
  const latest = [...bounces.filter((bounce) => bounce.id !== id), { id, at }]
    .sort((a, b) => a.at.localeCompare(b.at) || a.id.localeCompare(b.id))
    .slice(-mostSoftBounces);
  const isKnown = latest.every((bounce, index) => bounce.id === bounces[index]?.id) && latest.length === bounces.length;
  return known !== undefined && (late || isKnown) ? known : { ...(known ?? empty), bounces: late ? bounces : latest };
};

/** When the last of enough soft bounces in a row came; undefined while there are not enough. */
export const suppressedBy = ({ bounces }: SoftBounces): Instant | undefined =>
  bounces.length < mostSoftBounces ? undefined : bounces.at(-1)?.at;
