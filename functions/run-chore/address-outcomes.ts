import type { AddressOutcome, Feedback } from "../../shared/feedback/ses-event.ts";
import type { Ports } from "../../shared/platform/all-ports.ts";
import { normaliseEmail } from "../../shared/profile/contact.ts";
import { noteMailOutcome, softBounced } from "../../shared/store/addresses.ts";
import { createKeys } from "../../shared/store/keys.ts";
import { enlist, suppress, unlist } from "../../shared/store/suppressions.ts";

type Needs = Pick<Ports, "clock" | "table" | "secrets" | "metrics" | "log">;

const take = async (
  { clock, table, metrics }: Needs,
  store: string,
  hash: string,
  outcome: AddressOutcome,
  { at = clock.now() }: Feedback,
): Promise<void> => {
  const address = { channel: "email", hash } as const;
  switch (outcome.kind) {
    case "suppress":
      if (await suppress(table, store, { ...address, reason: outcome.reason, at: clock.now() }))
        metrics.count("suppressed", { reason: outcome.reason });
      return;
    case "soft-bounce":
    case "delivery": {
      const noted =
        outcome.kind === "delivery" ? { kind: outcome.kind, at } : { kind: outcome.kind, id: outcome.id, at };
      const { before, after } = await noteMailOutcome(table, store, hash, noted);
      if (after?.reason === softBounced) await enlist(table, store, address);
      if (before?.reason === softBounced && after === undefined) await unlist(table, store, address);
      if (before === undefined && after !== undefined) metrics.count("suppressed", { reason: after.reason });
    }
  }
};

/**
 * What an event means for the addresses in it, each for itself. Of mails that are not ours only what is final counts: how
 * many others bounced in a row says nothing about us.
 */
export const takeOutcomes = async (ports: Needs, store: string, feedback: Feedback, isOurs: boolean): Promise<void> => {
  if (feedback.addresses.length === 0) return;
  const keys = createKeys((await ports.secrets.read()).root, store);
  for (const outcome of feedback.addresses) {
    const email = normaliseEmail(outcome.address);
    if (email === undefined || (!isOurs && outcome.kind !== "suppress")) continue;
    await take(ports, store, keys.address("email", email), outcome, feedback);
  }
};
