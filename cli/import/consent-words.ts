import type { Instant } from "../../shared/events/instant.ts";
import type { Channel } from "../../shared/events/parts.ts";
import type { Cells } from "./cells.ts";
import { importSource } from "./to-event.ts";

/** How files say yes and no, and that nothing was ever said. */
const stateWords = {
  granted: ["yes", "true", "1", "y", "subscribed", "opted_in", "opt_in", "confirmed"],
  silent: ["no", "false", "0", "n", "not_subscribed", "never_subscribed", "pending"],
  revoked: ["unsubscribed", "opted_out", "opt_out", "refused", "redacted", "invalid"],
} as const;

const usual = ["yes", "no", "subscribed", "unsubscribed"];

/** What a column says of consent, and when it was said as far as the file tells. */
export type Said = { readonly state: "granted" | "revoked"; readonly at: Instant | undefined };

/**
 * A state of consent, as a customer's record has it. As of Shopify's records, having never subscribed counts as a no only
 * with the date of one.
 */
export const readState = (cells: Cells, column: string, dateColumn: string): Said | undefined => {
  const word = cells.word(column, stateWords, usual);
  const at = cells.moment(dateColumn);
  if (word === undefined || (word === "silent" && at === undefined)) return undefined;
  return { state: word === "granted" ? "granted" : "revoked", at };
};

/** An act of consent, as a log has it: a no is a no. */
export const readAct = (cells: Cells, column: string, dateColumn: string): Said | undefined => {
  const word = cells.word(column, stateWords, usual);
  return word === undefined
    ? undefined
    : { state: word === "granted" ? "granted" : "revoked", at: cells.moment(dateColumn) };
};

/** A statement as an event carries it. */
export const toStatement = (channel: Channel, address: string, { state, at }: Said, asOf: Instant) => ({
  channel,
  address,
  state,
  at: at ?? asOf,
  source: importSource,
});
